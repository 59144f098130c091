"""Files that cannot be used are moved aside under a dated name: never deleted, never written over.

The trap: a rename replaces an existing file without a word on POSIX, and two bad files may turn up in one second.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from itertools import count
from pathlib import Path


def keep_aside(path: Path, word: str, companions: Sequence[str] = ()) -> Path:
    """Rename `path` to `NAME.word-YYYYMMDD-HHMMSS` and return that; raises OSError.

    `companions` are endings such as `-wal`; those files go along, so that the set can be opened again as it is.
    """
    kept = free_name(path, word, companions)
    move(path, kept, companions)
    return kept


def move(path: Path, kept: Path, companions: Sequence[str] = ()) -> None:
    """Rename the file and its companions, those that are there; raises OSError."""
    for ending in ("", *companions):
        source = _with_ending(path, ending)
        if source.exists():
            source.rename(_with_ending(kept, ending))


def free_name(path: Path, word: str, companions: Sequence[str] = ()) -> Path:
    """A dated name beside `path` that no file has, with none of the endings either."""
    stem = f"{path.name}.{word}-{time.strftime('%Y%m%d-%H%M%S')}"
    names = (path.with_name(stem if number == 1 else f"{stem}-{number}") for number in count(1))
    return next(name for name in names if not any(_with_ending(name, end).exists() for end in ("", *companions)))


def _with_ending(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)
