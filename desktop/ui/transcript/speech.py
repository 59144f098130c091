"""Tells a screen reader when a reply begins and when it ends: not every word, which nobody could follow."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from desktop.core.message import Message, Role, Status
from desktop.core.text import elide
from desktop.ui import words

_LONGEST = 1000


class Speech(QObject):
    """`announced` carries what was said."""

    announced = Signal(str)

    def __init__(self, speaker: QWidget) -> None:
        super().__init__(speaker)
        self._speaker = speaker
        self._streaming: set[str] = set()

    def changed(self, message: Message) -> None:
        """A message is new or not as it was before."""
        if message.role is Role.USER:
            return
        if message.status is Status.STREAMING:
            if message.id not in self._streaming:
                self._streaming.add(message.id)
                self.say(self.tr("The chatbot is answering."))
        elif message.id in self._streaming:
            self._streaming.discard(message.id)
            self.say(
                f"{elide(message.text, _LONGEST)} {words.ending(message)}".strip() or self.tr("The answer is empty.")
            )

    def say(self, text: str) -> None:
        self.announced.emit(text)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._speaker, text))
