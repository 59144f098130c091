"""The search in the history: over a connection of its own that cannot write, on a thread of its own.

The trap: no index knows parts of words, accents and Chinese at once. So the index only proposes messages, newest first;
each is read, and what does not have every word is left out. Where a part of a word is in too many words to ask for
(a letter), messages are read from the newest on: what is in so many words is found there at once. So they are where the
index is damaged, until it is built anew.
"""

from __future__ import annotations

import heapq
import sqlite3
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from math import inf
from operator import itemgetter
from pathlib import Path
from threading import Lock
from typing import Any, Final

from desktop.core.conversation import Conversation
from desktop.core.find import FoldedText, Needle
from desktop.core.search import Hit, SearchPage, SearchQuery
from desktop.core.search_text import conversation_mark, find_words, fits, needles, snippet, wanted_marks
from desktop.core.search_tokens import Clue, clues
from desktop.core.text import well_formed
from desktop.store.database import Database
from desktop.store.failures import is_index_damage, translated
from desktop.store.history import History
from desktop.store.index_mark import IndexMark
from desktop.store.reading import Opened, connect
from desktop.store.record import Record, to_message
from desktop.store.search_terms import SearchTerms

_PAGE: Final = 40
_SECONDS: Final = 0.04
"""How long a page may take: a page that is not full by then is handed over as it is."""
_TASTE: Final = 0.006
"""Seconds of reading the newest messages before a long list of words is asked for; most parts are found there."""
_SOME_TERMS: Final = 50
_MANY_TERMS: Final = 1_500
"""Words to ask the index for at once: about 6 us each when it is merged, 30 us when it is not."""
_MOST_CLUES: Final = 12
"""Parts of a query that are asked for, the longest ones; reading sees to the others."""
_MOST_TAGGED: Final = 500
_MOST_WAITING: Final = 300
"""Messages not in the index yet that are read for each search: those that were just saved."""
_NEWEST: Final = 2**63 - 1

_COLUMNS: Final = """
    m.seq, c.profile_id, c.chatbot_id, m.conversation_id, c.title,
    m.id, m.role, m.status, m.created, m.format, m.text, m.body
"""
_JOINED: Final = "CROSS JOIN conversations AS c ON c.id = m.conversation_id AND c.removed = 0"
_INDEXED: Final = f"""
    SELECT {_COLUMNS} FROM search_index AS s CROSS JOIN messages AS m ON m.seq = s.rowid {_JOINED}
    WHERE s.search_index MATCH ? AND s.rowid < ? ORDER BY s.rowid DESC
"""  # noqa: S608 - constants of this module
_ALL: Final = f"SELECT {_COLUMNS} FROM messages AS m {_JOINED} WHERE m.seq < ? ORDER BY m.seq DESC"  # noqa: S608 - constants of this module
_WAITING: Final = f"""
    SELECT {_COLUMNS} FROM search_waiting AS w CROSS JOIN messages AS m ON m.seq = w.seq {_JOINED}
    WHERE w.seq < ? ORDER BY w.seq DESC LIMIT {_MOST_WAITING}
"""  # noqa: S608 - constants of this module

_Row = tuple[Any, ...]


class SearchFile:
    """Every method but `interrupt` belongs to one thread; the history must have been opened before."""

    def __init__(self, path: Path, *, seconds: float = _SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self._path = path
        self._seconds = seconds
        self._clock = clock
        self._opened: Opened | None = None
        self._lock = Lock()
        """Held while it is interrupted, so that it is not closed meanwhile."""
        self._terms = SearchTerms()

    def find(self, query: SearchQuery, after: int | None, is_wanted: Callable[[], bool]) -> SearchPage:
        """The next page; a short one when time is up or it is no longer wanted. Raises StoreError."""
        words = needles(query.text)
        if not words and query == SearchQuery(query.text):
            return SearchPage()
        until = self._clock() + self._seconds
        with self._reading() as (database, connection):
            search = _Search(database, connection, self._terms, query, words, self._clock)
            search.run(_NEWEST if after is None else after, until, is_wanted)
        return search.page

    def warm(self) -> None:
        """Have the words in memory before the first search."""
        with self._reading() as (_database, connection):
            self._terms.load(connection)

    def interrupt(self) -> None:
        """End what runs, from any thread; `is_wanted` must have become false before."""
        with self._lock:
            if self._opened is not None:
                self._opened.connection.interrupt()

    def close(self) -> None:
        with self._lock:
            opened, self._opened = self._opened, None
        if opened is not None:
            opened.connection.close()

    @contextmanager
    def _reading(self) -> Iterator[tuple[Database, sqlite3.Connection]]:
        database = self._open()
        try:
            with _reading(database) as connection:
                yield database, connection
        finally:
            if database.is_frozen:
                self.close()

    def _open(self) -> Database:
        opened = self._opened
        if opened is None:
            with translated(self._path):
                opened = connect(self._path)
                opened.connection.execute("PRAGMA cache_size = -16000")
            self._opened = opened
        return Database(self._path, opened.connection, is_frozen=opened.is_frozen)


def find_all(database: Database, query: SearchQuery) -> Iterator[Hit]:
    """Every hit, what happened last first, however long it takes: messages that wait for the index are read too.

    Without words and filters that is every message. Raises StoreError.
    """
    terms, words = SearchTerms(), needles(query.text)
    after: int | None = _NEWEST
    while after is not None:
        with _reading(database) as connection:
            search = _Search(database, connection, terms, query, words, time.monotonic, is_patient=True)
            search.run(after, inf, lambda: True)
        yield from search.page.hits
        after = search.page.after


@contextmanager
def _reading(database: Database) -> Iterator[sqlite3.Connection]:
    """One state of the file: a message may go from waiting to the index meanwhile. An interrupt ends it early."""
    with database.reading() as connection:
        connection.execute("BEGIN")
        try:
            yield connection
        except sqlite3.OperationalError as error:
            if getattr(error, "sqlite_errorcode", 0) != sqlite3.SQLITE_INTERRUPT:
                raise
        finally:
            connection.rollback()


class _Search:
    """One query in one state of the file."""

    def __init__(
        self,
        database: Database,
        connection: sqlite3.Connection,
        terms: SearchTerms,
        query: SearchQuery,
        words: tuple[Needle, ...],
        clock: Callable[[], float],
        *,
        is_patient: bool = False,
    ) -> None:
        self._history = History(database)
        self._mark = IndexMark(database.path)
        self._connection = connection
        self._terms = terms
        self._query = query
        self._words = words
        self._clock = clock
        self._is_patient = is_patient
        self._conversations: dict[str, Conversation | None] = {}
        self._titles: dict[str, int] = {}
        self._hits: list[Hit] = []
        self._after: int | None = None
        self._is_whole = True

    @property
    def page(self) -> SearchPage:
        """What was found so far."""
        return SearchPage(tuple(self._hits), self._after, self._is_whole)

    def run(self, before: int, until: float, is_wanted: Callable[[], bool]) -> None:
        """`before` is where it begins: messages that are older than this one."""
        self._after = before
        self._terms.load(self._connection)
        count = "SELECT count(*) FROM (SELECT 1 FROM search_waiting LIMIT ?)"
        self._is_whole = self._connection.execute(count, (_MOST_WAITING + 1,)).fetchone()[0] <= _MOST_WAITING
        self._is_whole = self._is_whole and not self._mark.is_set
        with closing(self._candidates(before)) as rows:
            for row in rows:
                self._after = row[0]
                if (hit := self._find_hit(row)) is not None:
                    self._hits.append(hit)
                if len(self._hits) == _PAGE or self._clock() >= until or not is_wanted():
                    return
        self._after = None

    # ── which messages are worth reading ──────────────────────────────────────────────────────────────────────────

    def _candidates(self, before: int) -> Generator[_Row, None, None]:
        groups = self._groups()
        if not groups or self._mark.is_set or (self._is_patient and not self._is_whole):
            yield from self._connection.execute(_ALL, (before,))
            return
        if sum(map(len, groups)) > _SOME_TERMS and not wanted_marks(self._query):
            until = self._clock() + _TASTE
            for row in self._connection.execute(_ALL, (before,)):
                yield row
                before = row[0]
                if self._clock() >= until:
                    break
            else:
                return
        last = before
        try:
            for row in self._proposed(groups, before):
                if row[0] != last:
                    yield row
                last = row[0]
        except sqlite3.DatabaseError as error:
            if not is_index_damage(error):
                raise
            self._mark.set()
            self._is_whole = False
            yield from self._connection.execute(_ALL, (last,))

    def _proposed(self, groups: list[list[str]], before: int) -> Iterator[_Row]:
        """What waits for the index, and what that has. Raises sqlite3.Error."""
        waiting = self._connection.execute(_WAITING, (before,))
        indexed = self._connection.execute(_INDEXED, (_expression(groups), before)) if all(groups) else iter(())
        return heapq.merge(waiting, indexed, key=itemgetter(0), reverse=True)

    def _groups(self) -> list[list[str]]:
        """What the index is asked for: one token of each list. What would be too many tokens is left to reading."""
        groups = wanted_marks(self._query)
        if self._query.tag:
            tagged = "SELECT conversation_id FROM tags WHERE tag = ? LIMIT ?"
            rows = self._connection.execute(tagged, (well_formed(self._query.tag), _MOST_TAGGED + 1)).fetchall()
            if len(rows) <= _MOST_TAGGED:
                groups.append([conversation_mark(key) for (key,) in rows])
        wanted = dict.fromkeys(clue for word in self._words for clue in clues(word.folded))
        longest = sorted(wanted, key=lambda clue: len(clue.text), reverse=True)
        found = [self._tokens(clue) for clue in longest[:_MOST_CLUES]]
        room = _MANY_TERMS
        for group in sorted((group for group in found if group is not None), key=len):
            room -= len(group)
            if room >= 0:
                groups.append(group)
        return groups

    def _tokens(self, clue: Clue) -> list[str] | None:
        return [clue.text] if clue.is_whole else self._terms.matching(clue, _MANY_TERMS)

    # ── reading them ──────────────────────────────────────────────────────────────────────────────────────────────

    def _find_hit(self, row: _Row) -> Hit | None:
        seq, profile_id, chatbot_id, conversation_id, title, *record = row
        message = to_message(Record(*record))
        if not fits(self._query, message, (profile_id, chatbot_id)):
            return None
        found = find_words(self._words, message, title if self._first(conversation_id, title) == seq else "")
        conversation = self._conversation(conversation_id) if found is not None else None
        if found is None or conversation is None:
            return None
        line, places = snippet(self._words, found)
        return Hit(conversation, message.id, message.role, message.created, line, places, found.piece.tool)

    def _first(self, conversation_id: str, title: str) -> int:
        """The first message of a conversation when its title matters; 0 when it does not."""
        if conversation_id not in self._titles:
            folded = FoldedText(title)
            matters = any(folded.first(word) for word in self._words)
            query = "SELECT min(seq) FROM messages WHERE conversation_id = ?"
            first = self._connection.execute(query, (conversation_id,)).fetchone()[0] if matters else 0
            self._titles[conversation_id] = first
        return self._titles[conversation_id]

    def _conversation(self, conversation_id: str) -> Conversation | None:
        """None when it has not the tag."""
        if conversation_id not in self._conversations:
            conversation = self._history.get_conversation(conversation_id)
            is_fit = not self._query.tag or self._query.tag in conversation.tags
            self._conversations[conversation_id] = conversation if is_fit else None
        return self._conversations[conversation_id]


def _expression(groups: list[list[str]]) -> str:
    """In the language of the index. No token has a quotation mark."""
    return " AND ".join("(" + " OR ".join(f'"{token}"' for token in group) + ")" for group in groups)
