"""What a reply grew by since it was last written whole: a row for each save, so that a long one is not written again.

The trap: a piece belongs to one very text. So it carries how long that was; a trigger drops the pieces when somebody
writes the message whole, after which no piece is added; and one that does not fit where the text ends is not read.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from sqlite3 import Connection
from typing import Final, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from desktop.core.message import Message, Reasoning, Status, Text, put_part
from desktop.core.text import well_formed
from desktop.store.record import FORMAT, Record, to_message, to_record

log = logging.getLogger(__name__)

_SHARE: Final = 8
"""Of the text that is written whole the pieces are an eighth at most: other readers of the table miss no more."""
_LEAST: Final = 2_000
"""Characters that may always be in pieces."""
_ADD: Final = """
    INSERT INTO growth (conversation_id, id, at, text)
    SELECT conversation_id, id, ?3, ?4 FROM messages
    WHERE conversation_id = ?1 AND id = ?2 AND status = 'streaming' AND format = ?5
        AND (?6 < 0 OR EXISTS (SELECT 1 FROM growth WHERE conversation_id = ?1 AND id = ?2 AND at = ?6))
"""
_DROP: Final = "DELETE FROM growth WHERE conversation_id = ? AND id = ?"
_PIECES: Final = "SELECT at, text FROM growth WHERE conversation_id = ? AND id = ? ORDER BY at"
_Key: TypeAlias = tuple[str, str]


class _Saved(Struct, frozen=True):
    """`message` is on the disk; `whole` characters of its last part are in its own row, `last` is the newest piece."""

    message: Message
    whole: int
    last: int = -1


class Growth:
    """Knows which replies this program is writing. Belongs to one connection."""

    def __init__(self) -> None:
        self._saved: dict[_Key, _Saved] = {}

    def add(self, connection: Connection, conversation_id: str, message: Message) -> bool:
        """Save a reply by what it grew by, if that is all that changed; else false, and it is for the caller to save.

        It is taken for granted that he does; `forget` when that fails.
        """
        key = (conversation_id, well_formed(message.id))
        saved = self._saved.pop(key, None)
        if saved is not None and message.status is Status.STREAMING:
            longer = _add(connection, key, saved, message)
            if longer is not None:
                self._saved[key] = longer
                return True
        connection.execute(_DROP, key)
        if message.status is Status.STREAMING and _growing(message) is not None:
            self._saved[key] = _Saved(message, len(_text(message)))
        return False

    def forget(self) -> None:
        """What was to be written may not have been: each reply is written whole the next time."""
        self._saved.clear()


def grown(connection: Connection, conversation_id: str, record: Record) -> Record:
    """The record with the pieces that belong to it."""
    if record.status != Status.STREAMING or record.format > FORMAT:
        return record
    pieces = connection.execute(_PIECES, (conversation_id, record.id)).fetchall()
    if not pieces:
        return record
    message = to_message(record)
    part = _growing(message)
    if part is None:
        return record
    text = "".join([part.text, *_fitting(pieces, len(part.text))])
    return to_record(put_part(message, len(message.parts) - 1, replace(part, text=text)))


def _fitting(pieces: list[tuple[int, str]], end: int) -> Iterator[str]:
    for at, text in pieces:
        if at != end:
            log.warning("a piece of a reply does not fit, and is left out")
            return
        yield text
        end += len(text)


def _add(connection: Connection, key: _Key, saved: _Saved, message: Message) -> _Saved | None:
    """None where only the whole message will do."""
    before, now = _text(saved.message), _text(message)
    if len(now) - saved.whole > max(_LEAST, saved.whole // _SHARE) or not now.startswith(before):
        return None
    if _without_text(saved.message) != _without_text(message):
        return None
    piece, at = now[len(before) :], len(before)
    try:
        piece.encode()
    except UnicodeEncodeError:  # half a character, which may become a whole one
        return None
    if not piece:
        return saved
    fits = connection.execute(_ADD, (*key, at, piece, FORMAT, saved.last)).rowcount == 1
    return _Saved(message, saved.whole, at) if fits else None


def _growing(message: Message) -> Text | Reasoning | None:
    last = message.parts[-1] if message.parts else None
    return last if isinstance(last, Text | Reasoning) else None


def _text(message: Message) -> str:
    part = _growing(message)
    return "" if part is None else part.text


def _without_text(message: Message) -> Message:
    part = _growing(message)
    return message if part is None else put_part(message, len(message.parts) - 1, replace(part, text=""))
