"""An import brings what is missing, changes nothing that is here, and is whole or not at all."""

from __future__ import annotations

import json
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.core.branches import path
from desktop.core.conversation import Conversation, Draft, Listing, Shelf
from desktop.core.errors import StoreError
from desktop.core.export.forms import ExportForm, make_writer
from desktop.core.export.pieces import written
from desktop.core.merging import Comparison
from desktop.core.message import question
from desktop.core.outline import KEPT_IN_TRASH
from desktop.core.progress import Cancelled, Progress
from desktop.store import imports
from desktop.store.history import History, open_history
from desktop.store.imports import _latest, _same
from desktop.store.saved_text import save_pieces
from desktop.store.staging import discard, stage
from desktop.store.transfer_files import TransferFiles
from tests.store.test_exports import keep, organise, talk
from tests.store.test_history import WHOLE


@pytest.fixture
def other(tmp_path: Path) -> Iterator[History]:
    (tmp_path / "other").mkdir()
    history = open_history(tmp_path / "other" / "history.db", busy=0.1)
    yield history
    history.close()


def export(history: History, path: Path) -> Path:
    ids = history.exports.ids(with_trash=True, newest_first=False)
    save_pieces(path, written(make_writer(ExportForm.JSON, 1.0), history.exports.pieces(ids)))
    return path


def bring(history: History, file: Path, *, newer: bool = False) -> Comparison:
    staged = stage(file, file.parent, Progress())
    try:
        found = history.imports.compare(staged, Progress())
        history.imports.merge(staged, Progress(), newer=newer)
    finally:
        discard(staged)
    return found


def all_of(file: Path) -> object:
    """What was exported, but for since when it is in the trash: here that begins with the import."""
    whole = json.loads(file.read_text("utf-8"))
    for conversation in whole["conversations"]:
        conversation["removed"] = bool(conversation.get("removed"))
    return whole


def fill(history: History) -> None:
    for name in ("c1", "c2", "c3"):
        keep(history, name, messages=3)
    history.save_messages("c2", (WHOLE,))
    history.save_draft(Draft("c2", "a draft"))
    organise(history, "INSERT INTO tags VALUES ('c1', 'b'), ('c1', 'a'), ('c3', 'a')")
    organise(history, "UPDATE conversations SET pinned = 1 WHERE id = 'c1'")
    organise(history, "UPDATE conversations SET removed = 5, archived = 1, unread = 1 WHERE id = 'c3'")


def test_an_empty_history_becomes_the_exported_one(history: History, other: History, tmp_path: Path) -> None:
    fill(history)
    first = export(history, tmp_path / "a.json")
    assert bring(other, first) == Comparison(new=3)
    assert all_of(first) == all_of(export(other, tmp_path / "b.json"))
    assert other.list_conversations() == history.list_conversations()
    assert other.find_draft("c2") == Draft("c2", "a draft")
    assert other.load_messages("c2") == history.load_messages("c2")


def test_what_comes_into_the_trash_is_kept_there_as_long_as_what_is_put_there_now(
    history: History, other: History, tmp_path: Path
) -> None:
    fill(history)  # one of the three was thrown away long ago
    bring(other, export(history, tmp_path / "a.json"))
    other.shelves.empty_trash(time.time() - KEPT_IN_TRASH)
    assert [one.id for one in other.list_conversations(Listing(Shelf.TRASH))] == ["c3"]
    other.shelves.empty_trash(time.time() + 1)
    assert other.count_conversations(Listing(Shelf.TRASH)) == 0


def test_a_second_time_changes_nothing(history: History, other: History, tmp_path: Path) -> None:
    fill(history)
    first = export(history, tmp_path / "a.json")
    bring(other, first)
    pretty = tmp_path / "pretty.json"
    pretty.write_text(json.dumps(json.loads(first.read_text()), indent=2, sort_keys=True))
    for file in (first, pretty):
        for newer in (False, True):
            assert bring(other, file, newer=newer) == Comparison(unchanged=3)
    assert all_of(first) == all_of(export(other, tmp_path / "b.json"))


def test_what_lies_in_the_trash_here_comes_back(history: History, other: History, tmp_path: Path) -> None:
    fill(history)
    file = export(history, tmp_path / "a.json")
    bring(other, file)
    other.shelves.move_to_trash(("c1", "c2", "c3"))
    assert bring(other, file) == Comparison(unchanged=1, restored=2), "c3 is in the trash there too"
    assert {one.id for one in other.list_conversations()} == {"c1", "c2"}
    assert [one.id for one in other.list_conversations(Listing(Shelf.TRASH))] == ["c3"]


def test_tags_that_are_missing_here_come_and_ours_stay(history: History, other: History, tmp_path: Path) -> None:
    fill(history)
    bring(other, export(history, tmp_path / "a.json"))
    history.shelves.change_tags(("c1",), ("there",))
    other.shelves.change_tags(("c1",), ("here",))
    file = export(history, tmp_path / "b.json")
    assert bring(other, file) == Comparison(unchanged=2, grown=1)
    assert {"here", "there"} <= set(other.get_conversation("c1").tags)
    assert bring(other, file) == Comparison(unchanged=3)


def test_new_messages_come_to_the_end(history: History, other: History, tmp_path: Path) -> None:
    fill(history)
    bring(other, export(history, tmp_path / "a.json"))
    other.save_messages("c1", (question("mine", "only here", 2.0),))
    history.save_messages("c1", (question("theirs", "only there", 3.0),))
    history.save_conversation(talk("c1", updated=9.0))
    assert bring(other, export(history, tmp_path / "b.json")) == Comparison(unchanged=2, grown=1, new_messages=1)
    assert [message.id for message in other.load_messages("c1")] == ["c1-0", "c1-1", "c1-2", "mine", "theirs"]
    assert other.get_conversation("c1").updated == 9.0


@pytest.mark.parametrize("leaf", ["", "m3", "m5"], ids=["newest", "deleted", "last"])
def test_a_deleted_message_that_comes_back_hides_nothing(history: History, tmp_path: Path, leaf: str) -> None:
    history.save_conversation(talk("c1"))
    said = [question(f"m{at}", f"Number {at}", 1.0, f"m{at - 1}" if at else "") for at in range(6)]
    history.save_messages("c1", tuple(said))
    before = export(history, tmp_path / "a.json")
    history.branches.save_leaf("c1", leaf)
    history.delete_message("c1", "m3")
    assert bring(history, before) == Comparison(grown=1, new_messages=1, different=1, different_messages=1)
    assert in_view(history) == ["m0", "m1", "m2", "m4", "m5"]
    history.save_messages("c1", (question("m6", "And on", 2.0, "m5"),))
    assert in_view(history)[-1] == "m6"


def test_the_branch_that_was_chosen_stays_in_view(history: History, other: History, tmp_path: Path) -> None:
    for at in (history, other):
        at.save_conversation(talk("c1"))
        at.save_messages("c1", tuple(question(key, key, 1.0, parent) for key, parent in (("a", ""), ("b", ""))))
    other.branches.save_leaf("c1", "a")
    history.save_messages("c1", (question("c", "c", 1.0, "b"), question("d", "d", 1.0, "a")))
    bring(other, export(history, tmp_path / "a.json"))
    assert in_view(other) == ["a", "d"]


def in_view(history: History) -> list[str]:
    messages = history.load_messages("c1")
    return [message.id for message in path(messages, history.branches.find_leaf("c1"))]


@pytest.mark.parametrize("newer", [False, True])
@pytest.mark.parametrize("later_there", [False, True])
def test_what_differs_stays_unless_the_newer_is_wanted(
    history: History, other: History, tmp_path: Path, *, newer: bool, later_there: bool
) -> None:
    fill(history)
    bring(other, export(history, tmp_path / "a.json"))
    theirs = msgspec.structs.replace(question("c1-0", "edited there", 1.0), finished=5.0 if later_there else 0.5)
    history.save_messages("c1", (theirs,))
    history.save_conversation(msgspec.structs.replace(talk("c1", updated=9.0 if later_there else 0.1), title="There"))
    other.save_messages("c1", (msgspec.structs.replace(question("c1-0", "edited here", 1.0), finished=2.0),))
    found = bring(other, export(history, tmp_path / "b.json"), newer=newer)
    assert found == Comparison(unchanged=2, different=1, different_messages=1)
    taken = newer and later_there
    assert other.load_messages("c1")[0].text == ("edited there" if taken else "edited here")
    assert other.get_conversation("c1").title == ("There" if taken else "About c1")
    assert other.get_conversation("c1").pinned


def test_a_backup_is_made_first(history: History, other: History, tmp_path: Path) -> None:
    keep(other, "mine")
    fill(history)
    export(history, tmp_path / "a.json")
    files = TransferFiles(tmp_path, tmp_path / "other" / "history.db")
    staged = files.stage(tmp_path / "a.json", Progress())
    backup = files.back_up(Progress())
    other.imports.merge(staged, Progress(), newer=False)
    with sqlite3.connect(backup) as connection:
        assert connection.execute("SELECT id FROM conversations").fetchall() == [("mine",)]
    connection.close()
    assert other.count_conversations() == 3  # one of the four is in the trash


def test_what_comes_is_listed_by_when_it_was_changed_and_what_is_here_stays_in_order(
    history: History, other: History, tmp_path: Path
) -> None:
    for name, updated in (("h1", 10.0), ("h2", 30.0), ("h3", 20.0), ("h4", 50.0)):  # the clock went back once
        keep(other, name, updated=updated)
    for name, updated in (("n1", 5.0), ("n2", 40.0), ("n3", 15.0), ("n4", 60.0)):
        keep(history, name, updated=updated)
    bring(other, export(history, tmp_path / "a.json"))
    listed = other.exports.ids(with_trash=True, newest_first=False)
    assert [name for name in listed if name.startswith("h")] == ["h1", "h2", "h3", "h4"]
    assert [name for name in listed if name.startswith("n")] == ["n1", "n2", "n3", "n4"]
    assert listed == ["n1", "h1", "h2", "h3", "n2", "n3", "h4", "n4"]
    keep(other, "last")
    assert other.list_conversations()[0].id == "last"


def test_what_only_a_newer_version_understands_survives(other: History, tmp_path: Path) -> None:
    parts = [{"kind": "hologram", "x": 1}, {"kind": "text", "text": "Words", "done": True}]
    message = {"format": 99, "id": "m1", "role": "robot", "status": "musing", "parts": parts, "mood": "fine"}
    head = {"id": "c1", "session_id": "s", "profile_id": "p", "chatbot_id": "b", "chatbot_name": "B"}
    whole: dict[str, Any] = {"format": "robofy-conversations", "version": 1}
    file = tmp_path / "a.json"
    file.write_text(json.dumps(whole | {"conversations": [head | {"messages": [message]}]}))
    bring(other, file)
    assert [one.text for one in other.load_messages("c1")] == ["Words"]
    again = json.loads(export(other, tmp_path / "b.json").read_text())
    assert again["conversations"][0]["messages"] == [message]
    assert bring(other, file) == Comparison(unchanged=1)


@pytest.mark.parametrize(
    ("ids", "member"), [(("c1", "c1"), "id"), (("c1",), "messages")], ids=["conversation", "message"]
)
def test_an_id_that_is_there_twice_is_refused(
    other: History, tmp_path: Path, ids: tuple[str, ...], member: str
) -> None:
    message = {"id": "m1", "role": "user", "status": "sent"}
    said = [message, message] if member == "messages" else []
    head = {"session_id": "s", "profile_id": "p", "chatbot_id": "b", "chatbot_name": "B", "messages": said}
    conversations = [{"id": name} | head for name in ids]
    file = tmp_path / "a.json"
    file.write_text(json.dumps({"format": "robofy-conversations", "version": 1, "conversations": conversations}))
    with pytest.raises(StoreError) as told:
        stage(file, tmp_path, Progress())
    problem = told.value.problem
    assert (problem.code, problem.params["member"], problem.params["number"]) == ("import_wrong", member, str(len(ids)))
    assert "was there before" in problem.sentence
    assert list(tmp_path.glob(".import*")) == []


def test_a_reading_that_nobody_wants_ends_and_leaves_nothing(history: History, tmp_path: Path) -> None:
    fill(history)
    file = export(history, tmp_path / "a.json")
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        stage(file, tmp_path, progress)
    assert list(tmp_path.glob(".import*")) == []
    assert progress.total == file.stat().st_size


@pytest.mark.parametrize("steps", [1, imports._STEPS])  # noqa: SLF001 - a small file does not take that many
def test_a_merge_that_nobody_wants_changes_nothing(
    history: History, other: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    fill(history)
    monkeypatch.setattr("desktop.store.imports._STEPS", steps)
    staged = stage(export(history, tmp_path / "a.json"), tmp_path, Progress())
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        other.imports.merge(staged, progress, newer=True)
    with pytest.raises(Cancelled):
        other.imports.compare(staged, progress)
    assert other.exports.ids(with_trash=True, newest_first=True) == []
    assert other.imports.compare(staged, Progress()) == Comparison(new=3)


class SoonCancelled(Progress):
    """Nobody wants the work any more after it was asked for so often."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self.left = after

    @property
    def is_cancelled(self) -> bool:
        self.left -= 1
        if self.left < 0:
            self.cancel()
        return super().is_cancelled


@pytest.mark.parametrize("after", [20, 100, 200])
def test_a_merge_can_be_ended_in_the_middle(
    history: History, other: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    fill(history)
    monkeypatch.setattr("desktop.store.imports._STEPS", 10)
    staged = stage(export(history, tmp_path / "a.json"), tmp_path, Progress())
    progress = SoonCancelled(after)
    with pytest.raises(Cancelled):
        other.imports.merge(staged, progress, newer=True)
    assert progress.left < 0
    assert other.exports.ids(with_trash=True, newest_first=True) == []
    unhurried = SoonCancelled(1_000_000)
    other.imports.merge(staged, unhurried, newer=True)
    assert 1_000_000 - unhurried.left > after
    assert len(other.exports.ids(with_trash=True, newest_first=True)) == 3


def test_a_merge_that_fails_changes_nothing(history: History, other: History, tmp_path: Path) -> None:
    fill(history)
    staged = stage(export(history, tmp_path / "a.json"), tmp_path, Progress())
    organise(other, "CREATE TRIGGER no BEFORE INSERT ON messages BEGIN SELECT raise(ABORT, 'no'); END")
    with pytest.raises(StoreError):
        other.imports.merge(staged, Progress(), newer=False)
    assert other.exports.ids(with_trash=True, newest_first=True) == []
    organise(other, "DROP TRIGGER no")
    other.imports.merge(staged, Progress(), newer=False)
    assert len(other.exports.ids(with_trash=True, newest_first=True)) == 3


def test_the_files_of_a_transfer_are_those_of_its_folder(history: History, other: History, tmp_path: Path) -> None:
    files = TransferFiles(tmp_path / "other", tmp_path / "other" / "history.db")
    files.save_by(tmp_path / "x", Path.touch)
    assert (tmp_path / "x").exists()
    fill(history)
    ids = history.exports.ids(with_trash=True, newest_first=False)
    files.save_pieces(tmp_path / "a.json", written(make_writer(ExportForm.JSON, 1.0), history.exports.pieces(ids)))
    staged = files.stage(tmp_path / "a.json", Progress())
    assert staged.parent == tmp_path / "other"
    assert staged.stat().st_mode & 0o077 == 0
    files.discard(staged)
    assert not staged.exists()


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [('{"a":1,"b":2}', '{"b":2,"a":1.0}', True), ('{"a":1}', '{"a":2}', False), ("oops", "{}", False)],
)
def test_messages_are_compared_as_json(old: str, new: str, *, same: bool) -> None:
    assert _same(old, new) is same


@pytest.mark.parametrize(("body", "at"), [('{"created":1,"finished":3}', 3.0), ("{}", 0.0), ("oops", 0.0)])
def test_when_something_happened_last(body: str, at: float) -> None:
    assert _latest(body) == at


def test_conversations_come_with_any_words(tmp_path: Path) -> None:
    words = st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=9)

    @settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.dictionaries(words, words, max_size=5))
    def holds(wanted: dict[str, str]) -> None:
        folder = Path(tempfile.mkdtemp(dir=tmp_path))
        one, two = open_history(folder / "one.db"), open_history(folder / "two.db")
        try:
            for key, text in wanted.items():
                one.save_conversation(Conversation(key, text, text, text, text, text, 1.0, 1.0))
                one.save_messages(key, (question(text, key, 1.0),))
            first = export(one, tmp_path / "one.json")
            bring(two, first)
            assert first.read_bytes() == export(two, tmp_path / "two.json").read_bytes()
        finally:
            one.close()
            two.close()

    holds()
