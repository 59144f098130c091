"""Keeps to the fair use of the service: who would send too much in a minute waits for its place, and is told so.

The trap: a message that waits may be stopped, or the switch turned off meanwhile. So nobody owns a place before it is
its turn, and everybody looks again each second.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final

from desktop.core.fair_use import A_DAY, Sent, account_of
from desktop.core.request import ChatRequest

_LOOK: Final = 1.0
_AFTER_YOU: Final = 0.05
_TELL_AT: Final = frozenset({A_DAY * 9 // 10, A_DAY})


class Limiter:
    """`tell_wait` hears of a reply id and the seconds it waits, and of 0 at the end of its wait; `tell_day` of how many
    messages were sent in a day when that comes near the limit.
    """

    def __init__(
        self,
        is_on: Callable[[], bool],
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.tell_wait: Callable[[str, float], None] = lambda _reply_id, _seconds: None
        self.tell_day: Callable[[int], None] = lambda _count: None
        self._is_on = is_on
        self._clock = clock
        self._sleep = sleep
        self._sent: dict[str, Sent] = {}
        self._queues: dict[str, list[object]] = {}

    async def admit(self, request: ChatRequest) -> None:
        """Come back when the message may go, and count it. They go in the order in which they came."""
        account = account_of(request.profile)
        if not account:
            return
        sent, queue = self._sent.setdefault(account, Sent()), self._queues.setdefault(account, [])
        place = object()
        queue.append(place)
        has_waited = False
        try:
            while self._is_on() and (seconds := self._wait(sent, queue.index(place))) > 0:
                has_waited = True
                self.tell_wait(request.reply_id, seconds)
                await self._sleep(min(seconds, _LOOK))
            count = sent.note(self._clock())
        finally:
            queue.remove(place)
            if has_waited:
                self.tell_wait(request.reply_id, 0.0)
        if count in _TELL_AT:
            self.tell_day(count)

    def _wait(self, sent: Sent, before: int) -> float:
        """Seconds until it is the turn of who has so many before it, who all go first."""
        return max(sent.wait(self._clock(), before), _AFTER_YOU if before else 0.0)
