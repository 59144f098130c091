"""What stands where the composer was, when the chatbot of a conversation is not set up any more."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from desktop.ui.look.measures import spaced
from desktop.ui.look.theme import ThemeSwitch, set_role
from desktop.ui.widgets.form import words


class GoneNotice(QFrame):
    """Hidden until there is something to say."""

    choice_requested = Signal()

    def __init__(self, switch: ThemeSwitch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "banner")
        self._words = words()
        self.choose_button = QPushButton(self.tr("Choose another chatbot"))
        set_role(self.choose_button, "primary")
        self.choose_button.setAutoDefault(True)  # so that Enter presses it, too
        self.choose_button.clicked.connect(self.choice_requested)
        row = spaced(QHBoxLayout(self), switch.theme, "space_m", margins="space_m")
        row.addWidget(self._words, 1)
        row.addWidget(self.choose_button)
        self.hide()

    @property
    def text(self) -> str:
        return self._words.text()

    def show_words(self, text: str) -> None:
        self._words.setText(text)
