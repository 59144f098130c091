"""Answers are recorded as they come: kept, shown, saved, limited and deleted from the window, with a real server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit

from desktop.core.message import Message, Status
from desktop.core.recording import Ending, Recording
from desktop.store.paths import Paths
from desktop.store.recording_file import read_recording
from desktop.store.recordings import file_name
from desktop.ui.dialogs.message_details import MessageDetailsDialog
from desktop.ui.settings.settings_dialog import SettingsDialog
from tests.e2e.conftest import Journey, Person

Live = Callable[[Journey], None]


def recorded(paths: Paths, message: Message) -> Recording:
    path = paths.recordings / file_name(message.id)
    with path.open("rb") as stream:
        return read_recording(stream, path.name)


def files(paths: Paths) -> int:
    return len(list(paths.recordings.glob("*.rec")))


async def asked(person: Person, text: str, status: Status = Status.COMPLETE) -> Message:
    await person.ask(text)
    return await person.reply(status)


async def details_of(person: Person, message: Message) -> MessageDetailsDialog:
    await person.act(lambda: person.window.chat.transcript.details_requested.emit(message.id))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, MessageDetailsDialog)
    return dialog


async def save_as(person: Person, details: MessageDetailsDialog, path: Path) -> None:
    await person.until(details.recording_button.isVisible, "the recording in the details")
    await person.click(details.recording_button)
    await person.until(lambda: isinstance(QApplication.activeModalWidget(), QFileDialog), "where to save it")
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    field = dialog.findChild(QLineEdit)
    assert field is not None
    await person.act(lambda: field.setText(str(path)))
    await person.press(field, Qt.Key.Key_Return)
    await person.until(path.exists, f"the file {path.name}")


def test_each_answer_is_kept_byte_for_byte_and_can_be_saved(live: Live, paths: Paths, tmp_path: Path) -> None:
    async def journey(person: Person) -> None:
        await person.act(person.desktop.controller.begin_in_sandbox)
        reply = await asked(person, "Hello, instantly")
        await person.until(lambda: files(paths) == 1, "the recording")
        details = await details_of(person, reply)
        await save_as(person, details, tmp_path / "saved.rec")
        await save_as(person, details, tmp_path / "saved.sse")
        assert "\nRecording: " in details.text()
        await person.act(details.close)
        found = recorded(paths, reply)
        assert (tmp_path / "saved.rec").read_bytes() == (paths.recordings / file_name(reply.id)).read_bytes()
        assert (tmp_path / "saved.sse").read_bytes() == found.body
        assert found.message_id == reply.id
        assert (found.head.status, found.ending, found.damaged) == (200, Ending.LEFT, False)
        assert found.body.endswith(b"data: [DONE]\n\n")

    live(journey)


def test_what_failed_or_was_stopped_is_kept_too(live: Live, paths: Paths) -> None:
    async def journey(person: Person) -> None:
        await person.act(person.desktop.controller.begin_in_sandbox)
        await person.begin_with("Trouble")
        failed = await asked(person, "500", Status.FAILED)
        await person.act(person.desktop.recording.tidy_up)
        await person.until(lambda: files(paths) == 1, "the recording of the failure")
        await person.until(lambda: recorded(paths, failed).ending is not None, "the end of it")
        assert recorded(paths, failed).head.status == 500
        assert b"error" in recorded(paths, failed).body

    live(journey)


def test_what_was_recorded_last_is_there_after_the_end_of_the_program(live: Live, paths: Paths) -> None:
    replies: list[Message] = []

    async def journey(person: Person) -> None:
        await person.act(person.desktop.controller.begin_in_sandbox)
        await person.ask("Write 500 words at 20 words per second")
        await person.until(lambda: person.replies() and person.replies()[-1].text, "the first words")
        replies.append(person.replies()[-1])

    live(journey)
    found = recorded(paths, replies[0])
    assert found.ending is Ending.LEFT
    assert b"text-delta" in found.body


def test_deleted_answers_take_their_recordings_along(live: Live, paths: Paths) -> None:
    async def delete_one(person: Person) -> None:
        await person.act(person.desktop.controller.begin_in_sandbox)
        first = await asked(person, "Hello, instantly")
        await asked(person, "And again, instantly")
        await person.until(lambda: files(paths) == 2, "two recordings")
        await person.act(lambda: person.desktop.chat.delete_message(first.id))
        await person.until(person.window.banner.isVisible, "the word of it")
        assert files(paths) == 2  # it can still be put back

    async def delete_all(person: Person) -> None:
        await person.until(lambda: files(paths) == 1, "the end of one recording")
        dialog = await settings_of(person)
        await person.until(dialog.storage.delete_button.isEnabled, "the usage")
        await person.act(dialog.storage.deletion_requested.emit)
        await person.until(lambda: files(paths) == 0, "the end of all recordings")
        await person.until(lambda: not dialog.storage.delete_button.isEnabled(), "the usage after it")
        await person.act(dialog.close)

    live(delete_one)
    live(delete_all)


def test_what_is_not_to_be_recorded_is_not(live: Live, paths: Paths) -> None:
    async def journey(person: Person) -> None:
        await person.act(person.desktop.controller.begin_in_sandbox)
        dialog = await settings_of(person)
        await person.press(dialog.storage.keep, Qt.Key.Key_Space)
        assert not person.desktop.settings.settings.recordings.keep
        await person.act(dialog.close)
        reply = await asked(person, "Hello, instantly")
        details = await details_of(person, reply)
        await person.act(person.desktop.recording.tidy_up)
        assert not details.recording_button.isVisible()
        await person.act(details.close)
        assert files(paths) == 0

    live(journey)


async def settings_of(person: Person) -> SettingsDialog:
    await person.act(lambda: person.desktop.settings.show(""))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, SettingsDialog)
    await person.act(lambda: dialog.list.setCurrentRow(dialog.list.count() - 1))
    return dialog
