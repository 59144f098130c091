"""httpx's errors as ours: the one place where they are translated.

The trap: what failed before the request left may be sent again without harm, what failed later may have been heard; the
codes keep the two apart. Foreign error texts are never quoted: they are empty, or hold addresses with passwords.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator

import httpx

from desktop.core.errors import NetworkError, Problem
from desktop.core.settings import NetworkSettings


def network_error(error: httpx.HTTPError, host: str, settings: NetworkSettings, *, proxied: bool) -> NetworkError:
    """Why there was no answer. `host` is the one that was asked, `proxied` whether a proxy stands in between."""
    if isinstance(error, httpx.ConnectTimeout):
        params = {"host": host, "seconds": f"{settings.connect:g}"}
        return NetworkError(Problem("connect_timeout", params, retryable=True))
    if isinstance(error, httpx.ReadError | httpx.WriteError | httpx.RemoteProtocolError):
        return NetworkError(connection_lost())
    code = "proxy_failed" if isinstance(error, httpx.ProxyError) else _reason(error, proxied=proxied)
    return NetworkError(Problem(code, {} if code == "proxy_failed" else {"host": host}, retryable=True))


def connection_lost() -> Problem:
    return Problem("connection_lost", retryable=True)


def too_slow(code: str, seconds: float) -> NetworkError:
    """A time-out of the watchdog: first_byte_timeout or silence_timeout."""
    return NetworkError(Problem(code, {"seconds": f"{seconds:g}"}, retryable=True))


def _reason(error: BaseException, *, proxied: bool) -> str:
    causes = list(_causes(error))
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return "tls_failed"
    if proxied:
        return "proxy_failed"
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return "name_not_found"
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return "connection_refused"
    return "not_reached"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error, what it came from, and the members of a group: one address of a host may refuse and another not."""
    if error is None:
        return
    yield error
    if isinstance(error, BaseExceptionGroup):
        for member in error.exceptions:
            yield from _causes(member)
    yield from _causes(error.__cause__ or error.__context__)
