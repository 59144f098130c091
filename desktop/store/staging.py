"""A file of conversations on its way in: checked whole, and kept in a database of its own until the user says yes.

The trap: an import that fails halfway must leave nothing behind in the history. So nothing is written there before all
of the file was read, and then it is one transaction.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO, Final

from desktop.core.conversation import Conversation
from desktop.core.errors import Problem, StoreError
from desktop.core.importing import Importing, Incoming, IncomingMessage
from desktop.core.progress import Progress
from desktop.store.failures import translated
from desktop.store.record import FORMAT, Record, to_message

_TABLES: Final = (
    """
    CREATE TABLE conversations (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, session_id TEXT NOT NULL, profile_id TEXT NOT NULL,
        chatbot_id TEXT NOT NULL, chatbot_name TEXT NOT NULL, title TEXT NOT NULL, created REAL NOT NULL,
        updated REAL NOT NULL, pinned INTEGER NOT NULL, archived INTEGER NOT NULL, removed REAL NOT NULL,
        unread INTEGER NOT NULL, leaf TEXT NOT NULL, tags TEXT NOT NULL, draft TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE messages (
        place INTEGER PRIMARY KEY, number INTEGER NOT NULL, id TEXT NOT NULL, role TEXT NOT NULL, status TEXT NOT NULL,
        created REAL NOT NULL, format INTEGER NOT NULL, text TEXT NOT NULL, body TEXT NOT NULL, UNIQUE (number, id)
    )
    """,
)
_MESSAGE: Final = """
    INSERT INTO messages (number, id, role, status, created, format, text, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""
_CONVERSATION: Final = "INSERT INTO conversations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_OFTEN: Final = 100
_ABANDONED: Final = 24 * 3600.0
"""Seconds after which nobody waits for an import any more."""


def stage(path: Path, folder: Path, progress: Progress, owner: str = "") -> Path:
    """Read the file at `path` whole; a database in `folder` that holds what is in it, `owner` in its name.

    Raises StoreError with the reason and the place, and Cancelled. `progress` counts bytes.
    """
    try:
        file = path.open("rb")
        progress.total = path.stat().st_size
    except OSError as error:
        code = "import_missing" if isinstance(error, FileNotFoundError) else "import_unreadable"
        raise StoreError(Problem(code, {"file": path.name})) from error
    staged = folder / f".import-{owner}{token_hex(8)}.part"
    _sweep(folder)
    try:
        with file, translated(staged):
            staged.touch(mode=0o600, exist_ok=False)
            with closing(sqlite3.connect(staged, isolation_level=None)) as connection:
                _fill(connection, Importing(_reader(file, path.name), path.name, FORMAT), progress)
    except BaseException:
        discard(staged)
        raise
    return staged


def discard(staged: Path) -> None:
    """Nothing is left of it."""
    for ending in ("", "-journal"):
        with suppress(OSError):
            staged.with_name(staged.name + ending).unlink(missing_ok=True)


def sweep(folder: Path, owners: str, but: str) -> None:
    """Discard what these owners left, whose names begin like this; not what belongs to one of them."""
    for left in folder.glob(f".import-{owners}*.part"):
        if not left.name.startswith(f".import-{but}"):
            discard(left)


def _sweep(folder: Path) -> None:
    """What a program that was killed left behind; a younger one may be in use by another program."""
    for left in folder.glob(".import-*.part"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _ABANDONED:
                discard(left)


def _fill(connection: sqlite3.Connection, importing: Importing, progress: Progress) -> None:
    connection.execute("PRAGMA synchronous = OFF")  # it need not outlive a power cut
    connection.execute("PRAGMA cache_size = -8000")
    connection.execute("BEGIN")
    for table in _TABLES:
        connection.execute(table)
    for count, piece in enumerate(importing.pieces()):
        try:
            _put(connection, piece)
        except sqlite3.IntegrityError:
            what = "id" if isinstance(piece, Incoming) else "messages"
            importing.refuse(what, f"the id {_id(piece)} was there before")
        if count % _OFTEN == 0:
            progress.report(importing.byte)
    progress.report(importing.byte)
    connection.execute("COMMIT")


def _id(piece: Incoming | IncomingMessage) -> str:
    return piece.conversation.id if isinstance(piece, Incoming) else piece.id


def _put(connection: sqlite3.Connection, piece: Incoming | IncomingMessage) -> None:
    if isinstance(piece, Incoming):
        connection.execute(_CONVERSATION, (piece.number, *_row(piece.conversation), piece.draft))
        return
    text = piece.text
    if piece.format > FORMAT:
        columns = Record(piece.id, piece.role, piece.status, piece.created, piece.format, "", piece.body)
        text = to_message(columns).text
    columns = Record(piece.id, piece.role, piece.status, piece.created, piece.format, text, piece.body)
    connection.execute(_MESSAGE, (piece.number, *columns))


def _row(conversation: Conversation) -> tuple[object, ...]:
    *values, tags = (getattr(conversation, name) for name in Conversation.__struct_fields__)
    return (*values, json.dumps(tags))


def _reader(file: BinaryIO, name: str) -> Callable[[int], bytes]:
    def read(most: int) -> bytes:
        try:
            return file.read(most)
        except OSError as error:
            raise StoreError(Problem("import_unreadable", {"file": name})) from error

    return read
