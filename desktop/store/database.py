"""One SQLite file: opened, checked, brought up to date, and put aside when it is damaged.

The trap: closing the last writing connection moves the -wal into the file, also into a damaged or a newer one. So
everything is judged over a read-only connection first, and only a sound file of a known version is opened for writing.
Where a file was damaged or is gone, no new one is started: that is for whoever recovers it.
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
from desktop.store.backups import BEFORE_CHANGE, Backups, suspicion
from desktop.store.failures import is_damage, is_index_damage, read_damaged_text, store_error, translated
from desktop.store.files import sync_folder
from desktop.store.index_mark import IndexMark
from desktop.store.quarantine import free_name, keep_aside, move
from desktop.store.recovery_mark import RecoveryMark
from desktop.store.schema import STEPS, Step
from desktop.store.soundness import Soundness, check

log = logging.getLogger(__name__)

ALWAYS_CHECKED: Final = 32 * 1024 * 1024
"""Files up to this many bytes are checked whole at each start.

A check reads the file once, about 25 ms for this size when it is in memory. A larger one is checked after a crash (a
-wal is left), and after a statement met damage (a -check file is left): a clean end of a sound file leaves it sound.
"""
_COMPANIONS: Final = ("-wal", "-shm", "-journal")
_WAL_MAGIC: Final = (b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83")


class Database:
    """An open history file. One thread alone may use it, the one that opened it."""

    def __init__(
        self, path: Path, connection: sqlite3.Connection, *, was_checked: bool = False, is_frozen: bool = False
    ) -> None:
        self.path = path
        self.was_checked = was_checked
        """All of it was read, and found sound, before it was opened."""
        self.is_frozen = is_frozen
        """It is read as a file that never changes; so what looks like damage may be what was written since."""
        self._connection = connection

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection for a query; errors leave as StoreError, but a wrong use (closed, wrong thread) as it is."""
        try:
            yield self._connection
        except sqlite3.ProgrammingError:
            raise
        except sqlite3.Error as error:
            if is_damage(error) and not self.is_frozen:
                with suppress(OSError):
                    suspicion(self.path).touch()
            elif is_index_damage(error):
                IndexMark(self.path).set()
            raise store_error(error, self.path) from error

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it or nothing; errors leave as StoreError."""
        with self.reading() as connection, transaction(connection):
            yield connection

    def close(self) -> None:
        with translated(self.path):
            self._connection.close()


def open_database(path: Path, *, busy: float = 3.0, steps: Sequence[Step] = STEPS) -> Database:
    """Open or make the file; its folder must exist.

    `busy` is how many seconds to wait for another program's lock. Raises StoreError: store_newer (nothing changed),
    store_locked, store_read_only, disk_full; store_damaged (it was kept aside) and store_missing (there are backups of
    what is not there), both until `Recovery` made a history anew.
    """
    with translated(path):
        _require_writable(path)
        _keep_foreign_wal(path)
        must_check = _must_check(path)
        if not _is_sound(path, busy, len(steps), must_check=must_check):
            _quarantine(path)
        _refuse_blank(path)
        make_private(path)
        connection = sqlite3.connect(path, timeout=busy, isolation_level=None)
        read_damaged_text(connection)
        try:
            _prepare(connection, path, steps)
        except BaseException:
            connection.close()
            raise
    return Database(path, connection, was_checked=must_check)


def is_suspect(path: Path) -> bool:
    """Whether a statement met damage since the file was last checked whole."""
    return suspicion(path).exists()


def _require_writable(path: Path) -> None:
    if path.exists():
        os.close(os.open(path, os.O_RDWR))


def make_private(path: Path) -> None:
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


def _is_sound(path: Path, busy: float, newest: int, *, must_check: bool) -> bool:
    """Whether the file can be used; raises StoreError for one that a newer version wrote."""
    if not _size(path):
        return not _size(_beside(path, "-wal"))
    # What was killed before there was a -wal can only be read after it is rolled back, and that is a write.
    mode = "rw" if _size(_beside(path, "-journal")) else "ro"
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=busy)) as connection:
        try:
            version = _version(connection)
            if version > newest:
                raise StoreError(Problem("store_newer", {"schema": str(version)}))
            connection.execute(
                "SELECT 1 FROM sqlite_schema LIMIT 1"
            )  # all of it is read: a version needs its first page
            return not must_check or _checks(connection, path)
        except sqlite3.DatabaseError as error:
            if is_damage(error):
                return False
            raise


def _must_check(path: Path) -> bool:
    return _size(path) <= ALWAYS_CHECKED or bool(_size(_beside(path, "-wal"))) or is_suspect(path)


def _checks(connection: sqlite3.Connection, path: Path) -> bool:
    soundness = check(connection)
    if soundness is Soundness.DAMAGED:
        return False
    if soundness is Soundness.INDEX_DAMAGED:
        IndexMark(path).set()
    suspicion(path).unlink(missing_ok=True)
    return True


def _quarantine(path: Path) -> None:
    """Keep it aside with its companions. One that a crash left half-way goes on under the name that it had."""
    mark = RecoveryMark(path)
    begun = [path.with_name(name) for name in mark.names()[-1:]]
    if begun and not path.exists() and not any(_beside(begun[0], ending).exists() for ending in _COMPANIONS):
        kept = begun[0]
    else:
        kept = free_name(path, "damaged", _COMPANIONS)
        mark.add(kept.name)
    move(path, kept, _COMPANIONS)
    sync_folder(path.parent)
    log.error("%s is damaged; kept as %s", path.name, kept.name)
    suspicion(path).unlink(missing_ok=True)
    IndexMark(path).clear()


def _refuse_blank(path: Path) -> None:
    """No new history where an old one waits to be recovered."""
    mark = RecoveryMark(path)
    if _size(path):
        mark.clear()
    elif kept := mark.names():
        raise StoreError(Problem("store_damaged", {"file": kept[-1]}))
    elif Backups(path).exist():
        raise StoreError(Problem("store_missing"))


def _prepare(connection: sqlite3.Connection, path: Path, steps: Sequence[Step]) -> None:
    # What a statement with triggers needs to be taken back: in a file it makes saving a long reply a third dearer.
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = OFF")
    found = _version(connection)
    if 0 < found < len(steps):
        backup = Backups(path).make(connection, BEFORE_CHANGE)
        log.info("%s goes from schema %d to %d; backup in %s", path.name, found, len(steps), backup.name)
    migrate(connection, steps)
    connection.execute("PRAGMA foreign_keys = ON")


def migrate(connection: sqlite3.Connection, steps: Sequence[Step] = STEPS) -> None:
    """Bring it to the last of the steps, each in a transaction of its own; raises sqlite3.Error."""
    for number, step in enumerate(steps, 1):
        with transaction(connection):
            # Read inside the transaction: another program may have been first.
            if _version(connection) < number:
                for statement in step:
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {number}")


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All of it or nothing."""
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


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def _size(path: Path) -> int:
    """Bytes in the file, 0 when there is none."""
    return path.stat().st_size if path.exists() else 0
