"""Conversations leave the window and come back: exported, printed as PDF, copied whole, and imported."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit

from desktop.core.export.forms import ExportForm
from desktop.core.message import Status
from desktop.store.history import open_history
from desktop.store.paths import Paths
from desktop.ui.dialogs.export_dialog import ExportDialog
from desktop.ui.dialogs.import_dialog import ImportDialog
from desktop.ui.dialogs.progress_dialog import ProgressDialog
from tests.e2e.conftest import Journey, Person
from tests.e2e.test_every_control import check, settle

Live = Callable[[Journey], None]
_T = TypeVar("_T")


async def talk(person: Person) -> None:
    await person.act(person.desktop.controller.begin_in_sandbox)
    await person.ask("Hello, instantly")
    await person.reply(Status.COMPLETE)


async def export(person: Person, form: ExportForm, path: Path) -> None:
    await person.trigger("export")
    dialog = await dialog_of(person, ExportDialog)
    await settle(person)
    check(dialog)
    await person.act(lambda: dialog.choose(form))
    await person.press(dialog, Qt.Key.Key_Return)
    await choose_file(person, path)
    await person.until(person.window.banner.isVisible, "that it was exported")


async def dialog_of(person: Person, kind: type[_T]) -> _T:
    await person.until(lambda: isinstance(QApplication.activeModalWidget(), kind), kind.__name__)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, kind)
    return dialog


async def choose_file(person: Person, path: Path) -> None:
    dialog = await dialog_of(person, QFileDialog)
    field = dialog.findChild(QLineEdit, "fileNameEdit")
    assert isinstance(field, QLineEdit)
    await person.act(lambda: field.setText(str(path)))
    await person.press(field, Qt.Key.Key_Return)


@pytest.mark.parametrize("form", ExportForm)
def test_the_conversation_in_view_is_exported(live: Live, tmp_path: Path, form: ExportForm) -> None:
    path = tmp_path / "mine.out"

    async def journey(person: Person) -> None:
        await talk(person)
        await export(person, form, path)
        assert person.window.banner.text == "Exported as mine.out"

    live(journey)
    content = path.read_bytes()
    if form is ExportForm.PDF:
        assert content.startswith(b"%PDF-")
        assert content.rstrip().endswith(b"%%EOF")
    else:
        assert b"Hello, instantly" in content
    assert [found.name for found in tmp_path.iterdir() if found.name.endswith(".part")] == []


@pytest.mark.parametrize(
    ("typed", "saved"),
    [
        ("", "Hello, instantly.robofy-conversations"),
        ("plain.json", "plain.json"),
        ("my 4.711", "my 4.711"),
        ("a", "a.robofy-conversations"),
    ],
)
def test_a_name_that_was_typed_is_taken_and_only_one_without_an_ending_gets_one(
    live: Live, tmp_path: Path, typed: str, saved: str
) -> None:
    async def journey(person: Person) -> None:
        await talk(person)
        await person.trigger("export")
        asked = await dialog_of(person, ExportDialog)
        await person.act(lambda: asked.choose(ExportForm.JSON))
        await person.press(asked, Qt.Key.Key_Return)
        dialog = await dialog_of(person, QFileDialog)
        field = dialog.findChild(QLineEdit, "fileNameEdit")
        assert isinstance(field, QLineEdit)
        await person.act(lambda: dialog.setDirectory(str(tmp_path)))
        await person.act(lambda: field.setText(typed or field.text()))
        await person.press(field, Qt.Key.Key_Return)
        await person.until(person.window.banner.isVisible, "that it was exported")
        assert person.window.banner.text == f"Exported as {saved}"

    live(journey)
    assert json.loads((tmp_path / saved).read_bytes())["format"] == "robofy-conversations"


def test_what_was_exported_comes_back_after_it_was_deleted(live: Live, tmp_path: Path) -> None:
    path = tmp_path / "all.json"

    async def journey(person: Person) -> None:
        await talk(person)
        conversation = person.desktop.chat.stored
        assert conversation is not None
        await export(person, ExportForm.JSON, path)
        await person.desktop.archive.delete_conversation(conversation.id)
        await person.act(person.window.banner.hide)
        await person.trigger("import")
        await choose_file(person, path)
        preview = await dialog_of(person, ImportDialog)
        await settle(person)
        check(preview)
        await person.press(preview.import_button, Qt.Key.Key_Space)
        await person.until(person.window.banner.isVisible, "that it was imported")
        assert person.window.banner.text.startswith("Imported: 1 new conversations.")
        assert await person.desktop.archive.load_messages(conversation.id) == person.messages()

    live(journey)


def test_what_comes_into_the_conversation_in_view_is_shown(live: Live, tmp_path: Path) -> None:
    path = tmp_path / "all.json"

    async def journey(person: Person) -> None:
        await talk(person)
        await export(person, ExportForm.JSON, path)
        whole = json.loads(path.read_text())
        more = {"id": "more", "role": "user", "status": "sent", "parts": [{"kind": "text", "text": "And more"}]}
        whole["conversations"][0]["messages"].append(more)
        path.write_text(json.dumps(whole))
        await person.trigger("import")
        await choose_file(person, path)
        preview = await dialog_of(person, ImportDialog)
        await person.press(preview.import_button, Qt.Key.Key_Space)
        await person.until(lambda: person.messages()[-1].text == "And more", "the new message")
        await person.ask("Hello again, instantly")
        await person.reply(Status.COMPLETE)

    live(journey)


def test_what_an_import_changed_of_the_conversation_in_view_outlasts_the_next_turn(
    live: Live, tmp_path: Path, paths: Paths
) -> None:
    path = tmp_path / "all.json"

    async def journey(person: Person) -> None:
        await talk(person)
        await export(person, ExportForm.JSON, path)
        whole = json.loads(path.read_text())
        whole["conversations"][0] |= {"title": "Newer title", "session_id": "newer-session", "updated": 4e9}
        path.write_text(json.dumps(whole))
        await person.trigger("import")
        await choose_file(person, path)
        preview = await dialog_of(person, ImportDialog)
        await person.press(preview.newer, Qt.Key.Key_Space)
        await person.press(preview.import_button, Qt.Key.Key_Space)
        shown = person.desktop.chat
        await person.until(lambda: shown.current and shown.current.conversation.title == "Newer title", "the new title")
        await person.ask("Hello again, instantly")
        await person.reply(Status.COMPLETE)

    live(journey)
    history = open_history(paths.history)
    (stored,) = history.list_conversations()
    assert (stored.title, stored.session_id) == ("Newer title", "newer-session")
    history.close()


@pytest.mark.parametrize("goes_on", [True, False])
def test_an_import_waits_until_no_reply_is_on_its_way(live: Live, tmp_path: Path, *, goes_on: bool) -> None:
    path = tmp_path / "all.json"

    async def journey(person: Person) -> None:
        await talk(person)
        await export(person, ExportForm.JSON, path)
        whole = json.loads(path.read_text())
        whole["conversations"].append(whole["conversations"][0] | {"id": "other", "title": "Another one"})
        path.write_text(json.dumps(whole))
        await person.begin_with("Writer")
        await person.ask("Write 2,000 words, slowly")
        await person.until(lambda: person.replies() and person.replies()[-1].text, "the reply")
        await person.trigger("import")
        await choose_file(person, path)
        preview = await dialog_of(person, ImportDialog)
        await person.press(preview.import_button, Qt.Key.Key_Space)
        waiting = await dialog_of(person, ProgressDialog)
        assert waiting.windowTitle() == "Waiting for the end of a reply"
        if goes_on:
            await person.act(person.composer.stop_requested.emit)
            await person.until(lambda: person.window.sidebar.list.model().rowCount() == 3, "what was imported")
        else:
            await person.press(waiting.cancel_button, Qt.Key.Key_Space)
            await person.until(lambda: list(tmp_path.rglob(".import*")) == [], "that nothing is left")
            assert person.window.sidebar.list.model().rowCount() == 2

    live(journey)


def test_a_file_that_is_none_is_refused_and_nothing_is_left(live: Live, tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    path.write_text('{"format": "robofy-conversations", "version": 1, "conversations": [{"id": 7}]}')

    async def journey(person: Person) -> None:
        await talk(person)
        await person.trigger("import")
        await choose_file(person, path)
        await person.until(person.window.banner.isVisible, "why not")
        assert person.window.banner.text == (
            "bad.json is wrong in conversation 1, line 1, id: Expected str, got int. Nothing was imported."
        )

    live(journey)
    assert list((tmp_path / "data").glob(".import*")) == []


def test_saying_no_to_an_import_leaves_nothing_behind(live: Live, tmp_path: Path) -> None:
    path = tmp_path / "some.json"
    path.write_text(json.dumps({"format": "robofy-conversations", "version": 1, "conversations": []}))

    async def journey(person: Person) -> None:
        await talk(person)
        await person.trigger("import")
        await choose_file(person, path)
        preview = await dialog_of(person, ImportDialog)
        assert not preview.import_button.isEnabled()
        await person.press(preview, Qt.Key.Key_Escape)
        await person.until(lambda: not list((tmp_path / "data").glob(".import*")), "the staged file to go")

    live(journey)


def test_an_import_that_nobody_decided_on_is_gone_after_the_next_start(live: Live, tmp_path: Path) -> None:
    path = tmp_path / "some.json"
    path.write_text(json.dumps({"format": "robofy-conversations", "version": 1, "conversations": []}))

    async def undecided(person: Person) -> None:
        await person.trigger("import")
        await choose_file(person, path)
        await dialog_of(person, ImportDialog)

    async def journey(person: Person) -> None:
        await person.until(lambda: not list((tmp_path / "data").glob(".import*")), "the staged file to go")

    live(undecided)
    assert len(list((tmp_path / "data").glob(".import*"))) == 1
    live(journey)


def test_the_whole_conversation_is_copied_as_markdown(live: Live) -> None:
    async def journey(person: Person) -> None:
        await talk(person)
        QGuiApplication.clipboard().clear()
        await person.trigger("copy_conversation")
        await person.until(lambda: QGuiApplication.clipboard().text(), "a text on the clipboard")
        text = QGuiApplication.clipboard().text()
        assert text.startswith("# Hello, instantly\n\nConcierge")
        assert person.replies()[-1].text in text
        QGuiApplication.clipboard().clear()

    live(journey)


def test_the_conversation_is_printed(live: Live, tmp_path: Path) -> None:
    path = tmp_path / "printed.pdf"

    async def journey(person: Person) -> None:
        await talk(person)
        await person.trigger("print")
        dialog = await dialog_of(person, QPrintDialog)
        await person.act(lambda: dialog.printer().setOutputFileName(str(path)))
        await person.act(lambda: dialog.done(QPrintDialog.DialogCode.Accepted))
        await person.until(lambda: path.exists() and path.read_bytes().rstrip().endswith(b"%%EOF"), "the printed pages")
        await person.trigger("print")
        again = await dialog_of(person, QPrintDialog)
        await person.act(again.reject)

    live(journey)


def test_nothing_in_view_is_nothing_to_print_or_copy_and_all_can_be_exported(live: Live, tmp_path: Path) -> None:
    async def journey(person: Person) -> None:
        QGuiApplication.clipboard().clear()
        await person.trigger("print")
        await person.trigger("copy_conversation")
        await settle(person)
        assert QApplication.activeModalWidget() is None
        assert QGuiApplication.clipboard().text() == ""
        await export(person, ExportForm.TEXT, tmp_path / "all.txt")
        assert person.window.banner.text == "Exported as all.txt"

    live(journey)


def test_selected_conversations_are_exported(live: Live, tmp_path: Path) -> None:
    path = tmp_path / "two.json"

    async def journey(person: Person) -> None:
        await talk(person)
        await talk(person)
        await talk(person)
        ids = [one.id for one in await person.desktop.archive.list_conversations()]
        await person.act(lambda: person.desktop.exports.export((ids[0], ids[2])))
        dialog = await dialog_of(person, ExportDialog)
        await person.act(lambda: dialog.choose(ExportForm.JSON))
        await person.press(dialog, Qt.Key.Key_Return)
        await choose_file(person, path)
        await person.until(person.window.banner.isVisible, "that it was exported")
        assert [one["id"] for one in json.loads(path.read_text())["conversations"]] == [ids[0], ids[2]]

    live(journey)


def test_a_place_that_cannot_be_written_is_told(live: Live, tmp_path: Path) -> None:
    (tmp_path / "folder.md").mkdir()

    async def journey(person: Person) -> None:
        await talk(person)
        await person.act(
            lambda: person.desktop.exports._on_place_chosen(  # noqa: SLF001 - the dialog would refuse it
                (), ExportForm.MARKDOWN, str(tmp_path / "folder.md")
            )
        )
        await person.until(person.window.banner.isVisible, "why not")
        assert "could not be saved" in person.window.banner.text

    live(journey)
