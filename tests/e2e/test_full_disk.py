"""A disk that is full: what came stays on the screen, and is saved as soon as there is room."""

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.core.message import Status
from desktop.store.paths import Paths
from desktop.ui.settings.settings_dialog import SettingsDialog
from tests.e2e.conftest import Journey, Person
from tests.store.conftest import small_disk

__all__ = ["small_disk"]  # a fixture

Live = Callable[[Journey], None]


@pytest.fixture
def paths(tmp_path: Path, small_disk: Callable[[int], Path]) -> Paths:
    """The data on a small disk, the rest where there is room."""
    return Paths(small_disk(2048), tmp_path / "config", tmp_path / "log")


def fill_up(path: Path) -> None:
    with suppress(OSError), path.open("wb", buffering=0) as file:
        while file.write(b"x" * 4096):
            pass


def test_a_reply_outlives_a_full_disk(live: Live, paths: Paths) -> None:
    filler = paths.data / "filler"

    async def journey(person: Person) -> None:
        await person.begin_with("Writer")
        await person.ask("Write 3,000 words at 700 words a second")
        await person.until(lambda: person.replies() and person.replies()[-1].text, "the first words")
        fill_up(filler)
        await person.until(person.window.banner.isVisible, "the sentence about the disk")
        assert "disk is full" in person.window.banner.text
        reply = await person.reply(Status.COMPLETE)
        assert len(reply.text) > 5_000
        filler.unlink()
        await person.until(lambda: "everything is saved" in person.window.banner.text, "the good news")

    live(journey)
    with sqlite3.connect(paths.history) as history:
        (length,) = history.execute("SELECT length(text) FROM messages WHERE role = 'chatbot'").fetchone()
    history.close()
    assert length > 5_000


def test_a_disk_that_is_full_at_the_start_is_said_and_tried_again(live: Live, paths: Paths) -> None:
    filler = paths.data / "filler"
    fill_up(filler)

    async def journey(person: Person) -> None:
        await person.until(person.window.trouble.isVisible, "the page that says it")
        await person.trigger("settings")
        await person.until(lambda: isinstance(QApplication.activeModalWidget(), SettingsDialog), "the settings")
        dialog = QApplication.activeModalWidget()
        assert dialog is not None
        await person.press(dialog, Qt.Key.Key_Escape)
        filler.unlink()
        person.window.trouble.retry_requested.emit()
        await person.until(person.window.welcome.isVisible, "the welcome page")

    live(journey)


def test_a_full_disk_can_still_be_read(live: Live, paths: Paths) -> None:
    async def before(person: Person) -> None:
        await person.begin_with("Concierge")
        await person.ask("Hello, instantly")
        await person.reply(Status.COMPLETE)

    async def journey(person: Person) -> None:
        await person.until(person.window.trouble.isVisible, "the page that says it")
        await person.click(person.window.trouble.read_button)
        await person.until(person.messages, "the conversation")
        await person.until(lambda: "You can read" in person.window.banner.text, "that they can be read")
        await person.ask("And now?")
        await person.until(lambda: "cannot be written" in person.window.banner.text, "that it cannot be asked")
        assert person.messages()[0].text == "Hello, instantly"

    live(before)
    fill_up(paths.data / "filler")
    live(journey)
