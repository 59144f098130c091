"""What stands in the window when the history does not open: what happened, and that nothing was changed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.ui.form import words
from desktop.ui.measures import bounded, spaced
from desktop.ui.theme import Theme, set_role


class TroublePage(QWidget):
    """Nothing can be asked from here: a question that cannot be saved would be lost."""

    retry_requested = Signal()
    quit_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("The history cannot be opened"))
        heading = words(self.tr("Your conversations cannot be opened"), "heading")
        self._sentence = words()
        again = QPushButton(self.tr("Try again"))
        set_role(again, "primary")
        leave = QPushButton(self.tr("Quit"))
        for button, wish in ((again, self.retry_requested), (leave, self.quit_requested)):
            button.setAutoDefault(True)  # so that Enter presses it, too
            button.clicked.connect(wish)
        buttons = spaced(QHBoxLayout(), theme, "space_s")
        buttons.addStretch(1)
        buttons.addWidget(leave)
        buttons.addWidget(again)
        buttons.addStretch(1)
        inner = bounded(QWidget(), theme, most_width="column")
        column = spaced(QVBoxLayout(inner), theme, "space_l", margins="space_m")
        for label in (heading, self._sentence):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        column.addLayout(buttons)
        outer = QHBoxLayout(self)
        outer.addStretch(1)
        outer.addWidget(inner, 4)
        outer.addStretch(1)
        self.setFocusProxy(again)

    def show_sentence(self, text: str) -> None:
        self._sentence.setText(text)
