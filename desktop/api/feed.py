"""Fetches the feed of new versions and its signature, and hands on nothing that is not signed.

The trap: whoever answers is not trusted before the signature was checked. So the answer is limited in size and time,
redirects are not followed, nothing is sent but the request, and nothing is parsed before.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Final
from urllib.parse import urlsplit

import httpx

from desktop.api import failures, trip
from desktop.api.journey import Journey
from desktop.api.reading import reworded
from desktop.api.response import Clock, OpenResponse
from desktop.api.signature import check_key, verify
from desktop.api.watchdog import Watchdog
from desktop.api.ways import Ways
from desktop.core.chatbot import Profile, origin
from desktop.core.errors import NetworkError, Problem, ProfileError, ProtocolError, ServerError
from desktop.core.recording import NoTape
from desktop.core.release import Feed, parse_feed

SIGNATURE: Final = ".minisig"
_LARGEST: Final = 1 << 20
_LARGEST_SIGNATURE: Final = 4096
_HEADERS: Final = {
    "accept": "application/json, */*;q=0.1",
    "accept-encoding": "identity",
    "connection": "close",
    "user-agent": "robofy-desktop",
}


async def fetch_feed(ways: Ways, address: str, key: str) -> Feed:
    """What the feed at this address says, when the key has signed it. It is asked by the same ways as chatbots are.

    Raises ProfileError for an address that may not be used, NetworkError, ServerError, ProtocolError.
    """
    check_key(key)
    seconds = ways.settings.first_byte
    try:
        async with asyncio.timeout(seconds):
            content = await _fetch(ways, address, _LARGEST)
            signature = await _fetch(ways, address + SIGNATURE, _LARGEST_SIGNATURE)
    except TimeoutError:
        raise reworded(failures.too_slow("first_byte_timeout", seconds)) from None
    except NetworkError as error:
        raise reworded(error) from error
    verify(key, signature.decode("utf-8", "replace"), content)
    return parse_feed(content)


async def _fetch(ways: Ways, address: str, largest: int) -> bytes:
    watchdog = Watchdog()
    response: OpenResponse | None = None
    try:
        profile = Profile("updates", "", origin(address))
        answer = await trip.send(ways, profile, partial(_outgoing, address), watchdog)
        response = OpenResponse(answer, watchdog, ways.settings, Clock(), NoTape())
        if answer.status_code != httpx.codes.OK:
            params = {"host": urlsplit(address).netloc, "status": str(answer.status_code)}
            raise ServerError(Problem("update_refused", params, status=answer.status_code))
        content = await response.read_whole(largest)
        if len(content) > largest:
            raise ProtocolError(Problem("update_unreadable"))
        return content
    finally:
        watchdog.close()
        if response is not None:
            await response.aclose()


def _outgoing(address: str, client: httpx.AsyncClient, journey: Journey) -> httpx.Request:
    try:
        return client.build_request("GET", address, headers=_HEADERS, extensions={"trace": journey})
    except httpx.InvalidURL:
        raise ProfileError(Problem("address_invalid"), "address") from None
