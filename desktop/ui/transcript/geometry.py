"""Where rows stand: a list view that asks its own table of heights instead of laying items out.

The trap: Qt asks for geometry at any time, also between a change of the model and our answer to it, so every override
works from `Rows`, which is brought up to date first.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QRegion
from PySide6.QtWidgets import QAbstractItemView, QListView

from desktop.ui.conversation.message_model import MessageModel
from desktop.ui.transcript.rows import Rows

_AnyIndex = QModelIndex | QPersistentModelIndex


class RowGeometry(QListView):
    """A list view over a `MessageModel` whose rows stand where `rows` says."""

    rows: Rows

    @property
    def messages(self) -> MessageModel | None:
        model = self.model()
        return model if isinstance(model, MessageModel) else None

    def row_of(self, message_id: str) -> int:
        """The row of a message, -1 where it is not shown."""
        model = self.messages
        return model.row_of(message_id) if model is not None else -1

    def rows_in_sight(self) -> range:
        heights = self.rows.heights
        if not len(heights):
            return range(0)
        top = self.verticalOffset()
        return range(heights.row_at(top), heights.row_at(top + self.viewport().height() - 1) + 1)

    def row_rect(self, row: int) -> QRect:
        """Where a row stands in the viewport."""
        heights = self.rows.heights
        return QRect(0, heights.top(row) - self.verticalOffset(), self.viewport().width(), heights[row])

    def doItemsLayout(self) -> None:
        QAbstractItemView.doItemsLayout(self)

    def horizontalOffset(self) -> int:
        return 0

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def verticalScrollbarValueChanged(self, _value: int) -> None:
        """Nothing: Qt's own asks the screen where the mouse is, and waits for the answer, sixty times a second."""

    def visualRect(self, index: _AnyIndex) -> QRect:
        known = index.isValid() and index.row() < len(self.rows.heights)
        return self.row_rect(index.row()) if known else QRect()

    def indexAt(self, point: QPoint) -> QModelIndex:
        y = point.y() + self.verticalOffset()
        model = self.messages
        if model is None or not 0 <= y < self.rows.heights.total:
            return QModelIndex()
        return model.index(self.rows.heights.row_at(y))

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Where a screen reader starts: at the newest message. Qt's own answer would lay out every row."""
        current, model = self.currentIndex(), self.messages
        return current if current.isValid() or model is None else model.index(model.rowCount() - 1)

    def keyboardSearch(self, search: str) -> None:
        """Nothing: messages are not looked up by their first letter."""

    def visualRegionForSelection(self, selection: object) -> QRegion:
        return QRegion()
