"""The file of the running program, which a package manager replaces or removes: with a real file system."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.ui.residence.installed_program import InstalledProgram
from desktop.ui.watched_file import WatchedFile


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "robofy-desktop"
    path.write_text("the program as it was")
    return path


@pytest.fixture
def program(path: Path) -> Iterator[InstalledProgram]:
    made = InstalledProgram(path)
    made.begin()
    yield made
    made.close()


def test_it_is_told_once_and_only_of_another_program(qtbot: QtBot, program: InstalledProgram, path: Path) -> None:
    seen: list[str] = []
    program.replaced.connect(lambda: seen.append("replaced"))
    watched = WatchedFile(path)
    watched.begin()
    with qtbot.waitSignal(watched.changed):
        (path.parent / "robofy-desktop.dpkg-new").write_text("a newer one")
    with qtbot.waitSignal(watched.changed):
        path.unlink()
    assert seen == [], "a program that is gone is no new version"
    with qtbot.waitSignal(program.replaced):
        (path.parent / "robofy-desktop.dpkg-new").rename(path)
    with qtbot.waitSignal(watched.changed):
        path.write_text("one more")
    watched.close()
    assert seen == ["replaced"]
