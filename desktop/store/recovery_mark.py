"""The small file that says that a history waits to be recovered; until somebody decides, no new one is started.

The trap: it is written before anything is moved. A crash between the two then leaves a mark too much, which the next
start takes away, and never a history that begins blank without a word.
"""

from __future__ import annotations

import os
from pathlib import Path

from desktop.store.files import sync_folder


class RecoveryMark:
    """Names what was kept aside since the last recovery, oldest first. Raises OSError."""

    def __init__(self, path: Path) -> None:
        self._file = path.with_name(f"{path.name}-recovery")

    def names(self) -> tuple[str, ...]:
        if not self._file.exists():
            return ()
        # Names only: a path in it must not lead elsewhere.
        lines = self._file.read_text("utf-8", "replace").splitlines()
        return tuple(line for line in lines if line and Path(line).name == line)

    def add(self, name: str) -> None:
        with self._file.open("a", encoding="utf-8") as file:
            file.write(f"{name}\n")
            file.flush()
            os.fsync(file.fileno())
        sync_folder(self._file.parent)

    def clear(self) -> None:
        self._file.unlink(missing_ok=True)
