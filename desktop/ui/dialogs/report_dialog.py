"""Everything that a problem report would hold, to be looked at and left out before it is saved.

The trap: people tick what they did not read. So what holds words of a conversation is not ticked at first, says so, and
what the preview shows is what is saved.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QDialog,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QWidget,
)

from desktop.core.report import ReportFile
from desktop.ui.dialogs.whole_text import pieces
from desktop.ui.look.theme import set_role
from desktop.ui.look.tokens import Theme
from desktop.ui.widgets.form import answers, column, filled, words
from desktop.ui.widgets.word_list import WordList
from desktop.ui.words import data_size

_SIZE = QSize(860, 600)
_SMALLEST = QSize(560, 400)


class ReportDialog(QDialog):
    """`save_requested` carries the files that are ticked."""

    save_requested = Signal(object)  # tuple of ReportFile

    def __init__(self, files: Sequence[ReportFile], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Report a problem"))
        self._files = tuple(files)
        self.list = WordList()
        self.list.setAccessibleName(self.tr("Files of the report"))
        for file in files:
            self.list.addItem(self._item(file))
        self.preview = QPlainTextEdit()
        self.preview.setReadOnly(True)
        self.preview.setTabChangesFocus(True)
        self.preview.setFont(theme.font("code", QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)))
        self._rest: Iterator[str] = iter(())  # of what is shown
        self._filling = QTimer(self)
        self._filling.setInterval(0)
        self._filling.timeout.connect(self._fill)
        self.total = words(role="secondary", wraps=False)
        self.save_button = QPushButton(self.tr("Save…"))
        set_role(self.save_button, "primary")
        self.save_button.setDefault(True)
        self.save_button.clicked.connect(self._on_save)
        cancel = QPushButton(self.tr("Cancel"))
        cancel.clicked.connect(self.reject)
        self._lay_out(theme, cancel)
        self.list.currentRowChanged.connect(self._show)
        self.list.itemChanged.connect(self._tell_total)
        self.list.setCurrentRow(0)
        self._tell_total()
        self.setMinimumSize(theme.room(_SMALLEST, self.screen().availableSize()))
        self.resize(theme.room(_SIZE, self.screen().availableSize()))

    @property
    def chosen(self) -> tuple[ReportFile, ...]:
        return tuple(
            file for row, file in enumerate(self._files) if self.list.item(row).checkState() is Qt.CheckState.Checked
        )

    def done(self, result: int) -> None:
        self._filling.stop()
        super().done(result)

    def _item(self, file: ReportFile) -> QListWidgetItem:
        private = self.tr("%1 (holds what was written)")
        item = QListWidgetItem(private.replace("%1", file.name) if file.private else file.name)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Unchecked if file.private else Qt.CheckState.Checked)
        return item

    def _lay_out(self, theme: Theme, cancel: QPushButton) -> None:
        layout = column(theme, "space_m", margins="space_xl")
        layout.addWidget(words(self.tr("Report a problem"), "title"))
        layout.addWidget(
            words(
                self.tr(
                    "The report is saved as a file on this computer, and this program sends it to nobody. Keys, mail "
                    "addresses, your home folder and the names of you and this computer are replaced where they are "
                    "recognised. Look through the files, and untick what shall not be in it."
                )
            )
        )
        middle = QSplitter(Qt.Orientation.Horizontal)
        middle.setChildrenCollapsible(False)
        middle.addWidget(self.list)
        middle.addWidget(self.preview)
        middle.setStretchFactor(0, 1)
        middle.setStretchFactor(1, 2)
        layout.addWidget(middle, 1)
        row = answers(theme, cancel, self.save_button, near=(self.total,))
        layout.addLayout(row)
        self.setLayout(layout)

    def _show(self, row: int) -> None:
        file = self._files[row] if 0 <= row < len(self._files) else None
        self.preview.setAccessibleName(self.tr("What is in %1").replace("%1", file.name if file else ""))
        self._rest = pieces(file.text if file else "")
        self.preview.setPlainText(next(self._rest, ""))
        self._filling.start()

    def _fill(self) -> None:
        """The rest of a long file, a piece a turn of the loop: the window goes on meanwhile."""
        piece = next(self._rest, None)
        if piece is None:
            self._filling.stop()
            return
        bar = self.preview.verticalScrollBar()
        at = bar.value()
        cursor = self.preview.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        cursor.insertText(piece)
        bar.setValue(at)

    def _tell_total(self) -> None:
        chosen = self.chosen
        size = data_size(sum(len(file.content) for file in chosen))
        self.total.setText(filled(self.tr("%1 files, %2 before packing"), str(len(chosen)), size))
        self.save_button.setEnabled(bool(chosen))

    def _on_save(self) -> None:
        self.save_requested.emit(self.chosen)
