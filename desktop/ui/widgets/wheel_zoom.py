"""Ctrl and the wheel over the transcript: larger or smaller, one step for each notch.

The trap: a touchpad sends many small turns for one movement of the fingers, so turns are added up until they make a
notch; and they are forgotten when Ctrl is let go, or the next scroll would begin half way.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QWheelEvent

_NOTCH: Final = 120
"""Eighths of a degree (Qt's unit) in one notch of a usual wheel."""


class WheelZoom(QObject):
    """An event filter; `turned` says 1 for larger and -1 for smaller."""

    turned = Signal(int)
    _is_whole = False  # at exit Qt still sends events to an object that Python has emptied

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._turned = 0
        self._is_whole = True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self._is_whole or not isinstance(event, QWheelEvent):
            return False
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._turned = 0
            return False
        self._turned += event.angleDelta().y()
        notches = int(self._turned / _NOTCH)
        self._turned -= notches * _NOTCH
        for _ in range(abs(notches)):
            self.turned.emit(1 if notches > 0 else -1)
        return True
