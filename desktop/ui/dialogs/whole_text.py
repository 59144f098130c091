"""All of a text that the transcript shows only in part: what a tool was given, or what it said.

The trap: megabytes put into an editor at once hold up the window, and so does one line of that size. The text comes
in pieces, some each turn of the event loop, and very long lines are broken for the eye; Copy hands out the text as it
is.
"""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QFontDatabase, QGuiApplication, QKeySequence, QShortcut, QTextCursor
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from desktop.ui.look.measures import spaced
from desktop.ui.look.theme import set_role
from desktop.ui.look.tokens import Theme
from desktop.ui.widgets.form import announce, column, words

LONGEST_LINE: Final = 2_000
"""Characters after which a line is broken."""
_PIECE: Final = 8_192
_BUDGET: Final = 0.008
_SIZE: Final = (720, 560)


class WholeTextDialog(QDialog):
    """Read-only, with Find (Ctrl+F, then Return for the next place) and Copy."""

    def __init__(self, title: str, text: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._text = text
        self._pieces = pieces(text)
        self.editor = self._made_editor(title, theme)
        self.find_line = QLineEdit()
        self.find_line.setPlaceholderText(self.tr("Find"))
        self.find_line.setAccessibleName(self.tr("Find in this text"))
        self.find_line.returnPressed.connect(self.find_next)
        self.found = words(role="secondary", wraps=False)
        layout = column(theme, "space_m", margins="space_xl")
        layout.addWidget(words(title, "title"))
        layout.addWidget(self.editor, 1)
        layout.addLayout(self._foot(theme))
        self.setLayout(layout)
        self.resize(*_SIZE)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self.find_line.setFocus)
        self._filling = QTimer(self)
        self._filling.setInterval(0)
        self._filling.timeout.connect(self._fill)
        self._filling.start()
        self.editor.setFocus()

    @property
    def is_filled(self) -> bool:
        """Whether all of the text stands in the editor."""
        return not self._filling.isActive()

    def find_next(self) -> None:
        """Select the next place with these words, from the start again after the last one."""
        wanted = self.find_line.text()
        if not wanted:
            return
        found = self.editor.find(wanted)
        if not found:
            start = QTextCursor(self.editor.document())
            before = self.editor.textCursor()
            self.editor.setTextCursor(start)
            found = self.editor.find(wanted)
            if not found:
                self.editor.setTextCursor(before)
        self.found.setText("" if found else self.tr("Not found"))
        if not found:
            announce(self.found)

    def copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text)
        self.copy_button.setText(self.tr("Copied"))

    def done(self, result: int) -> None:
        self._filling.stop()
        super().done(result)

    def _fill(self) -> None:
        cursor = QTextCursor(self.editor.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        deadline = perf_counter() + _BUDGET
        for piece in self._pieces:
            cursor.insertText(piece)
            if perf_counter() >= deadline:
                return
        self._filling.stop()

    def _made_editor(self, title: str, theme: Theme) -> QPlainTextEdit:
        editor = QPlainTextEdit()
        editor.setPlainText(next(self._pieces, ""))  # what comes later leaves the cursor at the start
        editor.setReadOnly(True)
        editor.setUndoRedoEnabled(False)
        editor.setTabChangesFocus(True)
        editor.setAccessibleName(title)
        editor.setFont(theme.font("code", QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)))
        return editor

    def _foot(self, theme: Theme) -> QHBoxLayout:
        self.copy_button = QPushButton(self.tr("Copy all"))
        self.copy_button.clicked.connect(self.copy)
        self.close_button = QPushButton(self.tr("Close"))
        self.close_button.clicked.connect(self.reject)
        set_role(self.close_button, "primary")
        row = spaced(QHBoxLayout(), theme, "space_s")
        widgets: tuple[QLineEdit | QLabel | QPushButton, ...] = (
            self.find_line,
            self.found,
            self.copy_button,
            self.close_button,
        )
        for widget in widgets:
            if isinstance(widget, QPushButton):
                widget.setAutoDefault(False)  # Return in the line above means the next place
            row.addWidget(widget)
        return row


def pieces(text: str) -> Iterator[str]:
    """The text with long lines broken, some thousand characters at a time."""
    waiting, size = [], 0
    for line in _lines(text):
        waiting.append(line)
        size += len(line)
        if size >= _PIECE:
            yield "".join(waiting)
            waiting, size = [], 0
    if waiting:
        yield "".join(waiting)


def _lines(text: str) -> Iterator[str]:
    at = 0
    while at < len(text):
        end = text.find("\n", at, at + LONGEST_LINE + 1)
        if end >= 0:
            yield text[at : end + 1]
            at = end + 1
        else:
            yield text[at : at + LONGEST_LINE] + ("\n" if at + LONGEST_LINE < len(text) else "")
            at += LONGEST_LINE
