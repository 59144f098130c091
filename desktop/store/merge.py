"""Two histories of the same origin become one: by ids, the newest of each, nothing twice.

The trap: the number of a message is its place, and both have counted on by themselves. A number that is taken by
another message gives way; the message then stands at the end of its conversation.
"""

from __future__ import annotations

import sqlite3
from typing import Final

from desktop.core.text import title_of
from desktop.store.salvage import columns_of, tables_of

FOUND: Final = "found"
"""The name under which the second one is attached."""
_NEW: Final = """
    seq NOT IN (SELECT seq FROM main.messages)
    AND (conversation_id, id) NOT IN (SELECT conversation_id, id FROM main.messages)
"""
_FIRST: Final = ("conversations", "messages")


def merge(connection: sqlite3.Connection) -> None:
    """Add what stands in the attached database `found`, which has the same schema. Foreign keys must be off."""
    _merge_conversations(connection)
    _merge_messages(connection)
    for table in tables_of(connection):
        if table == "drafts":
            _insert(connection, table, "OR REPLACE")
        elif table not in _FIRST:
            _insert(connection, table, "OR IGNORE")


def adopt_orphans(connection: sqlite3.Connection) -> None:
    """Messages whose conversation is lost get one; what else belongs to nothing goes."""
    query = """
        SELECT conversation_id, min(created), max(created) FROM messages
        WHERE conversation_id NOT IN (SELECT id FROM conversations) GROUP BY conversation_id ORDER BY max(seq)
    """
    for key, first, last in connection.execute(query).fetchall():
        row = connection.execute(
            "SELECT text FROM messages WHERE conversation_id = ? AND role = 'user' ORDER BY seq", (key,)
        ).fetchone()
        connection.execute(
            """
            INSERT INTO conversations (
                id, session_id, profile_id, chatbot_id, chatbot_name, title, created, updated, activity
            )
            SELECT ?1, ?1, '', '', '', ?2, ?3, ?4, coalesce(max(activity), 0) + 1 FROM conversations
            """,
            (key, title_of(row[0]) if row else "", first, last),
        )
    for table in tables_of(connection):
        for number, parent, child, target in _parents(connection, table):
            if number == 0 and target and table not in _FIRST:
                connection.execute(
                    f"DELETE FROM {table} WHERE {child} NOT IN (SELECT {target} FROM {parent})"  # noqa: S608 - names of our schema
                )


def count(connection: sqlite3.Connection, table: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - names of our schema


def _merge_conversations(connection: sqlite3.Connection) -> None:
    columns = columns_of(connection, "conversations")
    names = ", ".join(columns)
    changes = ", ".join(f"{name} = excluded.{name}" for name in columns if name != "id")
    connection.execute(
        f"""
        INSERT INTO conversations ({names}) SELECT {names} FROM {FOUND}.conversations WHERE true
        ON CONFLICT (id) DO UPDATE SET {changes} WHERE excluded.activity >= activity OR excluded.updated > updated
        """  # noqa: S608 - names of our schema
    )
    # Each counted by itself what happened; where both came to the same number, the clock decides.
    connection.execute(
        """
        UPDATE conversations SET activity = ranked.place
        FROM (SELECT id, row_number() OVER (ORDER BY activity, updated, id) AS place FROM conversations) AS ranked
        WHERE ranked.id = conversations.id
        """
    )


def _merge_messages(connection: sqlite3.Connection) -> None:
    """One that is finished is newer than one that was still being written; else the one that was found is."""
    columns = [name for name in columns_of(connection, "messages") if name != "seq"]
    names = ", ".join(columns)
    changes = ", ".join(f"{name} = excluded.{name}" for name in columns)
    for numbers, condition in (("seq", _NEW), ("NULL", "true")):
        connection.execute(
            f"""
            INSERT INTO messages (seq, {names})
            SELECT {numbers}, {names} FROM {FOUND}.messages WHERE {condition} ORDER BY seq
            ON CONFLICT (conversation_id, id) DO UPDATE SET {changes}
            WHERE status = 'streaming' OR excluded.status <> 'streaming'
            """  # noqa: S608 - names of our schema
        )


def _insert(connection: sqlite3.Connection, table: str, what: str) -> None:
    names = ", ".join(columns_of(connection, table))
    connection.execute(f"INSERT {what} INTO {table} ({names}) SELECT {names} FROM {FOUND}.{table}")  # noqa: S608 - as above


def _parents(connection: sqlite3.Connection, table: str) -> list[tuple[int, str, str, str]]:
    """Place in the key, parent's table, our column, its column."""
    query = 'SELECT seq, "table", "from", "to" FROM pragma_foreign_key_list(?)'
    return connection.execute(query, (table,)).fetchall()
