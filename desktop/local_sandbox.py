"""The built-in local server as a profile of the program: announced at start, started when somebody talks to it."""

from __future__ import annotations

import asyncio

from desktop.chat.ports import WorkThread
from desktop.chat.profile_book import ProfileBook
from desktop.core.chatbot import Secret
from desktop.core.errors import NetworkError, Problem
from desktop.sandbox.profile import sandbox_profile
from desktop.sandbox.server import Sandbox


class LocalSandbox:
    """`thread` starts the server: importing and starting it takes longer than a frame."""

    def __init__(self, book: ProfileBook, thread: WorkThread, name: str) -> None:
        self._book = book
        self._thread = thread
        self._name = name
        self._running: Sandbox | None = None
        self._starting = asyncio.Lock()

    def announce(self) -> None:
        """Put its profile into the book, so that its chatbots can be chosen before it runs."""
        self._book.add_built_in(sandbox_profile(self._name), None)

    async def start(self) -> None:
        """Run from now on. The secret is set anew each time, so that one typed over it does no harm.

        Raises NetworkError when this computer does not let it run; the next start tries again.
        """
        async with self._starting:
            if self._running is None:
                try:
                    self._running = await asyncio.wrap_future(self._thread.call(Sandbox.start))
                except OSError as error:
                    raise NetworkError(Problem("sandbox_failed", retryable=True)) from error
        self._book.add_built_in(sandbox_profile(self._name, self._running.address), Secret(self._running.secret))

    def close(self) -> None:
        if self._running is not None:
            self._running.close()
