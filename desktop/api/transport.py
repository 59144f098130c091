"""The HTTP client for one origin: the system's certificates and proxies, HTTP/1.1, no redirects, no cookies.

The trap: HTTP/2 would not tell the server that a reply was cancelled, a redirect would carry the secret elsewhere, and
a kept connection that went stale would force a choice between an error and asking twice; so each request has its own.
"""

from __future__ import annotations

import asyncio
import ssl
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Final
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx
import truststore

from desktop.core.chatbot import is_loopback
from desktop.core.errors import NetworkError, Problem
from desktop.core.settings import NetworkSettings

_RETRIES: Final = 1
"""Of what failed before a byte of the request was sent, and nothing else."""


def make_client(settings: NetworkSettings, proxy: str | None) -> httpx.AsyncClient:
    """A client for one origin, whose proxy is known; raises NetworkError(proxy_failed) when that cannot be used."""
    # Both attempts together stay within the time-out that the settings promise. What follows has one watchdog.
    connect = settings.connect / (1 + _RETRIES)
    return httpx.AsyncClient(
        transport=_transport(proxy),
        timeout=httpx.Timeout(None, connect=connect),
        follow_redirects=False,
        trust_env=False,
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
    )


async def proxy_of(origin: str) -> str | None:
    """The proxy that the system names for an origin; never one for this computer.

    Whether the origin is exempt is only asked when there is a proxy, and on another thread: on macOS and Windows that
    may look up the host's address, which takes as long as it takes.
    """
    parts = urlsplit(origin)
    host = parts.hostname or ""
    if is_loopback(host):
        return None
    proxies = getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    if not proxy or await asyncio.get_running_loop().run_in_executor(None, proxy_bypass, host):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


def _transport(proxy: str | None) -> httpx.AsyncHTTPTransport:
    try:
        return httpx.AsyncHTTPTransport(
            verify=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
            proxy=proxy,
            retries=_RETRIES,
            trust_env=False,
        )
    except (ValueError, ImportError, httpx.InvalidURL):
        # The text of these holds the address of the proxy, which may hold its password.
        raise NetworkError(Problem("proxy_failed", retryable=True)) from None
