"""How long the window stands still while a burst arrives: the longest gap of a 5 ms heartbeat, on a shown window.

Beside an ordinary answer there are texts that are made to be slow to read.
"""

from __future__ import annotations

import time
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from desktop.chat.pace import FRAME
from desktop.core.events import Done, Event, Start, TextDelta, TextEnd, TextStart
from desktop.core.message import Message, empty_reply, question
from desktop.core.reducer import fold_all
from desktop.ui.conversation.message_model import MessageModel
from desktop.ui.garbage import GarbageCollector
from desktop.ui.look import theme
from desktop.ui.transcript.view import TranscriptView
from tests.bench.result import Bench, Result, one

DELTAS: Final = 10_000
READ: Final = 1_000
"""Deltas in one network read of 64 KiB."""
_DELTA: Final = 20
_BEAT: Final = 5
_WORDS: Final = (
    *("Your ", "order ", "**left** ", "Leipzig ", "this ", "morning ", "with ", "`code`.\n"),
    *("\n- one ", "thing\n", "- another\n", "\n```py\n", "x = 1\n", "y = 2\n", "```\n", "\n"),
)


class Burst(QObject):
    """Folds a read per turn of the loop, shows the newest reply once a frame, and measures the beats between."""

    def __init__(self, model: MessageModel, events: list[Event]) -> None:
        super().__init__()
        self.gaps: list[float] = []
        self._model = model
        self._reply: Message = empty_reply("reply", time.time())
        self._events = events
        self._at = 0
        self._last = time.perf_counter()
        self._timers = [
            self._timer(_BEAT, self._on_beat),
            self._timer(0, self._on_read),
            self._timer(round(FRAME * 1000), self._on_frame),
        ]

    def _timer(self, interval: int, slot: object) -> QTimer:
        timer = QTimer(self)
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.setInterval(interval)
        timer.timeout.connect(slot)
        timer.start()
        return timer

    def _on_beat(self) -> None:
        now = time.perf_counter()
        self.gaps.append(now - self._last)
        self._last = now

    def _on_read(self) -> None:
        batch = self._events[self._at : self._at + READ]
        self._at += len(batch)
        self._reply = fold_all(self._reply, batch, time.time())
        if self._at >= len(self._events):
            self._timers[1].stop()

    def _on_frame(self) -> None:
        self._model.put(self._reply)

    def is_over(self, view: TranscriptView) -> bool:
        shown = self._model.find("reply") == self._reply and self._at >= len(self._events)
        return shown and not view.rows.is_waiting(1)


def _answer() -> list[str]:
    return [_WORDS[at % len(_WORDS)] for at in range(DELTAS)]


def _torn(text: str) -> list[str]:
    """The text in deltas, as long as those of a fast chatbot."""
    return [text[at : at + _DELTA] for at in range(0, len(text), _DELTA)]


def _table(columns: int, rows: int) -> str:
    row = "|" + "cell|" * columns + "\n"
    return row + "|" + "-|" * columns + "\n" + row * rows


def _events(words: list[str]) -> list[Event]:
    return [Start(), TextStart("0"), *(TextDelta("0", word) for word in words), TextEnd("0"), Done()]


def longest_gap(name: str, words: list[str], goal: float) -> Result:
    """In milliseconds. Fonts and icons are warm, as when a person has asked; garbage waits its turn, as in the app."""
    app = QApplication.instance()
    app = app if isinstance(app, QApplication) else QApplication(["bench"])
    dress = theme.load("light")
    theme.apply(app, dress)
    model, view = MessageModel(), TranscriptView(dress)
    view.setModel(model)
    view.resize(dress.sizes.column, dress.sizes.column)
    view.show()
    model.put(question("question", "Where is my order?", time.time()))
    app.processEvents()
    collector = GarbageCollector(view)
    burst = Burst(model, _events(words))
    while not burst.is_over(view):
        app.processEvents()
    collector.close()
    view.close()
    return Result(name, max(burst.gaps) * 1000, "ms", None, goal, "value")


_SLOW: Final = {
    "quotes": ">" * 50_000 + "x",
    "lazy-lines": "> words\n" + "words\n" * 10_000,
    "definitions": "".join(f"[a{at}]: https://example.com/{at}\n" for at in range(8_000)),
    "late-definition": "words [x] and more\n\n" * 3_000 + "[x]: https://example.com\n",
    "wide-table": _table(200, 200),
    "long-table": _table(8, 1_000),
    "brackets": "![" * 50_000,
}
BENCHES: dict[str, Bench] = {
    "longest-gap": one(lambda: longest_gap("longest gap in a burst", _answer(), 50)),
    **{
        f"longest-gap-{name}": one(partial(longest_gap, f"longest gap: {name}", _torn(text), 50))
        for name, text in _SLOW.items()
    },
}
