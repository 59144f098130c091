"""The three timers of the transcript: the beat of the waiting dots, the seconds of running tools, and the next frame.

Each runs only while something in sight needs it: an idle window costs nothing.
"""

from __future__ import annotations

from time import perf_counter
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance

_BEAT: Final = 33
_FRAME: Final = 8
_PERIOD: Final = 1.6


class Pulse(QObject):
    beat = Signal()
    second_passed = Signal()
    more_due = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._beat = self._timer(_BEAT, self.beat)
        self._second = self._timer(1000, self.second_passed)
        self._more = self._timer(_FRAME, self.more_due)

    def _timer(self, interval: int, signal: SignalInstance) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(interval)
        timer.timeout.connect(signal)
        return timer

    @property
    def phase(self) -> float:
        """Where in its period the pulse is, 0 to 1."""
        return perf_counter() % _PERIOD / _PERIOD

    def set_needs(self, *, beat: bool, seconds: bool, more: bool) -> None:
        for timer, needed in ((self._beat, beat), (self._second, seconds), (self._more, more)):
            if needed != timer.isActive():
                timer.start() if needed else timer.stop()
