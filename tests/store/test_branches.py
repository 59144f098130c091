"""The branch that is shown is kept, and a message that is deleted takes nothing below it along."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from desktop.core import branches
from desktop.core.conversation import Conversation
from desktop.core.message import Message, Role, Status, question
from desktop.store.history import History, open_history

OLD = tuple(question(name, name, 1.0) for name in "abc")
TALK = (
    question("q", "Where?", 1.0, ""),
    Message("r1", Role.CHATBOT, Status.COMPLETE, question_id="q", parent_id="q"),
    question("s1", "And when?", 3.0, "r1"),
    Message("r2", Role.CHATBOT, Status.COMPLETE, question_id="q", parent_id="q"),
    question("s2", "And why?", 5.0, "r2"),
)


@pytest.fixture
def begun(history: History) -> History:
    history.save_conversation(Conversation("k1", "session", "profile", "bot", "Concierge"))
    return history


def test_the_end_of_the_branch_that_is_shown_is_kept_over_a_restart(begun: History, path: Path) -> None:
    assert begun.branches.find_leaf("k1") == begun.branches.find_leaf("other") == ""
    begun.branches.save_leaf("k1", "r1")
    begun.branches.save_leaf("other", "r1")
    begun.save_conversation(begun.get_conversation("k1"))
    begun.close()
    with closing(open_history(path)) as again:
        assert again.branches.find_leaf("k1") == again.get_conversation("k1").leaf == "r1"
        again.branches.save_leaf("k1", "")
        assert again.branches.find_leaf("k1") == ""


def test_parents_come_back(begun: History) -> None:
    begun.save_messages("k1", TALK)
    assert begun.load_messages("k1") == TALK


@pytest.mark.parametrize("name", ["q", "r1", "s1", "r2", "s2"])
def test_deleting_moves_what_stands_below_and_undoing_moves_it_back(begun: History, name: str) -> None:
    begun.save_messages("k1", TALK)
    removed = begun.delete_message("k1", name)
    assert begun.load_messages("k1") == branches.remove(TALK, name)[0]
    assert removed is not None
    begun.restore_message(removed)
    assert begun.load_messages("k1") == TALK


@pytest.mark.parametrize("name", ["a", "b", "c"])
def test_messages_of_before_stay_one_below_the_other(begun: History, name: str) -> None:
    begun.save_messages("k1", OLD)
    removed = begun.delete_message("k1", name)
    left = begun.load_messages("k1")
    assert branches.path(left) == left
    assert removed is not None
    begun.restore_message(removed)
    assert begun.load_messages("k1") == OLD


def test_a_new_version_of_a_message_of_before_moves_to_the_message_above_it(begun: History) -> None:
    talk = (*OLD, replace(question("c2", "another", 2.0), parent_id="b"))
    begun.save_messages("k1", talk)
    begun.delete_message("k1", "b")
    left = begun.load_messages("k1")
    assert branches.versions(left, "c2") == ("c", "c2")
    begun.delete_message("k1", "a")
    left = begun.load_messages("k1")
    assert branches.versions(left, "c2") == ("c", "c2")


def test_a_message_with_no_parent_noted_moves_with_the_one_above_it(begun: History) -> None:
    talk = (question("a", "a", 1.0, ""), question("b", "b", 2.0, ""), question("c", "c", 3.0))
    begun.save_messages("k1", talk)
    removed = begun.delete_message("k1", "b")
    assert begun.load_messages("k1")[1].parent_id == ""
    assert removed is not None
    begun.restore_message(removed)
    assert begun.load_messages("k1") == talk


def test_a_message_that_only_quotes_the_id_stays_where_it_is(begun: History) -> None:
    quoting = question("z", '"parent_id":"r1"', 6.0, "s2")
    talk = (*TALK, quoting, replace(question("y", "y", 7.0, "z"), metadata={"parent_id": "r1"}))
    begun.save_messages("k1", talk)
    begun.delete_message("k1", "r1")
    assert begun.load_messages("k1")[-2:] == talk[-2:]


def test_a_child_that_is_gone_meanwhile_is_not_made_again(begun: History) -> None:
    begun.save_messages("k1", TALK)
    removed = begun.delete_message("k1", "r1")
    begun.delete_message("k1", "s1")
    assert removed is not None
    begun.restore_message(removed)
    assert [message.id for message in begun.load_messages("k1")] == ["q", "r1", "r2", "s2"]


def test_moving_keeps_what_a_newer_version_wrote(begun: History, path: Path) -> None:
    begun.save_messages("k1", TALK)
    body = json.dumps({**json.loads(_body(path, "s1")), "mood": "good"}, separators=(",", ":"))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE messages SET body = ?, format = 99 WHERE id = 's1'", (body,))
    begun.delete_message("k1", "r1")
    moved = json.loads(_body(path, "s1"))
    assert (moved["mood"], moved["parent_id"]) == ("good", "q")


def _body(path: Path, message_id: str) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return str(connection.execute("SELECT body FROM messages WHERE id = ?", (message_id,)).fetchone()[0])
