"""The first thing a newcomer sees: what this is in one sentence, and two ways to begin."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.ui.look.icons import icon
from desktop.ui.look.measures import bounded, gap, spaced
from desktop.ui.look.tokens import Theme
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.form import centred_page, column, words

_MARK_SIDE: Final = 3
"""The mark of the product, in large icons."""


class WelcomePage(QWidget):
    sandbox_requested = Signal()
    connect_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Welcome"))
        self._mark = QLabel()
        self._mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._name = words(self.tr("Robofy Desktop"), "heading", wraps=False)
        self._sentence = words(self.tr("Talk to your Robofy chatbots, and see what their tools do while they answer."))
        self._promise = words(self.tr("Nothing is sent anywhere but to the address you give."), "secondary")
        for label in (self._name, self._sentence, self._promise):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sandbox = Card(
            self.tr("Try the sandbox"),
            self.tr("Four chatbots on this computer, ready to talk to. No account, no key, no internet."),
            theme,
            icon_name="message-square",
        )
        self._connect = Card(
            self.tr("Connect your chatbot"),
            self.tr("Enter the project ID, the chatbot ID and the key from your Robofy dashboard."),
            theme,
            icon_name="plug",
        )
        self._sandbox.clicked.connect(self.sandbox_requested)
        self._connect.clicked.connect(self.connect_requested)
        self._lay_out(theme)
        self.set_theme(theme)
        self.setFocusProxy(self._sandbox)

    def set_theme(self, theme: Theme) -> None:
        side = _MARK_SIDE * theme.sizes.icon_large
        pixmap = icon("bot", theme, "accent", side).pixmap(QSize(side, side), self.devicePixelRatioF())
        self._mark.setPixmap(pixmap)
        self._sandbox.set_theme(theme)
        self._connect.set_theme(theme)

    def _lay_out(self, theme: Theme) -> None:
        choices = spaced(QHBoxLayout(), theme, "space_l")
        choices.addWidget(self._sandbox)
        choices.addWidget(self._connect)
        inner = column(theme, "space_s")
        inner.addWidget(self._mark)
        inner.addWidget(gap(theme, "space_s"))
        inner.addWidget(self._name)
        inner.addWidget(self._sentence)
        inner.addWidget(gap(theme, "space_xl"))
        inner.addLayout(choices)
        inner.addWidget(gap(theme, "space_l"))
        inner.addWidget(self._promise)
        measure = bounded(QWidget(), theme, most_width="column")
        measure.setLayout(inner)
        spaced(QVBoxLayout(self), theme).addWidget(centred_page(measure, theme, self.tr("Welcome")))
