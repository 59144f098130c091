"""Profiles to a file and back, as the page of chatbots asks for it.

The trap: a file may be on a drive that does not answer, so nothing here waits for the disk.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.chat.profile_book import ProfileBook
from desktop.chat.tasks import TaskScope, settle
from desktop.core.chatbot import Profile
from desktop.core.errors import AppError
from desktop.core.profile_file import export_profiles, read_profiles
from desktop.core.text import revealed
from desktop.ui.dialogs.profiles_import_dialog import ProfilesImportDialog
from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.settings.settings_dialog import SettingsDialog

_TASK: Final = "profiles-file"


class ProfileExchange(QObject):
    """`read` gives the bytes of a file and `write` saves them; both may raise AppError.

    `profiles_added` when the book has new ones, with their ids.
    """

    profiles_added = Signal(object)  # tuple of str
    file_saved = Signal(str)  # the file's name
    problem_raised = Signal(object)  # Problem

    def __init__(
        self,
        window: QWidget,
        book: ProfileBook,
        tasks: TaskScope,
        switch: ThemeSwitch,
        read: Callable[[Path], Awaitable[bytes]],
        write: Callable[[Path, bytes], Awaitable[None]],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._book = book
        self._tasks = tasks
        self._switch = switch
        self._read = read
        self._write = write
        self._dialog: SettingsDialog | None = None
        self._folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)

    def attach(self, dialog: SettingsDialog) -> None:
        """Serve this dialog; again and again, each time that it is opened."""
        if dialog is self._dialog:
            return
        self._dialog = dialog
        page = dialog.chatbots
        page.import_requested.connect(self._on_import_requested)
        page.export_requested.connect(self._ask_where)

    def _ask_where(self) -> None:
        dialog = QFileDialog(self._parent(), self.tr("Export profiles"), self._folder)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setDefaultSuffix("json")
        dialog.selectFile("robofy-profiles.json")
        dialog.fileSelected.connect(self._on_place_chosen)
        dialog.open()

    def _on_place_chosen(self, path: str) -> None:
        self._folder = str(Path(path).parent)
        self._tasks.start(_TASK, settle, self._save, Path(path))

    async def _save(self, path: Path) -> None:
        try:
            await self._write(path, export_profiles(self._book.connected))
        except AppError as error:
            self.problem_raised.emit(error.problem)
        else:
            self.file_saved.emit(path.name)

    def _on_import_requested(self, path: str) -> None:
        if path:
            self._on_file_chosen(path)
            return
        dialog = QFileDialog(self._parent(), self.tr("Import profiles"), self._folder)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([self.tr("Exported profiles (*.json)"), self.tr("All files (*)")])
        dialog.fileSelected.connect(self._on_file_chosen)
        dialog.open()

    def _on_file_chosen(self, path: str) -> None:
        self._folder = str(Path(path).parent)
        self._tasks.start(_TASK, self._preview, Path(path))

    async def _preview(self, path: Path) -> None:
        name = revealed(path.name)
        try:
            found = read_profiles(await self._read(path), name, self._book.profiles)
        except AppError as error:
            self._complain(error)
            return
        dialog = ProfilesImportDialog(name, found, self._switch.theme, self._parent())
        dialog.import_requested.connect(lambda chosen: self._tasks.start(_TASK, settle, self._add, chosen))
        dialog.open()

    async def _add(self, chosen: tuple[Profile, ...]) -> None:
        added: tuple[str, ...] = ()
        try:
            for profile in chosen:
                await self._book.put(profile)
                added = (*added, profile.id)
        except AppError as error:
            self._complain(error)
        self.profiles_added.emit(added)

    def _complain(self, error: AppError) -> None:
        """In the dialog while it is there, where whoever asked looks."""
        if self._dialog is not None and self._dialog.isVisible():
            self._dialog.chatbots.show_trouble(error.problem)
        else:
            self.problem_raised.emit(error.problem)

    def _parent(self) -> QWidget:
        return self._dialog if self._dialog is not None and self._dialog.isVisible() else self._window
