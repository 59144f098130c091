"""Saves code as a file: asks where, and has it written away from the window's thread.

The trap: a folder may be on a drive that does not answer, so nothing here waits for the disk.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.chat.tasks import TaskScope, settle
from desktop.core.errors import AppError


class CodeSaver(QObject):
    """`write` saves a text in a file; it may raise AppError."""

    file_saved = Signal(str)  # the file's name
    problem_raised = Signal(object)  # Problem

    def __init__(self, window: QWidget, tasks: TaskScope, write: Callable[[Path, str], Awaitable[None]]) -> None:
        super().__init__(window)
        self._window = window
        self._tasks = tasks
        self._write = write
        self._folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)

    def ask(self, name: str, text: str) -> None:
        """Ask where to save the text; `name` is what the file is called unless the user says otherwise."""
        dialog = QFileDialog(self._window, self.tr("Save code"), self._folder)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setDefaultSuffix(Path(name).suffix.lstrip("."))
        dialog.selectFile(name)
        dialog.fileSelected.connect(partial(self._on_chosen, text))
        dialog.open()

    def _on_chosen(self, text: str, path: str) -> None:
        self._folder = str(Path(path).parent)
        self._tasks.start(f"save:{path}", settle, self._save, Path(path), text)

    async def _save(self, path: Path, text: str) -> None:
        try:
            await self._write(path, text)
        except AppError as error:
            self.problem_raised.emit(error.problem)
        else:
            self.file_saved.emit(path.name)
