"""Notices that another program, a command in a terminal for one, has changed the history beneath the window.

The trap: our own writes must not count. SQLite numbers what others wrote for each connection, so the one that writes
for us is asked.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from desktop.chat.archive import Archive
from desktop.chat.tasks import TaskScope
from desktop.core.errors import StoreError

_INTERVAL: Final = 3_000
"""Milliseconds; whoever comes back from a terminal is not kept waiting for the next one."""
_TASK: Final = "other-writers"


class OtherWriters(QObject):
    """`wrote` when there is something to read anew, from `begin` on."""

    wrote = Signal()

    def __init__(self, archive: Archive, tasks: TaskScope, parent: QObject) -> None:
        super().__init__(parent)
        self._archive = archive
        self._tasks = tasks
        self._timer = QTimer(self, interval=_INTERVAL, timerType=Qt.TimerType.VeryCoarseTimer)
        self._timer.timeout.connect(self.look)

    def begin(self) -> None:
        """The first time; to begin again is no change."""
        if self._timer.isActive():
            return
        self.look()  # what came since the history was opened
        self._timer.start()
        if isinstance(app := QGuiApplication.instance(), QGuiApplication):
            app.applicationStateChanged.connect(self._on_state_changed)

    def look(self) -> None:
        """Ask the disk, unless it has not answered yet."""
        if not self._tasks.is_running(_TASK):
            self._tasks.start(_TASK, self._look)

    async def _look(self) -> None:
        try:
            if await self._archive.was_changed_elsewhere():
                self.wrote.emit()
        except StoreError:
            return  # whoever needs the disk says so

    def _on_state_changed(self, state: Qt.ApplicationState) -> None:
        if state is Qt.ApplicationState.ApplicationActive:
            self.look()
