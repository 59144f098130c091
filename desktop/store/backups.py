"""Copies of the history beside it: one a day, and one before each change of its schema and each import.

The trap: a copy is only worth something when it is whole. It gets its name when it is complete and on the disk, one of
a damaged file is not made at all, and before one is used it is checked.
"""

from __future__ import annotations

import logging
import os
import re
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import Final

from desktop.core.errors import Problem, StoreError
from desktop.core.progress import Progress
from desktop.core.recovery import Backup
from desktop.store.failures import is_damage, translated
from desktop.store.files import sync_file, sync_folder
from desktop.store.quarantine import free_name
from desktop.store.soundness import Soundness, check

log = logging.getLogger(__name__)

DAILY: Final = "daily"
BEFORE_CHANGE: Final = "backup"
BEFORE_IMPORT: Final = "import"
BEFORE_VERSION: Final = "version"
_KEPT: Final = {DAILY: 7, BEFORE_CHANGE: 2, BEFORE_IMPORT: 2, BEFORE_VERSION: 2}
_FAILURES: Final = {BEFORE_VERSION: ("version_copy_full", "version_copy_failed")}
_ABANDONED: Final = 3600.0
"""Seconds after which nothing is written any more to what is not complete."""
_STEPS: Final = 1_000
"""Instructions of SQLite's machine between two looks at whether to stop: some rows."""


class Backups:
    """The copies of one history file. Blocking; belongs on a thread that nobody waits for."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def exist(self) -> bool:
        return any(True for _ in self._all(*_KEPT))

    def is_due(self) -> bool:
        """Whether there is none of today. A file that is missing or under suspicion is not copied."""
        today = time.strftime("%Y%m%d")
        return (
            self._path.exists()
            and not suspicion(self._path).exists()
            and not any(f".{DAILY}-{today}" in copy.name for copy in self._all(DAILY))
        )

    def make_daily(self, is_wanted: Callable[[], bool] = lambda: True) -> Path | None:
        """Today's copy, over a connection of its own; None when it is there, or is not wanted any more.

        Raises StoreError: backup_full, backup_failed. What damage it met is checked at the next start.
        """
        return self._copied(DAILY, is_wanted) if self.is_due() else None

    def make_before_version(self) -> Path | None:
        """A copy for the first start of a new version, before that opens the file; None when there is nothing to copy.

        Raises StoreError: version_copy_full, version_copy_failed.
        """
        if not self._path.exists() or suspicion(self._path).exists():
            return None
        return self._copied(BEFORE_VERSION, lambda: True)

    def make_before_import(self, progress: Progress) -> Path:
        """A copy of what is there, be it nothing, over a connection of its own: the history goes on being written.

        Raises StoreError, and Cancelled; then the import must not be made either.
        """
        try:
            with self._watched(lambda: not progress.is_cancelled) as connection:
                copy = self.make(connection, BEFORE_IMPORT)
        except StoreError:
            progress.report(progress.done)  # it was interrupted because nobody wants it any more
            raise
        progress.report(progress.done)
        return copy

    def _copied(self, word: str, is_wanted: Callable[[], bool]) -> Path | None:
        try:
            with self._watched(is_wanted) as connection:
                return self.make(connection, word) if _holds_something(connection) else None
        except StoreError as error:
            if isinstance(error.__cause__, sqlite3.Error) and _is_interrupt(error.__cause__):
                return None
            log.warning("no backup was made: %s", error.problem.code)
            full, failed = _FAILURES.get(word, ("backup_full", "backup_failed"))
            raise StoreError(Problem(full if error.problem.code == "disk_full" else failed)) from error

    @contextmanager
    def _watched(self, is_wanted: Callable[[], bool]) -> Iterator[sqlite3.Connection]:
        """A connection that is interrupted when the copy is not wanted any more. Damage that it meets is noted."""
        try:
            with translated(self._path), closing(_read_only(self._path)) as connection:
                connection.set_progress_handler(lambda: not is_wanted(), _STEPS)
                yield connection
        except StoreError as error:
            if isinstance(error.__cause__, sqlite3.Error) and is_damage(error.__cause__):
                with suppress(OSError):
                    suspicion(self._path).touch()
            raise

    def make(self, connection: sqlite3.Connection, word: str) -> Path:
        """A copy of what this connection reads; raises sqlite3.Error and OSError. Older ones beyond the limit go."""
        self._clean()
        part = self._path.with_name(f"{self._path.name}.{word}-{token_hex(8)}.part")
        try:
            os.close(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
            connection.execute("VACUUM INTO ?", (str(part),))
            sync_file(part)
            copy = free_name(self._path, word)
            part.rename(copy)
        finally:
            part.unlink(missing_ok=True)
        sync_folder(copy.parent)
        self._rotate(word, copy)
        return copy

    def find_good(self, newest_schema: int) -> Backup | None:
        """The copy in which most has happened, of those that are whole and of a version that we know."""
        for copy in self._ranked():
            conversations = _count_in_good(copy, newest_schema)
            if conversations is not None:
                return Backup(copy.name, copy.stat().st_mtime, conversations)
            log.warning("the backup %s cannot be used", copy.name)
        return None

    def last_number(self) -> int:
        """The highest number that a message ever had in a copy, 0 without one: what a new history counts on from.

        A copy that is not whole says nothing; one of a newer version does, it may be good for something later.
        """
        whole = (copy for copy in self._ranked() if _count_in_good(copy, sys.maxsize) is not None)
        return next((max(_happened(copy), 0) for copy in whole), 0)

    def _ranked(self) -> list[Path]:
        """The best first. Where as much has happened in two, the later one: something else may have changed in it."""
        return sorted(self._all(*_KEPT), key=lambda copy: (_happened(copy), _written(copy)), reverse=True)

    def _all(self, *words: str) -> Iterator[Path]:
        wanted = re.compile(rf"{re.escape(self._path.name)}\.({'|'.join(words)})-\d{{8}}-\d{{6}}(-\d+)?")
        if self._path.parent.is_dir():
            yield from (file for file in self._path.parent.iterdir() if wanted.fullmatch(file.name))

    def _rotate(self, word: str, newest: Path) -> None:
        """The newest one is known and not looked for: a clock that went back calls it the oldest."""
        others = sorted(copy for copy in self._all(word) if copy != newest)
        for old in others[: max(len(others) + 1 - _KEPT[word], 0)]:
            with suppress(OSError):
                old.unlink()

    def _clean(self) -> None:
        """What a copy left that was killed half-way; a younger one may be in the making, here or in another program."""
        for file in self._path.parent.glob(f"{self._path.name}.*.part*"):
            if any(f".{word}-" in file.name for word in _KEPT) and time.time() - _written(file) > _ABANDONED:
                with suppress(OSError):
                    file.unlink()


def suspicion(path: Path) -> Path:
    """The file that is there while a statement met damage and nobody checked the whole since."""
    return path.with_name(f"{path.name}-check")


def _read_only(path: Path, options: str = "") -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro{options}", uri=True, isolation_level=None)


@contextmanager
def _copy(path: Path) -> Iterator[sqlite3.Connection]:
    """A copy that nobody writes: SQLite needs no files beside it then."""
    with closing(_read_only(path, "&immutable=1")) as connection:
        yield connection


def _holds_something(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("SELECT EXISTS (SELECT 1 FROM conversations)").fetchone()[0])


def _written(copy: Path) -> float:
    try:
        return copy.stat().st_mtime
    except OSError:
        return 0.0


def _happened(copy: Path) -> int:
    """The number of the last message; clocks go wrong, this number only grows. -1 for what cannot be read."""
    try:
        with _copy(copy) as connection:
            row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'messages'").fetchone()
    except sqlite3.Error:
        return -1
    return int(row[0]) if row else 0


def _count_in_good(copy: Path, newest_schema: int) -> int | None:
    try:
        with _copy(copy) as connection:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if not 0 < version <= newest_schema or check(connection) is Soundness.DAMAGED:
                return None
            return int(connection.execute("SELECT count(*) FROM conversations").fetchone()[0])
    except sqlite3.Error:
        return None


def _is_interrupt(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_INTERRUPT
