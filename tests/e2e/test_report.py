"""Problem reports, the page after a crash, the log and the list of parts, at the real window."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QFileDialog

from desktop import __version__
from desktop.core.desktop_settings import LogSettings, UpdateSettings
from desktop.core.message import Status
from desktop.core.release import Release
from desktop.core.running import End, LastRun
from desktop.store.paths import Paths
from desktop.ui.dialogs.about import AboutDialog
from desktop.ui.dialogs.report_dialog import ReportDialog
from desktop.ui.dialogs.update_dialog import UpdateDialog
from desktop.ui.trouble.crash_page import CrashPage
from tests.api.test_feed import PAGE, SIGNER
from tests.e2e.conftest import PATIENCE, Journey, Person
from tests.e2e.dialogs import modal
from tests.e2e.test_every_control import check, settle

Live = Callable[[Journey], None]


def test_a_report_holds_what_was_seen_and_no_words_unless_ticked(live: Live, tmp_path: Path) -> None:
    saved = tmp_path / "report.zip"

    async def journey(person: Person) -> None:
        await person.begin_with("Concierge")
        await person.ask("A very private question")
        await person.reply(Status.COMPLETE)
        await person.trigger("report")
        await person.until(lambda: modal(ReportDialog), "the files")
        dialog = modal(ReportDialog)
        assert dialog is not None
        names = [dialog.list.item(row).text() for row in range(dialog.list.count())]
        assert names[:3] == ["versions.txt", "system.txt", "settings.json"]
        assert any(name.startswith("conversation.txt (") for name in names)
        assert any(name.startswith("recordings/answer-1.sse (") for name in names)
        await save(person, dialog, saved)

    live(journey)
    with zipfile.ZipFile(saved) as whole:
        texts = {name: whole.read(name) for name in whole.namelist()}
    assert "system.txt" in texts
    assert not [name for name in texts if "conversation" in name or "recording" in name]
    assert not [name for name, text in texts.items() if b"private question" in text]


def test_what_is_ticked_is_in_it(live: Live, tmp_path: Path) -> None:
    saved = tmp_path / "report.zip"

    async def journey(person: Person) -> None:
        await person.begin_with("Concierge")
        await person.ask("A question")
        await person.reply(Status.COMPLETE)
        await person.trigger("report")
        await person.until(lambda: modal(ReportDialog), "the files")
        dialog = modal(ReportDialog)
        assert dialog is not None
        row = next(row for row in range(dialog.list.count()) if "conversation" in dialog.list.item(row).text())
        await person.act(lambda: dialog.list.setCurrentRow(row))
        await person.press(dialog.list, Qt.Key.Key_Space)
        assert "A question" in dialog.preview.toPlainText()
        await save(person, dialog, saved)

    live(journey)
    with zipfile.ZipFile(saved) as whole:
        assert b"A question" in whole.read("conversation.txt")


def test_of_many_answers_each_can_be_in_it_as_it_was_shown(live: Live, tmp_path: Path) -> None:
    saved = tmp_path / "report.zip"
    shown = []

    async def journey(person: Person) -> None:
        await person.begin_with("Concierge")
        for number in range(1, 6):
            await person.ask("Hello, instantly")
            await person.until(partial(has_answers, person, number), "another answer")
            await person.reply(Status.COMPLETE)
        await person.trigger("report")
        await person.until(lambda: modal(ReportDialog), "the files")
        dialog = modal(ReportDialog)
        assert dialog is not None
        texts = [dialog.list.item(row).text() for row in range(dialog.list.count())]
        row = next(row for row, text in enumerate(texts) if "answer-5" in text)
        await person.act(lambda: dialog.list.setCurrentRow(row))
        await person.press(dialog.list, Qt.Key.Key_Space)
        shown.append(dialog.preview.toPlainText())
        await save(person, dialog, saved)

    live(journey)
    with zipfile.ZipFile(saved) as whole:
        text = whole.read("recordings/answer-5.sse").decode()
    assert text == shown[0]
    assert "data: " in text


def has_answers(person: Person, count: int) -> bool:
    return len(person.replies()) == count


async def save(person: Person, dialog: ReportDialog, path: Path) -> None:
    await person.click(dialog.save_button)
    await person.until(lambda: dialog.findChildren(QFileDialog), "where to save it")
    (where,) = dialog.findChildren(QFileDialog)
    await person.act(lambda: where.fileSelected.emit(str(path)))
    await person.act(where.close)
    await person.until(path.exists, "the file")
    await person.until(lambda: modal(ReportDialog) is None, "the end of the dialog")


def test_after_a_crash_it_is_said_once_and_the_conversation_is_behind_it(live: Live) -> None:
    async def journey(person: Person) -> None:
        last = LastRun(End.CRASHED, "0.0.9", 1_700_000_000.0, "Fatal Python error: Aborted")
        desktop = person.desktop
        await person.act(lambda: desktop.residence.look_back(last))
        await person.until(lambda: isinstance(person.window.pages.currentWidget(), CrashPage), "the page")
        page = person.window.pages.currentWidget()
        assert isinstance(page, CrashPage)
        await person.click(page.report_button)
        await person.until(lambda: modal(ReportDialog), "the report")
        dialog = modal(ReportDialog)
        assert dialog is not None
        assert "crash.txt" in [dialog.list.item(row).text() for row in range(dialog.list.count())]
        await person.press(dialog, Qt.Key.Key_Escape)
        await person.act(lambda: QTest.keyClick(page.go_on_button, Qt.Key.Key_Escape))
        await person.until(lambda: not isinstance(person.window.pages.currentWidget(), CrashPage), "the way on")

    live(journey)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signal for an abort")
def test_a_conversation_that_crashes_the_program_does_not_keep_the_user_out(live: Live, tmp_path: Path) -> None:
    async def journey(person: Person) -> None:
        await person.begin_with("Concierge")
        await person.ask("BOOM")
        await person.reply(Status.COMPLETE)

    live(journey)
    assert run_crashing(tmp_path) == (-signal.SIGABRT, [])
    assert run_crashing(tmp_path) == (-signal.SIGABRT, ["page"]), "it goes on with the last conversation"
    assert run_crashing(tmp_path) == (0, ["page", "new"]), "crashed again, it goes on with a new one"


def run_crashing(folder: Path) -> tuple[int, list[str]]:
    """The exit status of a start, and what was seen before its end."""
    command = [sys.executable, "-m", "tests.e2e.crashing", str(folder)]
    ended = subprocess.run(command, check=False, capture_output=True, text=True, timeout=3 * PATIENCE)
    return ended.returncode, list(dict.fromkeys(ended.stdout.split()))


def test_one_that_was_killed_is_not_said_to_have_crashed(live: Live) -> None:
    async def journey(person: Person) -> None:
        desktop, last = person.desktop, LastRun(End.KILLED, "0.0.9", 1.0)
        await person.act(lambda: desktop.residence.look_back(last))
        assert not isinstance(person.window.pages.currentWidget(), CrashPage)

    live(journey)


def test_about_lists_the_parts_and_finds_among_them(live: Live) -> None:
    async def journey(person: Person) -> None:
        await person.trigger("about")
        dialog = modal(AboutDialog)
        assert dialog is not None
        await person.until(lambda: dialog.list.count() > 10, "the parts")
        await person.write(dialog.search, "httpx")
        shown = [row for row in range(dialog.list.count()) if not dialog.list.item(row).isHidden()]
        assert [dialog.list.item(row).text().split()[0] for row in shown] == ["httpx"]
        await person.click(dialog.copy_button)
        copied = QGuiApplication.clipboard().text()
        assert f"Robofy Desktop {__version__}\n" in copied
        assert "PySide6_Essentials 6." in copied
        await person.press(dialog, Qt.Key.Key_Escape)

    live(journey)


@pytest.mark.parametrize("command_id", ["about", "report", "updates"])
def test_every_control_of_the_dialogs_has_a_name_a_way_there_and_room(live: Live, command_id: str) -> None:
    async def journey(person: Person) -> None:
        feed = UpdateSettings(feed="https://downloads.example/feed.json", key=SIGNER.key)
        await person.act(lambda: person.desktop.settings.change_section(updates=feed))
        await person.trigger(command_id)
        await person.until(lambda: modal(QDialog), "the dialog")
        dialog = modal(QDialog)
        assert dialog is not None
        if isinstance(dialog, UpdateDialog):
            await person.act(lambda: dialog.show_release(Release("9.0", PAGE, "# New\n\n[a link](https://a.example)")))
        await settle(person)
        check(dialog)
        await person.press(dialog, Qt.Key.Key_Escape)
        await person.until(lambda: modal(QDialog) is None, "its end")

    live(journey)


def test_only_a_detailed_log_holds_what_is_said_and_its_report_says_so(live: Live, paths: Paths) -> None:
    log = paths.log / "robofy-desktop.log"

    async def journey(person: Person) -> None:
        await person.begin_with("Concierge")
        await person.ask("Hello")
        reply = await person.reply(Status.COMPLETE)
        said = reply.text[:20]
        assert not log.exists() or said not in log.read_text(encoding="utf-8")
        detailed = LogSettings(detailed_since=time.time())
        await person.act(lambda: person.desktop.settings.change_section(log=detailed))
        await person.ask("Hello")
        await person.until(lambda: len(person.replies()) == 2, "another reply")
        await person.reply(Status.COMPLETE)
        assert said in log.read_text(encoding="utf-8")
        await person.trigger("report")
        await person.until(lambda: modal(ReportDialog), "the files")
        dialog = modal(ReportDialog)
        assert dialog is not None
        assert not [file.name for file in dialog.chosen if file.name.startswith("log/")]
        await person.press(dialog, Qt.Key.Key_Escape)
        over = LogSettings(detailed_since=time.time() - 25 * 3600)
        await person.act(lambda: person.desktop.settings.change_section(log=over))
        before = log.read_text(encoding="utf-8").count(" DEBUG ")
        await person.ask("Hello")
        await person.until(lambda: len(person.replies()) == 3, "a third reply")
        await person.reply(Status.COMPLETE)
        assert log.read_text(encoding="utf-8").count(" DEBUG ") == before

    live(journey)
