"""Plays a reply into a window and prints what it took: `view|floor DELTAS [RATE]`, at RATE deltas a second or at once.

Both are fed alike: events are folded read by read, and the newest reply is shown at the pace of a turn.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Final, Protocol

from PySide6.QtWidgets import QWidget

from desktop.chat.pace import Pace
from desktop.core.events import Event
from desktop.core.message import Message, empty_reply
from desktop.core.reducer import fold_all
from desktop.ui import loop
from desktop.ui.garbage import GarbageCollector
from tests.bench import stage, texts
from tests.bench.floor import PlainScreen
from tests.bench.fresh import Figures, hand_back
from tests.bench.heartbeat import Heartbeat
from tests.bench.paints import Paints

READ: Final = 1_000
"""Events in a network read of 64 KiB."""
REST: Final = 0.5
"""Seconds in which what was warmed comes to rest."""
_WARM: Final = texts.answer(30_000, seed=7)


class Screen(Protocol):
    """Something that shows one reply. When it `has_all`, the next paint should show the end; `shows_end` looks."""

    @property
    def viewport(self) -> QWidget: ...
    def put(self, reply: Message) -> None: ...
    def begin_anew(self) -> None: ...
    def has_all(self) -> bool: ...
    def shows_end(self) -> bool: ...


class Feed:
    """Reads events as the network gives them, and shows the reply they become as a turn does."""

    def __init__(self, events: list[Event], rate: float, show: Callable[[Message], None]) -> None:
        self._events = events
        self._rate = rate
        self._show = show
        self._reply = empty_reply("reply", texts.CREATED)
        self._at = 0

    def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._pace = Pace(self._show, lambda _reply: None)
        self._begun = time.perf_counter()
        self._read()

    def _read(self) -> None:
        due = int((time.perf_counter() - self._begun) * self._rate) if self._rate else self._at + READ
        batch = self._events[self._at : due]
        self._at += len(batch)
        if batch:
            self._reply = fold_all(self._reply, batch, texts.CREATED)
            self._pace.put(self._reply)
        if self._at >= len(self._events):
            self._pace.close()
            self._show(self._reply)
        elif self._rate:
            self._loop.call_later(1 / self._rate, self._read)
        else:
            self._loop.call_soon(self._read)


async def play(screen: Screen, text: str, deltas: int, rate: float) -> Figures:
    """Seconds of work and of waiting until the end is painted, and the gaps of a heartbeat in milliseconds."""
    paints = Paints(screen.viewport)
    feed = Feed(texts.events(texts.torn(text, deltas)), rate, screen.put)
    heartbeat = Heartbeat()
    wall, work = time.perf_counter(), time.process_time()
    feed.start()
    ended = await paints.until(screen.has_all, then=screen.shows_end)
    figures = {"cpu": time.process_time() - work, "wall": ended - wall, "paints": float(paints.count)}
    return figures | heartbeat.stop()


async def measure(make: Callable[[], stage.TranscriptScreen | PlainScreen], deltas: int, rate: float) -> int:
    collector = GarbageCollector()
    screen = make()
    stage.show(screen.widget)
    await play(screen, _WARM, len(_WARM) // 5, 0)
    await asyncio.sleep(REST)
    screen.begin_anew()
    text = texts.answer(deltas * 5)
    await asyncio.sleep(REST)
    hand_back(await play(screen, text, deltas, rate))
    collector.close()
    screen.widget.close()
    return 0


def main(kind: str, deltas: int, rate: float = 0.0) -> int:
    app, dress = stage.set_up()
    make = partial(stage.TranscriptScreen, dress) if kind == "view" else PlainScreen
    return loop.run(app, partial(measure, make, deltas, rate))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), *map(float, sys.argv[3:])))
