"""uvicorn, made to be stopped: it leaves when told, and open streams do not hold it up.

Its own shutdown waits for open connections (from Python 3.12 on without end), and it looks for the wish to leave only
ten times a second.
"""

import asyncio
import logging
import socket
import threading
from typing import Final

import uvicorn
from starlette.applications import Starlette

LAST_WAIT: Final = 1.0
"""Seconds for answers to notice that their connection is gone."""

_CUT_LINE: Final = "ASGI callable returned without completing response."


def _not_a_cut(record: logging.LogRecord) -> bool:
    # Dropping the connection in mid-answer is what Trouble is for, and no error of the server.
    return record.msg != _CUT_LINE


class Service(uvicorn.Server):
    """`run` in a thread of its own, wait for `ready`, look at `started`, `leave` from any thread, join the thread."""

    def __init__(self, application: Starlette) -> None:
        logging.getLogger("uvicorn.error").addFilter(_not_a_cut)
        super().__init__(
            uvicorn.Config(
                application,
                http="h11",
                loop="asyncio",
                ws="none",
                lifespan="off",
                log_config=None,
                log_level="warning",
                access_log=False,
                date_header=False,
                server_header=False,
            )
        )
        self.ready = threading.Event()

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            super().run(sockets)
        finally:
            # Nobody should wait for a server that has failed.
            self.ready.set()

    async def main_loop(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._leaving = asyncio.Event()
        self.ready.set()
        await self._leaving.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for listening in sockets or []:
            listening.close()
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        if self.server_state.tasks:
            await asyncio.wait(self.server_state.tasks, timeout=LAST_WAIT)

    def leave(self) -> None:
        """Safe from any thread, once `ready`."""
        self._loop.call_soon_threadsafe(self._leaving.set)
