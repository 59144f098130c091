"""When a widget is painted: the only moment at which a person sees anything."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget


class Paints(QObject):
    """Watches the paint events of a widget while it lives."""

    painted = Signal(float, bool)
    """After a paint: its moment (`perf_counter`), and whether what is waited for held before it began."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        self._condition: Callable[[], bool] = lambda: False
        self._holds = False
        widget.installEventFilter(self)

    async def until(self, condition: Callable[[], bool], *, then: Callable[[], bool] = lambda: True) -> float:
        """Return after the first paint that began when this was true, with its moment (`perf_counter`).

        `then` is asked after such a paint, and may refuse it.
        """
        done: asyncio.Future[float] = asyncio.get_running_loop().create_future()

        def look(moment: float, held: bool) -> None:
            if held and not done.done() and then():
                done.set_result(moment)

        self._condition, self._holds = condition, False  # a paint before this may still have to be told
        self.painted.connect(look)
        try:
            return await done
        finally:
            self.painted.disconnect(look)
            self._condition = lambda: False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            self.count += 1
            self._holds = self._condition()
            QTimer.singleShot(0, self._on_painted)
        return False

    def _on_painted(self) -> None:
        self.painted.emit(time.perf_counter(), self._holds)
