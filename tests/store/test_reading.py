"""The history read beside a window, on a disk that cannot be written, and searched by who can wait."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from desktop.core.conversation import Conversation
from desktop.core.errors import Problem, StoreError
from desktop.core.message import Message, Role, Status, Text, ToolCall, ToolState, question
from desktop.core.search import Hit, SearchQuery
from desktop.store.database import open_database
from desktop.store.history import History, open_history
from desktop.store.reading import open_for_reading
from desktop.store.schema import STEPS
from desktop.store.search import find_all
from tests.store.test_exports import keep, organise


def names(path: Path) -> list[str]:
    database = open_for_reading(path, busy=0.1)
    assert database is not None
    with closing(database):
        return [one.id for one in History(database).list_conversations()]


def test_there_is_none_yet(path: Path) -> None:
    assert open_for_reading(path) is None
    assert not path.exists()
    path.touch()
    assert open_for_reading(path) is None


def test_what_a_window_just_saved_is_read(history: History, path: Path) -> None:
    keep(history, "c1")
    assert names(path) == ["c1"]


def test_a_reader_changes_nothing(history: History, path: Path) -> None:
    keep(history, "c1")
    database = open_for_reading(path)
    assert database is not None
    with closing(database), pytest.raises(StoreError) as told:
        History(database).delete_conversation("c1")
    assert told.value.problem.code == "store_read_only"
    assert names(path) == ["c1"]


def test_a_folder_that_cannot_be_written_can_be_read(powerless_folder: Path) -> None:
    path = powerless_folder / "history.db"
    with closing(open_history(path)) as history:
        keep(history, "c1")
    powerless_folder.chmod(0o500)
    path.chmod(0o400)
    assert names(path) == ["c1"]
    path.chmod(0o000)
    with pytest.raises(StoreError) as told:
        open_for_reading(path)
    assert told.value.problem.code == "store_read_only"


def test_what_a_writer_left_is_not_passed_over(powerless_folder: Path) -> None:
    path = powerless_folder / "history.db"
    with closing(open_history(path)) as history:
        keep(history, "c1")
    path.with_name("history.db-wal").write_bytes(b"\x37\x7f\x06\x82" + bytes(60))
    powerless_folder.chmod(0o500)
    with pytest.raises(StoreError) as told:
        names(path)
    assert told.value.problem.code == "store_read_only"


def test_an_older_one_is_brought_up_to_date(path: Path) -> None:
    open_database(path, steps=STEPS[:1]).close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO conversations VALUES ('c1', 's', 'p', 'b', 'Bot', 'T', 1, 1)")
    assert names(path) == ["c1"]


def test_a_newer_one_is_refused(history: History, path: Path) -> None:
    organise(history, f"PRAGMA user_version = {len(STEPS) + 1}")
    with pytest.raises(StoreError) as told:
        open_for_reading(path)
    assert told.value.problem.code == "store_newer"


def test_what_is_no_database_is_told(path: Path) -> None:
    path.write_bytes(b"no database at all, but long enough to be looked at" * 30)
    with pytest.raises(StoreError):
        open_for_reading(path)
    assert path.read_bytes().startswith(b"no database")


# ── search ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def said(history: History) -> History:
    for at, (name, chatbot) in enumerate((("c1", "b1"), ("c2", "b2"), ("c3", "b1"))):
        history.save_conversation(Conversation(name, "s", "p", chatbot, chatbot, name, 1.0, 1.0 + at))
    call = ToolCall(
        "t",
        "find_order",
        state=ToolState.OUTPUT_ERROR,
        input={"id": 4711},
        output={"city": "Leipzig"},
        error="Too late",
    )
    bare = ToolCall("t2", "wait")
    failed = Problem("rate_limited")
    history.save_messages("c1", (question("q1", "Wo ist\nmeine Bestellung? Grüße", 10.0),))
    history.save_messages(
        "c1", (Message("r1", Role.CHATBOT, Status.COMPLETE, (call, bare, Text("", "On its way")), 11.0),)
    )
    history.save_messages("c2", (question("q2", "bestellung " * 50 + "Ende", 20.0),))
    history.save_messages("c2", (Message("r2", Role.CHATBOT, Status.FAILED, (), 21.0, problem=failed),))
    history.save_messages("c3", (question("q3", "Bestellung", 30.0),))
    organise(history, "UPDATE conversations SET removed = 1 WHERE id = 'c3'")
    organise(history, "INSERT INTO tags VALUES ('c1', 'vip')")
    return history


def hits(path: Path, query: SearchQuery) -> list[Hit]:
    database = open_for_reading(path)
    assert database is not None
    with closing(database):
        return list(find_all(database, query))


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        (SearchQuery("BESTELL"), ["q2", "q1"]),
        (SearchQuery("grusse bestellung"), ["q1"]),
        (SearchQuery("grusse nowhere"), []),
        (SearchQuery("leipzig"), ["r1"]),
        (SearchQuery("4711 way"), ["r1"]),
        (SearchQuery("late"), ["r1"]),
        (SearchQuery('"; DROP * % _'), []),
        (SearchQuery(""), ["r2", "q2", "r1", "q1"]),
        (SearchQuery("bestell", chatbot=("p", "b1")), ["q1"]),
        (SearchQuery("", tag="vip"), ["r1", "q1"]),
        (SearchQuery("", role=Role.CHATBOT), ["r2", "r1"]),
        (SearchQuery("", since=11.0, until=21.0), ["q2", "r1"]),
        (SearchQuery("", has_tool=True), ["r1"]),
        (SearchQuery("", has_error=True), ["r2", "r1"]),
    ],
)
def test_the_same_is_found_with_and_without_the_index(
    said: History, path: Path, query: SearchQuery, ids: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [hit.message_id for hit in hits(path, query)] == ids
    with monkeypatch.context() as changed:
        changed.setattr("desktop.store.search._MOST_WAITING", 1)  # more than it would read for a page
        unindexed = hits(path, query)
    while said.search_index.advance():
        pass
    assert hits(path, query) == unindexed
    assert [hit.message_id for hit in unindexed] == ids


def test_there_are_more_than_a_page_has(history: History, path: Path) -> None:
    keep(history, "c1")
    history.save_messages("c1", tuple(question(f"q{at}", "the same", float(at)) for at in range(100)))
    assert [hit.message_id for hit in hits(path, SearchQuery("same"))] == [f"q{at}" for at in reversed(range(100))]


def test_a_search_reads_where_nothing_can_be_written(powerless_folder: Path) -> None:
    path = powerless_folder / "history.db"
    with closing(open_history(path)) as history:
        keep(history, "c1")
        history.save_messages("c1", (question("q", "Leipzig", 1.0),))
    powerless_folder.chmod(0o500)
    path.chmod(0o400)
    assert [hit.message_id for hit in hits(path, SearchQuery("leip"))] == ["q"]
