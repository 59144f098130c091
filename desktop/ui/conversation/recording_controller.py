"""What is done with recordings at the window: their size told, one saved as a file, all deleted, and their tidying."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget
from shiboken6 import isValid

from desktop.chat.recordings import RecordingArchive
from desktop.chat.tasks import TaskScope, settle
from desktop.core.errors import AppError
from desktop.core.settings import RecordingSettings, Settings
from desktop.ui.dialogs.message_details import MessageDetailsDialog
from desktop.ui.settings.settings_dialog import SettingsDialog

RECORDING: Final = ".rec"


class RecordingController(QObject):
    """`write` saves bytes in a file; it may raise AppError."""

    file_saved = Signal(str)  # the file's name
    problem_raised = Signal(object)  # Problem

    def __init__(
        self,
        window: QWidget,
        recordings: RecordingArchive,
        tasks: TaskScope,
        write: Callable[[Path, bytes], Awaitable[None]],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._recordings = recordings
        self._tasks = tasks
        self._write = write
        self._limits = RecordingSettings()
        self._dialog: SettingsDialog | None = None
        self._folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)

    def tidy_up(self) -> None:
        """Once, after the start: what was deleted before, and what has grown too old."""
        self._tasks.start("recordings:tidy", self._tidy, undoable=True)

    def forget(self) -> None:
        """A conversation was deleted for ever."""
        self._tasks.start("recordings:tidy", self._tidy, undoable=False)

    def apply(self, settings: Settings) -> None:
        if settings.recordings != self._limits:
            self._limits = settings.recordings
            self._tasks.start("recordings:usage", self._prune)

    def show_usage(self, dialog: SettingsDialog) -> None:
        self._dialog = dialog
        self._tasks.start("recordings:usage", self._tell_usage)

    def delete_all(self) -> None:
        self._tasks.start("recordings:usage", settle, self._delete_all)

    def show_in(self, details: MessageDetailsDialog) -> None:
        """Offer the recording of the message in its details, when there is one."""
        details.recording_requested.connect(self.ask)
        self._tasks.start(f"recording:{details.message_id}", self._tell_size, details)

    def ask(self, message_id: str) -> None:
        """Ask where to save the recording, or the plain body."""
        dialog = QFileDialog(self._window, self.tr("Save recording"), self._folder)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        whole, plain = self.tr("Recording with times (*.rec)"), self.tr("Answer as it came (*.sse)")
        dialog.setNameFilters([whole, plain])
        dialog.setDefaultSuffix(RECORDING)
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(RECORDING if chosen == whole else ".sse"))
        dialog.selectFile(self.tr("answer"))  # without an ending: that comes with the kind
        dialog.fileSelected.connect(partial(self._on_chosen, message_id))
        dialog.open()

    def _on_chosen(self, message_id: str, path: str) -> None:
        self._folder = str(Path(path).parent)
        self._tasks.start(f"save:{path}", settle, self._save, message_id, Path(path))

    async def _save(self, message_id: str, path: Path) -> None:
        try:
            plain = path.suffix.lower() != RECORDING
            await self._write(path, await self._recordings.content(message_id, plain=plain))
        except AppError as error:
            self.problem_raised.emit(error.problem)
        else:
            self.file_saved.emit(path.name)

    async def _tell_size(self, details: MessageDetailsDialog) -> None:
        size = await self._recordings.size_of(details.message_id)
        if size and isValid(details):
            details.show_recording(size)

    async def _tell_usage(self) -> None:
        if self._dialog is not None:
            self._dialog.storage.show_usage(await self._recordings.usage())

    async def _delete_all(self) -> None:
        await self._recordings.delete_all()
        await self._tell_usage()

    async def _prune(self) -> None:
        await self._recordings.prune()
        await self._tell_usage()

    async def _tidy(self, *, undoable: bool) -> None:
        with suppress(AppError):  # the history says so itself, and keeps what is to be deleted for the next start
            await self._recordings.sweep(undoable=undoable)
        if undoable:
            await self._recordings.prune()
