"""The history opened to be read only, beside a window that writes it, or where nothing can be written.

The trap: even a reader writes, into the -shm file beside the database. Where that cannot be, and no writer can have
left anything in a -wal, the file is read as one that never changes. Such a connection is frozen: when the file can be
written again, it does not see what is new, or takes it for damage.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import NamedTuple

from desktop.core.errors import Problem, StoreError
from desktop.store.database import Database, open_database
from desktop.store.failures import read_damaged_text, translated
from desktop.store.schema import STEPS


class Opened(NamedTuple):
    """`version` is that of the schema; one that `is_frozen` is for one use."""

    connection: sqlite3.Connection
    version: int
    is_frozen: bool


def open_for_reading(path: Path, *, busy: float = 3.0) -> Database | None:
    """The history, None when there is none yet; one of an older version is brought up to date first.

    Raises StoreError, also store_damaged: a reader puts nothing aside.
    """
    if not path.exists() or not path.stat().st_size:
        return None
    with translated(path):
        connection, version, is_frozen = connect(path, busy)
    if version == len(STEPS):
        return Database(path, connection, is_frozen=is_frozen)
    connection.close()
    if version > len(STEPS):
        raise StoreError(Problem("store_newer", {"schema": str(version)}))
    return open_database(path, busy=busy)


def connect(path: Path, busy: float = 3.0) -> Opened:
    """A connection that cannot write, for any thread; raises sqlite3.Error."""
    try:
        return Opened(*_open(path, "mode=ro", busy), is_frozen=False)
    except sqlite3.OperationalError as error:
        wal = path.with_name(f"{path.name}-wal")
        is_locked = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
        if is_locked or not path.exists() or (wal.exists() and wal.stat().st_size):
            raise
    return Opened(*_open(path, "immutable=1", busy), is_frozen=True)


def _open(path: Path, how: str, busy: float) -> tuple[sqlite3.Connection, int]:
    address = f"{path.absolute().as_uri()}?{how}"
    connection = sqlite3.connect(address, uri=True, timeout=busy, isolation_level=None, check_same_thread=False)
    read_damaged_text(connection)
    try:
        return connection, int(connection.execute("PRAGMA user_version").fetchone()[0])
    except BaseException:
        connection.close()
        raise
