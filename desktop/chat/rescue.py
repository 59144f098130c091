"""The recovery of a history and its daily backup, for those who must not block.

Both take seconds with a large history, so they have a thread of their own, which nothing else waits for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final, Protocol

from desktop.chat.ports import WorkThread
from desktop.core.errors import AppError, Problem
from desktop.core.recovery import Findings, Progress

AGAIN: Final = 3600.0
"""Seconds between two looks at whether a new day has begun; a program may run for weeks."""


class HistoryRecovery(Protocol):
    """What a damaged history is made anew with, as blocking calls; each raises StoreError."""

    def look(self, watch: Callable[[Progress], None], /) -> Findings: ...
    def restore(self) -> None: ...
    def start_empty(self) -> None: ...


class Rescue:
    """Every method raises StoreError when the disk refuses; it may be called again then."""

    def __init__(self, thread: WorkThread, recovery: HistoryRecovery) -> None:
        self._thread = thread
        self._recovery = recovery

    async def look(self, watch: Callable[[Progress], None]) -> Findings:
        """Find out what is left; `watch` is called on the loop."""
        loop = asyncio.get_running_loop()

        def pass_on(progress: Progress) -> None:
            loop.call_soon_threadsafe(watch, progress)

        return await asyncio.wrap_future(self._thread.call(self._recovery.look, pass_on))

    async def restore(self) -> None:
        await asyncio.wrap_future(self._thread.call(self._recovery.restore))

    async def start_empty(self) -> None:
        await asyncio.wrap_future(self._thread.call(self._recovery.start_empty))


async def back_up_daily(thread: WorkThread, make_daily: Callable[[], object], tell: Callable[[Problem], None]) -> None:
    """Once a day until cancelled; what went wrong is told once, and tried again."""
    told: set[str] = set()
    while True:
        try:
            await asyncio.wrap_future(thread.call(make_daily))
            told.clear()
        except AppError as error:
            if error.problem.code not in told:
                told.add(error.problem.code)
                tell(error.problem)
        await asyncio.sleep(AGAIN)
