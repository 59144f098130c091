"""Help → Report a problem: the files are gathered, shown, and those that the user wants are saved as one archive."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog

from desktop.chat.tasks import TaskScope, settle
from desktop.core.errors import AppError
from desktop.core.report import ReportFile, archive
from desktop.ui.dialogs.report_dialog import ReportDialog
from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.main_window import MainWindow

_ENDING: Final = "zip"


class ReportController(QObject):
    """`gather` makes the files, `write` saves bytes in a file; both may raise AppError."""

    file_saved = Signal(str)  # the file's name
    problem_raised = Signal(object)  # Problem

    def __init__(
        self,
        window: MainWindow,
        gather: Callable[[], Awaitable[Sequence[ReportFile]]],
        write: Callable[[Path, bytes], Awaitable[None]],
        tasks: TaskScope,
        switch: ThemeSwitch,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._gather = gather
        self._write = write
        self._tasks = tasks
        self._switch = switch
        self._dialog: ReportDialog | None = None
        self._folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)

    def ask(self) -> None:
        """Gather what a report would hold, and show it."""
        if self._dialog is None:
            self._tasks.start("report", self._show)

    async def _show(self) -> None:
        try:
            files = await self._gather()
        except AppError as error:
            self.problem_raised.emit(error.problem)
            return
        dialog = self._dialog = ReportDialog(files, self._switch.theme, self._window)
        dialog.save_requested.connect(self._ask_where)
        dialog.finished.connect(self._on_finished)
        dialog.open()

    def _on_finished(self) -> None:
        self._dialog = None

    def _ask_where(self, files: tuple[ReportFile, ...]) -> None:
        dialog = QFileDialog(self._dialog, self.tr("Save the report"), self._folder)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setNameFilters([self.tr("Zip archive (*.zip)")])
        dialog.setDefaultSuffix(_ENDING)
        dialog.selectFile(f"robofy-desktop-report.{_ENDING}")
        dialog.fileSelected.connect(partial(self._on_chosen, files))
        dialog.open()

    def _on_chosen(self, files: tuple[ReportFile, ...], path: str) -> None:
        self._folder = str(Path(path).parent)
        self._tasks.start("report:save", settle, self._save, files, Path(path))

    async def _save(self, files: tuple[ReportFile, ...], path: Path) -> None:
        try:
            await self._write(path, archive(files))
        except AppError as error:
            self.problem_raised.emit(error.problem)
            return
        if self._dialog is not None:
            self._dialog.accept()
        self.file_saved.emit(path.name)
