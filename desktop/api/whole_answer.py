"""One GET and the whole body it was answered with: for what is read from the service beside the replies.

Nothing of it is recorded or logged, for what visitors wrote may be in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final, TypeVar

import httpx
from msgspec.structs import replace

from desktop.api import trip
from desktop.api.headers import headers
from desktop.api.journey import Journey
from desktop.api.response import Clock, OpenResponse
from desktop.api.watchdog import Watchdog
from desktop.api.ways import Ways
from desktop.core.chatbot import Profile, Secret
from desktop.core.errors import NetworkError, Problem, ProfileError, ProtocolError, ServerError
from desktop.core.recording import NoTape

_T = TypeVar("_T")
MAX_BODY: Final = 8 * 1024 * 1024


async def get(
    ways: Ways,
    profile: Profile,
    secret: Secret,
    path: str,
    query: Mapping[str, str],
    read: Callable[[int, bytes], _T],
) -> _T:
    """What `read` makes of the status of the answer and its body; whatever it raises is told with the request's time.

    Raises ProfileError, NetworkError, ServerError, ProtocolError.
    """
    clock, watchdog = Clock(), Watchdog()
    response: OpenResponse | None = None
    try:
        answer = await trip.send(ways, profile, partial(_outgoing, profile, secret, path, query), watchdog)
        response = OpenResponse(answer, watchdog, ways.settings, clock, NoTape())
        if not answer.is_success:
            raise ServerError(await response.read_problem(secret))
        if answer.headers.get("content-encoding", "").strip().lower() not in ("", "identity"):
            raise ProtocolError(Problem("unreadable_answer"))
        return read(answer.status_code, await _body(response))
    except (NetworkError, ServerError, ProtocolError) as error:
        named = response.request_id(secret) if response is not None else ""
        error.problem = replace(error.problem, asked_at=clock.began, request_id=named)
        raise
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
