"""Beginning again with the same chatbot: empty, or with the questions asked so far, in a session that knows nothing."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from desktop.core.chatbot import Chatbot
from desktop.ui.conversation.controller import ChatController
from desktop.ui.conversation.page import ChatPage
from desktop.ui.conversation.queue_controller import QueueController


class RestartController(QObject):
    """The conversation that was there stays in the list as it is."""

    def __init__(
        self,
        page: ChatPage,
        chat: ChatController,
        queue: QueueController,
        restart: QAction,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._chat = chat
        self._queue = queue
        restart.triggered.connect(lambda _checked=False: self.restart())
        page.transcript.restart_requested.connect(self.restart_from)

    def restart(self) -> None:
        shown = self._chat.current
        if shown is not None:
            of = shown.conversation
            self._chat.begin(of.profile_id, Chatbot(of.chatbot_id, shown.model.chatbot_name))  # as it is called now

    def restart_from(self, message_id: str) -> None:
        """Ask the questions in view, up to this one and with it, again in a new conversation."""
        shown = self._chat.current
        row = shown.model.row_of(message_id) if shown else -1
        if shown is None or row < 0:
            return
        texts = [message.text for message in shown.model.messages()[: row + 1] if message.is_question]
        self.restart()
        if self._chat.current is not None and texts:
            self._queue.ask_again(self._chat.current, texts)
