"""Qt's application, which on macOS is told of links and files: they are no arguments there.

The trap: the first one comes while the program starts, long before anything can follow it.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QUrl, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication


class Application(QApplication):
    """`opened` carries a link or a file in the form of a start's arguments. Before `tell_opened` they wait."""

    opened = Signal(object)  # list of one str

    def __init__(self, arguments: Sequence[str]) -> None:
        super().__init__(list(arguments))
        self._waiting: list[str] | None = []

    def event(self, event: QEvent) -> bool:
        if not isinstance(event, QFileOpenEvent):
            return super().event(event)
        word = event.file() or event.url().toString(QUrl.ComponentFormattingOption.FullyEncoded)
        if self._waiting is None:
            self.opened.emit([word])
        else:
            self._waiting.append(word)
        return True

    def tell_opened(self) -> None:
        waiting, self._waiting = self._waiting or [], None
        for word in waiting:
            self.opened.emit([word])
