"""The program on a desktop: links, files, the tray, updates, reports and what a crash leaves, at the real window."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QSystemTrayIcon

from desktop import __version__
from desktop.autostart import autostart
from desktop.core.deep_link import conversation_link
from desktop.core.desktop_settings import DesktopSettings, LogSettings, UpdateSettings
from desktop.core.message import Status
from desktop.core.release import Release
from desktop.core.running import End, LastRun
from desktop.store.paths import Paths
from desktop.store.settings import load_settings
from desktop.ui.crash_page import CrashPage
from desktop.ui.dialogs.about import AboutDialog
from desktop.ui.dialogs.import_dialog import ImportDialog
from desktop.ui.dialogs.report_dialog import ReportDialog
from desktop.ui.dialogs.settings_dialog import SettingsDialog
from desktop.ui.dialogs.tray_dialog import TrayDialog
from desktop.ui.dialogs.update_dialog import UpdateDialog
from desktop.ui.resources import resource_path
from tests.api.test_feed import CONTENT, PAGE, SIGNER, serving
from tests.e2e.conftest import PATIENCE, Journey, Person
from tests.e2e.test_every_control import check, settle
from tests.fakes.http_server import FakeServer

Live = Callable[[Journey], None]
TRAY = "trayer"
T = TypeVar("T")


def modal(kind: type[T]) -> T | None:
    found = QApplication.activeModalWidget()
    return found if isinstance(found, kind) else None


@pytest.fixture(autouse=True)
def window_icon(qapp: QApplication) -> None:
    """As the start sets it."""
    qapp.setWindowIcon(QIcon(str(resource_path("app.svg"))))


# ── links and files ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_link_begins_a_conversation_and_sends_nothing(live: Live) -> None:
    async def journey(person: Person) -> None:
        follow = person.desktop.residence.on_started_again
        await person.act(lambda: follow(["robofy-chat:new?chatbot=order%20desk&text=Where%20is%204711%3F"]))
        await person.until(lambda: person.composer.text() == "Where is 4711?", "the text of the link")
        assert "Order desk" in person.composer.send_button.text()
        assert person.messages() == ()

    live(journey)


def test_a_link_to_a_chatbot_that_is_not_there_says_so(live: Live) -> None:
    async def journey(person: Person) -> None:
        await person.begin_with("Concierge")
        await person.write(person.composer.field, "Half a thought")
        await person.act(lambda: person.desktop.residence.on_started_again(["robofy-chat:new?chatbot=Nobody&text=x"]))
        await person.until(lambda: "Nobody" in person.window.banner.text, "the sentence")
        assert person.composer.text() == "Half a thought"
        await person.act(lambda: person.desktop.residence.on_started_again(["robofy-chat:delete"]))
        await person.until(lambda: "not one that" in person.window.banner.text, "the sentence about the other link")

    live(journey)


def test_a_link_leads_back_to_its_conversation(live: Live) -> None:
    async def journey(person: Person) -> None:
        await person.begin_with("Concierge")
        await person.ask("Hello")
        await person.reply(Status.COMPLETE)
        assert person.desktop.chat.current is not None
        first = person.desktop.chat.current.conversation.id
        await person.begin_with("Writer")
        await person.act(lambda: person.desktop.residence.on_started_again([conversation_link(first)]))
        await person.until(
            lambda: person.desktop.chat.current and person.desktop.chat.current.conversation.id == first, "the first"
        )
        gone = conversation_link("0" * 8)
        await person.act(lambda: person.desktop.residence.on_started_again([gone]))
        await person.until(lambda: "not on this computer" in person.window.banner.text, "the sentence")

    live(journey)


def test_a_file_that_was_opened_is_offered_for_import(live: Live, tmp_path: Path) -> None:
    file = tmp_path / "talks of mine.json"
    file.write_text("{}", encoding="utf-8")

    async def journey(person: Person) -> None:
        await person.act(lambda: person.desktop.residence.on_started_again(["--style", file.as_uri()]))
        await person.until(lambda: "talks of mine.json" in person.window.banner.text, "what is wrong with the file")
        assert modal(ImportDialog) is None

    live(journey)


# ── tray ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def keep_in_tray(person: Person) -> None:
    person.desktop.settings.change_section(desktop=DesktopSettings(tray=True))


def test_closing_ends_the_program_unless_the_tray_is_wanted(live: Live) -> None:
    async def journey(person: Person) -> None:
        await person.act(person.window.close)
        assert person.desktop.closing.is_set()

    live(journey)


def test_without_a_tray_the_window_is_minimized_and_says_so(live: Live) -> None:
    if QSystemTrayIcon.isSystemTrayAvailable():
        pytest.skip("this screen has a tray")

    async def journey(person: Person) -> None:
        await person.act(lambda: keep_in_tray(person))
        await person.act(person.window.close)
        assert person.window.windowState() & Qt.WindowState.WindowMinimized
        assert "no tray" in person.window.banner.text
        assert not person.desktop.closing.is_set()
        await person.trigger("quit")
        assert person.desktop.closing.is_set()

    live(journey)


@pytest.fixture
def tray(real_parts_wanted: bool) -> Iterator[None]:
    """A real tray on this screen."""
    program = shutil.which(TRAY)
    if program is None or QGuiApplication.platformName() != "xcb":
        pytest.skip(f"{TRAY} is not installed")
    quiet = subprocess.DEVNULL
    with subprocess.Popen([program, "--edge", "bottom"], stdout=quiet, stderr=quiet) as process:
        deadline = time.monotonic() + PATIENCE
        while not QSystemTrayIcon.isSystemTrayAvailable():
            assert process.poll() is None
            assert time.monotonic() < deadline, "the tray never came"
        yield
        process.terminate()


@pytest.mark.usefixtures("tray")
def test_the_first_close_into_the_tray_is_explained_and_the_tray_brings_the_window_back(live: Live) -> None:
    async def journey(person: Person) -> None:
        residence = person.desktop.residence
        await person.act(lambda: keep_in_tray(person))
        await person.until(lambda: residence.tray.icon.geometry().width() > 0, "the icon in the tray")
        await person.act(person.window.close)
        await person.until(lambda: modal(TrayDialog), "the explanation")
        dialog = modal(TrayDialog)
        assert dialog is not None
        await person.click(dialog.close_button)
        await person.until(person.window.isHidden, "the window gone")
        assert not person.desktop.closing.is_set()
        await person.act(residence.tray.menu.actions()[0].trigger)
        await person.until(person.window.isVisible, "the window back")
        await person.act(person.window.close)
        await person.until(person.window.isHidden, "the window gone without another word")
        await person.act(residence.tray.menu.actions()[1].trigger)
        await person.until(person.window.isVisible, "the window for a new conversation")
        await person.act(residence.tray.menu.actions()[-1].trigger)
        assert person.desktop.closing.is_set()

    live(journey)


# ── updates ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_new_version_is_looked_for_when_the_user_says_so(live: Live, paths: Paths) -> None:
    async def journey(person: Person) -> None:
        with FakeServer(serving()) as server:
            feed = UpdateSettings(feed=f"{server.address}/feed.json", key=SIGNER.key, started=__version__)
            await person.act(lambda: person.desktop.settings.change_section(updates=feed))
            await person.trigger("updates")
            dialog = modal(UpdateDialog)
            assert dialog is not None
            assert f"127.0.0.1:{server.port}" in dialog.text.text()
            assert server.connections == 0, "it was asked before anybody said so"
            await person.click(dialog.action_button)
            await person.until(lambda: "0.2" in dialog.title.text(), "the new version")
            assert len(server.requests) == 2
            assert "downloads.example" in dialog.text.text()
            await person.click(dialog.skip_button)

    live(journey)
    kept = load_settings(paths.settings)[0].updates
    assert (kept.issued, kept.skipped, kept.started) == (json.loads(CONTENT)["issued"], "0.2", __version__)
    assert PAGE


def test_a_list_that_somebody_else_signed_is_not_believed(live: Live) -> None:
    async def journey(person: Person) -> None:
        with FakeServer(serving(signature="untrusted comment: x")) as server:
            feed = UpdateSettings(feed=f"{server.address}/feed.json", key=SIGNER.key)
            await person.act(lambda: person.desktop.settings.change_section(updates=feed))
            await person.trigger("updates")
            dialog = modal(UpdateDialog)
            assert dialog is not None
            await person.press(dialog.action_button, Qt.Key.Key_Space)
            await person.until(lambda: "not signed" in dialog.text.text(), "the sentence")
            await person.press(dialog, Qt.Key.Key_Escape)

    live(journey)


def test_without_an_address_nothing_is_asked_and_daily_only_when_wanted(live: Live) -> None:
    async def journey(person: Person) -> None:
        await person.trigger("updates")
        dialog = modal(UpdateDialog)
        assert dialog is not None
        assert "off" in dialog.title.text()
        await person.press(dialog, Qt.Key.Key_Escape)
        with FakeServer(serving()) as server:
            feed = UpdateSettings(feed=f"{server.address}/feed.json", key=SIGNER.key)
            await person.act(lambda: person.desktop.settings.change_section(updates=feed))
            await person.act(person.desktop.residence.updates.look_if_due)
            assert server.connections == 0
            daily = UpdateSettings(daily=True, feed=feed.feed, key=feed.key)
            await person.act(lambda: person.desktop.settings.change_section(updates=daily))
            await person.act(person.desktop.residence.updates.look_if_due)
            await person.until(lambda: "0.2" in person.window.banner.text, "word of the new version")
            await person.act(person.desktop.residence.updates.look_if_due)
            assert server.connections == 2, "once a day"

    live(journey)


# ── reports ───────────────────────────────────────────────────────────────────────────────────────────────────────


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
        assert any(name.startswith("recordings/answer-1.rec (") for name in names)
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
        await person.act(lambda: person.desktop.residence.begin(last))
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


def test_one_that_was_killed_is_not_said_to_have_crashed(live: Live) -> None:
    async def journey(person: Person) -> None:
        await person.act(lambda: person.desktop.residence.begin(LastRun(End.KILLED, "0.0.9", 1.0)))
        await person.act(lambda: None)
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


@pytest.mark.parametrize("on", [True, False])
def test_the_page_of_the_settings_changes_what_it_says(live: Live, paths: Paths, on: bool) -> None:
    async def journey(person: Person) -> None:
        await person.act(lambda: person.desktop.settings.change_section(desktop=DesktopSettings(notify=not on)))
        await person.trigger("settings")
        dialog = modal(SettingsDialog)
        assert dialog is not None
        await person.act(lambda: dialog.list.setCurrentRow(dialog.list.count() - 1))
        await settle(person)
        check(dialog)
        page = dialog.desktop
        await person.press(page.notify, Qt.Key.Key_Space)
        assert page.notify_text.isEnabled() is on
        if on:
            for box in (page.tray, page.autostart, page.detailed, page.notify_text):
                await person.press(box, Qt.Key.Key_Space)
            await person.write(page.feed.edit, " https://downloads.example/feed.json ")
            await person.press(page.feed.edit, Qt.Key.Key_Return)
            await person.press(page.daily, Qt.Key.Key_Space)
            assert autostart().is_on()
            assert not page.until.isHidden()
        await person.press(dialog, Qt.Key.Key_Escape)

    live(journey)
    kept = load_settings(paths.settings)[0]
    assert kept.desktop.notify is on
    assert (kept.desktop.tray, kept.desktop.notify_text, kept.updates.daily) == (on, on, on)
    assert kept.updates.feed == ("https://downloads.example/feed.json" if on else "")
    assert bool(kept.log.detailed_since) is on


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


# ── as a process ──────────────────────────────────────────────────────────────────────────────────────────────────


def start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "ROBOFY_DATA_DIR": str(folder)}
    return subprocess.Popen([sys.executable, "-m", "desktop", *arguments], env=environment, text=True)


def until(process: subprocess.Popen[str], condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.05)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signals to crash by")
def test_a_crash_of_the_real_program_is_known_at_the_next_start(tmp_path: Path) -> None:
    first = start(tmp_path)
    until(first, (tmp_path / "history.db-shm").exists)
    first.send_signal(signal.SIGSEGV)
    assert first.wait(PATIENCE) == -signal.SIGSEGV
    assert "Segmentation fault" in (tmp_path / "logs" / "last-words.txt").read_text()
    second = start(tmp_path, "--hidden")
    log = tmp_path / "logs" / "robofy-desktop.log"
    until(second, lambda: log.exists() and "crashed" in log.read_text())
    second.terminate()
    assert second.wait(PATIENCE) == 0
    assert not (tmp_path / "running.json").exists()


def test_a_second_start_hands_its_link_over(tmp_path: Path) -> None:
    first = start(tmp_path)
    until(first, (tmp_path / "history.db-shm").exists)
    second = start(tmp_path, "robofy-chat:new?chatbot=Nobody%20of%20this%20name")
    assert second.wait(PATIENCE) == 0
    third = start(tmp_path, "robofy-chat:new?chatbot=concierge&text=Half%20a%20thought")
    assert third.wait(PATIENCE) == 0
    until(first, lambda: b"Half a thought" in history(tmp_path))
    first.terminate()
    assert first.wait(PATIENCE) == 0


def history(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("history.db*") if path.is_file())
