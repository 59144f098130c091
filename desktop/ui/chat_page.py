"""One conversation on the screen: header, transcript or starters, composer."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.core.chatbot import Chatbot
from desktop.ui.chat_header import ChatHeader
from desktop.ui.composer import Composer
from desktop.ui.measures import bounded, gap, spaced
from desktop.ui.message_model import MessageModel
from desktop.ui.starters import Starters
from desktop.ui.theme import ThemeSwitch
from desktop.ui.transcript.memento import Memento
from desktop.ui.transcript.view import TranscriptView


class ChatPage(QWidget):
    """Shows one model at a time; switching conversations switches models, never the work behind them."""

    def __init__(self, switch: ThemeSwitch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = switch.theme
        self.header = ChatHeader(switch, self)
        self.transcript = TranscriptView(switch.theme, self)
        self._keep_room_for_the_scroll_bar()
        switch.theme_changed.connect(self.transcript.set_theme)
        self.starters = Starters(switch, self)
        self.composer = bounded(Composer(switch, self), theme, most_width="column")
        self._body = QStackedWidget(self)
        self._body.addWidget(self.transcript)
        self._body.addWidget(self.starters)
        self._model: MessageModel | None = None
        self._conversation_id = ""
        self._mementos: dict[str, Memento] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self._body, 1)
        foot = spaced(QHBoxLayout(), theme, margins=("space_xl", "space_s", "space_xl", "space_l"))
        foot.addStretch(1)
        foot.addWidget(self.composer, 1000)
        foot.addStretch(1)
        foot.addWidget(gap(theme, "scroll_bar", across=True))
        column.addLayout(foot)

    def show_model(self, model: MessageModel, chatbot: Chatbot, conversation_id: str) -> None:
        """Show a conversation where the reader left it."""
        if self._model is not None:
            self._mementos[self._conversation_id] = self.transcript.memento()
            self._model.rowsInserted.disconnect(self._on_rows_changed)
            self._model.rowsRemoved.disconnect(self._on_rows_changed)
            self._model.modelReset.disconnect(self._on_rows_changed)
        self._model = model
        model.rowsInserted.connect(self._on_rows_changed)
        model.rowsRemoved.connect(self._on_rows_changed)
        model.modelReset.connect(self._on_rows_changed)
        self.transcript.setModel(model)
        self._conversation_id = conversation_id
        if conversation_id in self._mementos:
            self.transcript.come_back(self._mementos[conversation_id])
        self.show_chatbot(chatbot)
        self._on_rows_changed()

    def show_chatbot(self, chatbot: Chatbot) -> None:
        """Who answers, by the name it has now."""
        self.starters.show_chatbot(chatbot)
        self.composer.set_chatbot(chatbot.name)

    def focus_composer(self) -> None:
        self.composer.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _keep_room_for_the_scroll_bar(self) -> None:
        """Always there, so that composer and text stand in one column; unseen while there is nothing to scroll."""
        bar = self.transcript.verticalScrollBar()
        self.transcript.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        bar.setEnabled(bar.maximum() > bar.minimum())
        bar.rangeChanged.connect(lambda least, most: bar.setEnabled(most > least))

    def _on_rows_changed(self) -> None:
        empty = self._model is None or self._model.rowCount() == 0
        self._body.setCurrentWidget(self.starters if empty else self.transcript)
