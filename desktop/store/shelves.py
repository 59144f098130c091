"""How conversations are kept: pinned, archived, in the trash, with tags, unread; and counts of what is where.

The trap: a listing of 100,000 is never read whole. Where its rows stand is worked out from counts over indexes, and
what is deleted for good is deleted in pieces, so that a save never waits long behind it.
"""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from sqlite3 import Connection
from typing import Final

from desktop.core.conversation import Conversation, Listing, Shelf
from desktop.core.outline import ChatbotCount, Outline, TagCount, clean_tag
from desktop.core.text import well_formed
from desktop.store.database import Database
from desktop.store.listed import CONVERSATION, SHELVES, listed, to_conversation

_ENDLESS: Final = 2**63 - 1
_KEPT_AS: Final = {
    "pinned": "UPDATE conversations SET pinned = ? WHERE id = ?",
    "archived": "UPDATE conversations SET archived = ? WHERE id = ?",
    "removed": "UPDATE conversations SET removed = ? WHERE id = ?",
    "unread": "UPDATE conversations SET unread = ? WHERE id = ?",
}
# The time of the first removal counts: what is in the trash is not kept longer for being put there again.
_REMOVE: Final = "UPDATE conversations SET removed = ? WHERE id = ? AND removed = 0"
_TAG: Final = """
    INSERT INTO tags (tag, conversation_id) SELECT ?, id FROM conversations WHERE id = ? ON CONFLICT DO NOTHING
"""


class Shelves:
    """Every method that changes something takes ids, those that are not there are no error, and is one transaction.

    `clock` gives seconds since the epoch. Everything raises StoreError.
    """

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock

    # ── changes ───────────────────────────────────────────────────────────────────────────────────────────────────

    def set_pinned(self, ids: Iterable[str], pinned: bool) -> None:
        self._keep("pinned", ids, pinned)

    def set_archived(self, ids: Iterable[str], archived: bool) -> None:
        self._keep("archived", ids, archived)

    def set_unread(self, ids: Iterable[str], unread: bool) -> None:
        self._keep("unread", ids, unread)

    def move_to_trash(self, ids: Iterable[str]) -> None:
        now = max(self._clock(), 1.0)  # 0 means: not there
        with self._database.writing() as connection:
            connection.executemany(_REMOVE, [(now, well_formed(key)) for key in ids])

    def restore(self, ids: Iterable[str]) -> None:
        """Out of the trash, to the shelf where it was before."""
        self._keep("removed", ids, False)

    def rename(self, conversation_id: str, title: str) -> None:
        """From here on the title is the user's: what a turn saves leaves it alone."""
        values = (well_formed(title), well_formed(conversation_id))
        with self._database.writing() as connection:
            connection.execute("UPDATE conversations SET title = ?, renamed = 1 WHERE id = ?", values)

    def change_tags(self, ids: Iterable[str], added: Iterable[str], removed: Iterable[str] = ()) -> None:
        keys = [well_formed(key) for key in ids]
        with self._database.writing() as connection:
            connection.executemany("DELETE FROM tags WHERE tag = ? AND conversation_id = ?", _pairs(removed, keys))
            add_tags(connection, keys, added)

    def delete_for_ever(self, ids: Iterable[str]) -> None:
        """With their messages and drafts."""
        with self._database.writing() as connection:
            _delete(connection, [well_formed(key) for key in ids])

    def empty_trash(self, before: float, limit: int = 20) -> int:
        """Delete up to `limit` of those that were put there before this time; 0 when nothing is left to delete."""
        query = "SELECT id FROM conversations WHERE removed > 0 AND removed < ? ORDER BY removed, rowid LIMIT ?"
        with self._database.writing() as connection:
            ids = [key for (key,) in connection.execute(query, (before, limit)).fetchall()]
            _delete(connection, ids)
        return len(ids)

    def _keep(self, column: str, ids: Iterable[str], value: bool) -> None:
        with self._database.writing() as connection:
            connection.executemany(_KEPT_AS[column], [(int(value), well_formed(key)) for key in ids])

    # ── what there is ─────────────────────────────────────────────────────────────────────────────────────────────

    def outline(self, listing: Listing, starts: Sequence[float], until: float) -> Outline:
        """How many of a listing belong to each span of time; `starts` are those of the spans, the newest first.

        What is older belongs to one more. The order is by what happened, so the clock only divides it: a
        conversation is as late as the latest one that happened before it, and a time from `until` on says nothing.
        """
        where, _order, values = listed(listing)
        has_pins = listing.shelf is Shelf.LIST
        with self._database.reading() as connection:
            total = _count(connection, where, values)
            if listing.shelf is Shelf.TRASH:
                return Outline(0, (total,))
            pinned = _count(connection, f"{where} AND pinned = 1", values) if has_pins else 0
            rest = f"{where} AND pinned = 0" if has_pins else where
            floors = _floors(connection, starts, until)
            count = _count_few if listing.tag else _count_spans
            counts = count(connection, rest, values, floors)
        return Outline(pinned, (*counts, total - pinned - sum(counts)))

    def list_ids(self, listing: Listing, offset: int, limit: int) -> tuple[str, ...]:
        """Those in some rows of a listing."""
        where, order, values = listed(listing)
        query = f"SELECT id FROM conversations WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?"  # noqa: S608 - constants
        with self._database.reading() as connection:
            return tuple(key for (key,) in connection.execute(query, (*values, limit, offset)))

    def find_row(self, listing: Listing, conversation_id: str) -> int | None:
        """Where in a listing a conversation stands; None when it is not in it."""
        where, _order, values = listed(listing)
        before = {
            Shelf.LIST: "(pinned, activity) > (SELECT pinned, activity FROM conversations WHERE id = ?)",
            Shelf.ARCHIVE: "activity > (SELECT activity FROM conversations WHERE id = ?)",
            Shelf.TRASH: "(-removed, rowid) < (SELECT -removed, rowid FROM conversations WHERE id = ?)",
        }[listing.shelf]
        key = well_formed(conversation_id)
        with self._database.reading() as connection:
            if not _count(connection, f"{where} AND id = ?", (*values, key)):
                return None
            return _count(connection, f"{where} AND {before}", (*values, key))

    def list_tags(self) -> tuple[TagCount, ...]:
        """Of what is not in the trash; the most used first."""
        query = """
            SELECT tag, count(*) FROM tags JOIN conversations ON id = conversation_id WHERE removed = 0
            GROUP BY tag ORDER BY count(*) DESC, tag
        """
        with self._database.reading() as connection:
            return tuple(TagCount(*row) for row in connection.execute(query))

    def list_chatbots(self, shelf: Shelf) -> tuple[ChatbotCount, ...]:
        """Those with conversations on a shelf; the one with most first."""
        where, _order = SHELVES[shelf]
        query = f"""
            SELECT profile_id, chatbot_id, count(*) FROM conversations WHERE {where}
            GROUP BY profile_id, chatbot_id ORDER BY count(*) DESC, profile_id, chatbot_id
        """  # noqa: S608 - constants
        named = f"""
            SELECT chatbot_name FROM conversations WHERE {where} AND profile_id = ? AND chatbot_id = ?
            ORDER BY activity DESC LIMIT 1
        """  # noqa: S608 - constants
        with self._database.reading() as connection:
            rows = connection.execute(query).fetchall()
            return tuple(
                ChatbotCount(profile_id, chatbot_id, _name(connection, named, profile_id, chatbot_id), n)
                for profile_id, chatbot_id, n in rows
            )

    def count_unread(self) -> int:
        with self._database.reading() as connection:
            return _count(connection, "unread = 1 AND removed = 0", ())

    def find_unread(self, besides: str = "") -> Conversation | None:
        """The one that changed last of those that were not read since."""
        query = f"""
            SELECT {CONVERSATION} FROM conversations WHERE unread = 1 AND removed = 0 AND id <> ?
            ORDER BY activity DESC LIMIT 1
        """  # noqa: S608 - a constant
        with self._database.reading() as connection:
            row = connection.execute(query, (well_formed(besides),)).fetchone()
        return to_conversation(row) if row else None


def add_tags(connection: Connection, keys: Sequence[str], tags: Iterable[str]) -> None:
    """To those of these conversations that are there."""
    connection.executemany(_TAG, _pairs(filter(None, map(clean_tag, tags)), keys))


def _floors(connection: Connection, starts: Sequence[float], until: float) -> list[int]:
    """For each span the activity from which on conversations belong to it, or to a later one."""
    query = "SELECT min(activity) FROM conversations WHERE updated >= ? AND updated < ?"
    floor, floors, end = _ENDLESS, [], until
    for start in starts:
        found = connection.execute(query, (start, end)).fetchone()[0]
        floor, end = min(floor, _ENDLESS if found is None else found), start
        floors.append(floor)
    return floors


def _count_spans(connection: Connection, where: str, values: Sequence[object], floors: Sequence[int]) -> list[int]:
    """How many there are from each floor on to the one above it, by ranges of an index."""
    above, counts, query = _ENDLESS, [], f"{where} AND activity >= ? AND activity < ?"
    for floor in floors:
        counts.append(_count(connection, query, (*values, floor, above)) if floor < above else 0)
        above = floor
    return counts


def _count_few(connection: Connection, where: str, values: Sequence[object], floors: Sequence[int]) -> list[int]:
    """The same for what no index has in order: those with a tag are looked up once, not for each span."""
    query = f"SELECT -activity FROM conversations WHERE {where}"  # noqa: S608 - constants of this package
    places = sorted(place for (place,) in connection.execute(query, tuple(values)))
    ends = [bisect_right(places, -floor) for floor in floors]
    return [end - start for start, end in zip([0, *ends], ends, strict=False)]


def _name(connection: Connection, query: str, *key: str) -> str:
    return str(connection.execute(query, key).fetchone()[0])


def _count(connection: Connection, where: str, values: Sequence[object]) -> int:
    query = f"SELECT count(*) FROM conversations WHERE {where}"  # noqa: S608 - constants of this package
    return int(connection.execute(query, tuple(values)).fetchone()[0])


def _delete(connection: Connection, ids: Sequence[str]) -> None:
    keys = [(key,) for key in ids]
    connection.executemany("DELETE FROM conversations WHERE id = ?", keys)
    connection.executemany("DELETE FROM drafts WHERE conversation_id = ?", keys)


def _pairs(tags: Iterable[str], keys: Sequence[str]) -> list[tuple[str, str]]:
    return [(well_formed(tag), key) for tag in tags for key in keys]
