"""The search for those who must not block, and the task that makes new messages searchable.

The trap: while somebody types, each search is out of date before it has ended. The newest one wins: the one before it
is stopped, also in the middle of a statement, and hands over what it has found.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Final

from desktop.chat.archive import Archive
from desktop.chat.ports import SearchFile, WorkThread
from desktop.core.errors import StoreError
from desktop.core.search import SearchPage, SearchQuery

log = logging.getLogger(__name__)

_REST: Final = 0.05
"""Seconds between two steps: other calls to the disk come first, and an old history leaves the machine to its user."""
_SETTLED: Final = 1.0
"""Seconds after a call to the disk: a question is saved twice when it is sent."""


class Search:
    """One at a time. Every method raises StoreError when the disk refuses."""

    def __init__(self, thread: WorkThread, file: SearchFile) -> None:
        self._thread = thread
        self._file = file
        self._newest = 0

    async def warm(self) -> None:
        """To be called when a search is about to begin: the first one is faster then."""
        await asyncio.wrap_future(self._thread.call(self._file.warm))

    async def find(self, query: SearchQuery, after: int | None = None) -> SearchPage:
        """The next page after that place. One that is overtaken by another `find` ends early, with what it has."""
        self.stop()
        mine = self._newest
        try:
            return await asyncio.wrap_future(
                self._thread.call(self._file.find, query, after, lambda: mine == self._newest)
            )
        except asyncio.CancelledError:
            if mine == self._newest:
                self.stop()
            raise

    def stop(self) -> None:
        """Nobody waits for what is being looked for."""
        self._newest += 1
        self._file.interrupt()

    async def aclose(self) -> None:
        self.stop()
        await asyncio.wrap_future(self._thread.call(self._file.close))


async def keep_searchable(archive: Archive) -> None:
    """Never returns: what was saved goes into the index in small steps, first what is old and not in it yet."""
    while True:
        archive.used.clear()
        try:
            while await archive.advance_search():  # noqa: ASYNC110 - it waits for no condition: it leaves time to others
                await asyncio.sleep(_REST)
        except StoreError as error:
            log.warning("the search index could not go on: %s", error.problem.code)
        await archive.used.wait()
        await asyncio.sleep(_SETTLED)
