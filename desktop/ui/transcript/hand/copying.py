"""Puts what is copied onto the clipboard: at once when it is short, else as it was written until all of it is made.

The trap: making takes a while, and meanwhile the reader may have copied something else, here or in another program.
Asking that one what it holds stops the window for as long as it does not answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter
from typing import Final

from PySide6.QtCore import QMimeData, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from desktop.core.message import Message
from desktop.ui.transcript.hand.clipboard import AT_ONCE, Form, Making, Row, whole
from desktop.ui.transcript.hand.offer import Offer

_BUDGET: Final = 0.008


class Copying(QObject):
    """`copied` when all is on the clipboard."""

    copied = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._making: Making | None = None
        self._unread: QMimeData | None = None  # what the clipboard holds until all is made
        self._next = QTimer(self)
        self._next.timeout.connect(self._go_on)

    @property
    def is_under_way(self) -> bool:
        return self._making is not None

    def copy_message(self, message: Message, form: Form) -> None:
        """A whole message; nothing when it has no words."""
        self.copy([("", whole(message))], form)

    def copy(self, rows: Sequence[Row], form: Form = "rich") -> None:
        """What is there of some messages; when that is nothing, the clipboard keeps what it holds."""
        making = Making(rows, form)
        if not making:
            return
        self._stop()
        if making.size <= AT_ONCE:
            while making.step():
                pass
            self._put(making)
            return
        self._making, self._unread = making, making.unread() if making.is_at_hand else Offer(making)
        QGuiApplication.clipboard().setMimeData(self._unread)
        self._next.start(0)

    def _go_on(self) -> None:
        deadline, making = perf_counter() + _BUDGET, self._making
        while making is not None and making.step():
            if perf_counter() >= deadline:
                return
        is_still_there = QGuiApplication.clipboard().mimeData() is self._unread  # who holds it now is not asked
        self._stop()
        if making is not None and is_still_there:
            self._put(making)

    def _put(self, making: Making) -> None:
        QGuiApplication.clipboard().setMimeData(making.mime())
        self.copied.emit()

    def _stop(self) -> None:
        self._next.stop()
        self._making = self._unread = None
