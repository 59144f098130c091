"""How far a request has come, and when: told by the HTTP library as it goes, through its trace extension.

The traps: behind a proxy two requests leave, and only the second one is ours; and a SOCKS proxy that refuses leaves its
connection open, so it is closed here.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Mapping
from enum import IntEnum
from typing import Final, cast

import httpcore
from msgspec import Struct


class Stage(IntEnum):
    """What is being done; a later one is a larger one."""

    TCP = 1
    PROXY = 2
    TLS = 3
    HTTP = 4


class Passed(Struct, frozen=True):
    """A stage that went well, and how long it took in seconds."""

    stage: Stage
    seconds: float


_BEGINS: Final = {
    "connection.connect_tcp": Stage.TCP,
    "socks.connect_tcp": Stage.TCP,
    "socks.setup_socks5_connection": Stage.PROXY,
    "socks.start_tls": Stage.TLS,
    "proxy.start_tls": Stage.TLS,
    "http11.send_request_headers": Stage.HTTP,
}


class Journey:
    """Give it to a request as its `trace`. `stage` is where the request is, or where it failed.

    `has_left` tells whether something of it went to the server. `tell` hears of each stage that is over. `alone` ends
    the request when its connection is there, before anything is sent to the server, by raising Arrived.
    """

    def __init__(
        self, *, proxied: bool = False, alone: bool = False, tell: Callable[[Passed], None] = lambda _passed: None
    ) -> None:
        self.stage = Stage.TCP
        self.has_left = False
        self.tls: ssl.SSLObject | None = None
        self._proxied = proxied
        self._alone = alone
        self._tell = tell
        self._began = time.monotonic()
        self._raw: httpcore.AsyncNetworkStream | None = None

    @property
    def seconds(self) -> float:
        """Since the stage began."""
        return time.monotonic() - self._began

    @property
    def certificate(self) -> bytes:
        """The server's, as it is on the wire; empty before it is there."""
        return (self.tls.getpeercert(binary_form=True) or b"") if self.tls else b""

    @property
    def at_proxy(self) -> bool:
        """Whether what is done concerns the proxy alone, and not the server behind it."""
        return self._proxied and self.stage < Stage.TLS

    @property
    def is_connecting(self) -> bool:
        return self.stage is Stage.TCP

    async def __call__(self, event: str, info: Mapping[str, object]) -> None:
        name, _, turn = event.rpartition(".")
        stage = self._stage_of(name, info)
        if turn == "started" and stage is not None:
            self._begin(stage)
        elif turn == "complete":
            self._complete(name, cast("httpcore.AsyncNetworkStream", info["return_value"]))
        elif turn == "failed" and name == "socks.setup_socks5_connection" and self._raw is not None:
            await self._raw.aclose()

    def _stage_of(self, name: str, info: Mapping[str, object]) -> Stage | None:
        if name == "connection.start_tls":  # to the proxy, when there is one
            return Stage.PROXY if self._proxied else Stage.TLS
        stage = _BEGINS.get(name)
        request = info.get("request")
        if stage is Stage.HTTP and isinstance(request, httpcore.Request) and request.method == b"CONNECT":
            return Stage.PROXY
        return stage

    def _begin(self, stage: Stage) -> None:
        if stage > self.stage:
            now = time.monotonic()
            self._tell(Passed(self.stage, now - self._began))
            self._began = now
        elif stage is Stage.TCP:  # once more, after a failure
            self._began = time.monotonic()
        self.stage = stage
        if stage is Stage.HTTP and self._alone:
            raise Arrived(self.certificate)
        self.has_left = stage is Stage.HTTP

    def _complete(self, name: str, stream: httpcore.AsyncNetworkStream) -> None:
        if name.endswith("connect_tcp"):
            self._raw = stream
        if not name.endswith("start_tls") or self.stage is not Stage.TLS:
            return
        self.tls = stream.get_extra_info("ssl_object")


class Arrived(Exception):  # noqa: N818 - no error
    """The connection that was asked for alone is there; it is closed on the way out."""

    def __init__(self, certificate: bytes) -> None:
        super().__init__()
        self.certificate = certificate
