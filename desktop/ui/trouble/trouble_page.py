"""What stands in the window when the history does not open: what happened, and that nothing was changed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.ui.look.measures import bounded, spaced
from desktop.ui.look.theme import set_role
from desktop.ui.look.tokens import Theme
from desktop.ui.widgets.form import centred, words


class TroublePage(QWidget):
    """Nothing can be asked from here: a question that cannot be saved would be lost."""

    retry_requested = Signal()
    read_requested = Signal()
    quit_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("The history cannot be opened"))
        heading = words(self.tr("Your conversations cannot be opened"), "heading")
        self._sentence = words()
        again = QPushButton(self.tr("Try again"))
        set_role(again, "primary")
        leave = QPushButton(self.tr("Quit"))
        self.read_button = QPushButton(self.tr("Only read"))
        wishes = (
            (again, self.retry_requested),
            (self.read_button, self.read_requested),
            (leave, self.quit_requested),
        )
        for button, wish in wishes:
            button.setAutoDefault(True)  # so that Enter presses it, too
            button.clicked.connect(wish)
        buttons = spaced(QHBoxLayout(), theme, "space_s")
        buttons.addStretch(1)
        buttons.addWidget(leave)
        buttons.addWidget(self.read_button)
        buttons.addWidget(again)
        buttons.addStretch(1)
        inner = bounded(QWidget(), theme, most_width="column")
        column = spaced(QVBoxLayout(inner), theme, "space_l", margins="space_m")
        column.addStretch(2)
        for label in (heading, self._sentence):
            column.addWidget(centred(label))
        column.addLayout(buttons)
        column.addStretch(3)
        outer = QHBoxLayout(self)
        outer.addStretch(1)
        outer.addWidget(inner, 4)
        outer.addStretch(1)
        self.setFocusProxy(again)

    def show_sentence(self, text: str, *, readable: bool = False) -> None:
        """`readable`: the conversations can perhaps be read."""
        self._sentence.setText(text)
        self.read_button.setVisible(readable)
