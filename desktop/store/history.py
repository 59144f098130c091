"""Conversations, their messages and drafts, in one SQLite file.

The trap: INSERT OR REPLACE deletes the old row first, and with a conversation go its messages. Rows are changed with
ON CONFLICT DO UPDATE, which also leaves a message in its place.
"""

from __future__ import annotations

from pathlib import Path
from sqlite3 import Connection
from typing import Final

import msgspec

from desktop.core.conversation import ALL, Conversation, Draft, Listing, RemovedMessage
from desktop.core.errors import Problem, StoreError
from desktop.core.message import Message, Status
from desktop.core.text import well_formed
from desktop.store.branches import BranchColumn, lift, lower
from desktop.store.database import Database, is_suspect, open_database
from desktop.store.exports import Exports
from desktop.store.forgotten import Forgotten
from desktop.store.growth import Growth, grown
from desktop.store.imports import Imports
from desktop.store.listed import CONVERSATION, SAVED, listed, to_conversation
from desktop.store.queue import QueueTable
from desktop.store.record import FORMAT, Record, over, read_whole, to_message, to_record
from desktop.store.search_index import SearchIndex
from desktop.store.shelves import Shelves, add_tags

_RECORD: Final = "id, role, status, created, format, text, body"

# How it is kept (pinned, tags ...) has statements of its own, in `shelves`: a turn must not undo what the user did
# meanwhile. So it leaves a title alone that is the user's; none is left where the user took it back.
_SAVE_CONVERSATION: Final = f"""
    INSERT INTO conversations ({SAVED}, activity)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, (SELECT coalesce(max(activity), 0) + 1 FROM conversations))
    ON CONFLICT (id) DO UPDATE SET
        session_id = excluded.session_id, profile_id = excluded.profile_id, chatbot_id = excluded.chatbot_id,
        chatbot_name = excluded.chatbot_name, created = excluded.created,
        title = iif(renamed AND title <> '', title, excluded.title),
        activity = iif(updated = excluded.updated, activity, excluded.activity), updated = excluded.updated
"""  # noqa: S608 - constants of this module
_SAVE_MESSAGE: Final = f"""
    INSERT INTO messages (conversation_id, {_RECORD}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (conversation_id, id) DO UPDATE SET
        role = excluded.role, status = excluded.status, created = excluded.created, format = excluded.format,
        text = excluded.text, body = excluded.body
    WHERE body <> excluded.body OR format <> excluded.format
"""  # noqa: S608 - constants of this module
_RESTORE_MESSAGE: Final = f"""
    INSERT INTO messages (seq, conversation_id, {_RECORD})
    SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 WHERE EXISTS (SELECT 1 FROM conversations WHERE id = ?2)
    ON CONFLICT DO NOTHING
"""  # noqa: S608 - constants of this module
# The bytes of the body alone, and no text: making one calls Python, 30,000 times for 10,000 messages.
_BODIES: Final = """
    SELECT seq, status = 'streaming', CAST(body AS BLOB) FROM messages WHERE conversation_id = ? ORDER BY seq
"""
_ONE: Final = f"SELECT {_RECORD} FROM messages WHERE seq = ?"  # noqa: S608 - a constant
_SAVE_DRAFT: Final = """
    INSERT INTO drafts (conversation_id, text) VALUES (?, ?)
    ON CONFLICT (conversation_id) DO UPDATE SET text = excluded.text
"""


_COLUMNS: Final = len(SAVED.split(","))


class History:
    """All that was said. Every method waits until the data is with the operating system; raises StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._growth = Growth()
        self._seen = self._version()
        self.forgotten = Forgotten(database)
        self.exports = Exports(database)
        self.imports = Imports(database)
        self.search_index = SearchIndex(database)
        self.shelves = Shelves(database)
        self.branches = BranchColumn(database)
        self.queue = QueueTable(database)

    def close(self) -> None:
        self._database.close()

    def was_changed_elsewhere(self) -> bool:
        """Whether another connection has written since this was asked before, the first time since it was opened."""
        before, self._seen = self._seen, self._version()
        return before != self._seen

    def _version(self) -> int:
        """A number that changes when another connection has written (SQLite: pragma.html#pragma_data_version)."""
        with self._database.reading() as connection:
            return int(connection.execute("PRAGMA data_version").fetchone()[0])

    # ── conversations ─────────────────────────────────────────────────────────────────────────────────────────────

    def save_conversation(self, conversation: Conversation) -> None:
        """What a turn changes of it; how it is kept (pinned, tags ...) stays as it is on the disk."""
        with self._database.writing() as connection:
            connection.execute(_SAVE_CONVERSATION, _columns(conversation))

    def save_whole(self, conversation: Conversation, messages: tuple[Message, ...]) -> None:
        """A conversation that is complete already, with its messages and tags: all or none. It goes to the list."""
        key = well_formed(conversation.id)
        with self._database.writing() as connection:
            connection.execute(_SAVE_CONVERSATION, _columns(conversation))
            connection.execute("UPDATE conversations SET removed = 0, archived = 0 WHERE id = ?", (key,))
            for message in messages:
                _save_message(connection, key, message)
            add_tags(connection, (key,), conversation.tags)

    def get_conversation(self, conversation_id: str) -> Conversation:
        """Raises KeyError when there is none."""
        conversation = self.find_conversation(conversation_id)
        if conversation is None:
            raise KeyError(conversation_id)
        return conversation

    def find_conversation(self, conversation_id: str) -> Conversation | None:
        query = f"SELECT {CONVERSATION} FROM conversations WHERE id = ?"  # noqa: S608 - a constant
        with self._database.reading() as connection:
            row = connection.execute(query, (well_formed(conversation_id),)).fetchone()
        return to_conversation(row) if row else None

    def list_conversations(self, listing: Listing = ALL, offset: int = 0, limit: int = 60) -> tuple[Conversation, ...]:
        """Some of a listing in its order: pinned first, then what happened last; in the trash what came there last."""
        where, order, values = listed(listing)
        query = f"SELECT {CONVERSATION} FROM conversations WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?"  # noqa: S608 - constants
        with self._database.reading() as connection:
            return tuple(to_conversation(row) for row in connection.execute(query, (*values, limit, offset)))

    def count_conversations(self, listing: Listing = ALL) -> int:
        where, _order, values = listed(listing)
        query = f"SELECT count(*) FROM conversations WHERE {where}"  # noqa: S608 - constants
        with self._database.reading() as connection:
            return int(connection.execute(query, values).fetchone()[0])

    def delete_conversation(self, conversation_id: str, *, if_empty: bool = False) -> None:
        """With its messages and its draft; nothing happens when there is none, or `if_empty` when it has messages."""
        key = (well_formed(conversation_id),)
        with self._database.writing() as connection:
            if if_empty and connection.execute("SELECT 1 FROM messages WHERE conversation_id = ?", key).fetchone():
                return
            connection.execute("DELETE FROM conversations WHERE id = ?", key)
            connection.execute("DELETE FROM drafts WHERE conversation_id = ?", key)

    # ── messages ──────────────────────────────────────────────────────────────────────────────────────────────────

    def save_messages(self, conversation_id: str, messages: tuple[Message, ...]) -> None:
        """All or none. A known id is changed where it stands, a new one goes to the end of the conversation."""
        key = well_formed(conversation_id)
        try:
            with self._database.writing() as connection:
                for message in messages:
                    if not self._growth.add(connection, key, message):
                        _save_message(connection, key, message)
        except BaseException:
            self._growth.forget()
            raise

    def load_messages(self, conversation_id: str) -> tuple[Message, ...]:
        """In the order in which they were first saved."""
        key = well_formed(conversation_id)
        with self._database.reading() as connection:
            rows = connection.execute(_BODIES, (key,))  # row by row: else each text is held three times
            return tuple([_message(connection, key, *row) for row in rows])

    def delete_message(self, conversation_id: str, message_id: str) -> RemovedMessage | None:
        """What `restore_message` takes, or None when there is no such message. What is below it goes to its parent."""
        key = (well_formed(conversation_id), well_formed(message_id))
        query = f"SELECT seq, conversation_id, {_RECORD} FROM messages WHERE conversation_id = ? AND id = ?"  # noqa: S608 - a constant
        with self._database.writing() as connection:
            row = connection.execute(query, key).fetchone()
            if row is None:
                return None
            children = lift(connection, key[0], row[0], Record(*row[2:]))
            connection.execute("DELETE FROM messages WHERE conversation_id = ? AND id = ?", key)
        return RemovedMessage(message_id, row, children)

    def restore_message(self, removed: RemovedMessage) -> None:
        """At its place in the conversation; nothing happens when that is gone, or the message is there again."""
        with self._database.writing() as connection:
            if connection.execute(_RESTORE_MESSAGE, removed.row).rowcount > 0:
                lower(connection, str(removed.row[1]), removed.children)

    def mend(self) -> int:
        """Call once, at start: a reply that was being written when the program died is interrupted now.

        Returns how many there were.
        """
        query = f"SELECT conversation_id, {_RECORD} FROM messages WHERE status = 'streaming'"  # noqa: S608 - a constant
        with self._database.writing() as connection:
            rows = connection.execute(query).fetchall()
            for conversation_id, *columns in rows:
                record = grown(connection, conversation_id, Record(*columns))
                _save_message(connection, conversation_id, interrupted(to_message(record)))
            connection.execute("DELETE FROM growth")  # what a recovery may have left
        return len(rows)

    # ── drafts ────────────────────────────────────────────────────────────────────────────────────────────────────

    def save_draft(self, draft: Draft) -> None:
        """An empty text removes the draft. The conversation need not exist yet."""
        key, text = well_formed(draft.conversation_id), well_formed(draft.text)
        with self._database.writing() as connection:
            if text:
                connection.execute(_SAVE_DRAFT, (key, text))
            else:
                connection.execute("DELETE FROM drafts WHERE conversation_id = ?", (key,))

    def find_draft(self, conversation_id: str) -> Draft | None:
        query = "SELECT conversation_id, text FROM drafts WHERE conversation_id = ?"
        with self._database.reading() as connection:
            row = connection.execute(query, (well_formed(conversation_id),)).fetchone()
        return Draft(*row) if row else None


def open_history(path: Path, *, busy: float = 3.0) -> History:
    """The history in this file, mended; errors and `busy` as in `open_database`."""
    try:
        return _open_mended(path, busy)
    except StoreError:
        if not is_suspect(path):
            raise
    # A statement stumbled over damage; this time the whole file is checked, and put aside.
    return _open_mended(path, busy)


def _open_mended(path: Path, busy: float) -> History:
    database = open_database(path, busy=busy)
    try:
        history = History(database)
        history.mend()
    except BaseException:
        database.close()
        raise
    return history


def _message(connection: Connection, conversation_id: str, seq: int, is_streaming: int, body: bytes) -> Message:
    whole = None if is_streaming else read_whole(body)
    if whole is not None:
        return whole
    record = Record(*connection.execute(_ONE, (seq,)).fetchone())
    return to_message(grown(connection, conversation_id, record))


def _save_message(connection: Connection, conversation_id: str, message: Message) -> None:
    query = f"SELECT {_RECORD} FROM messages WHERE conversation_id = ? AND id = ? AND format > ?"  # noqa: S608 - a constant
    newer = connection.execute(query, (conversation_id, well_formed(message.id), FORMAT)).fetchone()
    record = over(Record(*newer), message) if newer else to_record(message)
    connection.execute(_SAVE_MESSAGE, (conversation_id, *record))


def interrupted(message: Message) -> Message:
    problem = message.problem or Problem("program_ended", retryable=True)
    return msgspec.structs.replace(message, status=Status.INTERRUPTED, problem=problem)


def _columns(conversation: Conversation) -> tuple[object, ...]:
    return tuple(_savable(value) for value in msgspec.structs.astuple(conversation)[:_COLUMNS])


def _savable(value: object) -> object:
    return well_formed(value) if isinstance(value, str) else value
