"""What a second start asked for: a link, a file with conversations, or just the window.

The trap: a link comes from anywhere. It opens what is there already, or fills in what the user then reads and sends;
what was typed before is never thrown away for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from itertools import count
from pathlib import Path
from typing import Final, TypeAlias

from PySide6.QtCore import QObject, QUrl

from desktop.chat.archive import Archive
from desktop.chat.profile_book import ProfileBook
from desktop.chat.tasks import TaskScope
from desktop.core.chatbot import Chatbot, Profile
from desktop.core.deep_link import BadLink, ConversationLink, NewLink, is_link, parse_link
from desktop.core.errors import AppError
from desktop.core.text import elide, revealed
from desktop.ui.conversation.controller import ChatController
from desktop.ui.main_window import MainWindow
from desktop.ui.transfer.import_controller import ImportController
from desktop.ui.window_controller import WindowController

_FILES: Final = (".json", ".robofy-conversations")
"""As in __main__.py. The packages tell the system that files with the second one are ours."""
_LONGEST_LIST: Final = 200
"""Characters of a list of chatbots in a sentence."""

_Named: TypeAlias = tuple[Profile, Chatbot]


class LinkController(QObject):
    """`follow` what came with a start; it waits until the program is `started`."""

    def __init__(
        self,
        window: MainWindow,
        controller: WindowController,
        chat: ChatController,
        book: ProfileBook,
        archive: Archive,
        imports: ImportController,
        tasks: TaskScope,
        started: Callable[[], Awaitable[object]],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._controller = controller
        self._chat = chat
        self._book = book
        self._archive = archive
        self._imports = imports
        self._tasks = tasks
        self._started = started
        self._numbers = count()
        self._order = asyncio.Lock()

    def follow(self, arguments: Sequence[str]) -> None:
        """The first link or file that is named; what else stands there is for Qt. After those of earlier starts."""
        for word in arguments:
            if is_link(word):
                self._start(partial(self._follow_link, word))
                return
            path = file_of(word)
            if path is not None:
                self._start(partial(self._offer_import, path))
                return

    def _start(self, follow: Callable[[], Awaitable[None]]) -> None:
        self._tasks.start(f"link:{next(self._numbers)}", self._follow_in_order, follow)

    async def _follow_in_order(self, follow: Callable[[], Awaitable[None]]) -> None:
        async with self._order:
            await self._started()
            await follow()

    async def _offer_import(self, path: Path) -> None:
        if self._controller.is_refused:
            self._say(self.tr("Your conversations cannot be opened, so the file was not imported."))
            return
        self._imports.check(path)

    async def _follow_link(self, word: str) -> None:
        link = parse_link(word)
        if self._controller.is_refused and not isinstance(link, BadLink):
            self._say(self.tr("Your conversations cannot be opened, so the link was not followed."))
            return
        match link:
            case NewLink(chatbot, text):
                self._begin(chatbot, text)
            case ConversationLink(conversation_id):
                await self._open(conversation_id)
            case BadLink():
                self._say(self.tr("The link that was opened is not one that Robofy Desktop knows. Nothing was done."))

    def _begin(self, chatbot: str, text: str) -> None:
        if chatbot:
            found = self._meant(chatbot)
            if len(found) != 1 or not self._controller.begin_with(found[0][0].id, found[0][1].id):
                self._refuse(chatbot, found)
                return
        if not chatbot:
            self._controller.begin()
        if self._chat.current is None:
            self._say(self.tr("Connect a chatbot first, then follow the link again."))
            return
        if text:
            self._chat.set_draft(text)
            self._window.chat.composer.set_text(text)
            self._window.chat.focus_composer()

    def _meant(self, wanted: str) -> list[_Named]:
        """Those of this id, else of this name; of several the one in use, or one of the profile in use."""
        all_of = [(profile, bot) for profile in self._book.profiles for bot in profile.chatbots]
        found = [one for one in all_of if one[1].id == wanted]
        found = found or [one for one in all_of if one[1].name.casefold() == wanted.casefold()]
        if self._chat.current is None:
            return found
        used = self._chat.current.conversation
        of_profile = [one for one in found if one[0].id == used.profile_id]
        return [one for one in of_profile if one[1].id == used.chatbot_id] or of_profile or found

    def _refuse(self, wanted: str, found: list[_Named]) -> None:
        if len(found) > 1:
            names = ", ".join(f"{bot.name} ({profile.name})" for profile, bot in found)
            text = self.tr(
                "The link may mean more than one chatbot: %1. "
                "Begin a conversation with the one that you want, then follow the link again."
            )
            self._say(text.replace("%1", elide(revealed(names), _LONGEST_LIST)))
        else:
            text = self.tr("There is no chatbot “%1” here, so the link was not followed. Connect it in the settings.")
            self._say(text.replace("%1", elide(revealed(wanted), 60)))

    async def _open(self, conversation_id: str) -> None:
        known = self._chat.find(conversation_id)
        try:
            conversation = known.conversation if known else await self._archive.find_conversation(conversation_id)
        except AppError as error:
            self._controller.show_problem(error.problem)
            return
        if conversation is None:
            self._say(self.tr("The conversation of this link is not on this computer."))
            return
        self._chat.open(conversation)

    def _say(self, text: str) -> None:
        self._window.banner.show_text(text, tone="warning")


def file_of(word: str) -> Path | None:
    """A file with conversations that an argument names, also as a file: address."""
    url = QUrl(word)
    path = Path(url.toLocalFile()) if url.isLocalFile() else Path(word)
    return path.absolute() if not word.startswith("-") and path.suffix.lower() in _FILES else None
