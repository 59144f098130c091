"""The line over the composer's field that says what is being edited, and how to stop it."""

from __future__ import annotations

from msgspec import Struct
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from desktop.ui.look.measures import spaced
from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.look.tinted import Tint
from desktop.ui.widgets.form import announce, words


class Editing(Struct, frozen=True):
    """What the composer says while something that was written earlier stands in it.

    `button` is empty when it is sent like any question; `waits` is true of what cannot go while a reply is on its way.
    """

    words: str
    button: str = ""
    waits: bool = True


class EditBar(QFrame):
    """Hidden while nothing is edited."""

    cancel_requested = Signal()

    def __init__(self, switch: ThemeSwitch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words(role="secondary")
        self.cancel_button = QToolButton(self)
        self.cancel_button.setAccessibleName(self.tr("Stop editing"))
        self.cancel_button.setToolTip(self.tr("Stop editing"))
        self.cancel_button.clicked.connect(self.cancel_requested)
        Tint(self.cancel_button, "x", switch, "text-secondary")
        row = spaced(QHBoxLayout(self), switch.theme, "space_s")
        row.addWidget(self._words, 1)
        row.addWidget(self.cancel_button)
        self.hide()

    @property
    def text(self) -> str:
        return self._words.text()

    def show_words(self, text: str) -> None:
        self._words.setText(text)
        self.setAccessibleName(text)
        self.show()
        announce(self)
