"""Says when a new day has begun, for words like "Today".

The trap: a timer of hours goes wrong when the computer sleeps or its clock is set, so the date is looked at every
minute.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from desktop.ui.words import is_same_day

_INTERVAL: Final = 60_000


class Midnight(QObject):
    """`clock` gives seconds since the epoch."""

    passed = Signal()

    def __init__(self, clock: Callable[[], float], parent: QObject) -> None:
        super().__init__(parent)
        self._clock = clock
        self._seen = clock()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._timer.setInterval(_INTERVAL)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Look at the clock."""
        before, self._seen = self._seen, self._clock()
        if not is_same_day(before, self._seen):
            self.passed.emit()
