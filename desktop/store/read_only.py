"""The history in a window that can only read: no room, no right to write, or another program writes.

The trap: a reply that was being written when the program died still says so on the disk.
"""

from __future__ import annotations

from pathlib import Path

from desktop.core.errors import Problem, StoreError
from desktop.core.message import Message, Status
from desktop.store.database import Database
from desktop.store.failures import translated
from desktop.store.history import History, interrupted
from desktop.store.reading import connect
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
        connection, version, is_frozen = connect(path, busy)
    if version != len(STEPS):
        connection.close()
        raise StoreError(Problem("store_read_only", {"folder": str(path.parent)}))
    return ReadOnlyHistory(Database(path, connection, is_frozen=is_frozen))
