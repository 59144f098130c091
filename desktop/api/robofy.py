"""The client: asks a chatbot and hands on its reply as events.

The trap: nothing is ever sent twice. A question that may have been heard ends as an error with `retryable`, and asking
again is for the person to decide.

Source: Robofy API, "Get chat response" and "Get chat response (streaming)".
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from functools import partial

import httpx
from msgspec.structs import replace

from desktop.api import handshake, redact, trip
from desktop.api.body import CUT_SHORT, BodyReader
from desktop.api.outgoing import checked, outgoing
from desktop.api.response import Clock, OpenResponse
from desktop.api.watchdog import Watchdog
from desktop.api.ways import FindPassword, Ways, no_password
from desktop.core.chatbot import Profile, Secret
from desktop.core.diagnosis import Step
from desktop.core.errors import AppError, NetworkError, Problem, ProtocolError, ServerError
from desktop.core.events import Batch, Event
from desktop.core.handshake import Handshake
from desktop.core.recording import Head, NoTape, Observe, look_away
from desktop.core.request import ChatRequest
from desktop.core.settings import NetworkSettings


class Robofy:
    """Satisfies `chat.ports.Robofy`. Lives on the loop; `aclose` it when all replies have ended."""

    def __init__(
        self, settings: NetworkSettings, observe: Observe = look_away, find_password: FindPassword = no_password
    ) -> None:
        self.ways = Ways(settings, find_password)
        self._observe = observe

    def apply(self, settings: NetworkSettings) -> None:
        """From the next request on; a reply that streams goes on."""
        self.ways.apply(settings)

    async def reply(self, request: ChatRequest) -> AsyncGenerator[Batch, None]:
        """The events of one reply as they arrive; the last one is an end.

        Raises ProfileError before anything is sent, NetworkError when no answer began, ServerError for a refusal,
        ProtocolError for an answer that is packed although that was not asked for: a small one may unpack to gigabytes.
        """
        request = checked(request)
        clock = Clock()
        watchdog = Watchdog()
        response: OpenResponse | None = None
        try:
            answer = await trip.send(self.ways, request.profile, partial(outgoing, request), watchdog)
            response = self._open(request, answer, watchdog, clock)
            if not answer.is_success:
                raise ServerError(await response.read_problem(request.secret))
            if answer.headers.get("content-encoding", "").strip().lower() not in ("", "identity"):
                raise ProtocolError(Problem("unreadable_answer"))
            reply = _Reply(response, BodyReader(request.secret), clock)
            while not reply.ended:
                batch = await reply.read()
                if batch.events:
                    yield batch
        except (NetworkError, ServerError, ProtocolError) as error:
            error.problem = replace(error.problem, asked_at=clock.began)
            raise
        finally:
            watchdog.close()
            if response is not None:
                await response.aclose()

    async def handshake(self, profile: Profile, chatbot_id: str, secret: Secret) -> Handshake:
        """Fetch a token for a chatbot; a secret that is empty does not go along. Nothing records it.

        Raises ProfileError before anything is sent, NetworkError, ServerError, and ProtocolError for an answer without
        a token.
        """
        clock, watchdog = Clock(), Watchdog()
        build = partial(handshake.outgoing, profile, chatbot_id, secret)
        response: OpenResponse | None = None
        try:
            answer = await trip.send(self.ways, profile, build, watchdog)
            response = OpenResponse(answer, watchdog, self.ways.settings, clock, NoTape())
            if not answer.is_success:
                raise ServerError(handshake.not_here(await response.read_problem(secret)))
            return handshake.read(await response.read_whole(handshake.MAX_BODY))
        except (NetworkError, ServerError, ProtocolError) as error:
            error.problem = replace(error.problem, asked_at=clock.began)
            raise
        finally:
            watchdog.close()
            if response is not None:
                await response.aclose()

    async def diagnose(
        self,
        profile: Profile,
        secret: Secret | Problem,
        tell: Callable[[Step], None],
        register: Callable[[Secret], None] = lambda _token: None,
    ) -> tuple[Step, ...]:
        """The steps of one small question to the first chatbot of a profile; each is also told when it is over.

        A problem in place of the secret is why there is none. `register` is told the token that is fetched on the way.
        """
        from desktop.api.diagnosis import Diagnostician

        return await Diagnostician(self.ways, tell, register).run(profile, secret)

    async def proxy_of(self, profile: Profile) -> str:
        """The origin of the proxy on the way to a profile's address, empty without one."""
        try:
            return await self.ways.proxy_of(profile)
        except AppError:
            return ""

    async def aclose(self) -> None:
        """Close the connections that are left."""
        await self.ways.aclose()

    def _open(self, request: ChatRequest, answer: httpx.Response, watchdog: Watchdog, clock: Clock) -> OpenResponse:
        headers = redact.safe_headers(answer.headers.multi_items(), request.secret)
        reason = redact.scrub(answer.reason_phrase, request.secret)
        head = Head(clock.now(), answer.status_code, headers, clock.began, answer.http_version, reason)
        return OpenResponse(answer, watchdog, self.ways.settings, clock, self._observe(request, head))


class _Reply:
    """A body on its way to events; the batch that sets `ended` ends with an end."""

    def __init__(self, response: OpenResponse, reader: BodyReader, clock: Clock) -> None:
        self.ended = False
        self._response = response
        self._reader = reader
        self._clock = clock

    async def read(self) -> Batch:
        try:
            chunk, at = await self._response.read()
        except AppError as error:
            if error.problem.code == "first_byte_timeout":
                raise
            return self._end(self._clock.now(), (), error.problem)
        events = self._reader.feed(chunk)
        return self._end(at, events, CUT_SHORT) if self._reader.ended or not chunk else Batch(at, events)

    def _end(self, at: float, events: tuple[Event, ...], problem: Problem) -> Batch:
        self.ended = True
        return Batch(at, (*events, *self._reader.close(problem)))
