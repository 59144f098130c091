"""Copies of the history: one a day, whole or not there, and few enough to be kept."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest

from desktop.core.conversation import Conversation
from desktop.core.errors import StoreError
from desktop.core.message import question
from desktop.core.progress import Cancelled, Progress
from desktop.store import database
from desktop.store.backups import BEFORE_CHANGE, BEFORE_IMPORT, Backups, suspicion
from desktop.store.history import History, open_history
from desktop.store.schema import STEPS
from tests.store.damage import garble_the_end

CONVERSATION = Conversation("k1", "s", "p", "b", "Concierge", "Title", 1.0, 2.0)


def fill(path: Path, messages: int = 200) -> None:
    history = open_history(path)
    history.save_conversation(CONVERSATION)
    history.save_messages("k1", tuple(question(f"q{number}", "word " * 200, 1.0) for number in range(messages)))
    history.close()


def names(path: Path) -> list[str]:
    return sorted(file.name for file in path.parent.iterdir() if ".daily-" in file.name or ".backup-" in file.name)


def failure(path: Path) -> str:
    with pytest.raises(StoreError) as caught:
        Backups(path).make_daily()
    return caught.value.problem.code


def test_there_is_one_a_day_of_all_that_was_saved_also_while_the_history_is_open(path: Path, history: History) -> None:
    history.save_conversation(CONVERSATION)
    history.save_messages("k1", (question("q1", "still in the log", 1.0),))
    backups = Backups(path)
    copy = backups.make_daily()
    assert copy is not None
    assert backups.make_daily() is None
    assert names(path) == [copy.name]
    kept = open_history(copy)
    assert [message.text for message in kept.load_messages("k1")] == ["still in the log"]
    kept.close()


def test_before_a_new_version_the_history_is_copied_as_it_is(path: Path) -> None:
    fill(path, 3)
    before = path.read_bytes()
    copy = Backups(path).make_before_version()
    assert copy is not None
    assert ".version-" in copy.name
    assert path.read_bytes() == before
    with closing(sqlite3.connect(copy)) as kept:
        assert kept.execute("SELECT count(*) FROM messages").fetchone() == (3,)


def test_before_a_new_version_nothing_is_made_of_nothing(path: Path) -> None:
    assert Backups(path).make_before_version() is None
    open_history(path).close()
    assert Backups(path).make_before_version() is None
    fill(path, 3)
    suspicion(path).touch()
    assert Backups(path).make_before_version() is None


def test_an_empty_history_pushes_no_full_one_out(path: Path) -> None:
    open_history(path).close()
    assert Backups(path).make_daily() is None
    assert names(path) == []


def test_nothing_is_made_of_no_file(path: Path) -> None:
    assert Backups(path).make_daily() is None
    assert Backups(path.parent / "nowhere" / "history.db").make_daily() is None
    assert not Backups(path.parent / "nowhere" / "history.db").exist()


def test_the_last_seven_are_kept(path: Path) -> None:
    fill(path, 1)
    for day in range(10, 20):
        path.with_name(f"history.db.daily-202601{day}-120000").touch()
    for stranger in ("history.db.daily-notes", "other.db.daily-20260110-120000"):
        path.with_name(stranger).touch()
    Backups(path).make_daily()
    dated = [name for name in names(path) if name.startswith("history.db.daily-2")]
    assert len(dated) == 7
    assert "history.db.daily-20260114-120000" in dated
    assert "history.db.daily-20260113-120000" not in dated
    assert len(names(path)) == 9


def test_the_last_two_from_before_a_change_are_kept(path: Path) -> None:
    fill(path, 1)
    for count in range(4):
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(f"PRAGMA user_version = {len(STEPS) - 1}")
            connection.executescript("PRAGMA foreign_keys = OFF")
        step = (f"CREATE TABLE extra_{count} (a TEXT) STRICT",)
        database.open_database(path, steps=(*STEPS[:-1], step)).close()
    assert len([name for name in names(path) if f".{BEFORE_CHANGE}-" in name]) == 2


@pytest.mark.parametrize("stamp", ["20000101-000000", "29990101-000000"])
def test_the_one_just_made_stays_whatever_the_clock_says(path: Path, stamp: str) -> None:
    """It went back, or several are made in one second and a name that became free is used again."""
    fill(path, 3)
    older = [path.with_name(f"{path.name}.import-{stamp}-{number}") for number in range(2, 5)]
    with closing(open_history(path)) as history, history._database.reading() as connection:  # noqa: SLF001 - as an import does
        for copy in older:
            copy.touch()
        for _ in range(3):
            assert Backups(path).make(connection, BEFORE_IMPORT).exists()


def test_what_a_killed_copy_left_is_cleaned_away(path: Path) -> None:
    fill(path, 1)
    for ending in (".part", ".part-journal"):
        left = path.with_name(f"history.db.daily-20260101-000000{ending}")
        left.write_text("half")
        os.utime(left, (1.0, 1.0))
    path.with_name("history.db.notes-1.part").write_text("not ours")
    Backups(path).make_daily()
    assert [file.name for file in path.parent.glob("*.part*")] == ["history.db.notes-1.part"]


def test_copies_that_are_made_at_once_leave_each_other_alone(path: Path) -> None:
    fill(path, 2000)
    copies: list[Path | None] = []

    def look() -> bool:
        """In the middle of the first copy: the others begin and end."""
        if not copies:
            copies.append(None)
            copies.append(Backups(path).make_before_version())
            copies.append(Backups(path).make_daily())
        return True

    copies[0] = Backups(path).make_daily(look)
    assert len(set(copies)) == 3
    for copy in copies:
        assert copy is not None
        with closing(sqlite3.connect(copy)) as kept:
            assert kept.execute("SELECT count(*) FROM messages").fetchone() == (2000,)


def test_a_copy_that_is_not_wanted_any_more_is_given_up(path: Path) -> None:
    fill(path, 2000)
    looks = iter([True, True, True])
    assert Backups(path).make_daily(lambda: next(looks, False)) is None
    assert names(path) == []


def test_the_history_goes_on_being_written_while_it_is_copied_for_an_import(path: Path) -> None:
    fill(path, 2000)
    with closing(open_history(path, busy=0)) as history:
        progress = Watched(at=3, do=lambda: history.save_messages("k1", (question("new", "Said meanwhile", 2.0),)))
        copy = Backups(path).make_before_import(progress)
        assert progress.at < 0
        assert len(history.load_messages("k1")) == 2001
    with closing(sqlite3.connect(copy)) as kept:
        assert kept.execute("SELECT count(*) FROM messages").fetchone() == (2000,)


@pytest.mark.parametrize("at", [0, 5, 20])
def test_a_copy_for_an_import_that_nobody_wants_ends_soon_and_leaves_nothing(path: Path, at: int) -> None:
    fill(path, 2000)
    progress = Watched(at=at)
    progress.do = progress.cancel
    with pytest.raises(Cancelled):
        Backups(path).make_before_import(progress)
    assert progress.at > -5
    assert [file.name for file in path.parent.iterdir() if ".import-" in file.name] == []


def test_who_stops_wanting_an_import_when_the_copy_is_there_is_heard(path: Path) -> None:
    fill(path, 1)
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        Backups(path).make_before_import(progress)


def test_damage_that_the_copy_for_an_import_meets_is_told_and_checked_at_the_next_start(path: Path) -> None:
    fill(path)
    garble_the_end(path)
    with pytest.raises(StoreError):
        Backups(path).make_before_import(Progress())
    assert suspicion(path).exists()


class Watched(Progress):
    """Something is done when it was asked so often whether the work is wanted."""

    def __init__(self, at: int, do: Callable[[], None] = lambda: None) -> None:
        super().__init__()
        self.at = at
        self.do = do

    @property
    def is_cancelled(self) -> bool:
        self.at -= 1
        if self.at == -1:
            self.do()
        return super().is_cancelled


def test_a_file_under_suspicion_is_not_copied(path: Path) -> None:
    fill(path, 1)
    suspicion(path).touch()
    assert Backups(path).make_daily() is None


def test_damage_that_the_copy_meets_is_checked_at_the_next_start(path: Path) -> None:
    fill(path)
    garble_the_end(path)
    assert failure(path) == "backup_failed"
    assert suspicion(path).exists()
    assert names(path) == []


def test_a_full_disk_costs_the_copy_alone(path: Path, small_disk: Callable[[int], Path]) -> None:
    folder = small_disk(2048)
    path = folder / "history.db"
    fill(path)
    filler = folder / "filler"
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while file.write(b"x" * 4096):
            pass
    assert failure(path) == "backup_full"
    assert names(path) == []
    assert not list(folder.glob("*.part"))
    filler.unlink()
    assert Backups(path).make_daily() is not None


def test_a_locked_file_is_tried_again_later(path: Path) -> None:
    fill(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("PRAGMA locking_mode = EXCLUSIVE")
        holder.execute("BEGIN EXCLUSIVE")
        holder.execute("DELETE FROM drafts")
        assert failure(path) == "backup_failed"


def test_the_copy_in_which_most_happened_is_the_best_whatever_the_clock_said(path: Path) -> None:
    fill(path, 1)
    first = Backups(path).make_daily()
    assert first is not None
    first.rename(path.with_name("history.db.daily-20990101-000000"))
    fill(path, 5)
    second = Backups(path).make_daily()
    assert second is not None
    found = Backups(path).find_good(len(STEPS))
    assert found is not None
    assert (found.name, found.conversations) == (second.name, 1)


def test_of_two_copies_in_which_as_much_happened_the_later_one_is_the_best(path: Path) -> None:
    fill(path, 3)
    backups = Backups(path)
    earlier, later = backups.make_before_version(), backups.make_daily()
    assert earlier is not None
    assert later is not None
    for one, other in ((earlier, later), (later, earlier)):
        os.utime(one, (1.0, 1.0))
        os.utime(other, (2.0, 2.0))
        found = backups.find_good(len(STEPS))
        assert found is not None
        assert found.name == other.name


def test_copies_that_cannot_be_used_are_passed_over(path: Path) -> None:
    fill(path)
    copy = Backups(path).make_daily()
    assert copy is not None
    assert Backups(path).find_good(len(STEPS) - 1) is None, "a newer version wrote it"
    path.with_name("history.db.daily-20990101-000000").write_text("half a copy " * 1000)
    path.with_name("history.db.daily-20990103-000000").symlink_to("gone")
    open_empty = path.with_name("history.db.daily-20990102-000000")
    with closing(sqlite3.connect(open_empty)) as connection:
        connection.executescript("CREATE TABLE a (b INTEGER PRIMARY KEY AUTOINCREMENT)")
    found = Backups(path).find_good(len(STEPS))
    assert found is not None
    assert found.name == copy.name
    garble_the_end(copy)
    assert Backups(path).find_good(len(STEPS)) is None
