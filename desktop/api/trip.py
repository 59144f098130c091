"""One request on its way to the server of a profile, up to the head of the answer.

The trap: whatever goes there goes by `Ways`, with the proxy and the trust that hold now. A client of its own would not.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeAlias

import httpx

from desktop.api import failures
from desktop.api.journey import Journey, Passed, Stage
from desktop.api.watchdog import Watchdog
from desktop.api.ways import REFUSALS, Way, Ways, shown
from desktop.core.chatbot import Profile, origin

Build: TypeAlias = Callable[[httpx.AsyncClient, Journey], httpx.Request]
"""Makes the request; raises ProfileError for what cannot be sent. The journey is its `trace`."""


async def send(ways: Ways, profile: Profile, build: Build, watchdog: Watchdog) -> httpx.Response:
    """The answer, once it begins; its body is not read. Raises ProfileError, NetworkError."""
    return await _Trip(ways, profile).send(build, watchdog)


class _Trip:
    def __init__(self, ways: Ways, profile: Profile) -> None:
        self._ways = ways
        self._profile = profile
        self._way: Way | None = None
        self._journey = Journey()

    async def send(self, build: Build, watchdog: Watchdog) -> httpx.Response:
        place, seconds = origin(self._profile.address), self._ways.settings.first_byte
        try:
            return await watchdog.wait(self._sent(build), seconds)
        except TimeoutError:
            if self._journey.has_left:
                raise failures.too_slow("first_byte_timeout", seconds) from None
            raise failures.not_connected(shown(place), seconds, self._way.proxy if self._way else "") from None
        except REFUSALS as error:
            if self._way is None or (isinstance(error, AssertionError) and not self._journey.at_proxy):
                raise
            raise await self._ways.explain(error, self._way, self._journey, self._profile) from error

    async def _sent(self, build: Build) -> httpx.Response:
        self._way = way = await self._ways.find(self._profile)
        await self._ways.check_route(way)
        loop = asyncio.get_running_loop()

        def on_passed(passed: Passed) -> None:
            """The HTTP library waits for ever for a proxy that takes the connection and says nothing."""
            if way.proxied:
                limit.reschedule(None if passed.stage is Stage.TLS else loop.time() + way.settings.connect)

        async with asyncio.timeout(None) as limit:
            self._journey = Journey(proxied=way.proxied, tell=on_passed)
            return await way.client.send(build(way.client, self._journey), stream=True)
