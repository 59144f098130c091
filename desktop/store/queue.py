"""The questions that wait for a reply to end, by conversation.

The trap: between the saving of a question as a message and its leaving the queue the program may die. A question that
is a message already is not in the queue any more, whatever its table says.
"""

from __future__ import annotations

from typing import Final

from desktop.core.queue import Queued
from desktop.core.text import well_formed
from desktop.store.database import Database

_LOAD: Final = """
    SELECT id, text FROM queue WHERE conversation_id = ?1
    AND id NOT IN (SELECT id FROM messages WHERE conversation_id = ?1) ORDER BY place
"""
_ADD: Final = """
    INSERT INTO queue (conversation_id, id, text)
    SELECT ?1, ?2, ?3 WHERE EXISTS (SELECT 1 FROM conversations WHERE id = ?1)
"""


class QueueTable:
    """Raises StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def load(self, conversation_id: str) -> tuple[Queued, ...]:
        """In the order in which they are to be asked."""
        with self._database.reading() as connection:
            rows = connection.execute(_LOAD, (well_formed(conversation_id),)).fetchall()
        return tuple(Queued(*row) for row in rows)

    def save(self, conversation_id: str, waiting: tuple[Queued, ...]) -> None:
        """All of a conversation's queue, in the place of what was there; nothing for a conversation that is gone."""
        key = well_formed(conversation_id)
        with self._database.writing() as connection:
            connection.execute("DELETE FROM queue WHERE conversation_id = ?", (key,))
            connection.executemany(_ADD, [(key, one.id, well_formed(one.text)) for one in waiting])
