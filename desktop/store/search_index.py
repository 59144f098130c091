"""The index of the search, kept up to date in small steps: triggers note what changed, `advance` puts it in.

The trap: an index without content cannot forget a message without being told its very tokens. It is not told. What is
found is looked at in the message itself, so an entry that is out of date costs time and nothing else; when too many of
them are, the index is built anew. The same happens when tokens are made in a new way, and when it is damaged. For that
it is checked where the file was, at the same starts: after the first paint, and once.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Callable, Iterable
from itertools import chain, islice
from typing import Final

from desktop.core.errors import StoreError
from desktop.core.find import fold_loose
from desktop.core.message import Message
from desktop.core.search_text import marks, pieces
from desktop.core.search_tokens import VERSION, Tokens, add_tokens
from desktop.store.database import Database
from desktop.store.failures import translated
from desktop.store.index_mark import IndexMark
from desktop.store.record import Record, to_message

log = logging.getLogger(__name__)

_STEP: Final = 0.03
"""Seconds that one step holds the disk, about; a single long message may take longer."""
_BATCH: Final = 500
_REMEMBERED: Final = 40_000
"""Terms that are known to be in the table without asking it, some megabytes of them."""
_PAGES: Final = 200
"""Pages that one step of merging writes."""
_FORMAT: Final = 4
"""That of FTS5's own tables (https://sqlite.org/fts5.html, "FTS5 Data Structures")."""
_SLICE: Final = 4_096
"""Tokens that are joined at once, in which no other thread can run."""
_WAITING: Final = """
    SELECT m.seq, c.profile_id, c.chatbot_id, m.conversation_id,
        iif(m.seq = (SELECT min(seq) FROM messages WHERE conversation_id = c.id), c.title, ''),
        m.id, m.role, m.status, m.created, m.format, m.text, m.body
    FROM search_waiting AS w CROSS JOIN messages AS m ON m.seq = w.seq CROSS JOIN conversations AS c
        ON c.id = m.conversation_id
    WHERE m.status <> 'streaming' ORDER BY w.seq DESC LIMIT ?
"""


class SearchIndex:
    """Belongs to the disk thread, as the database does."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._clock = clock
        self._mark = IndexMark(database.path)
        self._known: set[str] = set()
        self._begun = False
        self._merging = False

    def advance(self, seconds: float = _STEP) -> bool:
        """Work for about so long, newest messages first; whether more is to be done. Raises StoreError."""
        is_damaged = self._mark.is_set
        try:
            with self._database.writing() as connection:
                more = self._advance(connection, seconds, is_damaged=is_damaged)
        except BaseException as error:
            self._known.clear()  # what the transaction took back with it
            self._begun = False
            if isinstance(error, StoreError) and self._mark.is_set and not is_damaged:
                return True  # it met the damage just now
            raise
        if is_damaged:
            with translated(self._database.path):
                self._mark.clear()
        return more

    def _advance(self, connection: sqlite3.Connection, seconds: float, *, is_damaged: bool) -> bool:
        if is_damaged or not self._begun:
            self._begin(connection, is_damaged=is_damaged)
        added = self._add(connection, self._clock() + seconds)
        if not added:
            return self._merge(connection)
        connection.execute("UPDATE search_state SET indexed = indexed + ?1, unmerged = unmerged + ?1", (added,))
        return True

    def _begin(self, connection: sqlite3.Connection, *, is_damaged: bool) -> None:
        """Once per start, and after damage: who has terms in memory reads all of them again.

        What is out of date is built anew.
        """
        connection.execute("DELETE FROM search_fresh")
        connection.execute("UPDATE search_state SET starts = starts + 1")
        version, indexed, stale = connection.execute("SELECT version, indexed, stale FROM search_state").fetchone()
        if is_damaged or version != VERSION or stale * 10 > indexed:
            log.info("the search index is built anew%s", ", it was damaged" if is_damaged else "")
            self._known.clear()
            self._merging = False
            if is_damaged:
                _make_harmless(connection)
            connection.execute("INSERT INTO search_index (search_index) VALUES ('delete-all')")
            connection.execute("DELETE FROM search_terms")
            connection.execute("INSERT OR IGNORE INTO search_waiting (seq) SELECT seq FROM messages")
            connection.execute("UPDATE search_state SET version = ?, indexed = 0, stale = 0, unmerged = 0", (VERSION,))
        elif self._database.was_checked:
            # Zeros are no damage to a search: it finds nothing. About 15 ms for the index of 20,000 messages.
            connection.execute("INSERT INTO search_index (search_index) VALUES ('integrity-check')")
        self._begun = True

    def _add(self, connection: sqlite3.Connection, until: float) -> int:
        read: list[tuple[int, Tokens]] = []
        rows = connection.execute(_WAITING, (_BATCH,))
        for seq, profile_id, chatbot_id, conversation_id, title, *record in rows:
            message = to_message(Record(*record))
            found = _tokens(message, title)
            found.units.update(marks(message, profile_id, chatbot_id, conversation_id))
            read.append((seq, found))
            if self._clock() >= until:
                break
        rows.close()
        read.reverse()  # going up, all of them are written as one
        connection.executemany(
            "INSERT INTO search_index (rowid, tokens) VALUES (?, ?)",
            ((seq, _joined(found)) for seq, found in read),
        )
        connection.executemany("DELETE FROM search_waiting WHERE seq = ?", ((seq,) for seq, _ in read))
        self._remember(connection, (term for _, found in read for term in found.words))
        return len(read)

    def _remember(self, connection: sqlite3.Connection, terms: Iterable[str]) -> None:
        fresh = []
        for term in terms:
            if term not in self._known:
                self._known.add(term)
                if connection.execute("INSERT OR IGNORE INTO search_terms (term) VALUES (?)", (term,)).rowcount:
                    fresh.append(term)
        if fresh:
            connection.execute("INSERT INTO search_fresh (terms) VALUES (?)", ("\n".join(fresh),))
        if len(self._known) > _REMEMBERED:
            self._known.clear()

    def _merge(self, connection: sqlite3.Connection) -> bool:
        """A step towards one run of all tokens, in which looking up a word takes a fifth of the time."""
        indexed, unmerged = connection.execute("SELECT indexed, unmerged FROM search_state").fetchone()
        if not self._merging and unmerged * 8 <= indexed:
            return False
        pages = _PAGES if self._merging else -_PAGES
        before = connection.total_changes
        connection.execute("INSERT INTO search_index (search_index, rank) VALUES ('merge', ?)", (pages,))
        self._merging = connection.total_changes - before > 1
        if not self._merging:
            connection.execute("UPDATE search_state SET unmerged = 0")
        return self._merging


def _make_harmless(connection: sqlite3.Connection) -> None:
    """As a new one is: what is damaged would not even let itself be emptied."""
    connection.execute("DELETE FROM search_index_data")
    connection.execute("DELETE FROM search_index_idx")
    connection.execute("INSERT INTO search_index_data (id, block) VALUES (1, x''), (10, zeroblob(7))")
    connection.execute("REPLACE INTO search_index_config (k, v) VALUES ('version', ?)", (_FORMAT,))


def _joined(found: Tokens) -> str:
    """In slices: a long text of Chinese has hundreds of thousands."""
    every = chain(found.words, found.units)
    return " ".join(iter(lambda: " ".join(islice(every, _SLICE)), ""))


def _tokens(message: Message, title: str) -> Tokens:
    found = Tokens(set(), set())
    for piece in pieces(message, title):
        add_tokens(found, fold_loose(piece.text))
    return found
