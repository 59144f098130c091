"""The sheet of keys: every command that has one, as this system writes it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMargins, QSize, Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QPushButton, QStyle, QVBoxLayout, QWidget

from desktop.ui.look.measures import spaced
from desktop.ui.look.theme import set_role
from desktop.ui.look.tokens import Theme
from desktop.ui.widgets.form import line, scrolled


class ShortcutsDialog(QDialog):
    """`rows` are (words, keys)."""

    def __init__(self, rows: Sequence[tuple[str, str]], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        page = QWidget()
        grid = spaced(QGridLayout(page), theme, "space_xxl", margins="space_xl", rows="space_s")
        grid.setColumnStretch(0, 1)
        for at, (words, keys) in enumerate(rows):
            key = QLabel(keys)
            set_role(key, "secondary")
            grid.addWidget(QLabel(words.rstrip("…")), at, 0)
            grid.addWidget(key, at, 1)
        close = QPushButton(self.tr("Close"))
        close.clicked.connect(self.reject)
        close.setDefault(True)
        foot = spaced(QHBoxLayout(), theme, margins=("space_xl", "space_m", "space_xl", "space_l"))
        foot.addStretch(1)
        foot.addWidget(close)
        area = scrolled(page, self.tr("Keyboard shortcuts"))
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the arrow keys scroll it where the screen is too small
        column = spaced(QVBoxLayout(self), theme)
        column.addWidget(area, 1)
        column.addWidget(line())
        column.addLayout(foot)
        self._fit(page, foot, theme)
        close.setFocus()

    def _fit(self, page: QWidget, foot: QHBoxLayout, theme: Theme) -> None:
        """As large as the sheet is, or as the screen with room for a frame; the rest scrolls."""
        for child in self.findChildren(QWidget):
            child.ensurePolished()
        sheet = page.sizeHint()
        height = sheet.height() + foot.sizeHint().height() + theme.sizes.line_width
        wanted = QSize(sheet.width() + theme.sizes.scroll_bar, height)
        frame = 2 * self.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight)
        self.resize(wanted.boundedTo(self.screen().availableSize().shrunkBy(QMargins(0, 0, 0, frame))))
