"""One GET and the whole body it was answered with: for what is read from the service beside the replies.

Nothing of it is recorded or logged, for what visitors wrote may be in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

import httpx

from desktop.api import trip, wire
from desktop.api.headers import headers
from desktop.api.journey import Journey
from desktop.api.response import Clock, OpenResponse
from desktop.api.watchdog import Watchdog
from desktop.api.ways import Ways
from desktop.core.chatbot import Profile, Secret
from desktop.core.errors import Problem, ProfileError, ProtocolError, ServerError
from desktop.core.recording import NoTape

MAX_BODY: Final = 8 * 1024 * 1024


async def get(ways: Ways, profile: Profile, secret: Secret, path: str, query: Mapping[str, str]) -> tuple[int, bytes]:
    """The status of the answer and its body. Raises ProfileError, NetworkError, ServerError, ProtocolError."""
    clock, watchdog = Clock(), Watchdog()
    response: OpenResponse | None = None
    try:
        answer = await trip.send(ways, profile, partial(_outgoing, profile, secret, path, query), watchdog)
        response = OpenResponse(answer, watchdog, ways.settings, clock, NoTape())
        if not answer.is_success:
            body, wait = await response.read_error_body(), answer.headers.get("retry-after", "")
            raise ServerError(wire.problem(answer.status_code, wait, body, secret=secret, now=clock.now()))
        if answer.headers.get("content-encoding", "").strip().lower() not in ("", "identity"):
            raise ProtocolError(Problem("unreadable_answer"))
        return answer.status_code, await _body(response)
    finally:
        watchdog.close()
        if response is not None:
            await response.aclose()


def _outgoing(
    profile: Profile, secret: Secret, path: str, query: Mapping[str, str], client: httpx.AsyncClient, journey: Journey
) -> httpx.Request:
    told = headers(secret=secret)
    url, trace = profile.address.rstrip("/") + path, {"trace": journey}
    try:
        return client.build_request("GET", url, params=dict(query), headers=told, extensions=trace)
    except httpx.InvalidURL:
        raise ProfileError(Problem("address_invalid"), "address") from None


async def _body(response: OpenResponse) -> bytes:
    """Raises NetworkError when it breaks off, ProtocolError for more than a list should be."""
    body = bytearray()
    while len(body) <= MAX_BODY:
        chunk, _at = await response.read()
        if not chunk:
            return bytes(body)
        body += chunk
    raise ProtocolError(Problem("answer_too_large", {"size": f"{MAX_BODY // 1024**2} MiB"}))
