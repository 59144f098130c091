"""Errors of the disk in our words: sqlite3 and the operating system on one side, StoreError on the other.

The trap: SQLite's extended codes carry the primary code in their low byte, and some errors of the module have none.
"""

from __future__ import annotations

import errno
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

from desktop.core.errors import Problem, StoreError

log = logging.getLogger(__name__)

_SQLITE: Final = {
    sqlite3.SQLITE_FULL: "disk_full",
    sqlite3.SQLITE_BUSY: "store_locked",
    sqlite3.SQLITE_LOCKED: "store_locked",
    sqlite3.SQLITE_PERM: "store_read_only",
    sqlite3.SQLITE_READONLY: "store_read_only",
    sqlite3.SQLITE_CANTOPEN: "store_read_only",
}
_SYSTEM: Final = {
    errno.ENOSPC: "disk_full",
    errno.EDQUOT: "disk_full",
    errno.EACCES: "store_read_only",
    errno.EPERM: "store_read_only",
    errno.EROFS: "store_read_only",
}
_TEXT: Final = partial(str, encoding="utf-8", errors="replace")
_SHARED_MEMORY_SIZE: Final = 4874
"""SQLITE_IOERR_SHMSIZE: the file beside the database could not grow, as on a full disk."""


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Raise what goes wrong with the file at `path` as StoreError."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise store_error(error, path) from error


def store_error(error: sqlite3.Error | OSError, path: Path) -> StoreError:
    """The words for what went wrong with the file at `path`; never the words of the error itself."""
    problem = Problem(_code(error), retryable=True)
    if problem.code == "store_read_only":
        problem = Problem(problem.code, {"folder": str(path.parent)}, retryable=True)
    log.warning("%s: %s, told as %s", path.name, _name(error), problem.code)
    return StoreError(problem)


def read_damaged_text(connection: sqlite3.Connection) -> None:
    """Let a text that is no UTF-8 any more be read with � in it, where sqlite3 would raise an error without a code.

    No check of SQLite sees such a text, so one changed byte would otherwise hide its table for good.
    """
    connection.text_factory = _TEXT


def is_damage(error: sqlite3.Error) -> bool:
    """Whether SQLite says that the file is not, or no longer, a database."""
    return _primary(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB) and not is_index_damage(error)


def is_index_damage(error: sqlite3.Error) -> bool:
    """Whether what the index of the search keeps in its tables makes no sense, while the tables can be read.

    Where its format is unknown there is no code of its own, and from 3.51 on not always one for damage.
    """
    code, words = getattr(error, "sqlite_errorcode", 0), str(error)
    if code == sqlite3.SQLITE_CORRUPT_VTAB or "invalid fts5 file format" in words:
        return True
    return _primary(error) == sqlite3.SQLITE_CORRUPT and words.startswith("fts5:")


def _code(error: sqlite3.Error | OSError) -> str:
    if isinstance(error, OSError):
        return _SYSTEM.get(error.errno or 0, "store_failed")
    if getattr(error, "sqlite_errorcode", 0) == _SHARED_MEMORY_SIZE:
        return "disk_full"
    return _SQLITE.get(_primary(error), "store_failed")


def _primary(error: sqlite3.Error) -> int:
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _name(error: sqlite3.Error | OSError) -> str:
    if isinstance(error, OSError):
        return errno.errorcode.get(error.errno or 0, type(error).__name__)
    return str(getattr(error, "sqlite_errorname", type(error).__name__))
