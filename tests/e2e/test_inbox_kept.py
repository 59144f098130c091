"""What is kept of the inbox: all of it or a word that it is not, once, and with what visitors left as a lead."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from desktop.core.export.forms import ExportForm
from desktop.core.message import Message, Notice
from desktop.sandbox.bots import WRITER
from desktop.store.paths import Paths
from desktop.ui.dialogs.export_dialog import ExportDialog
from tests.e2e.conftest import Journey, Person
from tests.e2e.test_busy_disk import busy_disk
from tests.e2e.test_full_disk import fill_up
from tests.e2e.test_inbox import open_inbox, page_of, panel_of, read_first, said
from tests.e2e.test_switcher import CONTROL, SHIFT, activate, is_with, palette_of
from tests.e2e.test_transfer import choose_file, dialog_of
from tests.store.conftest import small_disk

Live = Callable[[Journey], None]
__all__ = ["small_disk"]  # a fixture


@pytest.fixture
def full_disk(tmp_path: Path, small_disk: Callable[[int], Path]) -> Paths:
    """The data on a small disk, the rest where there is room."""
    return Paths(small_disk(2048), tmp_path / "config", tmp_path / "log")


class TestOnAFullDisk:
    @pytest.fixture
    def paths(self, full_disk: Paths) -> Paths:
        return full_disk

    @pytest.mark.parametrize("button", ["save_button", "continue_button"])
    def test_a_copy_is_whole_as_soon_as_there_is_room(self, live: Live, paths: Paths, button: str) -> None:
        filler = paths.data / "filler"

        async def journey(person: Person) -> None:
            await open_inbox(person, "Order desk")
            messages = await read_first(person)
            bar = page_of(person).bar
            fill_up(filler)
            await person.click(getattr(bar, button))
            await person.until(lambda: "disk is full" in person.window.banner.text, "the sentence about the disk")
            assert bar.save_button.text() == "Save"
            assert bar.save_button.isEnabled()
            filler.unlink()
            await person.until(lambda: "everything is saved" in person.window.banner.text, "the good news")
            archive = person.desktop.archive
            kept = next(one for one in await archive.list_conversations() if one.title == "Inbox: Anna")
            assert kept.tags == ("inbox",)
            stored = [one.text for one in await archive.load_messages(kept.id)]
            assert [one.text for one in messages] == [one for one in stored if one]
            await person.until(lambda: person.window.sidebar.list.model().rowCount() == 1, "it in the list")

        live(journey)


LEAD = "Left as a lead: name: Anna, email: visitor1@example.com"


async def refresh(person: Person) -> None:
    await person.trigger("refresh")
    await person.until(lambda: not person.desktop.tasks.is_running("inbox-session"), "the end of the refresh")


async def saved(person: Person) -> str:
    """The id of the only conversation that was saved; its button says so."""
    await person.click(page_of(person).bar.save_button)
    await person.until(lambda: page_of(person).bar.save_button.text() == "Saved", "that it is saved")
    (kept,) = await person.desktop.archive.list_conversations()
    return kept.id


def test_what_is_saved_outlives_an_end_before_the_disk_has_answered(live: Live) -> None:
    async def save(person: Person) -> None:
        await open_inbox(person, "Order desk")
        await read_first(person)
        release = threading.Event()
        person.desktop.disk.call(release.wait)
        await person.click(page_of(person).bar.save_button)
        asyncio.get_running_loop().call_later(0.2, release.set)  # when the program is at its end

    async def after(person: Person) -> None:
        assert [one.title for one in await person.desktop.archive.list_conversations()] == ["Inbox: Anna"]

    live(save)
    live(after)


def test_going_on_in_a_copy_makes_one_copy_however_often_it_is_pressed(live: Live) -> None:
    async def journey(person: Person) -> None:
        await open_inbox(person, "Order desk")
        await read_first(person)
        with busy_disk(person):
            for _ in range(3):
                await person.click(page_of(person).bar.continue_button)
        await person.until(lambda: person.desktop.chat.current, "the copy")
        assert [one.title for one in await person.desktop.archive.list_conversations()] == ["Inbox: Anna"]

    async def after(person: Person) -> None:
        assert len(await person.desktop.archive.list_conversations()) == 1

    live(journey)
    live(after)


def test_going_on_in_two_sessions_makes_a_copy_of_each(live: Live) -> None:
    async def journey(person: Person) -> None:
        await open_inbox(person, "Order desk")
        await read_first(person)
        first = said(person)
        with busy_disk(person):
            await person.click(page_of(person).bar.continue_button)
            await person.press(panel_of(person).list, Qt.Key.Key_Down)
            await person.until(lambda: said(person) and said(person) != first, "the other session")
            await person.click(page_of(person).bar.continue_button)
        listed = person.window.sidebar.list.model()
        await person.until(lambda: listed.rowCount() == 2, "a copy of each")

    live(journey)


def test_a_session_is_saved_once_however_often_it_is_looked_at(live: Live) -> None:
    async def journey(person: Person) -> None:
        await open_inbox(person, "Order desk")
        await read_first(person)
        kept = await saved(person)
        bar = page_of(person).bar
        await refresh(person)
        assert bar.save_button.text() == "Saved"
        assert not bar.save_button.isEnabled()
        await person.trigger("inbox")
        await person.trigger("inbox")
        await read_first(person)
        await person.until(lambda: bar.save_button.text() == "Saved", "that it was saved before")
        await person.desktop.archive.shelves.move_to_trash((kept,))
        await refresh(person)
        await person.until(bar.save_button.isEnabled, "that it can be saved again")
        assert await saved(person) == kept

    live(journey)


def test_a_session_that_is_saved_again_is_in_the_list_as_it_was_kept(live: Live) -> None:
    async def journey(person: Person) -> None:
        await open_inbox(person, "Order desk")
        await read_first(person)
        kept = await saved(person)
        shelves = person.desktop.archive.shelves
        await shelves.rename(kept, "Anna's parcel")
        await shelves.set_archived((kept,), True)
        await shelves.move_to_trash((kept,))
        await refresh(person)
        await person.until(page_of(person).bar.save_button.isEnabled, "that it can be saved again")
        assert await saved(person) == kept
        listed = person.window.sidebar.list.model()
        titles = [listed.index(row, 0).data(Qt.ItemDataRole.DisplayRole) for row in range(listed.rowCount())]
        assert titles == ["Anna's parcel"]

    live(journey)


def test_a_saved_session_has_what_was_left_as_a_lead(live: Live, tmp_path: Path) -> None:
    path = tmp_path / "saved.md"

    async def journey(person: Person) -> None:
        await open_inbox(person, "Order desk")
        messages = await read_first(person)
        kept = await saved(person)
        notice, *rest = await person.desktop.archive.load_messages(kept)
        assert notice.parts == (Notice(LEAD),)
        assert [one.text for one in rest] == [one.text for one in messages]
        asked = rest[0].id
        assert [one.question_id for one in rest] == ["", asked, asked, ""]
        await person.click(page_of(person).bar.export_button)
        dialog = await dialog_of(person, ExportDialog)
        await person.act(lambda: dialog.choose(ExportForm.MARKDOWN))
        await person.press(dialog, Qt.Key.Key_Return)
        await choose_file(person, path)
        await person.until(lambda: person.window.banner.text == "Exported as saved.md", "that it was exported")

    live(journey)
    assert "visitor1@example.com" in path.read_text("utf-8")


async def ask_elsewhere(person: Person, message: Message | None) -> str:
    """What is put into the composer for the Writer, from this message of the session or from outside of it."""
    page = page_of(person)
    await activate(person)
    if message is None:
        await person.act(panel_of(person).list.setFocus)
    else:
        await person.act(page.transcript.setFocus)
        for _ in range(len(said(person))):
            if page.transcript.hand.current() != message.id:
                await person.press(page.transcript, Qt.Key.Key_Up, CONTROL)
        assert page.transcript.hand.current() == message.id
    await person.press(page.transcript if message is not None else panel_of(person).list, Qt.Key.Key_K, CONTROL | SHIFT)
    palette = palette_of(person)
    await person.until(palette.field.hasFocus, "the switcher")
    await person.write(palette.field, "writer")
    await person.press(palette.field, Qt.Key.Key_Return)
    await person.until(lambda: is_with(person, WRITER.id), "the other chatbot")
    return person.composer.text()


@pytest.mark.parametrize(
    ("row", "question"),
    [(2, "Where is my order 4711?"), (3, "Great, thank you!"), (None, "Great, thank you!")],
    ids=["the answer below a tool's words", "the question in view", "the list of sessions"],
)
def test_what_a_visitor_asked_is_asked_elsewhere_and_not_what_is_hidden(
    live: Live, row: int | None, question: str
) -> None:
    async def journey(person: Person) -> None:
        await person.begin_with("Concierge")
        await person.ask("A question of one's own, instantly")
        await person.until(person.replies, "its reply")
        await person.trigger("inbox")
        messages = await read_first(person)
        assert await ask_elsewhere(person, None if row is None else messages[row]) == question

    live(journey)
