"""A file that other programs change, with a real file system."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.store.saved_text import save_bytes
from desktop.ui.watched_file import WatchedFile


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "profiles.json"


@pytest.fixture
def watched(path: Path) -> Iterator[WatchedFile]:
    made = WatchedFile(path)
    yield made
    made.close()


def test_a_file_that_comes_changes_and_is_replaced_is_heard_of_each_time(
    qtbot: QtBot, watched: WatchedFile, path: Path
) -> None:
    watched.begin()
    with qtbot.waitSignal(watched.changed):
        path.write_text("first")
    for text in ("second", "third"):
        with qtbot.waitSignal(watched.changed):
            path.write_text(text)
        with qtbot.waitSignal(watched.changed):
            save_bytes(path, f"{text}, replaced".encode())


def test_nothing_is_heard_before_the_beginning_and_after_the_end(
    qtbot: QtBot, watched: WatchedFile, path: Path
) -> None:
    watched.close()
    with qtbot.assertNotEmitted(watched.changed, wait=400):
        path.write_text("first")
    watched.begin()
    with qtbot.waitSignal(watched.changed):
        path.write_text("second")
    watched.close()
    with qtbot.assertNotEmitted(watched.changed, wait=400):
        path.write_text("third")
