"""httpx's errors as ours: the one place where they are translated.

The trap: what failed before the request left may be sent again without harm, what failed later may have been heard; the
codes keep the two apart. Foreign error texts are never quoted: they are empty, or hold addresses with passwords.
"""

from __future__ import annotations

import re
import socket
import ssl
import time
from collections.abc import Iterator
from typing import Final

import httpx

from desktop.api.journey import Journey
from desktop.core.certificate import Certificate
from desktop.core.errors import NetworkError, Problem
from desktop.core.proxy import shown_proxy
from desktop.core.settings import NetworkSettings

_SIGN_IN: Final = re.compile(r"40[17]\b|Requested |Invalid username")
"""How the HTTP library begins the errors of a proxy that wants to know who asks; tinyproxy says 401 when told wrong.

Its words go no further.
"""
_WRONG_HOST: Final = frozenset({62, 64})
"""What OpenSSL calls X509_V_ERR_HOSTNAME_MISMATCH and X509_V_ERR_IP_ADDRESS_MISMATCH."""


def network_error(
    error: Exception,
    host: str,
    settings: NetworkSettings,
    proxy: str = "",
    journey: Journey | None = None,
    certificate: Certificate | None = None,
) -> NetworkError:
    """Why there was no answer. `host` is the one that was asked, `proxy` the origin of what stands in between."""
    left = journey is None or journey.has_left
    if isinstance(error, httpx.ReadError | httpx.WriteError | httpx.RemoteProtocolError) and left:
        return NetworkError(connection_lost())
    if proxy and (journey is None or journey.at_proxy or isinstance(error, httpx.ProxyError)):
        return NetworkError(_proxy_problem(error, proxy, journey))
    if isinstance(error, httpx.ConnectTimeout):
        params = {"host": host, "seconds": f"{settings.connect:g}"}
        return NetworkError(Problem("connect_timeout", params, retryable=True))
    if is_distrust(error) and certificate is not None:
        return NetworkError(_distrusted(error, host, certificate))
    return NetworkError(Problem(_reason(error), {"host": host}, retryable=True))


def is_distrust(error: BaseException) -> bool:
    """Whether a certificate is the reason."""
    return any(isinstance(cause, ssl.SSLCertVerificationError) for cause in _causes(error))


def connection_lost() -> Problem:
    return Problem("connection_lost", retryable=True)


def too_slow(code: str, seconds: float) -> NetworkError:
    """A time-out of the watchdog: first_byte_timeout or silence_timeout."""
    return NetworkError(Problem(code, {"seconds": f"{seconds:g}"}, retryable=True))


def not_connected(host: str, seconds: float, proxy: str) -> NetworkError:
    """The time for the first byte was over before the request left."""
    if proxy:
        return NetworkError(Problem("proxy_not_reached", {"proxy": shown_proxy(proxy)}, retryable=True))
    return NetworkError(Problem("connect_timeout", {"host": host, "seconds": f"{seconds:g}"}, retryable=True))


def _proxy_problem(error: Exception, proxy: str, journey: Journey | None) -> Problem:
    if isinstance(error, httpx.ProxyError) and _SIGN_IN.match(str(error)):
        return Problem("proxy_sign_in", {"proxy": shown_proxy(proxy), "origin": proxy}, retryable=True)
    if journey is not None and journey.is_connecting:
        return Problem("proxy_not_reached", {"proxy": shown_proxy(proxy)}, retryable=True)
    return Problem("proxy_failed", retryable=True)


def _distrusted(error: Exception, host: str, certificate: Certificate) -> Problem:
    codes = {getattr(cause, "verify_code", None) for cause in _causes(error)}
    now = time.time()
    if codes & _WRONG_HOST and certificate.names:
        return Problem("tls_wrong_host", {"host": host, "names": ", ".join(certificate.names)}, retryable=True)
    if now > certificate.ends:
        return Problem("tls_expired", {"host": host, "until": certificate.until}, retryable=True)
    if now < certificate.begins:
        return Problem("tls_failed", {"host": host}, retryable=True)
    if certificate.is_self_signed:
        return Problem("tls_self_signed", {"host": host}, retryable=True)
    return Problem("tls_unknown_issuer", {"host": host, "issuer": certificate.issuer}, retryable=True)


def _reason(error: BaseException) -> str:
    causes = list(_causes(error))
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return "tls_failed"
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
