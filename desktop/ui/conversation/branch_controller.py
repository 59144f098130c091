"""Versions of messages: going from one to the other, and making a new one of a question by editing it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from desktop.ui.conversation.controller import ChatController
from desktop.ui.conversation.edit_bar import Editing
from desktop.ui.conversation.editing_controller import EditingController
from desktop.ui.conversation.page import ChatPage


class BranchController(QObject):
    def __init__(
        self,
        page: ChatPage,
        chat: ChatController,
        editing: EditingController,
        edit_last: QAction,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._page = page
        self._chat = chat
        self._editing = editing
        page.transcript.edit_requested.connect(self.edit)
        page.transcript.version_requested.connect(self._show_version)
        page.transcript.retry_requested.connect(lambda _message_id: page.transcript.scroll_to_end())
        edit_last.triggered.connect(lambda _checked=False: self.edit_last())

    def edit(self, message_id: str) -> None:
        """Put a question into the composer; what is sent then is another version of it."""
        shown = self._chat.current
        message = shown.model.find(message_id) if shown else None
        if message is None or not message.is_question:
            return
        words = self.tr(
            "Editing an earlier question · Esc to cancel. "
            "The earlier version stays, and the chatbot still remembers it in this session."
        )
        self._editing.begin(message.text, Editing(words), partial(self._chat.edit, message_id))

    def edit_last(self) -> None:
        messages = self._chat.current.model.messages() if self._chat.current else ()
        last = next((message for message in reversed(messages) if message.is_question), None)
        if last is not None:
            self.edit(last.id)

    def _show_version(self, message_id: str, by: int) -> None:
        shown = self._chat.current
        row = shown.model.row_of(message_id) if shown else -1
        if shown is None or row < 0:
            return
        transcript = self._page.transcript
        transcript.scroll_keeper.hold()
        self._chat.show_version(message_id, by)
        if shown.model.row_of(message_id) < 0:
            transcript.scrollTo(shown.model.index(row))
            transcript.scroll_keeper.moved()
            transcript.speech.say(shown.model.spoken(shown.model.message_at(row)))
