"""The page of a damaged history, and what its buttons start."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QSettings, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from desktop.chat.rescue import Rescue
from desktop.chat.tasks import TaskScope
from desktop.core.errors import Problem, StoreError
from desktop.core.recovery import Backup, Findings, Progress
from desktop.ui import loop
from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.main_window import MainWindow
from desktop.ui.sidebar.conversation_model import ConversationModel
from desktop.ui.trouble.recovery_controller import RecoveryController
from desktop.ui.trouble.recovery_page import RecoveryPage
from tests.fakes.ports import FakeThread

FOUND = Findings("/data", ("history.db.damaged-1",), Backup("b", 1.0, 1), 1, 3, 2, 1500)
MANY = QLocale().toString(1500)
NOTHING = Findings("/data", ("history.db.damaged-1",), None, 0, 0, 0, 0)


@pytest.fixture
def page(switch: ThemeSwitch, qtbot: QtBot) -> RecoveryPage:
    page = RecoveryPage(switch.theme)
    qtbot.addWidget(page)
    page.show_search("history.db.damaged-1")
    page.show()
    return page


def offered(page: RecoveryPage) -> list[str]:
    buttons = (page.restore_button, page.retry_button, page.empty_button, page.folder_button)
    return [button.text() for button in buttons if button.isVisible()]


def read(page: QWidget) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def test_while_it_looks_nothing_can_be_pressed_and_the_progress_is_seen(page: RecoveryPage) -> None:
    assert offered(page) == []
    assert "history.db.damaged-1" in read(page)
    page.show_progress(Progress(40, 100))
    assert "Looking" in read(page)


def test_what_was_found_is_said_in_numbers_and_restore_comes_first(page: RecoveryPage) -> None:
    page.show_findings(FOUND)
    assert offered(page) == ["Restore", "Start empty", "Show the folder"]
    text = read(page)
    assert "1 conversation and 3 messages could be read" in text
    assert f"2 conversations and {MANY} messages can be restored" in text
    assert "holds 1 conversation." in text
    assert "deleted after the backup" in text
    assert page.focusProxy() is page.restore_button
    page.show_restoring()
    assert offered(page) == []


def test_all_of_it_fits_into_a_small_window(page: RecoveryPage, qtbot: QtBot) -> None:
    page.show_findings(FOUND)
    page.resize(480, 420)
    areas = page.findChildren(QScrollArea)
    qtbot.waitUntil(lambda: areas[0].width() == 480)
    qtbot.waitUntil(lambda: areas[0].verticalScrollBar().maximum() == 0)
    assert areas[0].horizontalScrollBar().maximum() == 0


def test_where_nothing_is_left_nothing_is_offered_to_restore(page: RecoveryPage) -> None:
    page.show_findings(NOTHING)
    assert offered(page) == ["Start empty", "Show the folder"]
    assert "There is no backup." in read(page)
    assert page.focusProxy() is page.empty_button


def test_a_lost_file_is_called_lost(page: RecoveryPage) -> None:
    page.show_search("")
    page.show_findings(Findings("/data", (), Backup("b", 1.0, 2), 0, 0, 2, 9))
    text = read(page)
    assert "is gone" in text
    assert "damaged" not in text
    assert "damaged" not in page.restored(Findings("/data", (), None, 0, 0, 1, 1))


class FakeRecovery:
    """Refuses with the codes in `moods`, one a call."""

    def __init__(self, *moods: str) -> None:
        self.moods = list(moods)
        self.calls: list[str] = []

    def look(self, watch: Callable[[Progress], None], /) -> Findings:
        self._call("look")
        return FOUND

    def restore(self) -> None:
        self._call("restore")

    def start_empty(self) -> None:
        self._call("empty")

    def _call(self, name: str) -> None:
        self.calls.append(name)
        if self.moods and (mood := self.moods.pop(0)):
            raise StoreError(Problem(mood))


class Stage:
    """A window with the controller on a loop."""

    def __init__(self, window: MainWindow, switch: ThemeSwitch, recovery: FakeRecovery) -> None:
        self.begun = 0
        self.tasks = TaskScope("window", lambda name, error: pytest.fail(f"{name}: {error}"))
        self.controller = RecoveryController(
            window, Rescue(FakeThread(), recovery), self.tasks, switch, self._begin, "/data"
        )
        self.page = self.controller.page
        self.window = window

    async def _begin(self) -> None:
        self.begun += 1

    async def settled(self) -> None:
        """The thread answers at once; so a few rounds of the loop are enough."""
        for _ in range(50):
            await asyncio.sleep(0)


@pytest.fixture
def window(switch: ThemeSwitch, qtbot: QtBot, tmp_path: Path) -> MainWindow:
    window = MainWindow(QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))
    window.fill(ConversationModel(window), switch)
    qtbot.addWidget(window)
    window.show()
    return window


def play(qapp: QApplication, stage: Stage, *steps: Callable[[], object]) -> None:
    async def main() -> int:
        for step in steps:
            step()
            await stage.settled()
        await stage.tasks.aclose()
        return 0

    assert loop.run(qapp, main) == 0


def test_restore_says_what_came_back(qapp: QApplication, window: MainWindow, switch: ThemeSwitch) -> None:
    recovery = FakeRecovery()
    stage = Stage(window, switch, recovery)
    damaged = Problem("store_damaged", {"file": "history.db.damaged-1"})
    play(qapp, stage, lambda: stage.controller.on_history_refused(damaged), stage.page.restore_button.click)
    assert recovery.calls == ["look", "restore"]
    assert stage.begun == 1
    assert f"2 conversations and {MANY} messages were restored. The damaged file is kept" in window.banner.text


def test_a_failure_is_said_and_can_be_tried_again(qapp: QApplication, window: MainWindow, switch: ThemeSwitch) -> None:
    recovery = FakeRecovery("disk_full", "", "disk_full", "", "")
    stage = Stage(window, switch, recovery)
    seen: list[tuple[list[str], bool]] = []

    def look() -> None:
        seen.append((offered(stage.page), "The disk is full" in read(stage.page)))

    play(
        qapp,
        stage,
        lambda: stage.controller.on_history_refused(Problem("store_missing")),
        look,
        stage.page.retry_button.click,
        look,
        stage.page.restore_button.click,
        look,
        stage.page.retry_button.click,
        stage.page.empty_button.click,
    )
    assert seen == [
        (["Try again", "Show the folder"], True),
        (["Restore", "Start empty", "Show the folder"], False),
        (["Try again", "Show the folder"], True),
    ]
    assert recovery.calls == ["look", "look", "restore", "look", "empty"]
    assert stage.begun == 1
    assert "A new history was started" in window.banner.text


@pytest.mark.parametrize("code", ["store_locked", "store_newer", "store_read_only", "disk_full"])
def test_what_cannot_be_restored_has_the_page_of_trouble(window: MainWindow, switch: ThemeSwitch, code: str) -> None:
    stage = Stage(window, switch, FakeRecovery())
    stage.controller.on_history_refused(Problem(code))
    assert window.trouble.isVisible()


def test_the_folder_can_be_looked_at(window: MainWindow, switch: ThemeSwitch, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    Stage(window, switch, FakeRecovery()).page.folder_button.click()
    assert opened == [QUrl.fromLocalFile("/data")]
