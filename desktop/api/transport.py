"""The HTTP client for one origin: its certificates and its proxy, HTTP/1.1, no redirects, no cookies.

The trap: HTTP/2 would not tell the server that a reply was cancelled, a redirect would carry the secret elsewhere, and
a kept connection that went stale would force a choice between an error and asking twice; so each request has its own.
"""

from __future__ import annotations

import asyncio
import os
import ssl
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Final
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

from desktop.core.chatbot import Secret, is_loopback
from desktop.core.errors import NetworkError
from desktop.core.proxy import ProxyChoice, ProxySettings, is_exempt, manual_proxy, origin_of, unfit_to_sign_in
from desktop.core.settings import NetworkSettings

_RETRIES: Final = 1
"""Of what failed before a byte of the request was sent, and nothing else. Never through a proxy."""


SYSTEM_PROXY: Final = ProxySettings()


def make_client(settings: NetworkSettings, proxy: httpx.Proxy | None, context: ssl.SSLContext) -> httpx.AsyncClient:
    """A client for one origin, whose proxy is known."""
    # Both attempts together stay within the time-out that the settings promise. What follows has one watchdog.
    connect = settings.connect / (1 + _RETRIES) if proxy is None else settings.connect
    return httpx.AsyncClient(
        transport=_transport(proxy, context),
        timeout=httpx.Timeout(None, connect=connect),
        follow_redirects=False,
        trust_env=False,
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
    )


async def proxy_of(origin: str, settings: ProxySettings = SYSTEM_PROXY) -> str | None:
    """The address of the proxy for an origin; never one for this computer. It may hold a user name and a password.

    Raises NetworkError(proxy_address) for one that was typed in and is none.
    """
    parts = urlsplit(origin)
    host, port = parts.hostname or "", parts.port or 0
    if is_loopback(host) or settings.choice is ProxyChoice.NONE:
        return None
    if settings.choice is ProxyChoice.MANUAL:
        return None if is_exempt(host, port, settings.exceptions) else manual_proxy(settings)
    return await _system_proxy(parts.scheme, host, port, settings.exceptions)


async def _system_proxy(scheme: str, host: str, port: int, exceptions: str) -> str | None:
    """The environment's, else on macOS and Windows that of the system.

    Whether the origin is exempt is only asked when there is a proxy, and on another thread: on macOS and Windows that
    may look up the host's address, which takes as long as it takes. All of it is asked for each question: a computer
    that is carried elsewhere gets another proxy.
    """
    proxies = getproxies()
    proxy = proxies.get(scheme) or proxies.get("all")
    named = os.environ.get("no_proxy") or os.environ.get("NO_PROXY") or ""
    if not proxy or is_exempt(host, port, f"{exceptions} {named}"):
        return None
    if await asyncio.get_running_loop().run_in_executor(None, proxy_bypass, host):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


def user_of(proxy: str, user: str) -> str:
    """Who signs in to a proxy: the user that was typed in, else the one its address names; empty for nobody."""
    return user or unquote(urlsplit(proxy).username or "")


def signed_in(proxy: str, user: str, password: Secret | None, context: ssl.SSLContext) -> httpx.Proxy:
    """The proxy with what signs in to it: a password that was given for it, else what its address says.

    In this order because a person can type a new password, and often not change the address that holds an old one.
    Raises NetworkError: proxy_address, proxy_sign_in_long.
    """
    place, parts = origin_of(proxy), urlsplit(proxy)
    auth: tuple[str, str] | None = None
    if password is not None and (name := user_of(proxy, user)):
        auth = (name, password.reveal())
    elif parts.username:
        auth = (unquote(parts.username), unquote(parts.password or ""))
    for words in auth or ():
        if problem := unfit_to_sign_in(place, words):
            raise NetworkError(problem)
    return httpx.Proxy(place, auth=auth, ssl_context=context if parts.scheme == "https" else None)


def _transport(proxy: httpx.Proxy | None, context: ssl.SSLContext) -> httpx.AsyncHTTPTransport:
    return httpx.AsyncHTTPTransport(
        verify=context,
        limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
        proxy=proxy,
        retries=_RETRIES,
        trust_env=False,
    )
