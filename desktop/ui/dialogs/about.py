"""What this program is, which version, and under which licence."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.ui.form import fit
from desktop.ui.theme import Theme, set_role


class AboutDialog(QDialog):
    def __init__(self, version: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("About Robofy Desktop"))
        name = QLabel(self.tr("Robofy Desktop"))
        set_role(name, "heading")
        number = QLabel(self.tr("Version %1").replace("%1", version))
        number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        what = QLabel(self.tr("A desktop chat client for chatbots behind the Robofy API."))
        licence = QLabel(self.tr("MIT licence. Icons: Lucide, ISC licence. Qt for Python: LGPL version 3."))
        for label in (what, licence):
            label.setWordWrap(True)
        for label in (number, licence):
            set_role(label, "secondary")
        close = QPushButton(self.tr("Close"))
        close.clicked.connect(self.reject)
        sizes = theme.sizes
        column = QVBoxLayout(self)
        column.setContentsMargins(sizes.space_xl, sizes.space_xl, sizes.space_xl, sizes.space_l)
        column.setSpacing(sizes.space_s)
        for widget in (name, number, what, licence):
            column.addWidget(widget)
        column.addSpacing(sizes.space_s)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignTrailing)
        fit(self, sizes.column // 2)
