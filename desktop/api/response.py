"""One open response: its bytes as they come, under the watchdog, with their times, and an end that closes the socket.

Nothing is unpacked. The trap: Qt's event loop does not finish the async generators that httpx nests, so the connection
is closed first and by name, and the generators have nothing left to do.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator
from typing import Final, cast

import httpx
from msgspec.structs import replace

from desktop.api import failures, redact, wire
from desktop.api.watchdog import Watchdog
from desktop.core.chatbot import Secret
from desktop.core.errors import NetworkError, Problem
from desktop.core.recording import Ending, Tape
from desktop.core.settings import NetworkSettings
from desktop.core.text import well_formed

MAX_ERROR_BODY: Final = 64 * 1024
_TURN: Final = 0.006
"""Seconds of reading after which others get a turn: what lies in the socket is read without ever waiting."""
_ERROR_BODY_SECONDS: Final = 5.0
"""The status has said it all; its body is only waited for as long as nobody notices."""
_REQUEST_IDS: Final = ("x-request-id", "request-id", "x-correlation-id", "x-amzn-requestid", "x-trace-id", "cf-ray")
"""Headers by which services and what stands before them name a request; none is documented for this one."""


class Clock:
    """Seconds since the epoch that never run backwards, whatever happens to the wall clock meanwhile."""

    def __init__(self) -> None:
        self._offset = time.time() - time.monotonic()
        self.began = self.now()

    def now(self) -> float:
        return self._offset + time.monotonic()


class OpenResponse:
    """Read it to the end or leave it, but `aclose` it."""

    def __init__(
        self, response: httpx.Response, watchdog: Watchdog, settings: NetworkSettings, clock: Clock, tape: Tape
    ) -> None:
        self._response = response
        self._chunks = cast("AsyncGenerator[bytes, None]", response.aiter_raw())
        self._watchdog = watchdog
        self._settings = settings
        self._clock = clock
        self._tape = tape
        self._ending = Ending.LEFT
        self._has_begun = False
        self._turn_began = time.monotonic()
        self._is_turn_due = False

    async def read(self) -> tuple[bytes, float]:
        """The next bytes and their time; empty at the end of the body.

        Raises NetworkError (first_byte_timeout, silence_timeout, connection_lost).
        """
        seconds = self._settings.silence if self._has_begun else self._settings.first_byte
        try:
            return await self._read(seconds)
        except TimeoutError:
            self._ending = Ending.TIMED_OUT
            raise failures.too_slow("silence_timeout" if self._has_begun else "first_byte_timeout", seconds) from None
        except httpx.HTTPError as error:
            self._ending = Ending.LOST
            raise NetworkError(failures.connection_lost()) from error

    async def read_whole(self, most: int) -> bytes:
        """The body, or a little more than `most` bytes of a larger one. Raises NetworkError as `read` does."""
        body = b""
        while len(body) <= most:
            chunk, _ = await self.read()
            if not chunk:
                break
            body += chunk
        return body

    async def read_error_body(self) -> bytes:
        """As much of the body of a refusal as comes soon, at most 64 KiB. Raises nothing: the status is what counts."""
        body = b""
        deadline = self._clock.now() + _ERROR_BODY_SECONDS
        try:
            while len(body) < MAX_ERROR_BODY and (left := deadline - self._clock.now()) > 0:
                chunk, _ = await self._read(min(left, self._settings.silence))
                if not chunk:
                    break
                body += chunk
        except TimeoutError:
            self._ending = Ending.TIMED_OUT
        except httpx.HTTPError:
            self._ending = Ending.LOST
        return body[:MAX_ERROR_BODY]

    async def read_problem(self, secret: Secret) -> Problem:
        """What a refusal says, which never holds the secret. Raises nothing."""
        body, headers = await self.read_error_body(), self._response.headers
        wait, now = headers.get("retry-after", ""), self._clock.now()
        problem = wire.problem(self._response.status_code, wait, body, secret=secret, now=now)
        return replace(problem, request_id=self.request_id(secret))

    def request_id(self, secret: Secret) -> str:
        """What the server, or something before it, calls this request; empty when it has no name."""
        named = next((found for name in _REQUEST_IDS if (found := self._response.headers.get(name))), "")
        return redact.scrub(well_formed(named), secret)[:100]

    async def aclose(self) -> None:
        await self._response.aclose()
        await self._chunks.aclose()
        self._tape.close(self._clock.now(), self._ending)

    async def _read(self, seconds: float) -> tuple[bytes, float]:
        if time.monotonic() - self._turn_began > _TURN:
            await asyncio.sleep(0)
            self._turn_began = time.monotonic()
        if not self._is_turn_due:
            self._is_turn_due = True
            asyncio.get_running_loop().call_soon(self._others_had_their_turn)
        chunk = await self._watchdog.wait(anext(self._chunks, b""), seconds)
        if not self._is_turn_due:  # the bytes were waited for
            self._turn_began = time.monotonic()
        at = self._clock.now()
        if chunk:
            self._has_begun = True
            self._tape.put(chunk, at)
        else:
            self._ending = Ending.ENDED
        return chunk, at

    def _others_had_their_turn(self) -> None:
        self._is_turn_due = False
