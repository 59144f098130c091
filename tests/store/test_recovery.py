"""A damaged or lost history comes back: from its backup and from what the damaged file still holds."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from desktop.core.conversation import Conversation, Draft
from desktop.core.errors import StoreError
from desktop.core.message import Message, Role, Status, Text, question
from desktop.core.recovery import Findings, Progress
from desktop.store.backups import Backups
from desktop.store.history import open_history
from desktop.store.recovery import Recovery, check_whole
from desktop.store.recovery_mark import RecoveryMark
from tests.store.damage import (
    Damage,
    cut_to_a_stump,
    empty_beside_a_log,
    garble_header,
    garble_leaf,
    garble_numbers_of_the_header,
    garble_pages,
    lose_the_first_page,
    truncate,
)

ONE = Conversation("k1", "s1", "p", "b", "Concierge", "First", 1.0, 2.0)
TWO = Conversation("k2", "s2", "p", "b", "Writer", "Second", 3.0, 4.0)
RELEASED = Path(__file__).parent / "released" / "1.sql"


def say(path: Path, conversation: Conversation, *numbers: int, words: int = 60) -> None:
    history = open_history(path)
    history.save_conversation(conversation)
    texts = {number: f"{conversation.id} number {number:04} " + "word " * words for number in numbers}
    history.save_messages(conversation.id, tuple(question(f"q{number}", texts[number], 1.0) for number in numbers))
    history.close()


def ids(path: Path, conversation: Conversation) -> list[str]:
    history = open_history(path)
    found = [message.id for message in history.load_messages(conversation.id)]
    history.close()
    return found


def refuse(path: Path) -> str:
    with pytest.raises(StoreError) as caught:
        open_history(path)
    return caught.value.problem.code


def recover(path: Path) -> Findings:
    refuse(path)
    recovery = Recovery(path)
    findings = recovery.look(lambda _: None)
    recovery.restore()
    return findings


def left_over(path: Path) -> list[str]:
    return [file.name for file in path.parent.iterdir() if ".part" in file.name or "-recovery" in file.name]


def kept(path: Path) -> list[Path]:
    return [file for file in path.parent.glob("*.damaged-*") if not file.name.endswith(("-wal", "-shm"))]


def test_all_but_the_rows_of_the_broken_page_are_read(path: Path) -> None:
    say(path, ONE, *range(300))
    say(path, TWO, *range(300, 600))
    garble_leaf(path, "k1 number 0150")
    findings = recover(path)
    assert findings.backup is None
    assert (findings.conversations, findings.total_conversations) == (2, 2)
    assert len(ids(path, TWO)) == 300
    first = ids(path, ONE)
    assert 280 <= len(first) < 300, "one page holds about ten of them"
    assert first == sorted(first, key=lambda name: int(name[1:]))
    assert "q150" not in first
    assert findings.messages == findings.total_messages == len(first) + 300
    assert not left_over(path)


def test_several_broken_pages_cost_their_own_rows_alone(path: Path) -> None:
    say(path, ONE, *range(2000))
    for number in (5, 700, 740, 1200, 1999):
        garble_leaf(path, f"k1 number {number:04} ")
    seen: list[Progress] = []
    refuse(path)
    recovery = Recovery(path)
    findings = recovery.look(seen.append)
    assert 1930 <= findings.messages < 1990
    assert seen[0] == Progress(0, 0)
    assert any(one.total and 0 < one.done <= one.total for one in seen)


@pytest.mark.parametrize("damage", [garble_header, garble_numbers_of_the_header, lose_the_first_page])
def test_a_lost_beginning_costs_nothing_of_what_was_said(path: Path, damage: Damage) -> None:
    say(path, ONE, *range(100))
    say(path, TWO, 100, words=30_000)  # over many pages
    damage(path)
    findings = recover(path)
    assert (findings.conversations, findings.messages) == (2, 101)
    assert ids(path, ONE) == [f"q{number}" for number in range(100)]
    history = open_history(path)
    assert history.get_conversation("k2").title == "Second"
    assert len(history.load_messages("k2")[0].text) > 150_000
    history.close()


def test_what_the_damaged_file_lost_comes_from_the_backup_and_the_rest_is_the_newest(path: Path) -> None:
    say(path, ONE, 1, 2)
    Backups(path).make_daily()
    history = open_history(path)
    history.save_conversation(replace(ONE, title="Renamed", updated=9.0))
    history.save_draft(Draft("k1", "half a thought"))
    history.close()
    say(path, TWO, 3)
    garble_leaf(path, "k1 number 0001")
    findings = recover(path)
    assert findings.backup is not None
    assert findings.backup.conversations == 1
    assert (findings.conversations, findings.messages) == (2, 0)
    history = open_history(path)
    assert history.get_conversation("k1").title == "Renamed"
    assert [message.id for message in history.load_messages("k1")] == ["q1", "q2"]
    assert history.load_messages("k2") == ()
    assert history.find_draft("k1") == Draft("k1", "half a thought")
    assert [one.id for one in history.list_conversations()] == ["k2", "k1"]
    history.close()


def test_a_reply_that_ended_is_not_replaced_by_one_that_was_being_written(path: Path) -> None:
    say(path, ONE, 1)
    history = open_history(path)
    reply = Message("r1", Role.CHATBOT, Status.COMPLETE, (Text("t", "all of it"),), 1.0)
    history.save_messages("k1", (reply,))
    history.close()
    Backups(path).make_daily()
    history = open_history(path)
    history.save_messages("k1", (replace(reply, status=Status.STREAMING, parts=(Text("t", "all"),)),))
    history.save_messages("k1", (question("q1", "asked anew", 1.0),))
    history.close()
    garble_header(path)
    recover(path)
    history = open_history(path)
    assert [message.text for message in history.load_messages("k1")] == ["asked anew", "all of it"]
    history.close()


def test_messages_without_their_conversation_get_one(path: Path) -> None:
    say(path, ONE, 1, 2)
    garble_leaf(path, "Concierge")
    findings = recover(path)
    assert (findings.conversations, findings.total_conversations) == (0, 1)
    history = open_history(path)
    (conversation,) = history.list_conversations()
    assert conversation.title.startswith("k1 number 0001")
    assert len(history.load_messages("k1")) == 2
    history.close()


def test_messages_that_got_the_same_place_are_both_kept(path: Path) -> None:
    say(path, ONE, 1)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint")
    other = path.with_name("other.db")
    say(other, ONE, 7, 1)
    daily = Backups(path).make_daily()
    assert daily is not None
    path.write_bytes(other.read_bytes())
    garble_header(path)
    recover(path)
    assert ids(path, ONE) == ["q1", "q7"]


@pytest.mark.parametrize("damage", [cut_to_a_stump, garble_pages, empty_beside_a_log, truncate])
def test_the_backup_alone_is_enough(path: Path, damage: Damage) -> None:
    say(path, ONE, *range(200))
    Backups(path).make_daily()
    damage(path)
    findings = recover(path)
    assert findings.backup is not None
    assert findings.total_messages == 200
    assert len(ids(path, ONE)) == 200


def test_a_lost_file_comes_back_from_its_backup(path: Path) -> None:
    say(path, ONE, 1, 2)
    Backups(path).make_daily()
    path.unlink()
    findings = recover(path)
    assert findings.kept == ()
    assert ids(path, ONE) == ["q1", "q2"]


def test_a_backup_that_is_damaged_itself_is_passed_over(path: Path) -> None:
    say(path, ONE, 1)
    older = Backups(path).make_daily()
    assert older is not None
    older.rename(path.with_name("history.db.daily-20200101-000000"))
    say(path, ONE, 2)
    newer = Backups(path).make_daily()
    assert newer is not None
    say(path, ONE, 3)
    garble_pages(newer)
    with newer.open("ab") as file:
        file.write(b"\xff" * 4096)
    garble_header(newer)
    path.with_name("history.db.daily-20990101-000000").write_bytes(b"")
    path.unlink()
    findings = recover(path)
    assert findings.backup is not None
    assert findings.backup.name == "history.db.daily-20200101-000000"
    assert ids(path, ONE) == ["q1"]


def test_the_old_files_are_never_changed(path: Path) -> None:
    say(path, ONE, *range(50))
    Backups(path).make_daily()
    garble_leaf(path, "k1 number 0020")
    refuse(path)
    before = {file.name: file.read_bytes() for file in path.parent.iterdir()}
    Recovery(path).look(lambda _: None)
    after = {file.name: file.read_bytes() for file in path.parent.iterdir() if ".part" not in file.name}
    assert after == before


def test_it_can_be_damaged_again_at_once(path: Path) -> None:
    say(path, ONE, *range(50))
    garble_leaf(path, "k1 number 0020")
    recover(path)
    first = len(ids(path, ONE))
    garble_leaf(path, "k1 number 0040")
    findings = recover(path)
    assert len(findings.kept) == 1
    assert 20 < len(ids(path, ONE)) < first
    assert len(kept(path)) == 2


def test_starting_empty_keeps_everything_else(path: Path) -> None:
    say(path, ONE, 1)
    garble_header(path)
    refuse(path)
    Recovery(path).start_empty()
    history = open_history(path)
    assert history.list_conversations() == ()
    history.close()
    assert len(kept(path)) == 1
    assert not left_over(path)


def test_what_is_said_after_starting_empty_is_newer_than_every_copy_from_before(path: Path) -> None:
    say(path, ONE, *range(50))
    Backups(path).make_before_version()
    path.unlink()
    refuse(path)
    Recovery(path).start_empty()
    say(path, TWO, 1, 2)
    assert Backups(path).make_daily() is not None
    path.unlink()
    recover(path)
    assert ids(path, TWO) == ["q1", "q2"]
    assert ids(path, ONE) == []


def test_a_copy_that_is_not_whole_does_not_say_how_much_has_happened(path: Path) -> None:
    say(path, ONE, *range(50))
    copy = Backups(path).make_daily()
    assert copy is not None
    with closing(sqlite3.connect(copy)) as connection, connection:
        connection.execute("UPDATE sqlite_sequence SET seq = 9223372036854775807 WHERE name = 'messages'")
    garble_leaf(copy, "k1 number 0030")
    path.unlink()
    refuse(path)
    Recovery(path).start_empty()
    say(path, TWO, 1)
    assert ids(path, TWO) == ["q1"]


def test_nothing_is_restored_that_was_not_looked_for(path: Path) -> None:
    with pytest.raises(StoreError) as caught:
        Recovery(path).restore()
    assert caught.value.problem.code == "recovery_empty"


def test_a_history_that_came_back_meanwhile_is_left_alone(path: Path) -> None:
    say(path, ONE, 1)
    content = path.read_bytes()
    garble_header(path)
    refuse(path)
    recovery = Recovery(path)
    recovery.look(lambda _: None)
    path.write_bytes(content)
    with pytest.raises(StoreError):
        recovery.restore()
    assert path.read_bytes() == content


def test_a_name_in_the_mark_leads_nowhere_else(path: Path, tmp_path: Path) -> None:
    RecoveryMark(path).add("../elsewhere")
    assert RecoveryMark(path).names() == ()


@pytest.mark.parametrize("at", [0, 3])
def test_it_ends_when_the_program_does(path: Path, at: int) -> None:
    say(path, ONE, *range(3000))
    garble_leaf(path, "k1 number 0020")
    refuse(path)
    looks = iter(range(10**9))
    with pytest.raises(StoreError):
        Recovery(path, lambda: next(looks) < at).look(lambda _: None)
    assert Recovery(path).look(lambda _: None).messages > 2900


def test_a_wal_that_was_not_moved_into_the_file_is_read(path: Path) -> None:
    say(path, ONE, 1)
    history = open_history(path)
    history.save_messages("k1", (question("q2", "only in the log", 1.0),))
    copies = {file.name: file.read_bytes() for file in path.parent.iterdir() if not file.name.endswith("-shm")}
    history.close()
    for name, content in copies.items():
        path.with_name(name).write_bytes(content)
    path.write_bytes(b"?" * 16 + copies[path.name][16:])
    recover(path)
    assert ids(path, ONE) == ["q1", "q2"]


def test_the_first_released_schema_is_salvaged_too(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(RELEASED.read_text("utf-8"))
    garble_header(path)
    findings = recover(path)
    assert (findings.conversations, findings.messages) == (4, 6)
    history = open_history(path)
    assert [one.chatbot_name for one in history.list_conversations()] == ["Writer", "Writer", "Concierge", "Order desk"]
    history.close()


def test_a_history_that_is_not_whole_does_not_take_the_place(path: Path) -> None:
    say(path, ONE, *range(100))
    garble_leaf(path, "k1 number 0050")
    with closing(sqlite3.connect(path)) as connection, pytest.raises(StoreError):
        check_whole(connection)
