"""The rows of the quick switcher for a view: entries that can be chosen, and headings that cannot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.ui.switcher.rows import Entry, Row, spoken

ROW_ROLE: Final = Qt.ItemDataRole.UserRole + 1
_ROOT: Final = QModelIndex()
_Index = QModelIndex | QPersistentModelIndex


class SwitcherModel(QAbstractListModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Row, ...] = ()

    def show_rows(self, rows: Sequence[Row]) -> None:
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if self.entry_at(index.row()) is None:
            return Qt.ItemFlag.ItemNeverHasChildren
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self._rows[index.row()] if index.isValid() else None
        if row is None:
            return None
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.entry.title if row.entry is not None else row.words
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(row.entry) if row.entry is not None else row.words
        return None

    def entry_at(self, row: int) -> Entry | None:
        return self._rows[row].entry if 0 <= row < len(self._rows) else None

    def row_of(self, entry: Entry | None) -> int:
        """-1 when it is not listed; by its kind and key, for its words may have changed."""
        wanted = (entry.kind, entry.key) if entry is not None else None
        listed = ((one.entry.kind, one.entry.key) if one.entry is not None else "" for one in self._rows)
        return next((number for number, key in enumerate(listed) if key == wanted), -1)

    def step(self, row: int, by: int) -> int:
        """The next row with an entry in a direction (1, -1), round the end; `row` when there is none."""
        count = len(self._rows)
        tried = ((row + by * distance) % count for distance in range(1, count + 1)) if count else iter(())
        return next((number for number in tried if self._rows[number].entry is not None), row)

    def first(self) -> int:
        """The first row with an entry, -1 when there is none."""
        return next((number for number, row in enumerate(self._rows) if row.entry is not None), -1)
