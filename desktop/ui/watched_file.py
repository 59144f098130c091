"""Hears that another program changed a file.

The trap: a file that is replaced whole is another file, which a watch on the old one does not see; so its folder is
watched too, where much else happens. Who hears of it has to look whether anything is different.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

_PAUSE: Final = 150
"""Milliseconds without a change after which it is told: one save is several."""


class WatchedFile(QObject):
    """`changed` perhaps, from `begin` on; the folder has to be there by then."""

    changed = Signal()

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = str(path)
        self._folder = str(path.parent)
        self._watcher = QFileSystemWatcher(self)
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE)
        self._timer.timeout.connect(self._tell)
        self._watcher.directoryChanged.connect(lambda _path: self._timer.start())
        self._watcher.fileChanged.connect(lambda _path: self._timer.start())

    def begin(self) -> None:
        self._watcher.addPaths([self._folder, self._path])

    def close(self) -> None:
        """Nothing is told any more."""
        self._timer.stop()
        if watched := [*self._watcher.files(), *self._watcher.directories()]:
            self._watcher.removePaths(watched)

    def _tell(self) -> None:
        if self._path not in self._watcher.files():  # it was replaced, or is there for the first time
            self._watcher.addPath(self._path)
        self.changed.emit()
