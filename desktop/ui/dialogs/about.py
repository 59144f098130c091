"""What this program is, which version, and under which licence."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.ui.form import fit
from desktop.ui.measures import Margins, gap, spaced
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
        sides: Margins = ("space_xl", "space_xl", "space_xl", "space_l")
        column = spaced(QVBoxLayout(self), theme, "space_s", margins=sides)
        for widget in (name, number, what, licence):
            column.addWidget(widget)
        column.addWidget(gap(theme, "space_s"))
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignTrailing)
        fit(self, theme.sizes.column // 2)
