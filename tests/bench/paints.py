"""When a widget is painted: the only moment at which a person sees anything."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

_GLANCE: Final = 4
"""Milliseconds between two looks at whether what is waited for stands there already."""


class Paints(QObject):
    """Watches the paint events of a widget while it lives."""

    painted = Signal(float, bool)
    """After a paint: its moment (`perf_counter`), and whether what is waited for held before it began."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        self._condition: Callable[[], bool] = lambda: False
        self._holds = False
        self._moment = 0.0
        self._glance = QTimer(self)
        self._glance.setInterval(_GLANCE)
        widget.installEventFilter(self)

    async def until(self, condition: Callable[[], bool], *, then: Callable[[], bool] = lambda: True) -> float:
        """Return after the paint that shows what this is true of, with its moment (`perf_counter`).

        `then` is asked after a paint that began when it was true, and may refuse it. Only what changed is painted, so
        the last paint may have come before; then it is the one that counts.
        """
        done: asyncio.Future[float] = asyncio.get_running_loop().create_future()

        def look(moment: float, held: bool) -> None:
            if held and not done.done() and then():
                done.set_result(moment)

        def look_back() -> None:
            if self._moment and condition():
                look(self._moment, True)

        self._condition, self._holds, self._moment = condition, False, 0.0
        self._glance.timeout.connect(look_back)
        self._glance.start()
        self.painted.connect(look)
        try:
            return await done
        finally:
            self.painted.disconnect(look)
            self._glance.timeout.disconnect(look_back)
            self._glance.stop()
            self._condition = lambda: False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            self.count += 1
            self._holds = self._condition()
            QTimer.singleShot(0, self._on_painted)
        return False

    def _on_painted(self) -> None:
        self._moment = time.perf_counter()
        self.painted.emit(self._moment, self._holds)
