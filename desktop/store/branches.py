"""Which branch of a conversation is shown, and what becomes of the messages below one that is taken out.

The trap: the parent of a message stands in its body, so moving one writes it again, with what a newer version put in.
"""

from __future__ import annotations

from collections.abc import Iterable
from sqlite3 import Connection
from typing import Final

import msgspec
from msgspec.structs import replace

from desktop.core.branches import TOP
from desktop.core.text import well_formed
from desktop.store.database import Database
from desktop.store.growth import grown
from desktop.store.record import Record, over, to_message

_RECORD: Final = "id, role, status, created, format, text, body"
_BEFORE: Final = "SELECT id FROM messages WHERE conversation_id = ? AND seq < ? ORDER BY seq DESC LIMIT 1"
_NEXT: Final = f"SELECT {_RECORD} FROM messages WHERE conversation_id = ? AND seq > ? ORDER BY seq LIMIT 1"  # noqa: S608 - a constant
_BELOW: Final = f"SELECT {_RECORD} FROM messages WHERE conversation_id = ? AND instr(body, ?)"  # noqa: S608 - a constant
_ONE: Final = f"SELECT {_RECORD} FROM messages WHERE conversation_id = ? AND id = ?"  # noqa: S608 - a constant
_SAVE: Final = "UPDATE messages SET format = ?, text = ?, body = ? WHERE conversation_id = ? AND id = ?"


class BranchColumn:
    """The end of the branch that is shown, saved by itself: a turn must not undo what the reader chose meanwhile."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save_leaf(self, conversation_id: str, leaf: str) -> None:
        """Empty for the newest branch; nothing happens when there is no such conversation."""
        with self._database.writing() as connection:
            values = (well_formed(leaf), well_formed(conversation_id))
            connection.execute("UPDATE conversations SET leaf = ? WHERE id = ?", values)

    def find_leaf(self, conversation_id: str) -> str:
        """Empty for the newest branch, and when there is no such conversation."""
        query = "SELECT leaf FROM conversations WHERE id = ?"
        with self._database.reading() as connection:
            row = connection.execute(query, (well_formed(conversation_id),)).fetchone()
        return str(row[0]) if row else ""


def lift(connection: Connection, conversation_id: str, seq: int, record: Record) -> tuple[tuple[str, str | None], ...]:
    """Before a message is deleted: what stands right below it goes below its parent.

    Returns the ids of what moved, each with the parent that it had noted. A message with no parent noted moves by
    itself, when what it stood below had none either.
    """
    noted = to_message(record).parent_id
    before = connection.execute(_BEFORE, (conversation_id, seq)).fetchone()
    parent = noted if noted is not None else (before[0] if before else TOP)
    mark = msgspec.json.encode({"parent_id": record.id})[1:-1].decode()
    below = {row[0]: Record(*row) for row in connection.execute(_BELOW, (conversation_id, mark))}
    after = connection.execute(_NEXT, (conversation_id, seq)).fetchone()
    if after and noted is not None:
        below[after[0]] = Record(*after)
    moved = []
    for child in below.values():
        was = to_message(child).parent_id
        if was == record.id or was is None:
            moved.append((child.id, was))
            _note(connection, conversation_id, child, parent)
    return tuple(moved)


def lower(connection: Connection, conversation_id: str, children: Iterable[tuple[str, str | None]]) -> None:
    """After a message was put back: what stood below it goes there again, unless that is gone."""
    for child_id, was in children:
        row = connection.execute(_ONE, (conversation_id, child_id)).fetchone()
        if row:
            _note(connection, conversation_id, Record(*row), was)


def _note(connection: Connection, conversation_id: str, record: Record, parent: str | None) -> None:
    whole = grown(connection, conversation_id, record)
    moved = over(whole, replace(to_message(whole), parent_id=parent))
    connection.execute(_SAVE, (moved.format, moved.text, moved.body, conversation_id, record.id))
