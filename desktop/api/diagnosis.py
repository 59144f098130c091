"""*Diagnose connection*: the way of one small question, told step by step, up to where it fails.

The trap: it goes exactly the way that a question goes, with the same client, or it would find what is not so: where a
question fetches a token first, this does. The name is looked up once more before, for its time; the connection then
looks it up again.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final

import httpx
from msgspec.structs import replace

from desktop.api import failures, handshake
from desktop.api.journey import Arrived, Journey, Passed, Stage
from desktop.api.names import is_address, look_up
from desktop.api.outgoing import checked, outgoing
from desktop.api.response import Clock, OpenResponse
from desktop.api.watchdog import Watchdog
from desktop.api.ways import REFUSALS, Way, Ways
from desktop.core.certificate import Certificate, read_certificate
from desktop.core.chatbot import Profile, Secret
from desktop.core.diagnosis import Step, StepKind
from desktop.core.errors import AppError, NetworkError, Problem, ProfileError, ProtocolError
from desktop.core.handshake import shakes_hands
from desktop.core.proxy import shown_proxy
from desktop.core.recording import NoTape
from desktop.core.request import ChatRequest

QUESTION: Final = "Hello"
_STEPS: Final = {
    Stage.TCP: StepKind.TCP,
    Stage.PROXY: StepKind.PROXY,
    Stage.TLS: StepKind.TLS,
}
_ABOUT_THE_KEY: Final = (401, 403)
_MOST_ADDRESSES: Final = 4


class Diagnostician:
    """Runs once. `register` is told a token before it is used, so that no log shows it."""

    def __init__(self, ways: Ways, tell: Callable[[Step], None], register: Callable[[Secret], None]) -> None:
        self._ways = ways
        self._tell = tell
        self._register = register
        self._steps: list[Step] = []
        self._profile = Profile("", "")
        self._journey = Journey()
        self._way: Way | None = None
        self._asking = StepKind.HTTP  # what it is that the server is asked for
        self._signing = StepKind.SIGN_IN
        self._token: Secret | None = None
        self._limit = asyncio.Timeout(None)
        self._watchdog = Watchdog()

    async def run(self, profile: Profile, secret: Secret | Problem) -> tuple[Step, ...]:
        """The last step is the one that failed, or that an answer began. A problem is why there is no secret."""
        self._profile = profile
        began = time.monotonic()
        try:
            self._way = way = await self._ways.find(profile)
            await self._ways.check_route(way)
        except AppError as error:
            self._put(Step(StepKind.NETWORK, time.monotonic() - began, problem=error.problem))
            return tuple(self._steps)
        self._put(Step(StepKind.NETWORK, time.monotonic() - began, {"host": way.next_stop[0]}))
        try:
            await self._reach(way, secret)
        finally:
            self._watchdog.close()
        return tuple(self._steps)

    async def _reach(self, way: Way, secret: Secret | Problem) -> None:
        host, port = way.next_stop
        if not is_address(host):
            began = time.monotonic()
            try:
                async with asyncio.timeout(way.settings.connect):
                    found = await look_up(host, port)
            except (OSError, UnicodeError, TimeoutError):
                missing = Problem("name_not_found", {"host": host}, retryable=True)
                if way.proxied:
                    missing = Problem("proxy_not_reached", {"proxy": shown_proxy(way.proxy)}, retryable=True)
                self._put(Step(StepKind.NAME, time.monotonic() - began, problem=missing))
                return
            facts = {"host": host, "addresses": ", ".join(found[:_MOST_ADDRESSES])}
            self._put(Step(StepKind.NAME, time.monotonic() - began, facts))
        await self._go(way, secret)

    async def _go(self, way: Way, secret: Secret | Problem) -> None:
        if isinstance(secret, Problem):
            await self._try(way, partial(self._knock, way), why_alone=secret)
            return
        token: Secret | None = secret
        if shakes_hands(self._profile):
            self._asking, self._signing = StepKind.HANDSHAKE, StepKind.TOKEN
            await self._try(way, partial(self._shake, way, secret))
            self._asking, token = StepKind.HTTP, self._token
        if token is not None:
            await self._try(way, partial(self._ask, way, token))

    async def _try(self, way: Way, work: Callable[[], Awaitable[None]], *, why_alone: Problem | None = None) -> None:
        """One request; `why_alone` is why nothing is asked once the connection is there."""
        self._journey = Journey(proxied=way.proxied, alone=why_alone is not None, tell=self._on_passed)
        seconds = way.settings.first_byte
        try:
            async with asyncio.timeout(seconds) as self._limit:
                await work()
        except Arrived:
            self._put(Step(StepKind.SIGN_IN, 0.0, problem=why_alone))
        except ProfileError as error:
            kind = StepKind.HANDSHAKE if self._asking is StepKind.HANDSHAKE else StepKind.SIGN_IN
            self._put(Step(kind, 0.0, problem=error.problem))
        except NetworkError as error:  # while the body was read
            self._fail(error.problem)
        except TimeoutError:
            late = failures.too_slow("first_byte_timeout", seconds)
            if not self._journey.has_left:
                late = failures.not_connected(way.host, way.settings.connect, way.proxy)
            self._fail(late.problem)
        except REFUSALS as error:
            await self._explain(error, way)

    async def _knock(self, way: Way) -> None:
        await way.client.get(self._profile.address, extensions={"trace": self._journey})

    async def _explain(self, error: Exception, way: Way) -> None:
        journey = self._journey
        certificate = await self._ways.look_at(self._profile) if journey.stage is Stage.TLS else None
        found = failures.network_error(error, way.host, way.settings, way.proxy, journey, certificate)
        self._fail(found.problem, certificate)

    async def _shake(self, way: Way, secret: Secret) -> None:
        request = handshake.outgoing(self._profile, self._chatbot_id, secret, way.client, self._journey)
        answer = await way.client.send(request, stream=True)
        response = self._open(way, answer)
        try:
            if not answer.is_success:
                problem = handshake.not_here(await response.read_problem(secret))
                self._put(Step(StepKind.HANDSHAKE, self._journey.seconds, problem=problem))
                return
            self._token = handshake.read(await response.read_whole(handshake.MAX_BODY)).token
        except ProtocolError as error:
            self._put(Step(StepKind.HANDSHAKE, self._journey.seconds, problem=error.problem))
            return
        finally:
            await response.aclose()
        self._register(self._token)
        self._put(Step(StepKind.HANDSHAKE, self._journey.seconds))

    async def _ask(self, way: Way, secret: Secret) -> None:
        request = checked(ChatRequest(self._profile, self._chatbot_id, secret, str(uuid.uuid4()), QUESTION))
        answer = await way.client.send(outgoing(request, way.client, self._journey), stream=True)
        await self._read(way, request.secret, answer)

    @property
    def _chatbot_id(self) -> str:
        return self._profile.chatbots[0].id if self._profile.chatbots else ""

    async def _read(self, way: Way, secret: Secret, answer: httpx.Response) -> None:
        seconds = self._journey.seconds
        response = self._open(way, answer)
        try:
            problem = None if answer.is_success else self._meant(await response.read_problem(secret))
            if problem is not None and answer.status_code not in _ABOUT_THE_KEY:
                self._put(Step(StepKind.HTTP, seconds, problem=problem))
                return
            self._put(Step(StepKind.HTTP, seconds, {"status": str(answer.status_code)}))
            self._put(Step(self._signing, 0.0, problem=problem))
            if problem is None:
                began = time.monotonic()
                chunk, _ = await response.read()
                empty = None if chunk else Problem("empty_answer", retryable=True)
                self._put(Step(StepKind.FIRST_BYTE, time.monotonic() - began, problem=empty))
        finally:
            await response.aclose()

    def _open(self, way: Way, answer: httpx.Response) -> OpenResponse:
        return OpenResponse(answer, self._watchdog, way.settings, Clock(), NoTape())

    def _meant(self, problem: Problem) -> Problem:
        """A token that was just given and is refused is nobody's to paste anew."""
        is_token = self._signing is StepKind.TOKEN and problem.code == "unauthorized"
        return replace(problem, code="token_refused") if is_token else problem

    def _on_passed(self, passed: Passed) -> None:
        kind = _STEPS[passed.stage]
        if self._way is not None and self._way.proxied:  # as in a question: see `trip`
            patience = self._way.settings.first_byte if passed.stage is Stage.TLS else self._way.settings.connect
            self._limit.reschedule(asyncio.get_running_loop().time() + patience)
        if self._way is None or any(step.kind is kind for step in self._steps):  # the second of two attempts
            return
        if kind is StepKind.TLS:
            self._put(self._secured(passed.seconds))
            return
        host, port = self._way.next_stop
        facts = {"host": host, "port": str(port), "proxy": shown_proxy(self._way.proxy)}
        self._put(Step(kind, passed.seconds, facts))

    def _secured(self, seconds: float) -> Step:
        tls = self._journey.tls
        cipher = tls.cipher() if tls else None
        facts = {"version": (tls.version() if tls else None) or "", "cipher": cipher[0] if cipher else ""}
        certificate = read_certificate(self._journey.certificate)
        is_checked = self._profile.verify or self._profile.managed
        return Step(StepKind.TLS, seconds, facts, certificate=certificate, checked=is_checked)

    def _fail(self, problem: Problem, certificate: Certificate | None = None) -> None:
        """At the step that was under way."""
        at = self._asking if self._journey.stage is Stage.HTTP else _STEPS[self._journey.stage]
        seen = {step.kind for step in self._steps}
        kind = next(one for one in (at, self._asking, StepKind.FIRST_BYTE) if one not in seen)
        self._put(Step(kind, self._journey.seconds, problem=problem, certificate=certificate))

    def _put(self, step: Step) -> None:
        self._steps.append(step)
        self._tell(step)
