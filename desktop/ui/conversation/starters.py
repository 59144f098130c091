"""What an empty conversation shows: who answers, and questions to begin with, one click each.

The trap: the questions that are known come first, and those of the chatbot in their place right after, each time that
something changes in the profiles. Who has the keyboard on one of them shall notice nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.core.chatbot import Chatbot
from desktop.core.colour import Colour, visible
from desktop.ui.look.measures import bounded, gap, spaced
from desktop.ui.look.theme import ThemeSwitch, set_role
from desktop.ui.widgets.form import centred_page

_MOST: Final = 1000
"""A share of the room that leaves nothing to the empty sides, up to the widest that the words may be."""


class AccentButton(QPushButton):
    """A button with a bar in somebody else's colour at its leading side, made visible on the ground it stands on."""

    def __init__(self, text: str, colour: Colour | None, switch: ThemeSwitch, parent: QWidget) -> None:
        super().__init__(text, parent)
        self._colour = colour
        self._switch = switch

    @property
    def accent(self) -> QColor | None:
        """The colour as it is painted in the theme of now."""
        if self._colour is None:
            return None
        ground = self._switch.theme.color("surface")
        return QColor(*visible(self._colour, (ground.red(), ground.green(), ground.blue())))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        accent, sizes = self.accent, self._switch.theme.sizes
        if accent is None:
            return
        wide, inset = sizes.space_xs, sizes.space_s
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        left = self.width() - inset - wide if is_mirrored else inset
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(accent)
        painter.drawRoundedRect(QRectF(left, inset, wide, self.height() - 2 * inset), wide / 2, wide / 2)
        painter.end()


class Starters(QWidget):
    """`starter_chosen` carries the question."""

    starter_chosen = Signal(str)

    def __init__(self, switch: ThemeSwitch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._switch = switch
        self._shown: tuple[tuple[str, ...], Colour | None] = ((), None)
        self._left = ""  # the question that had the keyboard, until Qt's loop goes on
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
        page = centred_page(inner, theme, self.tr("Questions to begin with"), above=1, below=2)
        spaced(QVBoxLayout(self), theme).addWidget(page)

    def show_chatbot(self, chatbot: Chatbot) -> None:
        self._heading.setText(chatbot.name)
        self._description.setText(
            chatbot.description or self.tr("Ask anything. The answer appears here as it is written.")
        )
        self._show_buttons(chatbot.starters, None)

    def show_words(self, text: str) -> None:
        """What the chatbot says first, or why it says nothing; no text leaves what stands there."""
        if text:
            self._description.setText(text)

    def show_questions(self, questions: Sequence[str], colour: Colour | None) -> None:
        """The chatbot's own questions, in its colour; none leaves those that stand there."""
        if questions:
            self._show_buttons(questions, colour)

    def _show_buttons(self, questions: Sequence[str], colour: Colour | None) -> None:
        if self._shown == (tuple(questions), colour):
            return
        self._take_away()
        self._shown = (tuple(questions), colour)
        for question in questions:
            button = AccentButton(question.replace("&", "&&"), colour, self._switch, self)  # a lone & marks a letter
            button.setAutoDefault(True)  # so that Enter presses it, too
            button.clicked.connect(lambda _checked=False, text=question: self.starter_chosen.emit(text))
            self._buttons.addWidget(button)
            if question == self._left:
                button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_away(self) -> None:
        at, focused = 0, self.window().focusWidget()
        while item := self._buttons.takeAt(0):
            button = item.widget()
            if button is not None:
                if button is focused:
                    self._left = self._shown[0][at]
                    QTimer.singleShot(0, self, self._forget_keyboard)
                at += 1
                button.hide()
                button.deleteLater()

    def _forget_keyboard(self) -> None:
        """It is somewhere else by now, and somebody may be writing there."""
        self._left = ""
