"""Fetches the feed of new versions and its signature, and hands on nothing that is not signed.

The trap: whoever answers is not trusted before the signature was checked. So the answer is limited in size and time,
redirects are not followed, nothing is sent but the request, and nothing is parsed before.
"""

from __future__ import annotations

import asyncio
from typing import Final
from urllib.parse import urlsplit

import httpx

from desktop.api import failures
from desktop.api.signature import check_key, verify
from desktop.api.ways import Ways
from desktop.core.chatbot import Profile, origin
from desktop.core.errors import Problem, ProtocolError, ServerError
from desktop.core.release import Feed, parse_feed
from desktop.core.settings import NetworkSettings

SIGNATURE: Final = ".minisig"
_LARGEST: Final = 1 << 20
_LARGEST_SIGNATURE: Final = 4096
_HEADERS: Final = {
    "accept": "application/json, */*;q=0.1",
    "accept-encoding": "identity",
    "user-agent": "robofy-desktop",
}


async def fetch_feed(address: str, key: str, settings: NetworkSettings) -> Feed:
    """What the feed at this address says, when the key has signed it.

    Raises ProfileError for an address that may not be used, NetworkError, ServerError, ProtocolError.
    """
    check_key(key)
    ways = Ways(settings)
    way = await ways.find(Profile("updates", "", origin(address)))
    try:
        async with asyncio.timeout(settings.first_byte):
            content = await _fetch(way.client, address, _LARGEST)
            signature = await _fetch(way.client, address + SIGNATURE, _LARGEST_SIGNATURE)
    except TimeoutError:
        raise failures.too_slow("first_byte_timeout", settings.first_byte) from None
    except httpx.HTTPError as error:
        raise failures.network_error(error, way.host, settings, way.proxy) from error
    finally:
        await ways.aclose()
    verify(key, signature.decode("utf-8", "replace"), content)
    return parse_feed(content)


async def _fetch(client: httpx.AsyncClient, address: str, largest: int) -> bytes:
    content = b""
    async with client.stream("GET", address, headers=_HEADERS) as answer:
        if answer.status_code != httpx.codes.OK:
            params = {"host": urlsplit(address).netloc, "status": str(answer.status_code)}
            raise ServerError(Problem("update_refused", params, status=answer.status_code))
        async for chunk in answer.aiter_raw():
            content += chunk
            if len(content) > largest:
                raise ProtocolError(Problem("update_unreadable"))
    return content
