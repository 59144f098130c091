"""A dialog that is as high as its words need, and is gone when it is closed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from desktop.ui.look.tokens import Theme
from desktop.ui.widgets.form import fit


class FittedDialog(QDialog):
    """Call `fit` when all is in it, and again when it changed."""

    def __init__(self, title: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self._width = theme.sizes.column * 3 // 5

    def fit(self) -> None:
        fit(self, self._width)
