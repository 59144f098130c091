"""Python's cycle collector, on the window's thread only.

The trap: the collector runs in whatever thread happens to allocate, and a Qt object that it finds there dies in the
wrong thread and takes the process with it. So automatic collection is off, and a timer of this thread does the work.
"""

from __future__ import annotations

import gc
import linecache
from typing import Final

from PySide6.QtCore import QObject, QTimer

_INTERVAL: Final = 1000
_EVERY: Final = (1, 10, 120)
"""After how many ticks each generation is looked at; the oldest is dear, so it comes every two minutes."""


def forget_sources() -> None:
    """PySide looks into the source of each module that is imported, and Python keeps all of that for tracebacks."""
    linecache.clearcache()


class GarbageCollector(QObject):
    """Collects once a second while it lives.

    After `close` nobody collects any more: the threads that are left must not find what is left of the window.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ticks = 0
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(_INTERVAL)
        self._timer.timeout.connect(self._on_timeout)
        self._timer.start()

    def spare_what_is_there(self) -> None:
        """From now on only what is made later is looked at: modules and the window stay until the end anyway."""
        gc.freeze()

    def close(self) -> None:
        self._timer.stop()
        gc.unfreeze()

    def _on_timeout(self) -> None:
        self._ticks += 1
        due = [generation for generation, every in enumerate(_EVERY) if self._ticks % every == 0]
        gc.collect(due[-1])
