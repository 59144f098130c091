"""Conversations leave the window: as a file, on paper, or as Markdown on the clipboard.

The trap: all of it may be long, and a folder may be on a drive that does not answer. So the window waits for nothing;
the work tells how far it came, and can be ended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QStandardPaths, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from desktop.chat.tasks import TaskScope
from desktop.chat.transfer import Export, Transfer
from desktop.core.conversation import Conversation
from desktop.core.errors import AppError, Problem
from desktop.core.export.forms import SUFFIXES, ExportForm, file_name
from desktop.core.export.pieces import Piece
from desktop.core.progress import Progress
from desktop.ui.dialogs.progress_dialog import ProgressDialog
from desktop.ui.look.theme import ThemeSwitch

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

_EXPORT: Final = "export"
_PRINT: Final = "print"


class ExportController(QObject):
    """`shown` is the stored conversation in view, None when there is none. `told` is a sentence for the user."""

    told = Signal(str)
    problem_raised = Signal(object)  # Problem

    def __init__(
        self,
        window: QWidget,
        transfer: Transfer,
        tasks: TaskScope,
        switch: ThemeSwitch,
        shown: Callable[[], Conversation | None],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._transfer = transfer
        self._tasks = tasks
        self._switch = switch
        self._shown = shown
        self._folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self._form = ExportForm.MARKDOWN

    def ask(self) -> None:
        """Export the shown conversation, or all of them."""
        shown = self._shown()
        self._ask([(self.tr("This conversation: %1").replace("%1", _title(shown)), (shown.id,))] if shown else [])

    def export(self, ids: tuple[str, ...]) -> None:
        """Export these conversations, unless the user would rather have all of them."""
        count = self.tr("%1 conversations").replace("%1", str(len(ids)))
        self._ask([(count if len(ids) > 1 else self.tr("The selected conversation"), ids)] if ids else [])

    def copy_conversation(self) -> None:
        """All of the shown conversation, as Markdown, on the clipboard."""
        if shown := self._shown():
            self._tasks.start("copy", self._copy, shown)

    def print_conversation(self) -> None:
        """Ask for a printer, and print the shown conversation on it."""
        shown = self._shown()
        if shown is None:
            return
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(_title(shown))
        dialog = QPrintDialog(printer, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(partial(self._on_printer_chosen, printer, shown))
        QDialog.open(dialog)  # its own takes a slot by its name

    def _ask(self, scopes: list[tuple[str, tuple[str, ...]]]) -> None:
        from desktop.ui.dialogs.export_dialog import ExportDialog

        dialog = ExportDialog([*scopes, (self.tr("All conversations"), ())], self._switch.theme, self._window)
        dialog.choose(self._form)
        dialog.export_requested.connect(self._ask_where)
        dialog.open()

    def _ask_where(self, ids: tuple[str, ...], form: ExportForm) -> None:
        self._form = form
        shown = self._shown()
        is_shown = shown is not None and ids == (shown.id,)
        name = _title(shown) if shown is not None and is_shown else self.tr("Conversations")
        dialog = QFileDialog(self._window, self.tr("Export"), self._folder)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setDefaultSuffix(SUFFIXES[form])
        dialog.selectFile(file_name(name, form))
        dialog.fileSelected.connect(partial(self._on_place_chosen, ids, form))
        dialog.open()

    def _on_place_chosen(self, ids: tuple[str, ...], form: ExportForm, path: str) -> None:
        self._folder = str(Path(path).parent)
        self._tasks.start(_EXPORT, self._export, Export(Path(path), form, ids))

    def _on_printer_chosen(self, printer: QPrinter, shown: Conversation, result: int) -> None:
        if result == QDialog.DialogCode.Accepted:
            self._tasks.start(_PRINT, self._print, printer, shown)

    async def _export(self, export: Export) -> None:
        progress = Progress()
        dialog = self._progress_dialog(_EXPORT, self.tr("Exporting"), self.tr("%1 of %2 conversations"), progress)
        try:
            await self._transfer.export(export, progress, _renderer(export.form))
        except AppError as error:
            self.problem_raised.emit(error.problem)
        else:
            self.told.emit(self.tr("Exported as %1").replace("%1", export.path.name))
        finally:
            dialog.finish()

    async def _copy(self, shown: Conversation) -> None:
        from desktop.core.export.markdown_writer import markdown

        try:
            text = await self._transfer.use((shown.id,), markdown, Progress())
        except AppError as error:
            self.problem_raised.emit(error.problem)
            return
        QGuiApplication.clipboard().setText(text)
        self.told.emit(self.tr("The conversation is on the clipboard."))

    async def _print(self, printer: QPrinter, shown: Conversation) -> None:
        progress = Progress()
        dialog = self._progress_dialog(_PRINT, self.tr("Printing"), "", progress)
        try:
            await self._transfer.use((shown.id,), partial(_print_all, printer), progress)
        except AppError as error:
            self.problem_raised.emit(error.problem)
        except OSError:
            self.problem_raised.emit(Problem("export_failed", {"file": _title(shown)}))
        finally:
            dialog.finish()

    def _progress_dialog(self, task: str, title: str, counts: str, progress: Progress) -> ProgressDialog:
        dialog = ProgressDialog(title, counts, progress, self._switch.theme, self._window)
        dialog.cancel_requested.connect(partial(self._tasks.cancel, task))
        return dialog


def _title(conversation: Conversation) -> str:
    return conversation.title or conversation.chatbot_name


def _renderer(form: ExportForm) -> Callable[[Path, Iterator[Piece]], None] | None:
    """What makes a file of this form; None when it is text."""
    if form is not ExportForm.PDF:
        return None
    from desktop.ui.transfer.paper import write_pdf

    return write_pdf


def _print_all(printer: QPrinter, pieces: Iterator[Piece]) -> None:
    from desktop.ui.transfer.paper import print_on

    print_on(printer, pieces)
