"""Which picture belongs to whom, and what happens when one is wanted: it is loaded behind the initials.

The trap: a list of conversations asks for the picture of each row at each paint, so what a profile says is looked up
once, and again only when the profiles have changed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from PySide6.QtCore import QObject, QRect
from PySide6.QtGui import QImage, QPainter

from desktop.chat.profile_book import ProfileBook
from desktop.chat.tasks import TaskScope
from desktop.core.chatbot import Profile
from desktop.core.conversation import Conversation
from desktop.core.settings import Settings
from desktop.ui.conversation.open_conversation import OpenConversation
from desktop.ui.main_window import MainWindow
from desktop.ui.sidebar.conversation_delegate import ConversationDelegate
from desktop.ui.widgets.pictures import Pictures

LoadAvatar = Callable[[str, Profile], Awaitable[QImage | None]]


class AvatarController(QObject):
    """`load` gives the decoded picture of an address that came with a profile."""

    def __init__(
        self, window: MainWindow, pictures: Pictures, book: ProfileBook, tasks: TaskScope, load: LoadAvatar
    ) -> None:
        super().__init__(window)
        self._window = window
        self._pictures = pictures
        self._book = book
        self._tasks = tasks
        self._load = load
        self._profiles: tuple[Profile, ...] = ()
        self._addresses: dict[tuple[str, str], str] = {}
        self._shown: Conversation | None = None
        pictures.wanted.connect(self._on_wanted)
        pictures.changed.connect(window.sidebar.list.viewport().update)
        window.chat.header.picture.show_from(pictures)
        delegate = window.sidebar.list.itemDelegate()
        if isinstance(delegate, ConversationDelegate):
            delegate.show_pictures(self._paint)

    def apply(self, settings: Settings) -> None:
        self._pictures.set_enabled(settings.appearance.avatars)

    def show(self, shown: OpenConversation) -> None:
        """Whose picture stands in the header."""
        self._shown = shown.conversation
        self.refresh()

    def refresh(self) -> None:
        """The profiles may have changed."""
        of = self._shown
        if of is not None:
            key = (of.profile_id, of.chatbot_id)
            self._window.chat.header.picture.show_chatbot(of.chatbot_name, self.address_of(key), of.profile_id)

    def address_of(self, key: tuple[str, str]) -> str:
        """Of the picture of a chatbot (profile id, chatbot id), empty when it has none."""
        profiles = self._book.profiles
        if profiles != self._profiles:
            self._profiles = profiles
            self._addresses = {
                (profile.id, chatbot.id): chatbot.avatar
                for profile in profiles
                for chatbot in profile.chatbots
                if chatbot.avatar
            }
        return self._addresses.get(key, "")

    def _paint(self, painter: QPainter, rect: QRect, conversation: Conversation) -> None:
        key = (conversation.profile_id, conversation.chatbot_id)
        self._pictures.paint(painter, rect, conversation.chatbot_name, self.address_of(key), conversation.profile_id)

    def _on_wanted(self, address: str, profile_id: str) -> None:
        self._tasks.start(f"avatar:{address}", self._fetch, address, profile_id)

    async def _fetch(self, address: str, profile_id: str) -> None:
        profile = self._book.find(profile_id)
        if profile is not None:
            self._pictures.put(address, await self._load(address, profile))
