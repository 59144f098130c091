"""Which conversation was in view when the program ended, however it ended.

The traps: a program that is killed says nothing, so it is kept soon after it changes; but who goes down the list with
the arrow key sees a hundred of them. And a conversation in which nothing was said yet is nowhere stored.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QSettings, QTimer

from desktop.ui.conversation.controller import ChatController

_KEY: Final = "conversation"
_DELAY: Final = 300
"""Milliseconds from a change to its saving."""


class LastInView(QObject):
    """Kept in a file that may be lost or damaged."""

    def __init__(self, settings: QSettings, chat: ChatController, parent: QObject) -> None:
        super().__init__(parent)
        self._settings = settings
        self._chat = chat
        saved = settings.value(_KEY)
        self.conversation_id = saved if isinstance(saved, str) else ""
        self._saving = QTimer(self)
        self._saving.setSingleShot(True)
        self._saving.setInterval(_DELAY)
        self._saving.timeout.connect(self.save)
        chat.conversation_shown.connect(self._note)
        chat.conversation_changed.connect(self._note)

    def save(self) -> None:
        """What is about to be kept, at once."""
        self._saving.stop()
        self._settings.setValue(_KEY, self.conversation_id)
        self._settings.sync()

    def _note(self, _what: object) -> None:
        shown = self._chat.current
        if shown is None or not (shown.stored or shown.streaming):
            return
        if shown.conversation.id != self.conversation_id:
            self.conversation_id = shown.conversation.id
            self._saving.start()
