"""One GET and the JSON it was answered with: for what is read from the service beside the replies.

Nothing of it is recorded or logged, for what visitors wrote may be in it. The trap: the sentences of a reply speak of
messages that were sent and text that is kept; here nothing was sent, so some errors get words of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

import httpx
from msgspec.structs import replace

from desktop import __version__
from desktop.api import trip, wire
from desktop.api.inbox_body import unknown
from desktop.api.journey import Journey
from desktop.api.response import Clock, OpenResponse
from desktop.api.watchdog import Watchdog
from desktop.api.ways import Ways
from desktop.core.chatbot import Profile, Secret, clean_secret
from desktop.core.errors import NetworkError, Problem, ProfileError, ProtocolError, ServerError
from desktop.core.events import Json
from desktop.core.json_text import strict_json
from desktop.core.recording import NoTape

MAX_BODY: Final = 8 * 1024 * 1024
_WORDS: Final = {
    "first_byte_timeout": "read_timeout",
    "silence_timeout": "read_timeout",
    "connection_lost": "read_lost",
    "unauthorized": "read_unauthorized",
}


class Reading:
    """By the same ways as the replies."""

    def __init__(self, ways: Ways) -> None:
        self._ways = ways

    async def get(self, profile: Profile, secret: Secret, path: str, query: Mapping[str, str]) -> Json:
        """The JSON of the answer. Raises ProfileError, NetworkError, ServerError, ProtocolError."""
        try:
            return await self._get(profile, clean_secret(secret.reveal()), path, query)
        except (NetworkError, ServerError) as error:
            code = error.problem.code
            raise type(error)(replace(error.problem, code=_WORDS.get(code, code))) from error

    async def _get(self, profile: Profile, secret: Secret, path: str, query: Mapping[str, str]) -> Json:
        clock, watchdog = Clock(), Watchdog()
        response: OpenResponse | None = None
        try:
            answer = await trip.send(self._ways, profile, partial(_outgoing, profile, secret, path, query), watchdog)
            response = OpenResponse(answer, watchdog, self._ways.settings, clock, NoTape())
            if not answer.is_success:
                body, wait = await response.read_error_body(), answer.headers.get("retry-after", "")
                raise ServerError(wire.problem(answer.status_code, wait, body, secret=secret, now=clock.now()))
            if answer.headers.get("content-encoding", "").strip().lower() not in ("", "identity"):
                raise ProtocolError(Problem("unreadable_answer"))
            return _json(await _body(response), secret)
        finally:
            watchdog.close()
            if response is not None:
                await response.aclose()


def _outgoing(
    profile: Profile, secret: Secret, path: str, query: Mapping[str, str], client: httpx.AsyncClient, journey: Journey
) -> httpx.Request:
    headers = {
        "Authorization": f"Bearer {secret.reveal()}",
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "Connection": "close",
        "User-Agent": f"robofy-desktop/{__version__}",
    }
    url, trace = profile.address.rstrip("/") + path, {"trace": journey}
    try:
        return client.build_request("GET", url, params=dict(query), headers=headers, extensions=trace)
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


def _json(body: bytes, secret: Secret) -> Json:
    text = body.decode("utf-8", "replace").removeprefix("\ufeff").strip()
    if text.startswith("<"):
        raise ProtocolError(Problem("html_answer", retryable=True))
    if wire.is_error(body):
        raise ServerError(wire.problem(200, "", body, secret=secret, now=0))
    try:
        return strict_json(text)
    except ValueError:
        raise unknown(text) from None
