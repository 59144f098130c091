"""The transcript in a window of its own, with the fonts, icons and imports warm that a person's first answer warms."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QWidget

from desktop.core.message import Message, Status, question
from desktop.ui.conversation.message_model import MessageModel
from desktop.ui.look import theme
from desktop.ui.look.tokens import Theme
from desktop.ui.transcript.view import TranscriptView
from tests.bench import texts
from tests.bench.sight import Sight

SIZE: Final = QSize(840, 620)
"""What the window leaves for the messages at its first size."""


class TranscriptScreen:
    """A view on one reply."""

    def __init__(self, dress: Theme) -> None:
        self.widget = TranscriptView(dress, clock=lambda: texts.CREATED)
        self._sight = Sight(self.widget)
        self._begin()

    def _begin(self) -> None:
        self.model = MessageModel()
        self.widget.setModel(self.model)
        self.model.put(question("question", "Where is my order?", texts.CREATED))

    def begin_anew(self) -> None:
        """Remember how the end of the reply looks, and take it away."""
        self._sight.learn()
        self._begin()

    @property
    def viewport(self) -> QWidget:
        return self.widget.viewport()

    def put(self, reply: Message) -> None:
        self.model.put(reply)

    def has_all(self) -> bool:
        """Whether the whole reply is laid out, with its end in sight, so that the next paint shows it."""
        row = self.model.rowCount() - 1
        ended = self.model.message_at(row).status is Status.COMPLETE
        return ended and not self.widget.rows.is_waiting(row) and is_at_end(self.widget)

    def shows_end(self) -> bool:
        """Whether the last words are on the screen."""
        return self._sight.shows_end()


def is_at_end(view: TranscriptView) -> bool:
    bar = view.verticalScrollBar()
    return view.is_following and bar.value() == bar.maximum()


def set_up() -> tuple[QApplication, Theme]:
    app = QApplication(["bench"])
    app.setQuitOnLastWindowClosed(False)
    dress = theme.load("light")
    theme.apply(app, dress)
    return app, dress


def show(widget: QWidget) -> None:
    widget.resize(SIZE)
    widget.show()
