"""All that is known about one message: how it ended, its times and ids, and what in the stream could not be used."""

from __future__ import annotations

from collections import Counter
from typing import Final

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from desktop.core.events import SKIP_REASONS
from desktop.core.message import Message
from desktop.core.text import well_formed
from desktop.ui.conversation.message_facts import facts
from desktop.ui.look.measures import spaced
from desktop.ui.look.theme import fixed_font, set_role
from desktop.ui.look.tokens import Theme
from desktop.ui.widgets.form import answers, column, selectable, words
from desktop.ui.words import data_size

_SIZE: Final = QSize(560, 480)


class MessageDetailsDialog(QDialog):
    """Everything in it can be selected; *Copy details* copies it all as text."""

    recording_requested = Signal(str)  # message id

    def __init__(
        self, message: Message, theme: Theme, parent: QWidget | None = None, *, version: tuple[int, int] = (1, 1)
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Message details"))
        self._message = message
        self._rows = facts(message, version)
        layout = column(theme, "space_m", margins="space_xl")
        layout.addWidget(words(self.tr("Message details"), "title"))
        self._grid = spaced(QGridLayout(), theme, "space_xl", rows="space_s")
        self._grid.setColumnStretch(1, 1)
        for row in self._rows:
            self._add_row(*row)
        layout.addLayout(self._grid)
        if message.skipped_count:
            self._add_skipped(theme, layout)
        else:
            layout.addStretch(1)
        layout.addLayout(self._buttons(theme))
        self.setLayout(layout)
        self.resize(theme.room(_SIZE, self.screen().availableSize()))
        self.close_button.setFocus()

    def text(self) -> str:
        """The details as `Copy details` copies them."""
        lines = [f"{name}: {value}" for name, value in self._rows]
        return "\n".join([*lines, *self._skipped_lines()])

    @property
    def message_id(self) -> str:
        return self._message.id

    def show_recording(self, size: int) -> None:
        """There is a recording of so many bytes."""
        self._rows.append((self.tr("Recording"), data_size(size)))
        self._add_row(*self._rows[-1])
        self.recording_button.show()

    def _add_row(self, name: str, value: str) -> None:
        at = self._grid.rowCount()
        self._grid.addWidget(words(name, "secondary", wraps=False), at, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(selectable(words(value)), at, 1)

    def _add_skipped(self, theme: Theme, layout: QVBoxLayout) -> None:
        heading = self.tr("%1 lines of the stream could not be used").replace("%1", str(self._message.skipped_count))
        shown = QPlainTextEdit("\n".join(self._skipped_lines()[1:]))
        shown.setReadOnly(True)
        shown.setAccessibleName(heading)
        shown.setFont(theme.font("code", fixed_font(self.font())))
        shown.setTabChangesFocus(True)
        layout.addWidget(words(heading))
        layout.addWidget(shown, 1)

    def _skipped_lines(self) -> list[str]:
        message = self._message
        if not message.skipped_count:
            return []
        counted = Counter(item.reason for item in message.skipped)
        reasons = [f"{count} × {_why(reason)}" for reason, count in counted.items()]
        excerpts = [f"{_why(item.reason)} {well_formed(item.excerpt)}" for item in message.skipped]
        total = self.tr("Skipped in the stream: %1").replace("%1", str(message.skipped_count))
        return [total, *reasons, "", *excerpts]

    def _buttons(self, theme: Theme) -> QHBoxLayout:
        self.copy_button = QPushButton(self.tr("Copy details"))
        self.copy_button.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text()))
        self.recording_button = QPushButton(self.tr("Save recording…"))
        self.recording_button.hide()
        self.recording_button.clicked.connect(lambda: self.recording_requested.emit(self.message_id))
        self.close_button = QPushButton(self.tr("Close"))
        set_role(self.close_button, "primary")
        self.close_button.setDefault(True)
        self.close_button.clicked.connect(self.reject)
        return answers(theme, self.close_button, near=(self.copy_button, self.recording_button))


def _why(reason: str) -> str:
    return QCoreApplication.translate("skipped", SKIP_REASONS.get(reason, reason))
