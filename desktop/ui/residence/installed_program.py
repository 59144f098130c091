"""Hears that another version was installed over the running program.

The trap: a package that is removed changes the file, too, and a program that is gone is no new version.
"""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import QObject, Signal

from desktop.ui.watched_file import WatchedFile

_Identity: TypeAlias = tuple[int, int, int]


class InstalledProgram(QObject):
    """`replaced` once, from `begin` on."""

    replaced = Signal()

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self._running: _Identity | None = None
        self._watched = WatchedFile(path, self)
        self._watched.changed.connect(self._look)

    def begin(self) -> None:
        self._running = _identity(self._path)
        self._watched.begin()

    def close(self) -> None:
        self._watched.close()

    def _look(self) -> None:
        found = _identity(self._path)
        if found is not None and found != self._running:
            self.close()
            self.replaced.emit()


def _identity(path: Path) -> _Identity | None:
    try:
        facts = path.stat()
    except OSError:
        return None
    return facts.st_ino, facts.st_mtime_ns, facts.st_size
