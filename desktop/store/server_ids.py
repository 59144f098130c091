"""Which replies the server gave an id.

The trap: that id stands in the body of a message alone, where somebody else's JSON may hold the same words.
"""

from __future__ import annotations

from typing import Final

import msgspec

from desktop.core.text import well_formed
from desktop.store.database import Database
from desktop.store.record import read_whole

_QUOTING: Final = "SELECT id, body FROM messages WHERE role = 'chatbot' AND instr(body, ?) ORDER BY seq DESC"


def find_by_server_id(database: Database, server_id: str) -> tuple[str, ...]:
    """The ids of the messages, the newest first. Every reply is read for it. Raises StoreError."""
    wanted = well_formed(server_id)
    if not wanted:
        return ()
    mark = msgspec.json.encode({"server_id": wanted})[1:-1].decode()
    with database.reading() as connection:
        rows = connection.execute(_QUOTING, (mark,)).fetchall()
    found = ((key, read_whole(body)) for key, body in rows)
    return tuple(key for key, message in found if message is not None and message.server_id == wanted)
