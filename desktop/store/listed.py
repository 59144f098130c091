"""How a listing is asked for in SQL: what belongs to it, in which order, and how a row becomes a Conversation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from desktop.core.conversation import Conversation, Listing, Shelf
from desktop.core.text import well_formed

SAVED: Final = "id, session_id, profile_id, chatbot_id, chatbot_name, title, created, updated"
CONVERSATION: Final = f"""{SAVED}, pinned, archived, removed, unread, leaf,
    (SELECT group_concat(tag, char(10)) FROM (SELECT tag FROM tags WHERE conversation_id = id ORDER BY tag))
"""  # noqa: S608 - constants of this module
SHELVES: Final = {
    Shelf.LIST: ("removed = 0 AND archived = 0", "pinned DESC, activity DESC"),
    Shelf.ARCHIVE: ("removed = 0 AND archived = 1", "activity DESC"),
    Shelf.TRASH: ("removed > 0", "removed DESC, rowid"),
}


def listed(listing: Listing) -> tuple[str, str, tuple[str, ...]]:
    """WHERE, ORDER BY, and the values in it."""
    where, order = SHELVES[listing.shelf]
    values: tuple[str, ...] = ()
    if listing.chatbot is not None:
        where += " AND profile_id = ? AND chatbot_id = ?"
        values += listing.chatbot
    if listing.tag:
        where += " AND id IN (SELECT conversation_id FROM tags WHERE tag = ?)"
        values += (listing.tag,)
    return where, order, tuple(well_formed(value) for value in values)


def to_conversation(row: Sequence[Any]) -> Conversation:
    """A row of the columns `CONVERSATION`."""
    members = dict(zip(Conversation.__struct_fields__, row, strict=True))
    members["tags"] = row[-1].split("\n") if row[-1] else ()
    return msgspec.convert(members, Conversation, strict=False)  # SQLite has no true and false
