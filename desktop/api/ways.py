"""The ways to the servers: one client for each origin, with the proxy and the trust that hold for it now.

The trap: settings change while replies are on their way, and so do a file of certificates and the system's proxy, which
is another one at home than in the office. A change makes new clients for what is asked next, and the old ones stay
until the end, so that what streams goes on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final, TypeAlias
from urllib.parse import urlsplit

import httpx
import socksio
from msgspec import Struct

from desktop.api import failures, route, transport, trust
from desktop.api.journey import Arrived, Journey
from desktop.core.certificate import Certificate, read_certificate
from desktop.core.chatbot import Profile, Secret, is_loopback, origin
from desktop.core.errors import AppError, NetworkError, Problem
from desktop.core.proxy import PORTS, origin_of
from desktop.core.settings import NetworkSettings

FindPassword: TypeAlias = Callable[[str], Awaitable[Secret | None]]
"""The password that was given for the origin of a proxy; raises SecretError."""
_LOOK: Final = 5.0
"""Seconds for a second look at a certificate that is not trusted."""
REFUSALS: Final = (httpx.HTTPError, socksio.SOCKSError, AssertionError)
"""What a request that fails may raise; the last two when what should be a SOCKS proxy is none."""


async def no_password(_place: str) -> Secret | None:
    return None


class Way(Struct, frozen=True):
    """How an origin is reached. `proxy` is the origin of the proxy, empty without one.

    It `lacks_password` when somebody signs in to the proxy for whom no password was found.
    """

    place: str
    client: httpx.AsyncClient
    settings: NetworkSettings
    proxy: str = ""
    lacks_password: bool = False

    @property
    def proxied(self) -> bool:
        return bool(self.proxy)

    @property
    def host(self) -> str:
        return shown(self.place)

    @property
    def next_stop(self) -> tuple[str, int]:
        """Host and port of what is connected to: the proxy, or the server."""
        parts = urlsplit(self.proxy or self.place)
        return parts.hostname or "", parts.port or PORTS[parts.scheme]


class _Plan(Struct, frozen=True):
    """All that a way is made of but a password. `proxy` is the address of the proxy, with what it says of a user."""

    place: str
    settings: NetworkSettings
    files: tuple[trust.Seen, ...]
    verify: bool
    proxy: str | None

    @property
    def user(self) -> str:
        return transport.user_of(self.proxy, self.settings.proxy.user) if self.proxy else ""


class Ways:
    """Lives on the loop; `aclose` it when all replies have ended."""

    def __init__(self, settings: NetworkSettings, find_password: FindPassword = no_password) -> None:
        self.settings = settings
        self._find_password = find_password
        self._ways: dict[_Plan, Way] = {}
        self._left: list[Way] = []

    def apply(self, settings: NetworkSettings) -> None:
        """From the next request on; also when the password of a proxy changed."""
        self.settings = settings
        self._left += self._ways.values()
        self._ways.clear()

    async def find(self, profile: Profile, *, look_only: bool = False) -> Way:
        """The way to the address of a profile; raises ProfileError, NetworkError before anything is sent.

        One to `look_only` trusts everybody, and nothing may be sent on it.
        """
        plan = await self._plan(profile, look_only=look_only)
        kept = self._ways.get(plan)
        if kept is not None and not kept.lacks_password:
            return kept
        proxy = origin_of(plan.proxy) if plan.proxy else ""
        password = await self._find_password(proxy) if plan.user else None
        if kept is not None and password is None:
            return kept
        return self._keep(plan, await _make(plan, password))

    async def proxy_of(self, profile: Profile) -> str:
        """The origin of the proxy on the way, empty without one; raises ProfileError, NetworkError."""
        proxy = await transport.proxy_of(origin(profile.address), self.settings.proxy)
        return origin_of(proxy) if proxy else ""

    async def check_route(self, way: Way) -> None:
        """Raise NetworkError(offline) when there is no network between here and there."""
        host, port = way.next_stop
        if not is_loopback(host) and await route.is_offline(host, port):
            raise NetworkError(Problem("offline", retryable=True))

    async def explain(self, error: Exception, way: Way, journey: Journey, profile: Profile) -> NetworkError:
        """Why there was no answer; when a certificate is not trusted, after a second look at it."""
        certificate = None
        if failures.is_distrust(error) and not journey.at_proxy:
            certificate = await self.look_at(profile)
        return failures.network_error(error, way.host, way.settings, way.proxy, journey, certificate)

    async def look_at(self, profile: Profile) -> Certificate | None:
        """The certificate that a server shows, trusted or not. Nothing is sent to it."""
        try:
            async with asyncio.timeout(_LOOK):
                way = await self.find(profile, look_only=True)
                trace = {"trace": Journey(proxied=way.proxied, alone=True)}
                await way.client.get(profile.address, extensions=trace)
        except Arrived as arrived:
            return read_certificate(arrived.certificate)
        except (*REFUSALS, AppError, TimeoutError):
            pass
        return None

    async def aclose(self) -> None:
        self.apply(self.settings)
        while self._left:
            await self._left.pop().client.aclose()

    async def _plan(self, profile: Profile, *, look_only: bool) -> _Plan:
        """Made anew for each question: that takes less than a millisecond, and much may have changed since the last."""
        settings, place = self.settings, origin(profile.address)
        verify = (profile.verify or profile.managed) and not look_only
        files = trust.ca_files(settings, profile)
        seen = await asyncio.get_running_loop().run_in_executor(None, trust.look_at, files) if files else ()
        return _Plan(place, settings, seen, verify, await transport.proxy_of(place, settings.proxy))

    def _keep(self, plan: _Plan, way: Way) -> Way:
        """Another question may have been faster; of the two ways the one that has the password stays."""
        kept = self._ways.setdefault(plan, way)
        if kept.lacks_password and not way.lacks_password:
            self._ways[plan] = way
        if way is not kept:
            self._left.append(kept if self._ways[plan] is way else way)
        return self._ways[plan]


async def _make(plan: _Plan, password: Secret | None) -> Way:
    run, paths = asyncio.get_running_loop().run_in_executor, tuple(file.path for file in plan.files)
    make_context = partial(trust.make_context, paths, verify=plan.verify, shared=plan.settings.ca_file)
    context = await run(None, make_context) if paths else make_context()
    if plan.proxy is None:
        return Way(plan.place, transport.make_client(plan.settings, None, context), plan.settings)
    proxy, user = origin_of(plan.proxy), plan.settings.proxy.user
    to_proxy = trust.make_context((), verify=True) if proxy.startswith("https:") else context
    client = transport.make_client(plan.settings, transport.signed_in(plan.proxy, user, password, to_proxy), context)
    return Way(plan.place, client, plan.settings, proxy, lacks_password=bool(plan.user) and password is None)


def shown(place: str) -> str:
    """An origin as a person calls it: the host, and the port when it is an unusual one."""
    parts = urlsplit(place)
    usual = {"https": 443, "http": 80}.get(parts.scheme)
    return parts.netloc.removesuffix(f":{usual}")
