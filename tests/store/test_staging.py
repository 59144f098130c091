"""A file on its way in is read whole or refused, and what is kept of it meanwhile does not stay."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from desktop.core.errors import StoreError
from desktop.core.progress import Progress
from desktop.store import staging
from desktop.store.history import History
from desktop.store.staging import discard, stage
from desktop.store.transfer_files import TransferFiles


def test_what_a_killed_program_left_is_swept_up_a_day_later(tmp_path: Path) -> None:
    old, young = tmp_path / ".import-1.part", tmp_path / ".import-2.part"
    old.touch()
    young.touch()
    os.utime(old, (1.0, 1.0))
    file = tmp_path / "a.json"
    file.write_text('{"format": "robofy-conversations", "version": 1}')
    discard(stage(file, tmp_path, Progress()))
    assert (old.exists(), young.exists()) == (False, True)


def test_what_a_killed_window_left_is_swept_up_by_the_next_one_at_once(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text('{"format": "robofy-conversations", "version": 1}')
    before, window = (TransferFiles(tmp_path, tmp_path / "history.db") for _ in range(2))
    left, elsewhere = before.stage(file, Progress()), stage(file, tmp_path, Progress())
    left.with_name(f"{left.name}-journal").touch()
    open_ = window.stage(file, Progress())
    window.tidy_up()
    assert sorted(tmp_path.glob(".import*")) == sorted((elsewhere, open_))


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as told:
        stage(tmp_path / "none.json", tmp_path, Progress())
    assert told.value.problem.code == "import_missing"
    with pytest.raises(StoreError) as told:
        stage(tmp_path, tmp_path, Progress())
    assert told.value.problem.code == "import_unreadable"


def test_a_file_that_breaks_while_it_is_read_is_told() -> None:
    class Broken:
        def read(self, most: int) -> bytes:
            raise OSError(5, "the stick was pulled")

    with pytest.raises(StoreError) as told:
        staging._reader(Broken(), "a.json")(1)  # type: ignore[arg-type] # noqa: SLF001 - no real file breaks on demand
    assert told.value.problem.code == "import_unreadable"


def test_a_folder_that_cannot_be_written_is_told(history: History, tmp_path: Path, powerless_folder: Path) -> None:
    file = powerless_folder / "a.json"
    file.write_text('{"format": "robofy-conversations", "version": 1}')
    powerless_folder.chmod(0o500)
    with pytest.raises(StoreError) as told:
        stage(file, powerless_folder, Progress())
    assert told.value.problem.code == "store_read_only"
