"""A key that the inbox is missing, asked for below it, as a conversation asks for one.

The trap: by the time that the key is typed, the inbox may be another chatbot's, or the profile may have another
address. The key is kept for the profile and the address that the question named, and for nobody else.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, Signal

from desktop.chat.profile_book import ProfileBook
from desktop.chat.tasks import TaskScope, settle
from desktop.core.chatbot import Profile, Secret
from desktop.ui.conversation.secret_request import SecretRequest

_TASK: Final = "inbox-key"


class InboxKey(QObject):
    """Asks in the box that it is attached to.

    `kept` names the profile that has another key now; `dismissed` when somebody would rather not.
    """

    kept = Signal(str)
    dismissed = Signal()
    problem_raised = Signal(object)  # Problem

    def __init__(self, book: ProfileBook, tasks: TaskScope, parent: QObject) -> None:
        super().__init__(parent)
        self._book = book
        self._tasks = tasks
        self._box: SecretRequest | None = None
        self._asked = Profile("", "")
        self._waiting: set[str] = set()

    def attach(self, box: SecretRequest) -> None:
        self._box = box
        box.submitted.connect(self._on_submitted)
        box.dismissed.connect(lambda _profile_id: self.dismissed.emit())

    def ask(self, profile: Profile, waiting: str) -> None:
        """`waiting` names what cannot be read without the key."""
        self._waiting.add(waiting)
        self._tasks.start(_TASK, self._ask, profile)

    def found(self, waiting: str) -> None:
        """This could be read; when nothing else waits for a key, nobody is asked any more."""
        self._waiting.discard(waiting)
        if not self._waiting:
            self.forget()

    def forget(self) -> None:
        """Nobody is asked any more."""
        self._waiting.clear()
        self._tasks.cancel(_TASK)
        if self._box is not None:
            self._box.close_request()

    async def _ask(self, profile: Profile) -> None:
        place = await self._book.place(profile)
        if self._box is None:
            return
        is_new = self._box.isHidden()
        self._asked = profile
        self._box.ask(profile, place, 0)
        if is_new:
            self._box.field.setFocus()

    def _on_submitted(self, profile_id: str, secret: Secret, _send: bool, session_only: bool) -> None:
        self._tasks.start(f"keep-secret:{profile_id}", settle, self._keep, self._asked, secret, session_only)

    async def _keep(self, profile: Profile, secret: Secret, session_only: bool) -> None:
        place = await self._book.keep_secret(profile, secret, session_only=session_only)
        if (news := place.news) is not None:
            self.problem_raised.emit(news)
        self.kept.emit(profile.id)
