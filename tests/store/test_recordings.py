"""The folder of recordings keeps within its limits, drops the oldest, and takes no id for a file name."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from msgspec.structs import replace

from desktop.core.errors import StoreError
from desktop.core.recording import Ending, Head, RecordingUsage
from desktop.core.settings import RecordingSettings
from desktop.core.text import well_formed
from desktop.store.recording_file import read_recording
from desktop.store.recordings import Recordings, file_name

HEAD = Head(100.25, 200, (), 100.0)
DAY = 86_400.0
NOW = 1_700_000_000.0
UUID = "6ff922ed-9884-4430-83c9-7ac83a7b0574"


class Shelf:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings = RecordingSettings()
        self.now = NOW
        self.recordings = self.reopened()

    def reopened(self) -> Recordings:
        self.recordings = Recordings(self.folder, lambda: self.settings, lambda: self.now)
        return self.recordings

    def record(self, message_id: str, body: bytes = b"x", *, age: float = 0.0) -> None:
        """A recording, as old as this in seconds."""
        writer = self.recordings.begin(message_id, HEAD)
        writer.put([(body, 101.0)])
        writer.finish(102.0, Ending.ENDED, 0)
        writer.close()
        when = self.now - age
        os.utime(self.folder / file_name(message_id), (when, when))
        self.recordings.ended(message_id)

    def names(self) -> set[str]:
        return {path.name for path in self.folder.iterdir()}


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "recordings")


def test_a_reply_is_kept_under_its_id(shelf: Shelf) -> None:
    shelf.record(UUID, b"data: [DONE]\n\n")
    assert shelf.names() == {f"{UUID}.rec"}
    assert shelf.recordings.size_of(UUID) == (shelf.folder / f"{UUID}.rec").stat().st_size
    assert shelf.recordings.content(UUID, plain=True) == b"data: [DONE]\n\n"
    assert shelf.recordings.content(UUID, plain=False) == (shelf.folder / f"{UUID}.rec").read_bytes()
    if os.name == "posix":
        assert shelf.folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    "message_id", ["", "..", "../../x", "CON", "a\0b", "\ud83d", "x" * 300, UUID.upper(), "/etc/x"]
)
def test_no_id_becomes_a_name_that_does_harm(shelf: Shelf, message_id: str) -> None:
    shelf.record(message_id)
    (name,) = shelf.names()
    assert len(name) == 64 + len(".rec")
    assert name == file_name(message_id)
    with (shelf.folder / name).open("rb") as stream:
        assert read_recording(stream, name).message_id == well_formed(message_id)


def test_a_second_try_takes_the_place_of_the_first(shelf: Shelf) -> None:
    shelf.record(UUID, b"first")
    shelf.record(UUID, b"second")
    assert shelf.recordings.content(UUID, plain=True) == b"second"
    assert shelf.recordings.usage() == RecordingUsage(1, shelf.recordings.size_of(UUID))


def test_the_oldest_make_room(shelf: Shelf) -> None:
    shelf.settings = RecordingSettings(megabytes=1)
    for name in "abcde":
        shelf.record(name, os.urandom(300_000))
    assert shelf.names() == {file_name(name) for name in "cde"}
    assert shelf.recordings.usage().size <= 1_000_000


def test_one_that_is_larger_than_the_limit_keeps_its_head_and_its_place(shelf: Shelf) -> None:
    shelf.settings = RecordingSettings(megabytes=1)
    shelf.record("before")
    shelf.record("large", os.urandom(1_000) * 1 + os.urandom(3_000_000))
    shelf.record("after")
    assert file_name("after") in shelf.names()
    writer = shelf.recordings.begin("larger", HEAD)
    for _ in range(60):
        writer.put([(os.urandom(50_000), 101.0)])
    writer.finish(102.0, Ending.ENDED, 0)
    writer.close()
    shelf.recordings.ended("larger")
    with (shelf.folder / file_name("larger")).open("rb") as stream:
        found = read_recording(stream, "larger")
    assert 500_000 < len(found.body) < 1_000_000
    assert found.lost == 3_000_000 - len(found.body)


def test_what_is_too_old_goes_whatever_its_size(shelf: Shelf) -> None:
    shelf.record("old", age=29 * DAY)
    shelf.record("new")
    shelf.now += 2 * DAY
    shelf.recordings.prune()
    assert shelf.names() == {file_name("new")}


def test_at_the_next_start_the_oldest_are_known(shelf: Shelf) -> None:
    for age, name in enumerate("abc"):
        shelf.record(name, os.urandom(400_000), age=1000.0 * age)
    before = shelf.recordings.usage()
    assert shelf.reopened().usage() == before
    shelf.settings = RecordingSettings(megabytes=1)
    shelf.recordings.prune()
    assert shelf.names() == {file_name(name) for name in "ab"}


def test_a_clock_that_went_back_does_not_make_the_newest_the_oldest(shelf: Shelf) -> None:
    shelf.record("a", os.urandom(400_000))
    shelf.record("b", os.urandom(400_000), age=5 * DAY)
    shelf.settings = replace(shelf.settings, megabytes=1)
    shelf.record("c", os.urandom(400_000), age=9 * DAY)
    assert shelf.names() == {file_name(name) for name in "bc"}


def test_deleting_takes_files_of_ours_alone(shelf: Shelf) -> None:
    for name in "abc":
        shelf.record(name)
    (shelf.folder / "notes.txt").write_text("mine")
    (shelf.folder / "folder.rec").mkdir()
    shelf.recordings.delete(("a", "unknown"))
    assert shelf.names() == {file_name("b"), file_name("c"), "notes.txt", "folder.rec"}
    shelf.reopened().delete_all()
    assert shelf.names() == {"notes.txt", "folder.rec"}
    assert shelf.recordings.usage() == RecordingUsage()


def test_one_deleted_while_it_was_written_is_not_counted(shelf: Shelf) -> None:
    writer = shelf.recordings.begin("a", HEAD)
    shelf.recordings.delete(("a",))
    writer.close()
    shelf.recordings.ended("a")
    assert shelf.recordings.usage() == RecordingUsage()


@pytest.mark.parametrize("plain", [True, False])
def test_one_that_is_gone_is_said(shelf: Shelf, plain: bool) -> None:
    assert shelf.recordings.size_of("a") == 0
    with pytest.raises(StoreError) as caught:
        shelf.recordings.content("a", plain=plain)
    assert caught.value.problem.code == "recording_gone"


def test_what_may_not_be_deleted_is_left(powerless_folder: Path) -> None:
    shelf = Shelf(powerless_folder / "recordings")
    shelf.record("a")
    shelf.folder.chmod(0o500)
    shelf.recordings.delete_all()
    assert shelf.recordings.size_of("a") > 0
    shelf.folder.chmod(0o700)
