"""What a staged file brings, merged into the history by the ids: what is here stays, what is missing comes.

The trap: the order of the list is what happened, and an import brings what happened long ago. So the conversations
that come are put between those that are here, by when they were changed, and neither changes its own order.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec

from desktop.core.errors import StoreError
from desktop.core.merging import Comparison
from desktop.core.progress import Progress
from desktop.store.database import Database

_STEPS: Final = 100_000
"""Steps of SQLite's machine after which it is asked whether the work is still wanted; some milliseconds."""

# `same` compares messages as JSON: 1 and 1.0, and members in another order, make no difference.
_VIEWS: Final = (
    """
    CREATE TEMP VIEW met AS
    SELECT coming.*, coming.title <> here.title OR coming.session_id <> here.session_id
        OR coming.profile_id <> here.profile_id OR coming.chatbot_id <> here.chatbot_id AS renamed,
        here.removed > 0 AND coming.removed = 0 AS restored, EXISTS (
            SELECT value FROM json_each(coming.tags) EXCEPT SELECT tag FROM main.tags WHERE conversation_id = coming.id
        ) AS tagged
    FROM staged.conversations AS coming JOIN main.conversations AS here ON here.id = coming.id
    """,
    """
    CREATE TEMP VIEW pairs AS
    SELECT coming.number, coming.id AS conversation_id, coming.updated AS until, new.place, new.id, new.role,
        new.status, new.created, new.format, new.text, new.body, old.seq AS seq, old.body AS stored
    FROM staged.messages AS new JOIN staged.conversations AS coming ON coming.number = new.number
    JOIN main.conversations AS here ON here.id = coming.id
    LEFT JOIN main.messages AS old ON old.conversation_id = coming.id AND old.id = new.id
    """,
    """
    CREATE TEMP VIEW differing AS SELECT * FROM pairs
    WHERE seq IS NOT NULL AND stored <> body AND NOT same(stored, body)
    """,
)
_DROPS: Final = (
    *(f"DROP VIEW IF EXISTS temp.{name}" for name in ("met", "pairs", "differing")),
    *(f"DROP TABLE IF EXISTS temp.{name}" for name in ("before", "added")),
)
_COMPARE: Final = """
    WITH missing AS (SELECT number, count(*) AS messages FROM pairs WHERE seq IS NULL GROUP BY number),
        changed AS (SELECT number, count(*) AS messages FROM differing GROUP BY number),
        all_met AS (
            SELECT renamed, restored, tagged,
                coalesce(missing.messages, 0) AS missing, coalesce(changed.messages, 0) AS changed
            FROM met LEFT JOIN missing USING (number) LEFT JOIN changed USING (number)
        )
    SELECT (SELECT count(*) FROM staged.conversations) - count(*),
        coalesce(sum(NOT renamed AND NOT restored AND NOT tagged AND missing = 0 AND changed = 0), 0),
        coalesce(sum(missing > 0 OR tagged), 0), coalesce(sum(missing), 0),
        coalesce(sum(renamed OR changed > 0), 0), coalesce(sum(changed), 0), coalesce(sum(restored), 0)
    FROM all_met
"""

# Where the user wants the newer of two: that in which something happened later.
_TAKE_NEWER: Final = (
    """
    UPDATE messages SET role = newer.role, status = newer.status, created = newer.created, format = newer.format,
        text = newer.text, body = newer.body
    FROM (SELECT * FROM differing WHERE latest(body) > latest(stored)) AS newer WHERE newer.seq = messages.seq
    """,
    """
    UPDATE conversations SET title = coming.title, session_id = coming.session_id, profile_id = coming.profile_id,
        chatbot_id = coming.chatbot_id, chatbot_name = coming.chatbot_name
    FROM staged.conversations AS coming WHERE coming.id = conversations.id AND coming.updated > conversations.updated
    """,
)
# What was thrown away elsewhere is kept in the trash from now on: it may have been thrown away long ago.
_MERGE: Final = (
    "CREATE TEMP TABLE before AS SELECT coalesce(max(activity), 0) AS activity FROM conversations",
    """
    CREATE TEMP TABLE added AS SELECT number, id FROM staged.conversations
    WHERE id NOT IN (SELECT id FROM main.conversations)
    """,
    """
    INSERT INTO conversations (id, session_id, profile_id, chatbot_id, chatbot_name, title, created, updated, pinned,
        archived, removed, unread, leaf, activity)
    SELECT id, session_id, profile_id, chatbot_id, chatbot_name, title, created, updated, pinned, archived,
        iif(removed > 0, :now, 0), unread, leaf, (SELECT activity FROM before) + number
    FROM staged.conversations WHERE number IN (SELECT number FROM added) ORDER BY number
    """,
    """
    INSERT INTO tags (conversation_id, tag) SELECT coming.id, tag.value
    FROM staged.conversations AS coming, json_each(coming.tags) AS tag WHERE true ON CONFLICT DO NOTHING
    """,
    "UPDATE conversations SET removed = 0 WHERE id IN (SELECT id FROM met WHERE restored)",
    """
    INSERT INTO drafts (conversation_id, text) SELECT id, draft FROM staged.conversations
    WHERE draft <> '' AND number IN (SELECT number FROM added) ON CONFLICT DO NOTHING
    """,
    # What comes is saved last. The newest branch is in view where none was chosen, so what is in view is chosen now.
    """
    UPDATE conversations SET updated = max(updated, found.until), leaf = CASE
        WHEN EXISTS (SELECT 1 FROM messages WHERE conversation_id = conversations.id AND id = leaf) THEN leaf
        WHEN EXISTS (SELECT 1 FROM added WHERE added.id = conversations.id) THEN leaf
        ELSE coalesce((SELECT id FROM messages WHERE conversation_id = conversations.id ORDER BY seq DESC LIMIT 1), '')
        END
    FROM (SELECT DISTINCT conversation_id, until FROM pairs WHERE seq IS NULL) AS found
    WHERE found.conversation_id = conversations.id
    """,
    """
    INSERT INTO messages (conversation_id, id, role, status, created, format, text, body)
    SELECT conversation_id, id, role, status, created, format, text, body FROM pairs WHERE seq IS NULL ORDER BY place
    """,
    # Both kinds in their own order; between them decides the latest time up to each.
    """
    UPDATE conversations SET activity = ranked.place FROM (
        SELECT id, row_number() OVER (ORDER BY until, is_new DESC, activity) AS place FROM (
            SELECT id, activity, activity > (SELECT activity FROM before) AS is_new, max(updated) OVER (
                PARTITION BY activity > (SELECT activity FROM before) ORDER BY activity
            ) AS until FROM conversations
        )
    ) AS ranked WHERE ranked.id = conversations.id AND EXISTS (SELECT 1 FROM added)
    """,
)


class Imports:
    """On the thread of the database; raises StoreError and Cancelled. Staged files are those of `store/staging.py`.

    `clock` gives seconds since the epoch.
    """

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock

    def compare(self, staged: Path, progress: Progress) -> Comparison:
        """What merging would do; nothing is changed."""
        with self._attached(staged, progress) as connection:
            found = Comparison(*connection.execute(_COMPARE).fetchone())
            progress.report(progress.done)
            return found

    def merge(self, staged: Path, progress: Progress, *, newer: bool) -> None:
        """All of it, or nothing and Cancelled. A backup is for who calls to make, before and on another thread.

        `newer` puts what the file has in the place of what is here, where that is older.
        """
        now = max(self._clock(), 1.0)  # 0 means: not there
        with self._attached(staged, progress), self._database.writing() as connection:
            for statement in (*(_TAKE_NEWER if newer else ()), *_MERGE):
                connection.execute(statement, {"now": now})
            connection.set_progress_handler(None, 0)  # taking all of it back must not be interrupted
            progress.report(progress.done)

    @contextmanager
    def _attached(self, staged: Path, progress: Progress) -> Iterator[sqlite3.Connection]:
        with self._database.reading() as connection:
            connection.create_function("same", 2, _same, deterministic=True)
            connection.create_function("latest", 1, _latest, deterministic=True)
            connection.execute("ATTACH ? AS staged", (str(staged),))
            connection.set_progress_handler(lambda: progress.is_cancelled, _STEPS)
            try:
                for view in _VIEWS:
                    connection.execute(view)
                yield connection
            except (sqlite3.OperationalError, StoreError):
                progress.report(progress.done)  # it was interrupted because nobody wants it any more
                raise
            finally:
                connection.set_progress_handler(None, 0)
                for drop in _DROPS:
                    connection.execute(drop)
                connection.execute("DETACH staged")


def _same(old: str, new: str) -> bool:
    try:
        return bool(msgspec.json.decode(old) == msgspec.json.decode(new))
    except (msgspec.DecodeError, RecursionError):
        return False


class _Times(msgspec.Struct):
    created: float = 0.0
    first_text: float = 0.0
    finished: float = 0.0


def _latest(body: str) -> float:
    """When something happened to a message last."""
    try:
        times = msgspec.json.decode(body, type=_Times)
    except (msgspec.DecodeError, RecursionError):
        return 0.0
    return max(times.created, times.first_text, times.finished)
