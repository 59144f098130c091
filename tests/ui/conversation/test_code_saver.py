"""Saving code: asked where, written by whoever can, and what goes wrong is told."""

import asyncio
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from desktop.chat.tasks import TaskScope
from desktop.core.errors import Problem, StoreError
from desktop.ui.conversation.code_saver import CodeSaver


def unexpected(name: str, error: Exception) -> None:
    raise AssertionError(name) from error


@pytest.mark.parametrize("problem", [None, Problem("save_failed", {"file": "mine.py"})])
def test_what_was_asked_for_is_written_where_the_user_says(
    qtbot: QtBot, tmp_path: Path, problem: Problem | None
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    written: list[tuple[Path, str]] = []
    told: list[object] = []

    async def write(path: Path, text: str) -> None:
        written.append((path, text))
        if problem is not None:
            raise StoreError(problem)

    async def journey() -> None:
        scope = TaskScope("test", unexpected)
        saver = CodeSaver(window, scope, write)
        told_it = asyncio.Event()
        for signal in (saver.file_saved, saver.problem_raised):
            signal.connect(told.append)
            signal.connect(lambda _what: told_it.set())
        saver.ask("code.py", "x = 1")
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        assert [Path(name).name for name in dialog.selectedFiles()] == ["code.py"]
        dialog.selectFile(str(tmp_path / "mine"))
        dialog.accept()
        await asyncio.wait_for(told_it.wait(), 5)
        await scope.aclose()

    asyncio.run(journey())
    assert written == [(tmp_path / "mine.py", "x = 1")]
    assert told == [problem or "mine.py"]
