"""The small file that says that the index of the search is damaged, until it is built anew.

The trap: who meets the damage, a search, can only read, and may be another program than the one that writes.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path


class IndexMark:
    """`clear` raises OSError."""

    def __init__(self, path: Path) -> None:
        self._file = path.with_name(f"{path.name}-index")

    @property
    def is_set(self) -> bool:
        return self._file.exists()

    def set(self) -> None:
        with suppress(OSError):  # on a disk that is full the next one who meets it says so
            self._file.touch()

    def clear(self) -> None:
        self._file.unlink(missing_ok=True)
