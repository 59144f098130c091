"""A damaged index of the search costs nobody anything: found is what reading finds, and the index is built anew."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from desktop.core.conversation import Conversation
from desktop.core.errors import StoreError
from desktop.core.message import Message, Role, Status, Text
from desktop.core.search import SearchPage, SearchQuery
from desktop.store import database, search
from desktop.store.backups import Backups
from desktop.store.history import History, open_history
from desktop.store.index_mark import IndexMark
from desktop.store.schema import STEPS
from desktop.store.search import SearchFile, find_all

MESSAGES = 3_000
GARBLED = "UPDATE search_index_data SET block = CAST(hex(block) AS BLOB) WHERE id > 10"
CUT = "UPDATE search_index_data SET block = substr(block, 1, 3) WHERE id > 10"
DELETED = "DELETE FROM search_index_data WHERE id > 10"
STRUCTURE = "UPDATE search_index_data SET block = CAST(hex(block) AS BLOB) WHERE id = 10"
FORMAT = "UPDATE search_index_config SET v = 99 WHERE k = 'version'"
NO_FORMAT = "DELETE FROM search_index_config"
ZEROED = "UPDATE search_index_data SET block = zeroblob(length(block)) WHERE id > 10"
ONE_ZEROED = """
    UPDATE search_index_data SET block = zeroblob(length(block))
    WHERE id = (SELECT max(id) - 3 FROM search_index_data)
"""
DAMAGES = (GARBLED, CUT, DELETED, STRUCTURE, FORMAT, NO_FORMAT)


def said(key: str, text: str) -> Message:
    return Message(key, Role.USER, Status.SENT, (Text(text=text),), 5.0)


@pytest.fixture(autouse=True)
def untasted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every search asks the index: a fast machine would read a page of hits before it is that far."""
    monkeypatch.setattr(search, "_TASTE", 0.0)


@pytest.fixture
def filled(path: Path) -> Path:
    with closing(open_history(path)) as history:
        history.save_conversation(Conversation("k", "s", "p", "b", "Bot"))
        history.save_messages("k", tuple(said(f"m{number}", f"word{number} banana") for number in range(MESSAGES)))
        put_all_in(history)
    return path


@pytest.fixture(params=DAMAGES)
def damaged(filled: Path, request: pytest.FixtureRequest) -> Path:
    damage(filled, request.param)
    return filled


@pytest.fixture
def unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a file so large that it is not read whole at each start."""
    monkeypatch.setattr(database, "ALWAYS_CHECKED", 0)


def damage(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute(statement).rowcount
        connection.commit()


def put_all_in(history: History) -> int:
    return sum(1 for _ in iter(history.search_index.advance, False))


def page(path: Path, text: str = "banana word7") -> SearchPage:
    with closing(SearchFile(path, seconds=60)) as file:
        return file.find(SearchQuery(text), None, lambda: True)


def found(path: Path, text: str = "banana word7 ") -> list[str]:
    return [hit.message_id for hit in page(path, text).hits]


def is_sound(path: Path) -> bool:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        try:
            connection.execute("INSERT INTO search_index (search_index) VALUES ('integrity-check')")
        except sqlite3.DatabaseError:
            return False
        return True


@pytest.mark.usefixtures("unchecked")
def test_search_over_a_damaged_index_finds_what_reading_finds_and_says_that_it_is_not_all(damaged: Path) -> None:
    with closing(open_history(damaged)):
        answer = page(damaged, "word2999")
        assert [hit.message_id for hit in answer.hits] == ["m2999"]
        assert not answer.is_whole
        assert found(damaged, "word2") == found(damaged, "ord2")
        assert not damaged.with_name("history.db-check").exists(), "what was said is whole"


@pytest.mark.usefixtures("unchecked")
def test_index_is_built_anew_at_once_after_a_search_met_damage(damaged: Path) -> None:
    with closing(open_history(damaged)) as history:
        history.search_index.advance()  # the program has been running for a while
        found(damaged)
        assert put_all_in(history)
        assert is_sound(damaged)
        answer = page(damaged, "word2999 banana")
        assert answer.is_whole
        assert [hit.message_id for hit in answer.hits] == ["m2999"]
        assert not IndexMark(damaged).is_set
    with closing(open_history(damaged)) as history:
        assert not put_all_in(history), "it stays as it is"


@pytest.mark.usefixtures("unchecked")
def test_damage_that_saving_meets_is_mended_without_a_search(filled: Path) -> None:
    with closing(open_history(filled)) as history:
        history.search_index.advance()
    damage(filled, STRUCTURE)
    with closing(open_history(filled)) as history:
        history.save_messages("k", (said("new", "lamp"),))
        put_all_in(history)
        assert is_sound(filled)
        assert found(filled, "lamp") == ["new"]


@pytest.mark.parametrize("statement", [ZEROED, ONE_ZEROED, *DAMAGES])
def test_damage_that_no_search_meets_is_found_where_the_file_is_checked(filled: Path, statement: str) -> None:
    damage(filled, statement)
    with closing(open_history(filled)) as history:
        put_all_in(history)
        assert is_sound(filled)
        assert len(found(filled, "word2")) == 40
        assert found(filled, "word2999") == ["m2999"]
    assert not IndexMark(filled).is_set


@pytest.mark.usefixtures("unchecked")
def test_sound_index_of_a_large_file_is_not_read_at_each_start(filled: Path) -> None:
    damage(filled, ZEROED)
    with closing(open_history(filled)) as history:
        put_all_in(history)
        assert not is_sound(filled)
    filled.with_name("history.db-check").touch()  # as after damage, or a crash: the file is checked
    with closing(open_history(filled)) as history:
        put_all_in(history)
        assert is_sound(filled)


@pytest.mark.usefixtures("unchecked")
def test_every_hit_is_found_without_the_index(damaged: Path) -> None:
    with closing(open_history(damaged)) as history:
        hits = find_all(history._database, SearchQuery("banana"))  # noqa: SLF001 - as the command line does
        assert len({hit.message_id for hit in hits}) == MESSAGES


def test_backups_are_made_and_used_though_the_index_is_damaged(damaged: Path) -> None:
    with closing(open_history(damaged)):
        found(damaged)
        backups = Backups(damaged)
        assert backups.make_daily() is not None
        best = backups.find_good(len(STEPS))
        assert best is not None
        assert best.conversations == 1


@pytest.mark.usefixtures("unchecked")
def test_damaged_index_that_cannot_be_mended_yet_is_mended_later(filled: Path) -> None:
    damage(filled, GARBLED)
    with closing(open_history(filled, busy=0.01)) as history:
        found(filled)
        with closing(sqlite3.connect(filled, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreError):
                history.search_index.advance()
            assert IndexMark(filled).is_set
        put_all_in(history)
        assert is_sound(filled)
