"""A history file is checked, brought up to date, and never lost: real files, real damage, real kills."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from desktop.core.conversation import Conversation
from desktop.core.errors import StoreError
from desktop.core.message import Status, question
from desktop.store import database
from desktop.store.backups import Backups
from desktop.store.database import open_database
from desktop.store.history import History, open_history
from desktop.store.recovery_mark import RecoveryMark
from desktop.store.schema import STEPS
from tests.store.damage import (
    Damage,
    cut_to_a_stump,
    empty_beside_a_log,
    garble_header,
    garble_leaf,
    garble_pages,
    garble_the_end,
    truncate,
)

CONVERSATION = Conversation("k1", "s", "p", "b", "Concierge", "Title", 1.0, 2.0)
NEXT_STEP = ("ALTER TABLE conversations ADD COLUMN next INTEGER NOT NULL DEFAULT 0",)


def fill(path: Path, messages: int = 200) -> None:
    history = open_history(path)
    history.save_conversation(CONVERSATION)
    history.save_messages("k1", tuple(question(f"q{number}", "word " * 200, 1.0) for number in range(messages)))
    history.close()


def empty(path: Path) -> None:
    os.truncate(path, 0)


def code_of(path: Path) -> str:
    with pytest.raises(StoreError) as caught:
        open_database(path, busy=0.05)
    return caught.value.problem.code


def snapshot(path: Path) -> dict[str, bytes]:
    """All that holds data; reading alone may leave an empty -wal and a -shm."""
    contents = {file.name: file.read_bytes() for file in path.parent.iterdir() if not file.name.endswith("-shm")}
    return {name: content for name, content in contents.items() if content}


# ── a sound file ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_new_file_is_ours_alone_and_of_the_newest_schema(path: Path) -> None:
    opened = open_database(path)
    with opened.reading() as connection:
        pragmas = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]
        assert pragmas == ["wal", 1]
        assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
        assert connection.execute("PRAGMA user_version").fetchone() == (len(STEPS),)
        loose = connection.execute(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT strict"
            " AND name NOT LIKE 'sqlite%'"
        ).fetchall()
    assert loose == []
    if os.name == "posix":
        assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}
    opened.close()
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_an_empty_file_opens_as_a_new_one(path: Path) -> None:
    path.touch()
    fill(path)
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_path_with_signs_of_an_address_is_only_a_path(tmp_path: Path) -> None:
    folder = tmp_path / "50% off?mode=memory#1 ü"
    folder.mkdir()
    fill(folder / "history.db")
    opened = open_history(folder / "history.db")
    assert opened.get_conversation("k1") == CONVERSATION
    opened.close()


def test_a_failed_transaction_leaves_no_trace(path: Path) -> None:
    fill(path, 0)
    opened = open_database(path)

    def fail() -> None:
        with opened.writing() as connection:
            connection.execute("DELETE FROM conversations")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert History(opened).get_conversation("k1") == CONVERSATION
    opened.close()


# ── another version ───────────────────────────────────────────────────────────────────────────────────────────────


def test_an_older_file_is_backed_up_and_brought_up_to_date(path: Path) -> None:
    fill(path)
    opened = open_database(path, steps=(*STEPS, NEXT_STEP))
    with opened.reading() as connection:
        assert connection.execute("SELECT id, next FROM conversations").fetchall() == [("k1", 0)]
    opened.close()
    (backup,) = path.parent.glob("history.db.backup-*")
    old = open_history(backup)
    assert len(old.load_messages("k1")) == 200
    old.close()


def test_a_step_that_fails_changes_nothing_and_can_be_tried_again(path: Path) -> None:
    fill(path)
    with pytest.raises(StoreError):
        open_database(path, steps=(*STEPS, (*NEXT_STEP, "SELECT * FROM nowhere")))
    assert not list(path.parent.glob("*.part"))
    again = open_database(path, steps=(*STEPS, NEXT_STEP))
    assert len(History(again).load_messages("k1")) == 200
    again.close()


def test_a_newer_file_is_refused_and_not_touched(path: Path) -> None:
    child = (
        "import os, sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "c.execute('PRAGMA journal_mode = WAL'); c.execute('CREATE TABLE later (a)');"
        "c.execute('PRAGMA user_version = 99'); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", child, str(path)], check=False, timeout=60)
    before = snapshot(path)
    assert before["history.db-wal"]
    with pytest.raises(StoreError) as caught:
        open_database(path)
    assert caught.value.problem.code == "store_newer"
    assert "99" in caught.value.problem.sentence
    assert snapshot(path) == before


# ── damage ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("damage", [garble_header, truncate, cut_to_a_stump, garble_pages, empty_beside_a_log])
def test_a_damaged_file_is_kept_whole_and_no_new_one_started(path: Path, damage: Damage) -> None:
    fill(path)
    damage(path)
    before = snapshot(path)
    with pytest.raises(StoreError) as caught:
        open_history(path)
    assert caught.value.problem.code == "store_damaged"
    kept = path.with_name(caught.value.problem.params["file"])
    assert {
        name.replace(kept.name, path.name): content for name, content in snapshot(path).items() if kept.name in name
    } == before
    assert kept.name in caught.value.problem.sentence
    assert not path.exists()
    assert code_of(path) == "store_damaged", "it stays so until somebody decides"
    assert RecoveryMark(path).names() == (kept.name,)


def test_two_damaged_files_in_one_second_are_both_kept(path: Path) -> None:
    for text in ("one", "two"):
        path.write_text(text * 100)
        assert code_of(path) == "store_damaged"
    assert sorted(file.read_text()[:3] for file in path.parent.glob("*.damaged-*")) == ["one", "two"]
    assert len(RecoveryMark(path).names()) == 2


def test_a_quarantine_that_was_killed_half_way_goes_on(path: Path) -> None:
    fill(path)
    path.with_name("history.db-wal").write_bytes(b"\x37\x7f\x06\x82" + b"x" * 60)
    RecoveryMark(path).add("history.db.damaged-20260101-000000")
    path.rename(path.with_name("history.db.damaged-20260101-000000"))
    assert code_of(path) == "store_damaged"
    assert path.with_name("history.db.damaged-20260101-000000-wal").exists()
    assert len(RecoveryMark(path).names()) == 1


def test_a_mark_is_dropped_when_somebody_puts_the_file_back(path: Path) -> None:
    fill(path, 3)
    RecoveryMark(path).add("history.db.damaged-20260101-000000")
    opened = open_history(path)
    assert len(opened.load_messages("k1")) == 3
    opened.close()
    assert RecoveryMark(path).names() == ()


@pytest.mark.parametrize("loss", [Path.unlink, empty])
def test_no_blank_start_where_backups_of_a_lost_file_are(path: Path, loss: Callable[[Path], object]) -> None:
    fill(path, 3)
    assert Backups(path).make_daily() is not None
    loss(path)
    assert code_of(path) == "store_missing"
    assert not path.exists() or not path.stat().st_size


def test_a_log_that_is_none_is_kept_aside_and_the_file_used(path: Path) -> None:
    fill(path)
    path.with_name("history.db-wal").write_bytes(b"garbage" * 1000)
    opened = open_history(path)
    assert len(opened.load_messages("k1")) == 200
    opened.close()
    (kept,) = path.parent.glob("history.db-wal.damaged-*")
    assert kept.read_bytes() == b"garbage" * 1000


def test_damage_met_while_running_is_found_at_the_next_start(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "ALWAYS_CHECKED", 0)
    fill(path)
    garble_the_end(path)
    opened = open_history(path)  # a large file that was closed cleanly is not read whole at each start
    with pytest.raises(StoreError) as caught:
        opened.load_messages("k1")
    assert caught.value.problem.code == "store_failed"
    opened.close()
    assert code_of(path) == "store_damaged"
    assert not path.with_name("history.db-check").exists()


def test_damage_met_while_opening_is_dealt_with_at_once(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "ALWAYS_CHECKED", 0)
    fill(path)
    garble_pages(path)
    with pytest.raises(StoreError) as caught:
        open_history(path)
    assert caught.value.problem.code == "store_damaged"


def test_damage_that_opening_steps_over_and_mending_meets_is_found_in_the_same_start(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "ALWAYS_CHECKED", 0)
    fill(path)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE messages SET status = 'streaming' WHERE id = 'q100'")
    connection.close()
    garble_leaf(path, "q100")
    with pytest.raises(StoreError) as caught:
        open_history(path)
    assert caught.value.problem.code == "store_damaged"


def test_a_suspicion_that_proves_wrong_is_dropped(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "ALWAYS_CHECKED", 0)
    fill(path)
    path.with_name("history.db-check").touch()
    open_database(path).close()
    assert not path.with_name("history.db-check").exists()


# ── no room, no right, no turn ────────────────────────────────────────────────────────────────────────────────────


def test_a_full_disk_loses_nothing_that_was_saved(path: Path) -> None:
    fill(path, 3)
    opened = open_database(path)
    history = History(opened)
    with opened.reading() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 1}")
    with pytest.raises(StoreError) as caught:
        history.save_messages("k1", (question("big", "x" * 100_000, 1.0),))
    assert caught.value.problem.code == "disk_full"
    assert [message.id for message in history.load_messages("k1")] == ["q0", "q1", "q2"]
    with opened.reading() as connection:
        connection.execute("PRAGMA max_page_count = 4294967294")
    history.save_messages("k1", (question("big", "x" * 100_000, 1.0),))
    assert len(history.load_messages("k1")) == 4
    history.close()


@pytest.mark.parametrize(("folder_mode", "file_mode"), [(0o555, 0o444), (0o555, 0o644), (0o700, 0o444)])
def test_what_may_not_be_written_is_said_and_left(powerless_folder: Path, folder_mode: int, file_mode: int) -> None:
    path = powerless_folder / "history.db"
    fill(path)
    before = path.read_bytes()
    path.chmod(file_mode)
    powerless_folder.chmod(folder_mode)
    with pytest.raises(StoreError) as caught:
        open_database(path)
    assert caught.value.problem.code == "store_read_only"
    assert str(powerless_folder) in caught.value.problem.sentence
    assert path.read_bytes() == before


def test_no_new_file_in_a_folder_that_may_not_be_written(powerless_folder: Path) -> None:
    powerless_folder.chmod(0o555)
    assert code_of(powerless_folder / "history.db") == "store_read_only"


@pytest.mark.parametrize("lock", ["PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE", "BEGIN IMMEDIATE"])
def test_another_program_that_holds_the_file_is_said(path: Path, lock: str) -> None:
    fill(path)
    program = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "[c.execute(part) for part in sys.argv[2].split(';')]; c.execute('DELETE FROM drafts');"
        "print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(path), lock], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(StoreError) as caught:
            open_history(path, busy=0.05)
        holder.kill()
    assert caught.value.problem.code == "store_locked"
    opened = open_history(path)
    assert len(opened.load_messages("k1")) == 200
    opened.close()


def test_a_second_program_that_was_first_to_migrate_is_no_harm(path: Path) -> None:
    first, second = open_database(path), open_database(path)
    first.close()
    second.close()


def test_a_wrong_use_is_a_bug_and_no_failure_of_the_disk(path: Path) -> None:
    opened = open_history(path)
    with ThreadPoolExecutor(1) as other, pytest.raises(sqlite3.ProgrammingError, match="thread"):
        other.submit(opened.list_conversations).result()
    opened.close()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        opened.list_conversations()


# ── kill -9 ───────────────────────────────────────────────────────────────────────────────────────────────────────

_WRITER = """
import sys
from pathlib import Path
from desktop.core.message import Message, Role, Status, Text
from desktop.store.history import open_history
history = open_history(Path(sys.argv[1]))
for number in range(10**9):
    text = "word " * number
    history.save_messages("k1", (Message(sys.argv[2], Role.CHATBOT, Status.STREAMING, (Text("t", text),), 1.0),))
    print(number, flush=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
def test_nothing_acknowledged_is_lost_when_the_program_is_killed(path: Path) -> None:
    fill(path, 1)
    for kill in range(5):
        with subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(path), f"r{kill}"], stdout=subprocess.PIPE, text=True
        ) as writer:
            assert writer.stdout is not None
            for _ in range(40 + kill * 13):
                acknowledged = int(writer.stdout.readline())
            writer.send_signal(signal.SIGKILL)
            acknowledged = max([acknowledged, *map(int, writer.stdout.read().split("\n")[:-1])])
        opened = open_history(path)
        messages = opened.load_messages("k1")
        assert [message.id for message in messages] == ["q0", *(f"r{number}" for number in range(kill + 1))]
        assert messages[-1].status is Status.INTERRUPTED
        assert len(messages[-1].text) >= len("word " * acknowledged)
        opened.close()
