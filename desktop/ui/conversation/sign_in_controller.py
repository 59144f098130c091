"""Keys that are missing or refused, asked for where the message stands, and how a chatbot introduces itself.

The trap: several messages may wait for one key, in several conversations. One box asks for all of them, names how many
it would send, and sends only those: one that came to wait later was not agreed to.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.chat.profile_book import ProfileBook
from desktop.chat.sign_in import SignIns
from desktop.chat.tasks import TaskScope, settle
from desktop.core.chatbot import Profile, Secret
from desktop.core.conversation import Conversation
from desktop.core.errors import NEEDS_SECRET, AppError, SecretError
from desktop.core.handshake import Handshake, shakes_hands
from desktop.core.message import Message
from desktop.ui.conversation.controller import ChatController
from desktop.ui.conversation.page import ChatPage
from desktop.ui.words import sentence

Waiting = tuple[tuple[str, str], ...]
"""Messages that wait for a key: conversation and message."""


class SignInController(QObject):
    problem_raised = Signal(object)  # Problem

    def __init__(
        self,
        page: ChatPage,
        chat: ChatController,
        book: ProfileBook,
        sign_ins: SignIns,
        tasks: TaskScope,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._page = page
        self._chat = chat
        self._book = book
        self._sign_ins = sign_ins
        self._tasks = tasks
        self._asked: set[str] = set()  # profiles for which the box is open, wherever the user is
        self._by_hand: set[str] = set()  # those of them for which no message waited when somebody opened it
        self._named: dict[str, Profile] = {}  # profiles as they were when the box named their address
        self._met: dict[tuple[str, str], Handshake] = {}
        page.secret_request.submitted.connect(self._on_submitted)
        page.secret_request.dismissed.connect(self._on_dismissed)
        page.chatbot_shown.connect(self._meet_shown)  # what it says of itself goes in the place of general words
        book.on_new_secret = self._on_new_secret
        chat.conversation_shown.connect(lambda _shown: self._refresh())
        chat.reply_ended.connect(self._on_reply_ended)
        chat.streaming_changed.connect(lambda _id, _streaming: self._refresh())
        chat.branch_shown.connect(lambda _id: self._refresh())
        chat.deletions.message_deleted.connect(self._on_message_gone)
        chat.conversation_removed.connect(self._on_message_gone)

    def loader_texts(self, conversation: Conversation) -> tuple[str, ...]:
        """What the chatbot likes to be said while it is waited for."""
        met = self._met.get((conversation.profile_id, conversation.chatbot_id))
        return met.loader_texts if met is not None else ()

    def ask(self, profile_id: str, _message_id: str = "") -> None:
        """Open the box for this profile."""
        self._asked.add(profile_id)
        if not self._waiting(profile_id):
            self._by_hand.add(profile_id)
        self._refresh()

    def forget(self, profile_id: str) -> None:
        """The profile was changed or removed: what was known through it may be wrong.

        To be called before its chatbot is shown by its new name, which shows also how it introduced itself.
        """
        self._sign_ins.forget(profile_id)
        for key in [key for key in self._met if key[0] == profile_id]:
            del self._met[key]
        profile, named = self._book.find(profile_id), self._named.get(profile_id)
        if profile is None or (named is not None and named.address != profile.address):
            self._drop(profile_id)
        self._refresh()

    # ── the box ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _refresh(self) -> None:
        shown = self._chat.current
        profile_id = shown.conversation.profile_id if shown is not None else ""
        profile = self._book.find(profile_id) if profile_id in self._asked else None
        if profile is None or self._page.secret_request.profile_id != profile.id:
            self._put_away()  # at once: where the keys of this profile are may take its time to be known
        if profile is not None:
            self._tasks.start("ask-secret", self._ask, profile)

    def _put_away(self) -> None:
        """Until somebody comes back to its profile; for good when its key is not asked for any more."""
        box = self._page.secret_request
        focused: QWidget | None = self._page.window().focusWidget()
        if focused is not None and box.isAncestorOf(focused):
            self._page.focus_composer()  # before it goes: Qt would pass the keyboard on to whatever is next
        if box.profile_id in self._asked:
            box.hide()
        else:
            box.close_request()

    def _drop(self, profile_id: str) -> None:
        self._asked.discard(profile_id)
        self._by_hand.discard(profile_id)
        self._named.pop(profile_id, None)

    async def _ask(self, profile: Profile) -> None:
        place = await self._book.place(profile)
        shown = self._chat.current
        if shown is not None and shown.conversation.profile_id == profile.id and profile.id in self._asked:
            is_new = self._page.secret_request.isHidden()
            self._named[profile.id] = profile
            self._page.secret_request.ask(profile, place, len(self._waiting(profile.id)))
            if is_new and self._is_idle():
                self._page.secret_request.field.setFocus()

    def _is_idle(self) -> bool:
        """Whether the keyboard may be taken: nobody is writing, or at work elsewhere in the window."""
        focused, page = self._page.window().focusWidget(), self._page
        return focused is page.transcript or (focused is page.composer.field and not page.composer.text())

    def _waiting(self, profile_id: str) -> Waiting:
        return tuple(
            (open_.conversation.id, open_.waits_for_key)
            for open_ in self._chat.opened
            if open_.conversation.profile_id == profile_id and open_.waits_for_key
        )

    def _on_new_secret(self, profile_id: str) -> None:
        """Whoever was asked for it has given it, here or elsewhere."""
        self._drop(profile_id)
        self._refresh()

    def _on_message_gone(self) -> None:
        """Nobody is asked for the sake of messages that are not there any more."""
        for profile_id in [one for one in self._asked - self._by_hand if not self._waiting(one)]:
            self._drop(profile_id)
        self._refresh()

    def _on_submitted(self, profile_id: str, secret: Secret, send: bool, session_only: bool) -> None:
        profile = self._named.get(profile_id)  # not as it is now: a key is for the address named
        self._drop(profile_id)
        if profile is not None and self._book.find(profile_id) is not None:
            waiting = self._waiting(profile_id) if send else ()
            self._tasks.start(f"keep-secret:{profile_id}", settle, self._keep, profile, secret, session_only, waiting)
        self._page.focus_composer()

    def _on_dismissed(self, profile_id: str) -> None:
        self._drop(profile_id)
        self._page.focus_composer()

    async def _keep(self, profile: Profile, secret: Secret, session_only: bool, waiting: Waiting) -> None:
        """For the address that the box named. When the profile has another one by now, nothing is sent there."""
        place = await self._book.keep_secret(profile, secret, session_only=session_only)
        if (news := place.news) is not None:
            self.problem_raised.emit(news)
        now = self._book.find(profile.id)
        if now is None or now.address != profile.address:
            return
        still = set(self._waiting(profile.id))
        for conversation_id, message_id in waiting:
            if (conversation_id, message_id) in still:
                self._chat.retry(message_id, conversation_id)

    def _on_reply_ended(self, conversation: Conversation, reply: Message) -> None:
        if reply.problem is not None and reply.problem.code in NEEDS_SECRET:
            self._asked.add(conversation.profile_id)
        self._refresh()

    # ── introductions ───────────────────────────────────────────────────────────────────────────────────────────

    def _meet_shown(self) -> None:
        shown = self._chat.current
        profile = self._book.find(shown.conversation.profile_id) if shown is not None else None
        if shown is None or profile is None or not shakes_hands(profile):
            return
        met = self._met.get((profile.id, shown.conversation.chatbot_id))
        if met is not None:
            self._introduce(shown.conversation, met)
        else:
            self._tasks.start("meet", self._shake, profile, shown.conversation)

    async def _shake(self, profile: Profile, conversation: Conversation) -> None:
        chatbot_id = conversation.chatbot_id
        try:
            met = await self._sign_ins.get(profile, chatbot_id, await self._secret(profile))
        except AppError as error:
            if self._is_as_asked(profile) and self._is_shown(conversation):
                self._page.starters.show_words(sentence(error.problem))
            return
        if not self._is_as_asked(profile):
            return
        self._met[profile.id, chatbot_id] = met
        if self._is_shown(conversation):
            self._introduce(conversation, met)

    async def _secret(self, profile: Profile) -> Secret:
        try:
            return await self._book.secret(profile) or Secret("")
        except SecretError:
            return Secret("")  # the message will say it

    def _introduce(self, conversation: Conversation, met: Handshake) -> None:
        said = met.introduction(conversation.chatbot_id)
        self._page.starters.show_words(said.greeting or said.description)
        self._page.starters.show_questions(said.questions, met.colour)
        self._page.composer.set_placeholder(met.placeholder)

    def _is_as_asked(self, profile: Profile) -> bool:
        """An answer that comes after the profile was changed may be of another chatbot."""
        return self._book.find(profile.id) == profile

    def _is_shown(self, conversation: Conversation) -> bool:
        return self._chat.current is not None and self._chat.current.conversation.id == conversation.id


LoaderTexts = Callable[[Conversation], tuple[str, ...]]
