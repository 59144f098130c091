"""What can be read of a damaged file, row by row, around the pages that are broken.

The trap: SQLite gives a query up at the first bad page, and everything behind it seems lost. So each table is read from
both ends by its row numbers, and the gap between is halved until only the rows of broken pages are left out.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, TypeAlias

from desktop.core.recovery import Progress
from desktop.store.failures import read_damaged_text

Watch: TypeAlias = Callable[[Progress], None]
Row: TypeAlias = tuple[object, ...]

_MAGIC: Final = b"SQLite format 3\x00"
_PAGE_SIZES: Final = {(1 << power) % 65_536 or 1 for power in range(9, 17)}
_PROBES: Final = 100_000
"""Queries that find nothing, until the rest of a table is given up: seconds."""
_LAST: Final = 1 << 40
"""Higher than any row number that is made by counting."""
_TOLD: Final = 200
"""Rows between two words about the progress."""


def open_damaged(path: Path) -> sqlite3.Connection:
    """A connection to a file that may be written to; its beginning is mended where nothing can be read otherwise."""
    connection = _connect(path)
    if not list(_Run(connection, "SELECT count(*) FROM sqlite_master", ())):
        connection.close()
        with path.open("rb+") as file:
            head = file.read(100)
            file.seek(0)
            file.write(_mended(head))
        connection = _connect(path)
    connection.execute("PRAGMA writable_schema = ON")  # a bad line of the schema costs itself alone
    return connection


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    read_damaged_text(connection)
    return connection


def version_of(source: sqlite3.Connection) -> int:
    """The schema's number as the file has it, 0 where that cannot be read."""
    return max((number for (number,) in _Run(source, "PRAGMA user_version", ()) if isinstance(number, int)), default=0)


def tables_of(connection: sqlite3.Connection) -> dict[str, bool]:
    """The plain tables, and whether their rows have numbers; none where the schema cannot be read.

    Without those of an index (`search_*`): it belongs to one file, and is made anew from the messages.
    """
    query = """
        SELECT name, NOT wr FROM pragma_table_list
        WHERE schema = 'main' AND type = 'table' AND name NOT GLOB 'sqlite_*' AND name NOT GLOB 'search_*'
    """
    return {str(name): bool(numbered) for name, numbered in _Run(connection, query, ())}


def columns_of(connection: sqlite3.Connection, table: str) -> tuple[str, ...]:
    """In their order; none where there is no such table. Columns that are worked out are left out."""
    return tuple(str(name) for (name,) in _Run(connection, "SELECT name FROM pragma_table_info(?)", (table,)))


def pour(source: sqlite3.Connection, into: sqlite3.Connection, watch: Watch) -> None:
    """Copy what can be read of each table that both have. Raises sqlite3.Error of `into`, and when `source` stops."""
    known = tables_of(source)
    for table in tables_of(into):
        there = set(columns_of(source, table)) if table in known else set()
        shared = [column for column in columns_of(into, table) if column in there]
        if shared:
            place(into, table, shared, _read(source, table, shared, watch, numbered=known[table]))


def place(into: sqlite3.Connection, table: str, columns: Sequence[str], rows: Iterator[Row]) -> None:
    """Put rows in; one that the table refuses is garbage, or there already."""
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    statement = f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - names of a schema
    for row in rows:
        try:
            into.execute(statement, row)
        except sqlite3.IntegrityError:
            continue


def _read(
    source: sqlite3.Connection, table: str, columns: Sequence[str], watch: Watch, *, numbered: bool
) -> Iterator[Row]:
    names = ", ".join(columns)
    if not numbered:
        for order in ("", " ORDER BY " + ", ".join(f"{column} DESC" for column in columns)):
            yield from _Run(source, f"SELECT {names} FROM {table}{order}", ())  # noqa: S608 - names of a schema
        return
    query = f"SELECT rowid, {names} FROM {table} NOT INDEXED WHERE rowid BETWEEN ? AND ? ORDER BY rowid"  # noqa: S608 - as above
    last = _last(source, table)
    for count, (number, *row) in enumerate(_around(source, query, last)):
        if count % _TOLD == 0:
            watch(Progress(int(str(number)), last if last < _LAST else 0))
        yield tuple(row)


def _around(source: sqlite3.Connection, query: str, last: int) -> Iterator[Row]:
    """The rows from both ends of a range, then those of the halves of what is between."""
    waiting, probes = [(0, last)], 0
    while waiting and probes < _PROBES:
        low, high = waiting.pop()
        up = _Run(source, query, (low, high))
        yield from up
        if up.is_whole:
            continue
        low = max(low, up.reached + 1)
        down = _Run(source, f"{query} DESC", (low, high))
        yield from down
        if down.reached >= 0:
            high = down.reached - 1
        probes += up.reached < 0 and down.reached < 0
        if low < high and not down.is_whole:
            middle = (low + high) // 2
            waiting += [(middle + 1, high), (low, middle)]


class _Run:
    """One query, as far as it goes. `reached` is the number of the last row, -1 when there was none."""

    def __init__(self, source: sqlite3.Connection, query: str, values: tuple[int | str, ...]) -> None:
        self._source = source
        self._query = query
        self._values = values
        self.is_whole = False
        self.reached = -1

    def __iter__(self) -> Iterator[Row]:
        try:
            for row in self._source.execute(self._query, self._values):
                if isinstance(row[0], int):
                    self.reached = row[0]
                yield row
            self.is_whole = True
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_INTERRUPT:
                raise


def _last(source: sqlite3.Connection, table: str) -> int:
    for query in (f"SELECT max(rowid) FROM {table}", f"SELECT seq FROM sqlite_sequence WHERE name = '{table}'"):  # noqa: S608 - as above
        for (number,) in _Run(source, query, ()):
            if isinstance(number, int):
                return number
    return _LAST


def _mended(head: bytes) -> bytes:
    """A header that fits what the rest of it says; SQLite counts the pages itself when the two counters differ."""
    fixed = bytearray(head.ljust(100, b"\0"))
    fixed[:16] = _MAGIC
    if int.from_bytes(fixed[16:18], "big") not in _PAGE_SIZES:
        fixed[16:18] = (4096).to_bytes(2, "big")
    fixed[18:24] = bytes((2, 2, 0, 64, 32, 32))
    fixed[24:28], fixed[28:32], fixed[92:96] = b"\0\0\0\1", b"\0" * 4, b"\0" * 4
    fixed[32:40] = b"\0" * 8
    fixed[44:48] = (4).to_bytes(4, "big")
    fixed[56:60] = (1).to_bytes(4, "big")
    return bytes(fixed)
