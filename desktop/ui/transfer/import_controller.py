"""Exported conversations come back: the file is checked, the user sees what it would bring, and then it is merged.

The trap: the system may hand over more files meanwhile, whatever dialog is open here. Each waits for the end of the one
before.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from itertools import count
from pathlib import Path

from PySide6.QtCore import QLocale, QObject, QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.chat.tasks import TaskScope
from desktop.chat.transfer import Staged, Transfer
from desktop.core.errors import AppError
from desktop.core.progress import Progress
from desktop.core.text import revealed
from desktop.ui.dialogs.import_dialog import ImportDialog
from desktop.ui.dialogs.progress_dialog import ProgressDialog
from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.widgets.form import filled


class ImportController(QObject):
    """`imported` when the history has changed, `told` is a sentence for the user.

    `replies_ended` is awaited before anything is merged: meanwhile nothing else gets to the disk, and a reply on its
    way would not be saved for as long.
    """

    imported = Signal()
    told = Signal(str)
    problem_raised = Signal(object)  # Problem

    def __init__(
        self,
        window: QWidget,
        transfer: Transfer,
        tasks: TaskScope,
        switch: ThemeSwitch,
        replies_ended: Callable[[], Awaitable[None]],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._transfer = transfer
        self._tasks = tasks
        self._switch = switch
        self._replies_ended = replies_ended
        self._numbers = count()
        self._waiting: list[Path] = []
        self._one_at_a_time = asyncio.Lock()
        self._folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)

    def ask(self) -> None:
        """Which file?"""
        dialog = QFileDialog(self._window, self.tr("Import"), self._folder)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(
            [self.tr("Exported conversations (*.robofy-conversations *.json)"), self.tr("All files (*)")]
        )
        dialog.fileSelected.connect(self._on_file_chosen)
        dialog.open()

    def tidy_up(self) -> None:
        """Files that were being imported when the program was killed are not kept."""
        self._transfer.tidy_up()

    def check(self, path: Path) -> None:
        """Show what this file would bring, and ask; when all files that came before are done with."""
        if path not in self._waiting:
            self._waiting.append(path)
            name = f"import:{next(self._numbers)}"
            self._tasks.start(name, self._import, name, path)

    def _on_file_chosen(self, path: str) -> None:
        self._folder = str(Path(path).parent)
        self.check(Path(path))

    async def _import(self, name: str, path: Path) -> None:
        async with self._one_at_a_time:
            self._waiting.remove(path)
            try:
                staged = await self._check(name, path)
                newer = await self._answer(path, staged)
                if newer is None:
                    self._transfer.discard(staged)
                else:
                    await self._merge(name, staged, newer=newer)
            except AppError as error:
                self.problem_raised.emit(error.problem)

    async def _check(self, name: str, path: Path) -> Staged:
        progress = Progress()
        dialog = self._progress_dialog(name, self.tr("Checking the file"), progress)
        try:
            return await self._transfer.stage(path, progress)
        finally:
            dialog.finish()

    async def _answer(self, path: Path, staged: Staged) -> bool | None:
        """Whether what is newer in the file takes the place of what is here; None when nothing is to be imported."""
        answered = asyncio.Event()
        answers: list[bool] = []
        preview = ImportDialog(revealed(path.name), staged.comparison, self._switch.theme, self._window)
        preview.import_requested.connect(answers.append)
        preview.import_requested.connect(lambda _newer: answered.set())
        preview.rejected.connect(answered.set)
        preview.open()
        await answered.wait()
        return answers[0] if answers else None

    async def _merge(self, name: str, staged: Staged, *, newer: bool) -> None:
        progress = Progress()
        dialog = self._progress_dialog(name, self.tr("Waiting for the end of a reply"), Progress())
        try:
            await self._replies_ended()
        except BaseException:
            self._transfer.discard(staged)
            raise
        finally:
            dialog.finish()
        dialog = self._progress_dialog(name, self.tr("Importing"), progress)
        try:
            await self._transfer.merge(staged, progress, partial(self._on_merged, staged), newer=newer)
        finally:
            dialog.finish()

    def _on_merged(self, staged: Staged, backup: Path) -> None:
        new = QLocale().toString(staged.comparison.new)
        words = self.tr("Imported: %1 new conversations. The history as it was before is kept as %2.")
        self.told.emit(filled(words, new, str(backup)))
        self.imported.emit()

    def _progress_dialog(self, name: str, title: str, progress: Progress) -> ProgressDialog:
        dialog = ProgressDialog(title, "", progress, self._switch.theme, self._window)
        dialog.cancel_requested.connect(partial(self._tasks.cancel, name))
        return dialog
