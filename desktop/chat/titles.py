"""Conversations by their titles, for those who must not block: the newest question wins.

The trap: each key asks anew while the one before is still being looked for; that one is told to stop, and what it hands
over late is nobody's answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

from desktop.chat.ports import WorkThread
from desktop.core.conversation import Conversation


class TitleFile(Protocol):
    """Blocking calls for one thread; raises StoreError."""

    def find(self, query: str, limit: int, is_wanted: Callable[[], bool]) -> tuple[Conversation, ...]: ...
    def recent_chatbots(self) -> tuple[tuple[str, str], ...]: ...
    def close(self) -> None: ...


class Titles:
    """Every method raises StoreError when the disk refuses."""

    def __init__(self, thread: WorkThread, file: TitleFile) -> None:
        self._thread = thread
        self._file = file
        self._newest = 0

    async def find(self, query: str, limit: int = 30) -> tuple[Conversation, ...] | None:
        """Those that fit best; the newest when nothing is asked. None for one that was overtaken by another `find`."""
        self.stop()
        mine = self._newest
        found = await asyncio.wrap_future(
            self._thread.call(self._file.find, query, limit, lambda: mine == self._newest)
        )
        return found if mine == self._newest else None

    def stop(self) -> None:
        """Nobody waits for what is being looked for."""
        self._newest += 1

    async def recent_chatbots(self) -> tuple[tuple[str, str], ...]:
        """Profile and chatbot ids, those that were talked to last first."""
        return await asyncio.wrap_future(self._thread.call(self._file.recent_chatbots))

    async def aclose(self) -> None:
        self.stop()
        await asyncio.wrap_future(self._thread.call(self._file.close))
