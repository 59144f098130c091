"""The index follows the history in small steps, whatever happens in between."""

from __future__ import annotations

import itertools
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from desktop.core.conversation import Conversation
from desktop.core.errors import StoreError
from desktop.core.message import Message, Role, Status, Text
from desktop.store.database import open_database
from desktop.store.history import History, open_history
from desktop.store.schema import STEPS
from desktop.store.search_index import SearchIndex


def said(key: str, text: str) -> Message:
    return Message(key, Role.USER, Status.SENT, (Text(text=text),), 5.0)


def fill(history: History, *texts: str) -> None:
    history.save_conversation(Conversation("k1", "s", "p", "b", "Bot"))
    history.save_messages("k1", tuple(said(str(number), text) for number, text in enumerate(texts)))


def put_all_in(history: History) -> int:
    return sum(1 for _ in iter(history.search_index.advance, False))


def matches(path: Path, token: str) -> list[int]:
    """The messages that the index has under a token."""
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT rowid FROM search_index WHERE search_index MATCH ? ORDER BY rowid"
        return [seq for (seq,) in connection.execute(query, (f'"{token}"',))]


def column(path: Path, query: str) -> list[object]:
    with closing(sqlite3.connect(path)) as connection:
        return [value for (value,) in connection.execute(query)]


def test_work_is_done_in_steps_with_the_newest_first(path: Path, history: History) -> None:
    fill(history, "one lamp", "two lamp", "three lamp")
    ticks = itertools.count()
    index = SearchIndex(history._database, lambda: float(next(ticks)))  # noqa: SLF001 - to set its clock
    assert index.advance(1.0)
    assert matches(path, "lamp") == [3]
    assert index.advance(2.0)
    assert matches(path, "lamp") == [2, 3] or matches(path, "lamp") == [1, 2, 3]
    put_all_in(history)
    assert matches(path, "lamp") == [1, 2, 3]
    assert column(path, "SELECT count(*) FROM search_waiting") == [0]


def test_nothing_to_do_is_said_at_once(history: History) -> None:
    assert not history.search_index.advance()


def test_old_history_becomes_searchable(path: Path) -> None:
    open_database(path, steps=STEPS[:2]).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(
            "INSERT INTO conversations (id, session_id, profile_id, chatbot_id, chatbot_name, title, created, updated)"
            " VALUES ('k', '', '', '', '', 'Vase', 0, 0)"
        )
        connection.execute(
            "INSERT INTO messages (conversation_id, id, role, status, created, format, text, body)"
            " VALUES ('k', 'm', 'user', 'sent', 0, 1, 'lamp', '{unreadable')"
        )
    with closing(open_history(path)) as history:
        put_all_in(history)
        assert matches(path, "lamp") == matches(path, "vase") == [1]


def test_words_of_other_rules_are_made_anew(path: Path) -> None:
    with closing(open_history(path)) as history:
        fill(history, "lamp")
        put_all_in(history)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("INSERT INTO search_index (rowid, tokens) VALUES (1, 'wrong')")
        connection.execute("UPDATE search_state SET version = 'older'")
    with closing(open_history(path)) as history:
        put_all_in(history)
        assert matches(path, "wrong") == []
        assert matches(path, "lamp") == [1]


def test_index_with_much_that_is_out_of_date_is_built_anew_at_the_next_start(path: Path) -> None:
    with closing(open_history(path)) as history:
        fill(history, *("lamp", "vase") * 3)
        put_all_in(history)
        history.save_messages("k1", (said("1", "chair"),))
        history.delete_message("k1", "0")
        put_all_in(history)
        assert column(path, "SELECT stale FROM search_state") == [2]
    with closing(open_history(path)) as history:
        put_all_in(history)
        assert matches(path, "lamp") == [3, 5]
        assert "chair" in column(path, "SELECT term FROM search_terms")
        assert column(path, "SELECT stale FROM search_state") == [0]


def test_words_of_what_was_deleted_are_gone_after_the_next_start(path: Path) -> None:
    with closing(open_history(path)) as history:
        fill(history, "swordfish")
        put_all_in(history)
        history.delete_conversation("k1")
    with closing(open_history(path)) as history:
        put_all_in(history)
    assert column(path, "SELECT term FROM search_terms") == []
    assert column(path, "SELECT count(*) FROM search_waiting") == [0]


def test_new_words_are_noted_once_and_forgotten_at_the_next_start(path: Path, history: History) -> None:
    fill(history, "lamp vase")
    put_all_in(history)
    history.save_messages("k1", (said("x", "lamp chair"),))
    put_all_in(history)
    assert [set(str(terms).split()) for terms in column(path, "SELECT terms FROM search_fresh")] == [
        {"lamp", "vase"},
        {"chair"},
    ]
    again = SearchIndex(history._database)  # noqa: SLF001 - as after a start
    again.advance()
    assert column(path, "SELECT terms FROM search_fresh") == []
    history.save_messages("k1", (said("y", "lamp"),))
    again.advance()
    assert column(path, "SELECT terms FROM search_fresh") == []


def test_very_many_words_are_not_all_kept_in_memory(path: Path, history: History) -> None:
    fill(history, " ".join(f"w{number}" for number in range(41_000)), "w1 lamp")
    put_all_in(history)
    assert column(path, "SELECT count(*) FROM search_terms") == [41_001]


def test_many_small_runs_become_one(path: Path, history: History) -> None:
    fill(history, "lamp")
    put_all_in(history)
    for number in range(40):
        history.save_messages("k1", (said(f"n{number}", f"lamp word{number}"),))
        history.search_index.advance()
    put_all_in(history)
    assert column(path, "SELECT unmerged FROM search_state") == [0]
    assert column(path, "SELECT count(DISTINCT segid) FROM search_index_idx") == [1]
    assert len(matches(path, "lamp")) == 41


def test_step_that_fails_is_done_again_whole(path: Path, history: History) -> None:
    fill(history, "lamp")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="in use"):
            history.search_index.advance()
        other.execute("ROLLBACK")
        put_all_in(history)
        other.execute("CREATE TRIGGER full BEFORE INSERT ON search_fresh BEGIN SELECT RAISE(ABORT, 'full'); END")
        history.save_messages("k1", (said("x", "vase"),))
        with pytest.raises(StoreError):
            history.search_index.advance()
        other.execute("DROP TRIGGER full")
    put_all_in(history)
    assert matches(path, "vase") == [2]
    assert "vase" in column(path, "SELECT term FROM search_terms")
