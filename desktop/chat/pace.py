"""How often a growing reply is shown and saved: the newest one, at most once a frame and at most once a second.

The trap: a timer that is set anew at every delta never fires in a fast stream, and a timer that is forgotten outlives
the turn. Here one is set when none waits, and `close` takes both back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from desktop.core.message import Message

FRAME: Final = 1 / 60
SAVE_INTERVAL: Final = 1.0
"""Seconds between two saves of a reply that grows; also the most that a crash can cost."""


class Pace:
    """Hands the newest reply to `show` and to `save`, each no more often than its interval in seconds."""

    def __init__(
        self,
        show: Callable[[Message], None],
        save: Callable[[Message], None],
        *,
        frame: float = FRAME,
        save_interval: float = SAVE_INTERVAL,
    ) -> None:
        loop = asyncio.get_running_loop()
        self._lanes = (_Lane(loop, show, frame), _Lane(loop, save, save_interval))

    def put(self, reply: Message) -> None:
        for lane in self._lanes:
            lane.put(reply)

    def close(self) -> None:
        """Forget what waits: the owner shows and saves the last reply itself."""
        for lane in self._lanes:
            lane.close()


class _Lane:
    def __init__(self, loop: asyncio.AbstractEventLoop, hand_over: Callable[[Message], None], interval: float) -> None:
        self._loop = loop
        self._hand_over = hand_over
        self._interval = interval
        self._newest: list[Message] = []  # at most one, and one while a timer waits
        self._timer: asyncio.TimerHandle | None = None

    def put(self, reply: Message) -> None:
        self._newest[:] = [reply]
        if self._timer is None:
            self._timer = self._loop.call_later(self._interval, self._fire)

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None
        self._newest.clear()

    def _fire(self) -> None:
        self._timer = None
        self._hand_over(self._newest.pop())
