"""One timer for a whole stream, however many reads it has.

The trap: Qt's event loop keeps a cancelled timer until it is due, so a time-out per read leaves thousands of them. Here
one timer looks at the deadline of the read that is waiting, and at nothing while none is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Final, TypeVar

_T = TypeVar("_T")
_LOOK: Final = 1.0
"""Seconds between two looks at most, so that the last timer of a stream that ended is soon gone."""


class Watchdog:
    """Ends what takes too long. One wait at a time; `close` it with the stream."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._waiting: asyncio.Timeout | None = None
        self._deadline = 0.0
        # Qt's event loop hands out timers that do not tell when they are due.
        self._timer: asyncio.Handle | None = None
        self._due = 0.0

    async def wait(self, awaitable: Awaitable[_T], seconds: float) -> _T:
        """The result of the awaitable; TimeoutError when it takes longer, and it is cancelled then."""
        async with asyncio.timeout(None) as waiting:
            self._waiting = waiting
            self._deadline = self._loop.time() + seconds
            if self._timer is None or self._due > self._deadline:
                self._set_timer()
            try:
                return await awaitable
            finally:
                self._waiting = None

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _set_timer(self) -> None:
        self.close()
        self._due = min(self._deadline, self._loop.time() + _LOOK)
        self._timer = self._loop.call_at(self._due, self._look)

    def _look(self) -> None:
        self._timer = None
        if self._waiting is None:
            return
        if self._loop.time() >= self._deadline:
            self._waiting.reschedule(self._loop.time())
        else:
            self._set_timer()
