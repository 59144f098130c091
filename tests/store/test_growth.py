"""A reply that streams is saved by what it grew by, and is whole for everybody who reads it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from desktop.core.conversation import Conversation
from desktop.core.errors import StoreError
from desktop.core.export.pieces import Said
from desktop.core.message import Message, Part, Reasoning, Role, Status, Text, ToolCall, question
from desktop.store.history import History, open_history

TALK = Conversation("k", "s", "p", "b", "Bot")
ASKED = replace(question("q", "Why?", 1.0), status=Status.SENT)


def reply(text: str, *before: Part, status: Status = Status.STREAMING) -> Message:
    return Message("m", Role.CHATBOT, status, (*before, Text("t", text)), 2.0)


def stored(path: Path) -> tuple[str, list[str]]:
    """The text in the row of the reply, and the pieces beside it."""
    with closing(sqlite3.connect(path)) as connection:
        row = connection.execute("SELECT text FROM messages WHERE id = 'm'").fetchone()
        return row[0], [text for (text,) in connection.execute("SELECT text FROM growth ORDER BY id, at")]


@pytest.fixture
def begun(history: History) -> History:
    history.save_conversation(TALK)
    history.save_messages("k", (ASKED, reply("One")))
    return history


def test_only_what_is_new_is_written(begun: History, path: Path) -> None:
    for text in ("One two", "One two", "One two three"):
        begun.save_messages("k", (ASKED, reply(text)))
    assert stored(path) == ("One", [" two", " three"])
    assert begun.load_messages("k") == (ASKED, reply("One two three"))


def test_its_end_is_written_whole(begun: History, path: Path) -> None:
    begun.save_messages("k", (reply("One two"),))
    end = reply("One two three", status=Status.COMPLETE)
    begun.save_messages("k", (end,))
    assert stored(path) == ("One two three", [])
    assert begun.load_messages("k") == (ASKED, end)


def test_what_was_killed_is_there_to_its_last_piece(begun: History, path: Path) -> None:
    begun.save_messages("k", (reply("One two"),))
    begun.save_messages("k", (reply("One two three"),))
    with closing(open_history(path)) as again:
        found = again.load_messages("k")[-1]
    assert (found.status, found.text) == (Status.INTERRUPTED, "One two three")
    assert stored(path) == ("One two three", [])


@pytest.mark.parametrize(
    "then",
    [
        replace(reply("One two"), first_text=3.0),
        reply("One two", Reasoning(text="Hm")),
        reply("Once"),
        reply("On"),
        replace(reply("One"), parts=(Text("t", "One"), Text("u", "two"))),
        replace(reply("One"), parts=(Text("t", "One"), ToolCall("c", "find"))),
        replace(reply("One"), parts=()),
        reply("One \ud83d"),
        reply("One" + " two" * 1000),
    ],
)
def test_whatever_else_changes_is_written_whole(begun: History, path: Path, then: Message) -> None:
    begun.save_messages("k", (then,))
    assert not stored(path)[1]
    end = reply("One and two", status=Status.COMPLETE)
    begun.save_messages("k", (end,))
    assert begun.load_messages("k")[-1] == end


def test_half_a_character_becomes_a_whole_one(begun: History) -> None:
    begun.save_messages("k", (reply("One \ud83d"),))
    assert begun.load_messages("k")[-1].text == "One \ufffd"
    begun.save_messages("k", (reply("One 😀"),))
    begun.save_messages("k", (reply("One 😀 two"),))
    assert begun.load_messages("k")[-1].text == "One 😀 two"


def test_reasoning_grows_too(begun: History, path: Path) -> None:
    for text in ("Hm", "Hm, so"):
        begun.save_messages("k", (replace(reply(""), parts=(Reasoning("r", text),)),))
    assert stored(path)[1] == [", so"]
    assert begun.load_messages("k")[-1].parts == (Reasoning("r", "Hm, so"),)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.lists(st.one_of(st.text(max_size=4), st.text("ab \n😀", max_size=900)), min_size=1, max_size=25))
def test_after_every_save_all_of_it_is_read(begun: History, pieces: list[str]) -> None:
    text = ""
    begun.save_messages("k", (reply(""),))
    for piece in pieces:
        text += piece
        begun.save_messages("k", (reply(text),))
        assert begun.load_messages("k")[-1].text == text


def test_most_of_a_long_reply_is_always_in_its_row(begun: History, path: Path) -> None:
    """Who reads the table alone, the search for one, misses an eighth at most."""
    for length in range(0, 60_000, 500):
        begun.save_messages("k", (reply("x" * length),))
        row, pieces = stored(path)
        assert len(row) + len("".join(pieces)) == length
        assert len("".join(pieces)) <= max(2_000, len(row) / 8)


def test_a_save_that_failed_leaves_no_hole(begun: History, path: Path) -> None:
    begun.save_messages("k", (reply("One two"),))
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError) as caught:
            begun.save_messages("k", (reply("One two three"),))
        assert caught.value.problem.code == "store_locked"
        other.execute("ROLLBACK")
    begun.save_messages("k", (reply("One two three four"),))
    assert begun.load_messages("k")[-1].text == "One two three four"


def test_another_program_ended_it_and_this_one_goes_on(begun: History, path: Path) -> None:
    begun.save_messages("k", (reply("One two"),))
    open_history(path).close()
    begun.save_messages("k", (reply("One two three"),))
    assert begun.load_messages("k")[-1] == reply("One two three")


def test_one_that_moves_to_another_parent_meanwhile_keeps_all_of_it(begun: History) -> None:
    """The message above it is deleted: that writes it whole, with another parent, while it streams."""
    first = replace(reply("One"), parent_id="q")
    begun.save_messages("k", (first, replace(first, parts=(Text("t", "One two"),))))
    removed = begun.delete_message("k", "q")
    assert removed is not None
    assert begun.load_messages("k")[-1].text == "One two"
    begun.save_messages("k", (replace(first, parts=(Text("t", "One two three"),)),))
    begun.restore_message(removed)
    assert begun.load_messages("k")[-1].text == "One two three"


def test_an_id_that_is_no_text_is_saved_like_any_other(begun: History) -> None:
    for text in ("One", "One two"):
        begun.save_messages("k", (replace(reply(text), id="m\ud800"),))
    assert begun.load_messages("k")[-1].text == "One two"


def test_what_is_deleted_leaves_no_piece(begun: History, path: Path) -> None:
    begun.save_messages("k", (reply("One two"),))
    begun.delete_message("k", "m")
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM growth").fetchone() == (0,)


def test_a_piece_that_does_not_fit_is_left_out(begun: History, path: Path) -> None:
    begun.save_messages("k", (reply("One two"),))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO growth VALUES ('k', 'm', 90, 'from another text'), ('k', 'gone', 0, 'x')")
    assert begun.load_messages("k")[-1].text == "One two"
    open_history(path).close()
    assert stored(path) == ("One two", [])


def test_pieces_of_what_has_no_text_are_left_out(begun: History, path: Path) -> None:
    begun.save_messages("k", (replace(reply(""), parts=()),))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO growth VALUES ('k', 'm', 0, 'x')")
    assert not begun.load_messages("k")[-1].parts


def test_an_export_has_what_came_so_far(begun: History) -> None:
    begun.save_messages("k", (reply("One two"),))
    *_, said = begun.exports.pieces(("k",))
    assert isinstance(said, Said)
    assert said.message == reply("One two")
    assert "One two" in said.body


def test_what_is_saved_as_it_was_changes_nothing(begun: History, path: Path) -> None:
    """Or the search would read it again, and again, while the reply streams."""
    while begun.search_index.advance():
        pass
    begun.save_messages("k", (ASKED, reply("One two")))
    with closing(sqlite3.connect(path)) as connection:
        asked = connection.execute("SELECT seq FROM messages WHERE id = 'q'").fetchone()
        assert asked not in connection.execute("SELECT seq FROM search_waiting").fetchall()
        assert connection.execute("SELECT stale FROM search_state").fetchone() == (0,)
