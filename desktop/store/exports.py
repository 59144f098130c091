"""The history as the pieces of an export, read a little at a time.

The trap: a conversation may go on, or be deleted, while the others are read. So the ids are read once, each
conversation by its id, and its messages from place to place; for the branch in view first where each stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec
from msgspec.structs import replace

from desktop.core.branches import Tree
from desktop.core.conversation import Conversation
from desktop.core.export.pieces import Opened, Piece, Said
from desktop.core.text import well_formed
from desktop.store.database import Database
from desktop.store.growth import grown
from desktop.store.listed import CONVERSATION, to_conversation
from desktop.store.record import Record, to_message

_CONVERSATION: Final = f"""
    SELECT {CONVERSATION}, coalesce((SELECT text FROM drafts WHERE conversation_id = id), '')
    FROM conversations WHERE id = ?
"""  # noqa: S608 - constants of this module
_MESSAGES: Final = """
    SELECT seq, id, role, status, created, format, text, body FROM messages
    WHERE conversation_id = ? AND seq > ? ORDER BY seq LIMIT ?
"""
_AT_ONCE: Final = 50


class _Place(msgspec.Struct, frozen=True):
    id: str
    parent_id: str | None = None


_PLACE: Final = msgspec.json.Decoder(_Place)


class Exports:
    """On the thread of the database; raises StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ids(self, *, with_trash: bool, newest_first: bool) -> list[str]:
        """All conversations, ordered by what happened in them last."""
        where = "" if with_trash else "WHERE removed = 0"
        order = "DESC" if newest_first else "ASC"
        with self._database.reading() as connection:
            rows = connection.execute(f"SELECT id FROM conversations {where} ORDER BY activity {order}")  # noqa: S608 - constants
            return [row[0] for row in rows]

    def pieces(self, ids: Sequence[str], *, in_view: bool = False) -> Iterator[Piece]:
        """The conversations with these ids; one that is not there (any more) is left out.

        With `in_view` only the branch of each that its reader sees, else all messages as they were first saved.
        """
        for conversation_id in ids:
            opened = self._find(well_formed(conversation_id))
            if opened is not None:
                yield opened
                yield from self._in_view(opened.conversation) if in_view else self._messages(opened.conversation.id)

    def _find(self, conversation_id: str) -> Opened | None:
        with self._database.reading() as connection:
            row = connection.execute(_CONVERSATION, (conversation_id,)).fetchone()
        return Opened(to_conversation(row[:-1]), row[-1]) if row else None

    def _in_view(self, conversation: Conversation) -> Iterator[Said]:
        tree = Tree([_place(record) for record in self._records(conversation.id)])
        path = tree.path(conversation.leaf)
        shown, numbers = frozenset(path), tree.numbers(path)
        for said in self._messages(conversation.id):
            if said.message.id in shown:
                yield replace(said, version=numbers.get(said.message.id, said.version))

    def _messages(self, conversation_id: str) -> Iterator[Said]:
        for record in self._records(conversation_id):
            yield Said(to_message(record), record.body, record.format)

    def _records(self, conversation_id: str) -> Iterator[Record]:
        seq = 0
        while True:
            with self._database.reading() as connection:
                rows = connection.execute(_MESSAGES, (conversation_id, seq, _AT_ONCE)).fetchall()
                records = [grown(connection, conversation_id, Record(*row[1:])) for row in rows]
            yield from records
            if len(rows) < _AT_ONCE:
                return
            seq = rows[-1][0]


def _place(record: Record) -> _Place:
    """Where a message stands; what else is in its body is not looked at while that can be read."""
    try:
        return _PLACE.decode(record.body)
    except (msgspec.DecodeError, RecursionError):
        return _Place(record.id, to_message(record).parent_id)
