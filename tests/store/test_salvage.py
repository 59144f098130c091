"""Rows are read around what is broken, and found by their shape where nothing leads to them."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from desktop.store.carving import carve
from desktop.store.salvage import place, pour, tables_of

PAGE = 4096
LATE = 1 << 62


def make(path: Path, *rows: tuple[object, ...], extra: str = "") -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            f"""
            CREATE TABLE messages (seq INTEGER PRIMARY KEY, conversation_id, id, role, status, created REAL, format,
                text, body {extra})
            """
        )
        connection.execute("CREATE TABLE conversations (id, session_id, profile_id, b, n, title, created, updated)")
        marks = ", ".join("?" * len(rows[0]))
        connection.executemany(f"INSERT INTO messages VALUES ({marks})", rows)  # noqa: S608 - question marks
        connection.execute("INSERT INTO conversations VALUES ('k', 's', 'p', 'b', 'n', '', 1.5, 2)")
        connection.commit()


def message(seq: int, text: str = "Hello") -> tuple[object, ...]:
    return seq, "k", f"m{seq}", "user", "sent", 1.5, 2, text, '{"id": "m"}'


def test_a_row_that_a_table_refuses_costs_itself_alone() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as into:
        into.execute("CREATE TABLE numbers (a INTEGER NOT NULL, b TEXT) STRICT")
        place(into, "numbers", ["a", "b"], iter([("no number", "x"), (1, "y"), (None, "z")]))
        assert into.execute("SELECT * FROM numbers").fetchall() == [(1, "y")]


def test_what_is_made_of_the_rest_is_no_table_to_save() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE messages (a INTEGER PRIMARY KEY AUTOINCREMENT)")
        connection.execute("CREATE TABLE tags (a TEXT PRIMARY KEY) WITHOUT ROWID")
        connection.execute("CREATE TABLE search_state (a)")
        connection.execute("CREATE VIRTUAL TABLE text_index USING fts5 (a)")
        assert tables_of(connection) == {"messages": True, "tags": False}


def test_reading_ends_when_it_is_not_wanted_any_more(path: Path) -> None:
    make(path, *(message(number) for number in range(1, 500)))
    with (
        closing(sqlite3.connect(path, isolation_level=None)) as source,
        closing(sqlite3.connect(":memory:", isolation_level=None)) as into,
    ):
        into.execute("CREATE TABLE messages (seq INTEGER PRIMARY KEY, text)")
        looks = iter(range(10**6))
        source.set_progress_handler(lambda: next(looks) > 300, 10)
        with pytest.raises(sqlite3.OperationalError, match="interrupted"):
            pour(source, into, lambda _: None)


def test_every_kind_of_value_is_read_from_a_page(path: Path) -> None:
    kinds = [0, 1, -1, 200, 70_000, 1 << 30, 1 << 40, 1 << 60, 2.5, None, b"raw", "ü"]
    extra = "".join(f", x{number}" for number in range(len(kinds)))
    make(path, (*message(1), *kinds), (*message(LATE), *kinds), extra=extra)
    rows = list(carve(path))
    assert ("conversations", ("k", "s", "p", "b", "n", "", 1.5, 2)) in rows
    found = [row for table, row in rows if table == "messages"]
    assert found == [(*message(1), *kinds), (*message(LATE), *kinds)]


def test_a_long_row_is_followed_over_its_pages(path: Path) -> None:
    make(path, message(1, "word " * 10_000), message(2))
    assert [row[7] for table, row in carve(path) if table == "messages"] == ["word " * 10_000, "Hello"]


def test_a_long_row_whose_end_is_lost_is_left_out(path: Path) -> None:
    make(path, message(1, "word " * 100_000), message(2))
    content = path.read_bytes()
    for end in range(PAGE * 3, len(content), PAGE * 40):
        path.write_bytes(content[:end])
        assert {row[0] for table, row in carve(path) if table == "messages"} <= {2}


def test_it_ends_at_once_when_it_is_not_wanted(path: Path) -> None:
    make(path, message(1))
    assert list(carve(path, lambda: False)) == []


def test_a_size_that_cannot_be_is_garbage(path: Path) -> None:
    make(path, message(1))
    content = bytearray(path.read_bytes())
    page = next(
        at for at in range(PAGE, len(content), PAGE) if content[at] == 0x0D and b"Hello" in content[at : at + PAGE]
    )
    cell = page + int.from_bytes(content[page + 8 : page + 10], "big")
    content[cell : cell + 5] = b"\xff\xff\xff\xff\x7f"
    path.write_bytes(content)
    assert [table for table, _ in carve(path)] == ["conversations"]


@pytest.mark.parametrize("seed", range(40))
def test_garbage_is_never_an_error(path: Path, seed: int) -> None:
    make(path, *(message(number, "word " * (number * 20)) for number in range(1, 60)))
    chance = random.Random(seed)
    content = bytearray(path.read_bytes())
    for _ in range(len(content) // 100):
        content[chance.randrange(len(content))] = chance.randrange(256)
    path.write_bytes(content)
    assert len(list(carve(path))) <= 200
