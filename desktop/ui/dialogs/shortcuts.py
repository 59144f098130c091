"""The sheet of keys: every command that has one, as this system writes it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.ui.theme import Theme, set_role


class ShortcutsDialog(QDialog):
    """`rows` are (words, keys)."""

    def __init__(self, rows: Sequence[tuple[str, str]], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        sizes = theme.sizes
        grid = QGridLayout()
        grid.setHorizontalSpacing(sizes.space_xxl)
        grid.setVerticalSpacing(sizes.space_s)
        grid.setColumnStretch(0, 1)
        for at, (words, keys) in enumerate(rows):
            key = QLabel(keys)
            set_role(key, "secondary")
            grid.addWidget(QLabel(words.rstrip("…")), at, 0)
            grid.addWidget(key, at, 1)
        close = QPushButton(self.tr("Close"))
        close.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(sizes.space_xl, sizes.space_xl, sizes.space_xl, sizes.space_l)
        column.setSpacing(sizes.space_l)
        column.addLayout(grid)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignTrailing)
