"""Replies that were deleted, until what they left beside the history, their recordings, is deleted as well.

The trap: a message that was deleted alone can still be put back while the program runs, and its recording with it. So
it is told only when its conversation is gone too, or at the next start.
"""

from __future__ import annotations

from typing import Final

from desktop.store.database import Database

_PUT_BACK: Final = """
    DELETE FROM forgotten WHERE EXISTS (
        SELECT 1 FROM messages WHERE conversation_id = forgotten.conversation_id AND id = forgotten.id
    )
"""
_FOR_EVER: Final = """
    SELECT id FROM forgotten
    WHERE NOT EXISTS (SELECT 1 FROM conversations WHERE id = forgotten.conversation_id)
"""


class Forgotten:
    """Both methods raise StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list_ids(self, *, undoable: bool) -> tuple[str, ...]:
        """Message ids; `undoable` ones as well when nothing can undo their deletion any more."""
        with self._database.writing() as connection:
            connection.execute(_PUT_BACK)
            rows = connection.execute("SELECT id FROM forgotten" if undoable else _FOR_EVER).fetchall()
        return tuple(str(row[0]) for row in rows)

    def clear(self, message_ids: tuple[str, ...]) -> None:
        """Nothing is left of these."""
        with self._database.writing() as connection:
            connection.executemany("DELETE FROM forgotten WHERE id = ?", [(one,) for one in message_ids])
