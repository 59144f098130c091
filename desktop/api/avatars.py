"""Fetches the picture of a chatbot, from wherever the server says it is, without a word about who asks.

The trap: a checked name may lead elsewhere when it is looked up the second time. So it is looked up once here, its
numbers are checked, and the connection goes to a checked number; a redirect is checked like the first address.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import urljoin, urlsplit

import httpx

from desktop.api.headers import headers
from desktop.api.names import look_up
from desktop.api.ways import REFUSALS, Way
from desktop.core.avatar import MAX_BYTES, is_at, is_picture, is_public, may_ask
from desktop.core.errors import AppError

_REDIRECTS: Final = 3
_SECONDS: Final = 20.0
"""For all of it: a server that trickles is no better than one that is silent."""

Look = Callable[[str, int], Awaitable[tuple[str, ...]]]
FindWay = Callable[[str], Awaitable[Way]]


class AvatarFetcher:
    """`find_way` gives the way to an origin, with its proxy and whom to trust; `look` finds the numbers of a name."""

    def __init__(self, find_way: FindWay, look: Look = look_up) -> None:
        self._find_way = find_way
        self._look = look

    async def fetch(self, address: str, trusted: str = "") -> bytes | None:
        """The bytes of a picture that may be decoded; None for anything else. `trusted` is an origin as in `may_ask`.

        Raises nothing that comes from the network: who has no picture has initials.
        """
        try:
            async with asyncio.timeout(_SECONDS):
                return await self._fetch(address, trusted)
        except (AppError, *REFUSALS, httpx.InvalidURL, OSError, ValueError, TimeoutError):
            return None

    async def _fetch(self, address: str, trusted: str) -> bytes | None:
        for _ in range(1 + _REDIRECTS):
            if not may_ask(address, trusted):
                return None
            following, data = await self._ask(address, is_trusted=is_at(address, trusted))
            if data is not None:
                return data if is_picture(data) else None
            if not following:
                return None
            address = urljoin(address, following)
        return None

    async def _ask(self, address: str, *, is_trusted: bool) -> tuple[str, bytes | None]:
        """Where it is instead, or what came; neither when nothing can be made of the answer."""
        url = httpx.URL(address)
        parts = urlsplit(address)
        way = await self._find_way(f"{parts.scheme}://{parts.netloc}")
        extensions: dict[str, str] = {}
        told = headers(accept="image/png, image/jpeg, image/webp, image/gif")
        if not way.proxied and not is_trusted:
            number = await self._number(url.host, url.port or 443)
            if not number:
                return "", None
            told["Host"] = url.netloc.decode("ascii")
            extensions["sni_hostname"] = url.host
            url = url.copy_with(host=number)
        request = way.client.build_request("GET", url, headers=told, extensions=extensions)
        answer = await way.client.send(request, stream=True)
        try:
            if answer.is_redirect:
                return answer.headers.get("location", ""), None
            return "", await _body(answer) if answer.status_code == httpx.codes.OK else None
        finally:
            await answer.aclose()

    async def _number(self, host: str, port: int) -> str:
        """A public address of the host, empty when one of them is not public: that is no accident."""
        numbers = await self._look(host, port)
        return numbers[0] if numbers and all(is_public(number) for number in numbers) else ""


async def _body(answer: httpx.Response) -> bytes | None:
    """None for more than a picture may have; reading stops there."""
    if answer.headers.get("content-encoding", "identity").lower() not in ("", "identity"):
        return None
    body = bytearray()
    chunks = answer.aiter_raw()
    async for chunk in chunks:
        body += chunk
        if len(body) > MAX_BYTES:
            return None
    return bytes(body)
