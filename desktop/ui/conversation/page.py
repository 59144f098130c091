"""One conversation on the screen: header, transcript or starters, the questions that wait, composer."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.core.chatbot import Chatbot
from desktop.ui.conversation.composer import Composer
from desktop.ui.conversation.countdown import Countdown
from desktop.ui.conversation.find_bar import FindBar
from desktop.ui.conversation.gone_notice import GoneNotice
from desktop.ui.conversation.header import ChatHeader
from desktop.ui.conversation.message_model import MessageModel
from desktop.ui.conversation.queue_strip import QueueStrip
from desktop.ui.conversation.secret_request import SecretRequest
from desktop.ui.conversation.starters import Starters
from desktop.ui.look.measures import bounded, gap, spaced
from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.transcript.memento import Memento
from desktop.ui.transcript.view import TranscriptView

_MEMENTOS: Final = 200
"""Conversations of which the place is remembered, those that were left last."""


class ChatPage(QWidget):
    """Shows one model at a time; switching conversations switches models, never the work behind them."""

    chatbot_shown = Signal()  # with the words that are known without asking it

    def __init__(self, switch: ThemeSwitch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = switch.theme
        self.header = ChatHeader(switch, self)
        self.find_bar = FindBar(switch, self)
        self.transcript = TranscriptView(switch.theme, self)
        self._connect_find()
        self._keep_room_for_the_scroll_bar()
        switch.theme_changed.connect(self.transcript.set_theme)
        self.starters = Starters(switch, self)
        self.queue = bounded(QueueStrip(switch, self), theme, most_width="column")
        self.composer = bounded(Composer(switch, self), theme, most_width="column")
        self.gone = bounded(GoneNotice(switch, self), theme, most_width="column")
        self.secret_request = bounded(SecretRequest(switch, self), theme, most_width="column")
        self.countdown = bounded(Countdown(switch, self), theme, most_width="column")
        self.transcript.typed.connect(self._on_typed)
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
        column.addWidget(self.find_bar)
        column.addWidget(self._body, 1)
        foot = self._foot = spaced(QHBoxLayout(), theme, margins=("space_xl", "space_s", "space_xl", "space_l"))
        foot.addStretch(1)
        writing = spaced(QVBoxLayout(), theme, "space_s")
        for widget in (self.secret_request, self.countdown, self.queue, self.composer, self.gone):
            writing.addWidget(widget)
        foot.addLayout(writing, 1000)
        foot.addStretch(1)
        foot.addWidget(gap(theme, "scroll_bar", across=True))
        column.addLayout(foot)

    def put_in_place_of_composer(self, widget: QWidget) -> None:
        """Something else below the transcript, as wide as the composer would be; for a page where nobody writes."""
        self.composer.hide()
        bounded(widget, self.transcript.theme, most_width="column")
        self._foot.insertWidget(1, widget, 1000)

    def show_model(self, model: MessageModel, chatbot: Chatbot, conversation_id: str) -> None:
        """Show a conversation where the reader left it."""
        if self._model is not None:
            self._remember()
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

    def forget(self, conversation_id: str) -> None:
        """The conversation is gone, and nobody comes back to its place."""
        self._mementos.pop(conversation_id, None)
        if conversation_id == self._conversation_id:
            self._conversation_id = ""

    def _remember(self) -> None:
        left = self._conversation_id
        self._mementos.pop(left, None)
        if left:
            self._mementos[left] = self.transcript.memento()
        if len(self._mementos) > _MEMENTOS:
            del self._mementos[next(iter(self._mementos))]

    def show_chatbot(self, chatbot: Chatbot) -> None:
        """Who answers, by the name it has now. What is stored of the conversation may have an older one."""
        if self._model is not None:
            self._model.set_chatbot_name(chatbot.name)
        self.starters.show_chatbot(chatbot)
        self.composer.set_chatbot(chatbot.name)
        self.chatbot_shown.emit()

    def _on_typed(self, text: str) -> None:
        self.focus_composer()
        self.composer.field.insertPlainText(text)

    def focus_composer(self) -> None:
        """Or where it says why nothing can be written."""
        place = self.gone.choose_button if self.composer.isHidden() else self.composer.field
        place.setFocus(Qt.FocusReason.OtherFocusReason)

    # ── finding ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _connect_find(self) -> None:
        bar, finding = self.find_bar, self.transcript.finding
        bar.text_changed.connect(finding.look_for)
        bar.opened.connect(lambda go: finding.look_for(bar.field.text(), go=go))
        bar.next_requested.connect(lambda: self.find_next(forward=True))
        bar.previous_requested.connect(lambda: self.find_next(forward=False))
        bar.closed.connect(self._on_find_closed)
        finding.changed.connect(self._on_finding_changed)

    def open_find(self) -> None:
        """Look for words; a short selection is looked for at once."""
        self.find_bar.open_with(self.transcript.finding.selected_words())

    def find_next(self, *, forward: bool) -> None:
        """Go to the next match, or the one before; with no words to look for, ask for them."""
        if self.find_bar.isHidden() or not self.find_bar.field.text().strip():
            self.open_find()
        self.transcript.finding.go_on(forward=forward)

    def show_message(self, message_id: str, text: str) -> bool:
        """Go to a message, and to the first place of these words in it; False when it is not there."""
        if self._model is None or self._model.row_of(message_id) < 0:
            return False
        self.find_bar.shut()
        if text:
            self.find_bar.show_words(text)
        self.transcript.setFocus(Qt.FocusReason.OtherFocusReason)
        self.transcript.hand.go_to(message_id)
        self.transcript.finding.look_in(message_id, text)
        return True

    def _on_finding_changed(self) -> None:
        found = self.transcript.finding
        text = self.find_bar.field.text() if found.needle is not None else ""
        self.find_bar.show_count(
            text, found.number, found.count, counting=found.is_counting, capped=found.is_capped, turned=found.turned
        )

    def _on_find_closed(self) -> None:
        """The keyboard goes to what was found; without it, back to writing."""
        is_at_match = self.transcript.finding.is_at_match
        self.transcript.finding.stop()
        if is_at_match:
            self.transcript.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.focus_composer()

    def _keep_room_for_the_scroll_bar(self) -> None:
        """Always there, so that composer and text stand in one column; unseen while there is nothing to scroll."""
        bar = self.transcript.verticalScrollBar()
        self.transcript.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        bar.setEnabled(bar.maximum() > bar.minimum())
        bar.rangeChanged.connect(lambda least, most: bar.setEnabled(most > least))

    def _on_rows_changed(self) -> None:
        empty = self._model is None or self._model.rowCount() == 0
        self._body.setCurrentWidget(self.starters if empty else self.transcript)
