"""The history for reading alone: where the folder may not be written, the disk is full, or another program writes.

The trap: SQLite wants files beside a history even to read it. Where it cannot make them, the file is read as if nobody
could write it, which is only right while no -wal stands beside it.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from desktop.core.errors import Problem, StoreError
from desktop.core.message import Message, Status
from desktop.store.database import Database
from desktop.store.failures import translated
from desktop.store.history import History, interrupted
from desktop.store.schema import STEPS


class ReadOnlyHistory(History):
    """Every change raises StoreError: store_read_only."""

    def load_messages(self, conversation_id: str) -> tuple[Message, ...]:
        """A reply that was being written when the program died is interrupted, though the disk cannot say so."""
        found = super().load_messages(conversation_id)
        return tuple(interrupted(one) if one.status is Status.STREAMING else one for one in found)


def open_read_only(path: Path, *, busy: float = 3.0) -> ReadOnlyHistory:
    """Raises StoreError; store_read_only also for a file of an older version, which would have to be changed first."""
    with translated(path):
        connection = _connect(path, busy)
        try:
            if connection.execute("PRAGMA user_version").fetchone() != (len(STEPS),):
                raise StoreError(Problem("store_read_only", {"folder": str(path.parent)}))
        except BaseException:
            connection.close()
            raise
    return ReadOnlyHistory(Database(path, connection))


def _connect(path: Path, busy: float) -> sqlite3.Connection:
    address = f"{path.absolute().as_uri()}?mode=ro"
    connection = sqlite3.connect(address, uri=True, timeout=busy, isolation_level=None)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        connection.close()
        log = path.with_name(f"{path.name}-wal")
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY or not path.exists() or (log.exists() and log.stat().st_size):
            raise
        return sqlite3.connect(f"{address}&immutable=1", uri=True, isolation_level=None)
    return connection
