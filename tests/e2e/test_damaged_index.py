"""A person whose index of the search is damaged: everything is found as ever, and the index is made anew behind it."""

import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest

from desktop.store import database
from desktop.store.history import open_history
from desktop.store.index_mark import IndexMark
from desktop.store.paths import Paths
from tests.e2e.conftest import Journey, Person
from tests.e2e.test_list import stored, the_list

Live = Callable[[Journey], None]


def test_search_finds_and_the_index_is_sound_again(live: Live, paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "ALWAYS_CHECKED", 0)  # so that the search is the first to meet it
    stored(paths, 20)
    with closing(open_history(paths.history)) as history:
        while history.search_index.advance():
            pass
    with closing(sqlite3.connect(paths.history)) as connection:
        connection.execute("UPDATE search_index_data SET block = CAST(hex(block) AS BLOB) WHERE id > 10")
        connection.commit()

    async def journey(person: Person) -> None:
        await the_list(person, 20)
        results = person.window.search.results.found
        await person.trigger("search")
        await person.write(person.window.search.field, "title 19")
        await person.until(lambda: results.rowCount() == 1, "the one with that title")
        assert person.window.search.note.isVisible()
        await person.until(person.window.search.note.isHidden, "the index")
        assert results.rowCount() == 1
        assert not IndexMark(paths.history).is_set

    live(journey)
    with closing(sqlite3.connect(paths.history)) as connection:
        connection.execute("INSERT INTO search_index (search_index) VALUES ('integrity-check')")
    assert not paths.history.with_name("history.db-check").exists()
