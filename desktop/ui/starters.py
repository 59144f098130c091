"""What an empty conversation shows: who answers, and questions to begin with, one click each."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.core.chatbot import Chatbot
from desktop.ui.form import scrolled
from desktop.ui.measures import bounded, gap, spaced
from desktop.ui.theme import ThemeSwitch, set_role

_MOST: Final = 1000
"""A share of the room that leaves nothing to the empty sides, up to the widest that the words may be."""


class Starters(QWidget):
    """`starter_chosen` carries the question."""

    starter_chosen = Signal(str)

    def __init__(self, switch: ThemeSwitch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._switch = switch
        theme = switch.theme
        self._heading = QLabel(self)
        set_role(self._heading, "heading")
        self._description = QLabel(self)
        set_role(self._description, "secondary")
        self._buttons = spaced(QVBoxLayout(), theme, "space_s")
        for label in (self._heading, self._description):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
        inner = bounded(QWidget(), theme, most_width=("column", 2 / 3))
        column = spaced(QVBoxLayout(inner), theme, "space_m", margins="space_m")
        column.addWidget(self._heading)
        column.addWidget(self._description)
        column.addWidget(gap(theme, "space_s"))
        column.addLayout(self._buttons)
        page = QWidget()
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(inner, _MOST)
        middle.addStretch(1)
        outer = spaced(QVBoxLayout(page), theme, margins="space_xl")
        outer.addStretch(1)
        outer.addLayout(middle)
        outer.addStretch(2)
        spaced(QVBoxLayout(self), theme).addWidget(scrolled(page, self.tr("Questions to begin with")))

    def show_chatbot(self, chatbot: Chatbot) -> None:
        self._heading.setText(chatbot.name)
        self._description.setText(
            chatbot.description or self.tr("Ask anything. The answer appears here as it is written.")
        )
        while item := self._buttons.takeAt(0):
            button = item.widget()
            if button is not None:
                button.hide()
                button.deleteLater()
        for question in chatbot.starters:
            button = QPushButton(question.replace("&", "&&"), self)  # a lone & would mark a letter
            button.setAutoDefault(True)  # so that Enter presses it, too
            button.clicked.connect(lambda _checked=False, text=question: self.starter_chosen.emit(text))
            self._buttons.addWidget(button)
