"""The mark of a profile: its label in its colour, so that nobody writes to production by mistake."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop.ui.look.theme import set_role
from desktop.ui.words import tip


class ProfileChip(QLabel):
    """Hidden for a profile that has neither a label nor a colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        set_role(self, "chip")
        self.hide()

    def show_profile(self, name: str, label: str, colour: str) -> None:
        """`label` stands on the chip; without one the name does, so that a colour never speaks alone."""
        shown = label or name
        set_role(self, "chip", tone=colour)
        self.setText(shown)
        self.setAccessibleName(self.tr("Profile: %1").replace("%1", shown))
        self.setToolTip(tip(name))
        self.setVisible(bool(label or colour) and bool(shown))
