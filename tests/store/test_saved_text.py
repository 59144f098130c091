"""A text that the user saves is there as a whole, or the file is as it was."""

import errno
import os
import sys
from pathlib import Path

import pytest

from desktop.core.errors import StoreError
from desktop.store.saved_text import save_text


def test_text_is_saved_as_it_is_with_an_end_to_its_last_line(tmp_path: Path) -> None:
    path = tmp_path / "code.py"
    save_text(path, "a\tb\nü 😀 \ud800")
    assert path.read_bytes() == "a\tb\nü 😀 \ufffd\n".encode()
    save_text(path, "shorter\n")
    assert path.read_bytes() == b"shorter\n"
    assert [one.name for one in tmp_path.iterdir()] == ["code.py"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.txt", tmp_path / "link.txt"
    real.write_text("old", "utf-8")
    link.symlink_to(real)
    save_text(link, "new")
    assert link.is_symlink()
    assert real.read_text("utf-8") == "new\n"


def test_a_place_that_takes_no_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as told:
        save_text(tmp_path / "gone" / "code.py", "x")
    assert told.value.problem.code == "save_failed"
    assert told.value.problem.params == {"file": "code.py"}


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "code.py"
    path.write_text("old", "utf-8")

    def full(_path: Path, _content: bytes) -> int:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(StoreError) as told:
        save_text(path, "new")
    assert told.value.problem.code == "save_full"
    assert path.read_text("utf-8") == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["code.py"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows opens no folders")
def test_the_old_file_gives_way_when_the_new_one_is_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "code.py"
    path.write_text("old", "utf-8")
    path.chmod(0o444)
    synced: list[tuple[int, str]] = []
    fsync = os.fsync

    def watched(handle: int) -> None:
        fsync(handle)
        synced.append((os.fstat(handle).st_ino, path.read_text("utf-8")))

    monkeypatch.setattr(os, "fsync", watched)
    save_text(path, "new")
    assert synced == [(path.stat().st_ino, "old"), (tmp_path.stat().st_ino, "new\n")]


def test_a_drive_that_cannot_say_what_is_on_it_takes_files_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_handle: int) -> None:
        raise OSError(errno.EINVAL, "not here")

    monkeypatch.setattr(os, "fsync", refuse)
    save_text(tmp_path / "code.py", "new")
    assert (tmp_path / "code.py").read_text("utf-8") == "new\n"


def test_what_does_not_reach_the_disk_does_not_replace_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "code.py"
    path.write_text("old", "utf-8")

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError) as told:
        save_text(path, "new")
    assert told.value.problem.code == "save_full"
    assert path.read_text("utf-8") == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["code.py"]


def test_files_beside_it_stay_whatever_they_are_called(tmp_path: Path) -> None:
    for name in ("code.py.part", ".code.py.part", "code.py.tmp"):
        (tmp_path / name).write_text("mine", "utf-8")
    save_text(tmp_path / "code.py", "x")
    assert {one.name for one in tmp_path.iterdir() if one.read_text("utf-8") == "mine"} == {
        "code.py.part",
        ".code.py.part",
        "code.py.tmp",
    }


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_a_file_keeps_its_rights_and_a_new_one_gets_the_usual_ones(tmp_path: Path) -> None:
    script, usual = tmp_path / "run.sh", tmp_path / "usual"
    usual.touch()
    save_text(script, "echo 1")
    assert script.stat().st_mode == usual.stat().st_mode
    script.chmod(0o750)
    save_text(script, "echo 2")
    assert script.stat().st_mode & 0o777 == 0o750
    assert script.read_text("utf-8") == "echo 2\n"


@pytest.mark.skipif(sys.platform == "win32", reason="a whole path is limited there")
def test_the_longest_name_can_be_saved(tmp_path: Path) -> None:
    path = tmp_path / ("a" * 252 + ".py")
    save_text(path, "x")
    assert path.read_text("utf-8") == "x\n"
