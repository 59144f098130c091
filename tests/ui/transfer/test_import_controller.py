"""An import in the window: what it did is told and shown, also when it was cancelled too late."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.chat.archive import Archive
from desktop.chat.tasks import TaskScope
from desktop.chat.transfer import Transfer
from desktop.core.progress import Cancelled
from desktop.store.history import open_history
from desktop.store.thread import DaemonThread
from desktop.store.transfer_files import TransferFiles
from desktop.ui.dialogs.import_dialog import ImportDialog
from desktop.ui.dialogs.progress_dialog import ProgressDialog
from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.transfer.import_controller import ImportController
from tests.fakes.ports import FakeHistoryFile


def unexpected(name: str, error: Exception) -> None:
    raise AssertionError(name) from error


async def nothing_is_on_its_way() -> None: ...


async def opened() -> ImportDialog:
    running = asyncio.get_running_loop()
    while not isinstance(dialog := QApplication.activeModalWidget(), ImportDialog):
        tick = running.create_future()
        running.call_soon(tick.set_result, None)
        await tick
    return dialog


@pytest.mark.parametrize("in_time", [False, True], ids=["too late", "in time"])
def test_what_came_in_although_it_was_cancelled_is_told_and_shown(
    qtbot: QtBot, switch: ThemeSwitch, tmp_path: Path, *, in_time: bool
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    file = FakeHistoryFile()
    file.imports.gate.clear()
    file.imports.failure = Cancelled() if in_time else None
    open_history(tmp_path / "history.db").close()
    (tmp_path / "a.json").write_text('{"format": "robofy-conversations", "version": 1}')
    said: list[str] = []
    disk, files = DaemonThread("test-disk"), DaemonThread("test-files")

    async def journey() -> None:
        scope = TaskScope("test", unexpected)
        transfer = Transfer(Archive(disk, lambda: file), files, TransferFiles(tmp_path, tmp_path / "history.db"))
        controller = ImportController(window, transfer, scope, switch, nothing_is_on_its_way)
        controller.told.connect(said.append)
        controller.imported.connect(lambda: said.append("imported"))
        controller.check(tmp_path / "a.json")
        preview = await asyncio.wait_for(opened(), 5)
        preview.import_requested.emit(False)
        preview.accept()
        await asyncio.to_thread(file.imports.begun.wait, 5)
        window.findChildren(ProgressDialog)[-1].cancel_button.click()
        await asyncio.sleep(0)
        file.imports.gate.set()
        await scope.ended("import:0")
        await scope.aclose()

    asyncio.run(journey())
    assert files.close(5)
    assert disk.close(5)
    assert [one.split(":")[0] for one in said] == ([] if in_time else ["Imported", "imported"])
    assert list(tmp_path.glob(".import*")) == []
