"""The history in pieces: all of it, in order, while it changes."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from desktop.core import branches
from desktop.core.conversation import Conversation, Draft
from desktop.core.errors import StoreError
from desktop.core.export.forms import ExportForm, make_writer
from desktop.core.export.pieces import Opened, Said, written
from desktop.core.message import Message, Role, Status, Text, question
from desktop.store.exports import _AT_ONCE
from desktop.store.history import History
from desktop.store.saved_text import save_by, save_pieces
from tests.store.test_history import WHOLE


def talk(name: str, updated: float = 1.0) -> Conversation:
    return Conversation(name, "s", "p", "b", "Bot", f"About {name}", 1.0, updated)


def keep(history: History, name: str, *, messages: int = 1, updated: float = 1.0) -> None:
    history.save_conversation(talk(name, updated))
    history.save_messages(name, tuple(question(f"{name}-{at}", f"Word {at}", 1.0) for at in range(messages)))


def organise(history: History, statement: str) -> None:
    with history._database.writing() as connection:  # noqa: SLF001 - what other parts of the program write
        connection.execute(statement)


def test_all_of_a_conversation_comes_in_order(history: History) -> None:
    keep(history, "c1", messages=2 * _AT_ONCE)
    history.save_messages("c1", (WHOLE,))
    history.save_draft(Draft("c1", "not sent"))
    organise(history, "INSERT INTO tags VALUES ('c1', 'b'), ('c1', 'a')")
    organise(history, "UPDATE conversations SET pinned = 1, leaf = 'm1'")
    opened, *said = history.exports.pieces(("nobody", "c1", "c\ud800"))
    assert isinstance(opened, Opened)
    assert opened.conversation == msgspec.structs.replace(talk("c1"), pinned=True, leaf="m1", tags=("a", "b"))
    assert opened.draft == "not sent"
    assert [one.message for one in said if isinstance(one, Said)] == list(history.load_messages("c1"))
    assert isinstance(said[-1], Said)
    assert json.loads(said[-1].body)["id"] == "m1"


def test_conversations_are_ordered_by_what_happened(history: History) -> None:
    for name in ("c1", "c2", "c3"):
        keep(history, name)
    history.save_conversation(talk("c1", updated=9.0))
    organise(history, "UPDATE conversations SET removed = 5 WHERE id = 'c2'")
    assert history.exports.ids(with_trash=True, newest_first=False) == ["c2", "c3", "c1"]
    assert history.exports.ids(with_trash=False, newest_first=True) == ["c1", "c3"]


TALK = (
    question("q", "Where?", 1.0, ""),
    Message("r1", Role.CHATBOT, Status.COMPLETE, (Text("", "First answer"),), parent_id="q"),
    question("s1", "Below the first", 1.0, "r1"),
    Message("r2", Role.CHATBOT, Status.COMPLETE, (Text("", "Second answer"),), parent_id="q"),
    question("s2", "Below the second", 1.0, "r2"),
)


@pytest.mark.parametrize(
    ("leaf", "shown"), [("", ["q", "r2", "s2"]), ("s1", ["q", "r1", "s1"]), ("r1", ["q", "r1", "s1"])]
)
def test_what_is_in_view_is_one_branch(history: History, leaf: str, shown: list[str]) -> None:
    keep(history, "c1", messages=2 * _AT_ONCE)  # of before there were branches
    history.save_conversation(talk("c2"))
    history.save_messages("c2", TALK)
    history.branches.save_leaf("c2", leaf)
    found = [one for one in history.exports.pieces(("c1", "c2"), in_view=True) if isinstance(one, Said)]
    assert [one.message.id for one in found[-3:]] == shown
    assert [one.version for one in found[-3:]] == [(1, 1), (1 if "r1" in shown else 2, 2), (1, 1)]
    assert [one.message.id for one in found[:-3]] == [f"c1-{at}" for at in range(2 * _AT_ONCE)]
    every = [one for one in history.exports.pieces(("c2",)) if isinstance(one, Said)]
    assert [(one.message, one.version) for one in every] == [(one, (1, 1)) for one in TALK]


def test_a_damaged_message_stands_where_it_is_shown(history: History) -> None:
    history.save_conversation(talk("c1"))
    history.save_messages("c1", TALK[:3])
    organise(history, 'UPDATE messages SET body = \'{"id": "s1", "parent_id": 7}\' WHERE id = \'s1\'')
    found = [one.message for one in history.exports.pieces(("c1",), in_view=True) if isinstance(one, Said)]
    assert found == list(branches.path(history.load_messages("c1")))
    assert [one.id for one in found] == ["q", "r1", "s1"]


def test_what_is_deleted_meanwhile_is_left_out(history: History) -> None:
    for name in ("c1", "c2"):
        keep(history, name, messages=_AT_ONCE)
    pieces = history.exports.pieces(("c1", "c2"))
    next(pieces)
    history.delete_conversation("c2")
    history.delete_conversation("c1")
    assert list(pieces) == []


def test_no_key_is_in_any_form(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing but the history is asked: the environment, profiles and the keyring have no part in it."""
    monkeypatch.setenv("ROBOFY_KEY", "rk_live_marker")
    monkeypatch.setenv("https_proxy", "http://user:rk_live_marker@proxy.example")
    keep(history, "c1")
    history.save_messages("c1", (WHOLE,))
    for form in ExportForm:
        text = "".join(written(make_writer(form, 1.0), history.exports.pieces(("c1",))))
        assert "About c1" in text
        assert "rk_live_marker" not in text


def test_pieces_become_a_file_in_one_go(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    path.write_text("old")
    path.chmod(0o640)
    seen: list[str] = []

    def pieces() -> list[str]:
        seen.append(path.read_text())
        return ["new ", "Ä\r\n"]

    save_pieces(path, (piece for piece in pieces()))
    assert (seen, path.read_bytes(), path.stat().st_mode & 0o777) == (["old"], b"new \xc3\x84\r\n", 0o640)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(("error", "code"), [(OSError(28, "full"), "save_full"), (OSError(0, "x"), "save_failed")])
def test_a_file_that_cannot_be_written_stays_as_it_was(tmp_path: Path, error: OSError, code: str) -> None:
    path = tmp_path / "out.txt"
    path.write_text("old")

    def write(part: Path) -> None:
        part.write_text("half")
        raise error

    with pytest.raises(StoreError) as told:
        save_by(path, write)
    assert (told.value.problem.code, path.read_text(), list(tmp_path.iterdir())) == (code, "old", [path])


def test_what_ends_the_pieces_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        save_pieces(tmp_path / "out.txt", (str(1 // at) for at in (1, 0)))
    assert list(tmp_path.iterdir()) == []
