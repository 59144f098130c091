"""The floor: the least that showing a growing text costs, in the plain text widget of Qt."""

from __future__ import annotations

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from desktop.core.message import Message, Status


class PlainScreen:
    """A widget with one reply in it, of which the end stays in sight."""

    def __init__(self) -> None:
        self.widget = QPlainTextEdit()
        self.widget.setReadOnly(True)
        self.widget.setUndoRedoEnabled(False)
        self._length = 0
        self._ended = False

    @property
    def viewport(self) -> QWidget:
        return self.widget.viewport()

    def put(self, reply: Message) -> None:
        text = reply.text
        cursor = QTextCursor(self.widget.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(text[self._length :])
        self._length = len(text)
        bar = self.widget.verticalScrollBar()
        bar.setValue(bar.maximum())
        self._ended = reply.status is Status.COMPLETE
        if self._ended:
            self.viewport.update()

    def begin_anew(self) -> None:
        self.widget.clear()
        self._length, self._ended = 0, False

    def has_all(self) -> bool:
        return self._ended

    def shows_end(self) -> bool:
        return True
