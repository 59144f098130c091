"""The sandbox as something to start and to close. Importing this loads neither starlette nor uvicorn; starting does."""

import asyncio
import os
import secrets
import socket
import threading
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final, Self

from desktop.sandbox.bots import BOTS, PROJECT_ID, Bot

if TYPE_CHECKING:
    from desktop.sandbox.service import Service

LOOPBACK: Final = "127.0.0.1"


class Sandbox:
    """A running server. Its secret is new with every start and opens nothing else."""

    chatbots: tuple[Bot, ...] = BOTS
    project_id: str = PROJECT_ID

    def __init__(self, service: "Service", listening: socket.socket, secret: str) -> None:
        self.secret = secret
        self.port: int = listening.getsockname()[1]
        self._service = service
        self._closed = False
        self._thread = threading.Thread(
            target=service.run, args=([listening],), name=f"sandbox:{self.port}", daemon=True
        )

    @property
    def address(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    @classmethod
    def start(
        cls,
        port: int = 0,
        *,
        secret: str | None = None,
        any_secret: bool = False,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> Self:
        """Listens on loopback, on a free port unless one is named; returns when it accepts connections.

        `any_secret` lets in every bearer token. Raises OSError when the port is taken or the server does not start.
        """
        # Loaded here: most runs of the app never start a sandbox.
        from desktop.sandbox.endpoints import application
        from desktop.sandbox.service import Service

        secret = secret or secrets.token_urlsafe(24)
        service = Service(application(None if any_secret else secret, sleep))
        sandbox = cls(service, _listen(port), secret)
        sandbox._thread.start()
        service.ready.wait()
        if not service.started:
            sandbox._thread.join()
            raise OSError("The sandbox did not start.")
        return sandbox

    def close(self) -> None:
        """Ends open streams in the middle, frees the port, joins the thread. A second call does nothing."""
        if not self._closed:
            self._closed = True
            self._service.leave()
            self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _listen(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # pragma: no branch - on Windows the same option would let two servers share the port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((LOOPBACK, port))
        listening.listen()
    except OSError:
        listening.close()
        raise
    return listening
