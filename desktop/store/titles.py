"""Conversations by their titles: over a connection of its own that cannot write, for a thread of its own.

The trap: among 100,000 titles the one that is meant may be the oldest, and somebody is typing on. So they are read from
the newest, a cheap look comes before the dear one, and whoever is no longer waited for stops in the middle.
"""

from __future__ import annotations

import heapq
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from desktop.core.conversation import Conversation
from desktop.core.find import fold_loose
from desktop.core.fuzzy import Candidate, words_of
from desktop.core.text import well_formed
from desktop.store.database import Database
from desktop.store.failures import translated
from desktop.store.listed import CONVERSATION, to_conversation
from desktop.store.reading import Opened, connect

_SECONDS: Final = 0.4
"""How long it may look; by then it has seen some 100,000 titles, and hands over the best of them."""
_PIECE: Final = 250
"""Titles between two looks at the clock."""
_ENOUGH: Final = 400
"""Titles that fit after which older ones hardly matter: a letter or two fit everywhere."""
_LONGEST: Final = 200
_LOOKS: Final = 4
_COMMON: Final = "zqxjkvbpygfwmucldrhsnioate"
"""Letters of Latin scripts, the most common ones last; others are rarer here than all of them."""
_TITLES: Final = """
    SELECT id, title, chatbot_name FROM conversations INDEXED BY conversations_by_activity
    WHERE removed = 0 ORDER BY activity DESC
"""
_NEWEST: Final = f"SELECT {CONVERSATION} FROM conversations WHERE removed = 0 ORDER BY activity DESC LIMIT ?"  # noqa: S608 - a constant
_ONE: Final = f"SELECT {CONVERSATION} FROM conversations WHERE id = ? AND removed = 0"  # noqa: S608 - a constant
_CHATBOTS: Final = """
    SELECT profile_id, chatbot_id FROM conversations WHERE removed = 0 ORDER BY activity DESC LIMIT ?
"""
_LOOKED_BACK: Final = 500
"""Conversations from which it is told which chatbots were used last."""


class TitleFile:
    """Every method belongs to one thread and raises StoreError; while there is no history, nothing is found."""

    def __init__(self, path: Path, *, seconds: float = _SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self._path = path
        self._seconds = seconds
        self._clock = clock
        self._opened: Opened | None = None

    def find(self, query: str, limit: int, is_wanted: Callable[[], bool]) -> tuple[Conversation, ...]:
        """The conversations whose titles fit best, of those that fit alike the newest; for no words the newest."""
        words = words_of(query)
        with self._reading() as connection:
            if connection is None:
                return ()
            if not words:
                rows: Iterator[Sequence[object]] = iter(connection.execute(_NEWEST, (limit,)))
            else:
                ids = self._best(connection, words, limit, is_wanted)
                found = (connection.execute(_ONE, (well_formed(key),)).fetchone() for key in ids)
                rows = (row for row in found if row is not None)
            return tuple(to_conversation(row) for row in rows)

    def recent_chatbots(self) -> tuple[tuple[str, str], ...]:
        """Profile and chatbot ids, those that were talked to last first."""
        with self._reading() as connection:
            if connection is None:
                return ()
            return tuple(dict.fromkeys(connection.execute(_CHATBOTS, (_LOOKED_BACK,)).fetchall()))

    def close(self) -> None:
        opened, self._opened = self._opened, None
        if opened is not None:
            opened.connection.close()

    def _best(
        self, connection: sqlite3.Connection, words: tuple[str, ...], limit: int, is_wanted: Callable[[], bool]
    ) -> list[str]:
        until, (one, two, three, four) = self._clock() + self._seconds, _rare_letters(words)
        hits: list[tuple[int, int, str]] = []
        cursor = connection.execute(_TITLES)
        while len(hits) < _ENOUGH and self._clock() < until and is_wanted():
            rows = cursor.fetchmany(_PIECE)
            if not rows:
                break
            for key, title, name in rows:
                text = fold_loose(f"{title[:_LONGEST]}\n{name[:_LONGEST]}")
                if one in text and two in text and three in text and four in text:
                    score = Candidate(title, name).score(words)
                    if score is not None:
                        hits.append((score, -len(hits), key))
        cursor.close()
        return [key for _score, _place, key in heapq.nlargest(limit, hits)]

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection | None]:
        """None while there is no history. After an error it is opened anew: another file may stand there by then."""
        database = self._open()
        if database is None:
            yield None
            return
        is_spent = True
        try:
            with database.reading() as connection:
                yield connection
            is_spent = database.is_frozen
        finally:
            if is_spent:
                self.close()

    def _open(self) -> Database | None:
        opened = self._opened
        if opened is None:
            if not self._path.exists() or not self._path.stat().st_size:
                return None
            with translated(self._path):
                opened = connect(self._path)
            self._opened = opened
        return Database(self._path, opened.connection, is_frozen=opened.is_frozen)


def _rare_letters(words: Sequence[str]) -> tuple[str, ...]:
    """Letters without which a text cannot fit, those first that most texts do not have."""
    letters = sorted({letter for word in words for letter in word}, key=_COMMON.find)
    return tuple((letters + letters[:1] * _LOOKS)[:_LOOKS])
