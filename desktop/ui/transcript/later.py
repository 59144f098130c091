"""Asks for another painting: at once, or when there is reason to look again. The earliest wish counts."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QTimer

_FRAME: Final = 12
"""Milliseconds: work that is done in steps leaves the window's thread free between two of them."""


class Later(QTimer):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.setSingleShot(True)

    def ask(self, seconds: float) -> None:
        wanted = max(round(seconds * 1000), _FRAME)
        if not self.isActive() or self.remainingTime() > wanted:
            self.start(wanted)
