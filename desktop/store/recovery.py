"""A damaged or lost history is made anew: from the last good backup, and all that the damaged files still hold.

Nothing is written over. The damaged files stay as they are, the work is done on copies, and the new history is a file
of its own that takes the place of the old one only when it is whole. The trap: a file may be damaged again at once, and
the program may be killed at any moment of this, so each step can be begun anew.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final

from desktop.core.errors import Problem, StoreError
from desktop.core.recovery import Backup, Findings, Progress
from desktop.store.backups import Backups
from desktop.store.carving import carve
from desktop.store.database import make_private, migrate, transaction
from desktop.store.failures import translated
from desktop.store.files import sync_file, sync_folder
from desktop.store.merge import adopt_orphans, count, merge
from desktop.store.recovery_mark import RecoveryMark
from desktop.store.salvage import Watch, columns_of, open_damaged, place, pour, version_of
from desktop.store.schema import STEPS

log = logging.getLogger(__name__)

_CHUNK: Final = 1 << 20
_LOOK: Final = 10_000
"""Instructions of SQLite's machine between two looks at whether to stop."""


class Recovery:
    """One history to recover. Blocking; each method raises StoreError, and may be called again after it.

    `is_wanted` turns false when the program ends; the work then ends soon, with store_failed.
    """

    def __init__(self, path: Path, is_wanted: Callable[[], bool] = lambda: True) -> None:
        self._path = path
        self._is_wanted = is_wanted
        self._mark = RecoveryMark(path)
        self._new = path.with_name(f"{path.name}-restored.part")
        self._work = path.with_name(f"{path.name}-salvage.part")
        self._scratch = path.with_name(f"{path.name}-found.part")

    def look(self, watch: Watch) -> Findings:
        """Make the new history aside, from all there is; the old files stay as they are."""
        with translated(self._path):
            self._clean()
            try:
                return self._look(watch)
            finally:
                self._drop(self._work, self._scratch)

    def restore(self) -> None:
        """The history that `look` made becomes the history."""
        with translated(self._path):
            if not self._new.exists():
                raise StoreError(Problem("recovery_empty"))
            self._take_place()

    def start_empty(self) -> None:
        """A new history takes the place; what was kept aside stays kept aside.

        It counts on from the copies of the old one: they are ranked by these numbers, and the new one is the newer.
        """
        with translated(self._path):
            self._clean()
            with closing(self._open(self._new)) as connection:
                migrate(connection)
                with transaction(connection):
                    connection.execute("DELETE FROM sqlite_sequence WHERE name = 'messages'")
                    last = Backups(self._path).last_number()
                    connection.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('messages', ?)", (last,))
            self._take_place()

    def _look(self, watch: Watch) -> Findings:
        watch(Progress(0, 0))
        kept = tuple(name for name in self._mark.names() if self._path.with_name(name).exists())
        backup = Backups(self._path).find_good(len(STEPS))
        if backup is not None:
            self._copy(self._path.with_name(backup.name), self._new)
        conversations = messages = 0
        with closing(self._open(self._new)) as connection:
            migrate(connection)
            for name in kept:
                with closing(self._salvage(name, watch)) as found:
                    conversations += count(found, "conversations")
                    messages += count(found, "messages")
                self._merge(connection)
            with transaction(connection):
                adopt_orphans(connection)
            check_whole(connection)
            return self._findings(connection, kept, backup, conversations, messages)

    def _merge(self, connection: sqlite3.Connection) -> None:
        connection.execute("ATTACH ? AS found", (str(self._scratch),))
        try:
            with transaction(connection):
                merge(connection)
        finally:
            connection.execute("DETACH found")

    def _findings(
        self,
        connection: sqlite3.Connection,
        kept: tuple[str, ...],
        backup: Backup | None,
        conversations: int,
        messages: int,
    ) -> Findings:
        totals = count(connection, "conversations"), count(connection, "messages")
        return Findings(str(self._path.parent), kept, backup, conversations, messages, *totals)

    def _salvage(self, name: str, watch: Watch) -> sqlite3.Connection:
        """What can be read of a damaged file, in a database of our schema, open."""
        self._drop(self._work, self._scratch)
        damaged = self._path.with_name(name)
        self._copy(damaged, self._work)
        for ending in ("-wal", "-journal"):
            if (companion := damaged.with_name(name + ending)).exists():
                self._copy(companion, self._work.with_name(self._work.name + ending))
        found = self._open(self._scratch)
        with closing(open_damaged(self._work)) as source:
            source.set_progress_handler(lambda: not self._is_wanted(), _LOOK)
            version = version_of(source)
            migrate(found, STEPS[:version] if 0 < version < len(STEPS) else STEPS)
            with transaction(found):
                pour(source, found, watch)
        if not count(found, "messages"):
            self._carve(found)
        migrate(found)
        return found

    def _carve(self, found: sqlite3.Connection) -> None:
        """No table leads to a message: look at each page by itself."""
        columns = {table: columns_of(found, table) for table in ("conversations", "messages")}
        with transaction(found):
            for table, row in carve(self._work, self._is_wanted):
                width = min(len(row), len(columns[table]))
                place(found, table, columns[table][:width], iter([row[:width]]))

    def _take_place(self) -> None:
        """The new file is whole and on the disk before it has the name, and the mark goes last."""
        if self._path.exists() and self._path.stat().st_size:
            raise StoreError(Problem("store_failed"))  # somebody put a history there meanwhile
        sync_file(self._new)
        self._new.replace(self._path)
        sync_folder(self._path.parent)
        self._mark.clear()
        log.info("%s was made anew", self._path.name)

    def _open(self, path: Path) -> sqlite3.Connection:
        """A file that nobody else knows: no log beside it, and nothing to protect when the power goes."""
        make_private(path)
        connection = sqlite3.connect(path, isolation_level=None)
        connection.set_progress_handler(lambda: not self._is_wanted(), _LOOK)
        connection.execute("PRAGMA journal_mode = MEMORY")
        connection.execute("PRAGMA synchronous = OFF")
        return connection

    def _copy(self, source: Path, target: Path) -> None:
        make_private(target)
        with source.open("rb") as reader, target.open("wb") as writer:
            while chunk := reader.read(_CHUNK):
                if not self._is_wanted():
                    raise StoreError(Problem("store_failed"))
                writer.write(chunk)

    def _clean(self) -> None:
        self._drop(self._new, self._work, self._scratch)

    def _drop(self, *files: Path) -> None:
        for file in files:
            for ending in ("", "-wal", "-shm", "-journal"):
                file.with_name(file.name + ending).unlink(missing_ok=True)


def check_whole(connection: sqlite3.Connection) -> None:
    """Raises StoreError for a file in which something is wrong."""
    if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise StoreError(Problem("store_failed"))
