"""What is said while a reply is waited for: its place in the queue, that it is slow, or what the chatbot likes to say.

The trap: a reply may be silent in a conversation that nobody looks at. Each has its own clock; the page and the sidebar
speak of the one in view.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import Final

from PySide6.QtCore import QObject, QTimer

from desktop.core.fair_use import A_MINUTE
from desktop.core.message import Message, Status
from desktop.ui.conversation.controller import ChatController
from desktop.ui.conversation.sign_in_controller import LoaderTexts
from desktop.ui.main_window import MainWindow
from desktop.ui.sidebar.sidebar import Connection
from desktop.ui.widgets.form import filled

SLOW_AFTER: Final = 20.0
"""Seconds without a word after which a reply is called slow."""
_PER_TEXT: Final = 3.0
"""Seconds for which each of the chatbot's own words is shown; the last one stays."""
_SECOND: Final = 1000


@dataclass
class _Silence:
    """`seen` is the reply as it was when something came last, at `since`; `queued` the seconds until it may leave."""

    reply_id: str
    seen: Message
    since: float
    queued: float = 0.0
    is_slow: bool = False


class WaitingController(QObject):
    """`clock` gives seconds that never run backwards."""

    def __init__(
        self,
        chat: ChatController,
        window: MainWindow,
        loader_texts: LoaderTexts,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(window)
        self._chat = chat
        self._window = window
        self._loader_texts = loader_texts
        self._clock = clock
        self._silences: dict[str, _Silence] = {}  # by conversation
        self._timer = QTimer(self)
        self._timer.setInterval(_SECOND)
        self._timer.timeout.connect(self.tick)
        chat.streaming_changed.connect(self._on_streaming_changed)
        chat.conversation_shown.connect(self.tick)

    def show_queue(self, reply_id: str, seconds: float) -> None:
        """A message waits for its place in the minute for so many seconds more; 0 when it does not any longer."""
        is_new = False
        for silence in self._silences.values():
            if silence.reply_id == reply_id:
                is_new = not silence.queued
                silence.queued, silence.since = seconds, self._clock()
        self.tick()
        transcript = self._window.chat.transcript
        if is_new and transcript.row_of(reply_id) >= 0:
            transcript.speech.say(transcript.rows.waiting_words.get(reply_id, ""))

    def show_day(self, count: int) -> None:
        said = self.tr("%1 messages were sent in 24 hours with this project. The service documents 5,000 as fair use.")
        self._window.banner.show_news(said.replace("%1", str(count)), tone="warning")

    def tick(self, *_: object) -> None:
        """Bring everything up to what the clock says."""
        for conversation_id, one in self._silences.items():
            self._listen(conversation_id, one)
        shown = self._chat.current
        silence = self._silences.get(shown.conversation.id) if shown is not None else None
        if silence is not None:
            self._say(silence)
        self._window.sidebar.show_slow(is_slow=silence is not None and silence.is_slow)

    def _listen(self, conversation_id: str, silence: _Silence) -> None:
        open_ = self._chat.find(conversation_id)
        reply = open_.model.find(silence.reply_id) if open_ is not None else None
        if reply is not None and reply is not silence.seen and reply.status is Status.STREAMING:
            silence.seen, silence.since = reply, self._clock()

    def _say(self, silence: _Silence) -> None:
        passed = self._clock() - silence.since
        is_slow = passed >= SLOW_AFTER and not silence.queued
        transcript = self._window.chat.transcript
        transcript.show_waiting_words(silence.reply_id, self._words(silence, passed, is_slow=is_slow))
        if is_slow != silence.is_slow:
            silence.is_slow = is_slow
            if is_slow:
                transcript.speech.say(self._slow_words(passed))
            elif not silence.queued:
                self._window.sidebar.show_connection(Connection.CONNECTED)  # a word came

    def _words(self, silence: _Silence, passed: float, *, is_slow: bool) -> str:
        if silence.queued:
            left = self.tr("Sent in %1 s: %2 messages a minute are allowed.")
            return filled(left, str(ceil(silence.queued)), str(A_MINUTE))
        if is_slow:
            return self._slow_words(passed)
        shown = self._chat.current
        texts = self._loader_texts(shown.conversation) if shown is not None and not silence.seen.first_text else ()
        return texts[min(int(passed / _PER_TEXT), len(texts) - 1)] if texts else ""

    def _slow_words(self, passed: float) -> str:
        return self.tr("Slow: no word for %1 s. You can wait, or stop it.").replace("%1", str(int(passed)))

    def _on_streaming_changed(self, conversation_id: str, streaming: bool) -> None:
        open_ = self._chat.find(conversation_id)
        last = open_.model.messages()[-1] if open_ is not None and open_.model.rowCount() else None
        if streaming and last is not None and last.status is Status.STREAMING:
            self._silences[conversation_id] = _Silence(last.id, last, self._clock())
        elif ended := self._silences.pop(conversation_id, None):
            self._window.chat.transcript.show_waiting_words(ended.reply_id, "")
        if bool(self._silences) != self._timer.isActive():
            self._timer.start() if self._silences else self._timer.stop()
        self.tick()
