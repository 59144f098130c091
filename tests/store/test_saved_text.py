"""A text that the user saves is there as a whole, or the file is as it was."""

import errno
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
