"""How long the window's thread stood still: the gaps between the beats of a precise timer."""

from __future__ import annotations

import time
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer

BEAT: Final = 5
"""Milliseconds."""


class Heartbeat(QObject):
    """Beats from its making to `stop`."""

    def __init__(self) -> None:
        super().__init__()
        self.gaps: list[float] = []
        """In milliseconds, the interval of the timer included."""
        self.works: list[float] = []
        """How much of a processor this thread had in each of them."""
        self._last, self._worked = time.perf_counter(), time.thread_time()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(BEAT)
        self._timer.timeout.connect(self._on_beat)
        self._timer.start()

    def stop(self) -> dict[str, float]:
        """The longest gap, the one under way included, and the one that 99 of 100 are within."""
        self._timer.stop()
        self._on_beat()
        return {"longest": max(self.gaps), "p99": percentile(self.gaps, 99)}

    def _on_beat(self) -> None:
        now, worked = time.perf_counter(), time.thread_time()
        self.gaps.append((now - self._last) * 1000)
        self.works.append((worked - self._worked) * 1000)
        self._last, self._worked = now, worked


def percentile(values: list[float], part: float) -> float:
    """The value that `part` of a hundred are not above."""
    ranked = sorted(values)
    return ranked[min(int(len(ranked) * part / 100), len(ranked) - 1)]
