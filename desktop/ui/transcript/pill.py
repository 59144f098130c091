"""The pill over the transcript: there is new text below, and a click leads to it."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.ui.look.icons import icon
from desktop.ui.look.tokens import Theme


class Pill(QPushButton):
    """Hidden until `tell`, and again when the reader is at the end."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(self.tr("New text"))
        self.setAccessibleName(self.tr("New text: go to the end"))
        self.setToolTip(self.tr("Go to the end"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the End key does the same
        self.hide()

    def tell(self) -> None:
        """Text came that is not in sight."""
        self.show()
        self.raise_()

    def settle(self, theme: Theme, room: QRect, *, is_wanted: bool) -> None:
        """Stand in the middle of the lower edge."""
        if not is_wanted:
            self.hide()
        if self.isHidden():
            return
        self.setIcon(icon("arrow-down", theme, "text"))
        self.adjustSize()
        size, gap = self.size(), theme.sizes.space_m
        self.move(room.center().x() - size.width() // 2, room.bottom() - size.height() - gap)
