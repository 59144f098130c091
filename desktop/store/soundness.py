"""Whether all of a file can be read, as SQLite's own check says.

The trap: from SQLite 3.44 on that check looks into the index of the search as well, and a history is not put aside for
what can be made anew from it.
"""

from __future__ import annotations

import sqlite3
from enum import Enum, auto

from desktop.store.failures import is_index_damage


class Soundness(Enum):
    """`INDEX_DAMAGED`: everything but the index of the search is sound."""

    SOUND = auto()
    INDEX_DAMAGED = auto()
    DAMAGED = auto()


def check(connection: sqlite3.Connection) -> Soundness:
    """Reads all of it. Raises sqlite3.Error for what is no database at all."""
    try:
        (first,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        if is_index_damage(error):
            return Soundness.INDEX_DAMAGED
        raise
    return judge(first)


def judge(first: str) -> Soundness:
    """By the first line of the check. Tables of a kind of their own come last: what is said of them is all."""
    if first == "ok":
        return Soundness.SOUND
    return Soundness.INDEX_DAMAGED if "fts5" in first.lower() else Soundness.DAMAGED
