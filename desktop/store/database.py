"""One SQLite file: opened, checked, brought up to date, and put aside when it is damaged.

The trap: closing the last writing connection moves the -wal into the file, also into a damaged or a newer one. So
everything is judged over a read-only connection first, and only a sound file of a known version is opened for writing.
"""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Final

from desktop.core.errors import Problem, StoreError
from desktop.store.failures import is_damage, store_error, translated
from desktop.store.quarantine import free_name, keep_aside
from desktop.store.schema import STEPS, Step

log = logging.getLogger(__name__)

ALWAYS_CHECKED: Final = 32 * 1024 * 1024
"""Files up to this many bytes are checked whole at each start.

A check reads the file once, about 25 ms for this size when it is in memory. A larger one is checked after a crash (a
-wal is left), and after a statement met damage (a -check file is left): a clean end of a sound file leaves it sound.
"""
_COMPANIONS: Final = ("-wal", "-shm")
_WAL_MAGIC: Final = (b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83")


class Database:
    """An open history file. One thread alone may use it, the one that opened it.

    `notice` says what the user must know about how it was opened: that a damaged file was kept aside.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection, notice: Problem | None) -> None:
        self.path = path
        self.notice = notice
        self._connection = connection

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection for a query; errors leave as StoreError, but a wrong use (closed, wrong thread) as it is."""
        try:
            yield self._connection
        except sqlite3.ProgrammingError:
            raise
        except sqlite3.Error as error:
            if is_damage(error):
                with suppress(OSError):
                    _suspicion(self.path).touch()
            raise store_error(error, self.path) from error

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it or nothing; errors leave as StoreError."""
        with self.reading() as connection, _transaction(connection):
            yield connection

    def close(self) -> None:
        with translated(self.path):
            self._connection.close()


def open_database(path: Path, *, busy: float = 3.0, steps: Sequence[Step] = STEPS) -> Database:
    """Open or make the file; its folder must exist.

    `busy` is how many seconds to wait for another program's lock. Raises StoreError: store_newer (nothing changed),
    store_locked, store_read_only, disk_full.
    """
    with translated(path):
        _make_private(path)
        _keep_foreign_wal(path)
        notice = None if _is_sound(path, busy, len(steps)) else _quarantine(path)
        connection = sqlite3.connect(path, timeout=busy, isolation_level=None)
        try:
            _prepare(connection, path, steps)
        except BaseException:
            connection.close()
            raise
    return Database(path, connection, notice)


def is_suspect(path: Path) -> bool:
    """Whether a statement met damage since the file was last checked whole."""
    return _suspicion(path).exists()


def _make_private(path: Path) -> None:
    """An empty file that only the user may read; SQLite gives its companions the same mode."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def _keep_foreign_wal(path: Path) -> None:
    """Keep a -wal that is none: SQLite would say nothing and write over it."""
    wal = _beside(path, "-wal")
    if not _size(wal):
        return
    with wal.open("rb") as file:
        if file.read(4) in _WAL_MAGIC:
            return
    log.error("%s is no write-ahead log; kept as %s", wal.name, keep_aside(wal, "damaged").name)


def _is_sound(path: Path, busy: float, newest: int) -> bool:
    """Whether the file can be used; raises StoreError for one that a newer version wrote."""
    if not _size(path):
        return not _size(_beside(path, "-wal"))
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=busy)) as connection:
        try:
            version = _version(connection)
            if version > newest:
                raise StoreError(Problem("store_newer", {"schema": str(version)}))
            connection.execute(
                "SELECT 1 FROM sqlite_schema LIMIT 1"
            )  # all of it is read: a version needs its first page
            return not _must_check(path) or _checks(connection, path)
        except sqlite3.DatabaseError as error:
            if is_damage(error):
                return False
            raise


def _must_check(path: Path) -> bool:
    return _size(path) <= ALWAYS_CHECKED or bool(_size(_beside(path, "-wal"))) or is_suspect(path)


def _checks(connection: sqlite3.Connection, path: Path) -> bool:
    if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        return False
    _suspicion(path).unlink(missing_ok=True)
    return True


def _quarantine(path: Path) -> Problem:
    kept = keep_aside(path, "damaged", _COMPANIONS)
    log.error("%s is damaged; kept as %s", path.name, kept.name)
    _suspicion(path).unlink(missing_ok=True)
    _make_private(path)
    return Problem("store_damaged", {"file": kept.name})


def _prepare(connection: sqlite3.Connection, path: Path, steps: Sequence[Step]) -> None:
    # What a statement with triggers needs to be taken back: in a file it makes saving a long reply a third dearer.
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = OFF")
    _migrate(connection, path, steps)
    connection.execute("PRAGMA foreign_keys = ON")


def _migrate(connection: sqlite3.Connection, path: Path, steps: Sequence[Step]) -> None:
    found = _version(connection)
    if 0 < found < len(steps):
        backup = back_up(connection, path)
        log.info("%s goes from schema %d to %d; backup in %s", path.name, found, len(steps), backup.name)
    for number, step in enumerate(steps, 1):
        with _transaction(connection):
            # Read inside the transaction: another program may have been first.
            if _version(connection) < number:
                for statement in step:
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {number}")


def back_up(connection: sqlite3.Connection, path: Path) -> Path:
    """A dated copy of the database beside it; it has its name only once it is whole and on the disk."""
    copy = free_name(path, "backup")
    part = _beside(copy, ".part")
    try:
        _make_private(part)
        connection.execute("VACUUM INTO ?", (str(part),))
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        return part.rename(copy)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    finally:
        # A full disk ends the transaction on its own.
        if connection.in_transaction:
            connection.rollback()


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _suspicion(path: Path) -> Path:
    return _beside(path, "-check")


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def _size(path: Path) -> int:
    """Bytes in the file, 0 when there is none."""
    return path.stat().st_size if path.exists() else 0
