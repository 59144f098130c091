"""The two chat endpoints, and what is before and beside them, as an ASGI application.

A dropped connection is an answer that returns unfinished: the server below then closes the socket in mid-body.
"""

import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from itertools import chain
from typing import Final

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Send

from desktop.sandbox import answers, handshake, inbox, playback
from desktop.sandbox import request as requests
from desktop.sandbox import speed as speeds
from desktop.sandbox.agents import Agents
from desktop.sandbox.handshake import Tokens
from desktop.sandbox.playback import Beat
from desktop.sandbox.request import ChatRequest
from desktop.sandbox.script import Cut, Page, Reply, Script, Wait
from desktop.sandbox.sessions import Sessions
from desktop.sandbox.speed import Speed

Sleep = Callable[[float], Awaitable[None]]

STREAM_HEADERS: Final = {
    "content-type": "text/event-stream",
    "cache-control": "no-cache",
    "x-vercel-ai-ui-message-stream": "v1",
    "x-accel-buffering": "no",
}


class Endpoints:
    """All endpoints over one memory of sessions and tokens. Without a secret any bearer token is let in."""

    def __init__(self, secret: str | None, sleep: Sleep) -> None:
        self._secret = secret
        self._sleep = sleep
        self._sessions = Sessions()
        self._tokens = Tokens()

    async def chat(self, request: Request) -> Response:
        reply, session_id, _ = await self._reply(request)
        if isinstance(reply, Page):
            return _page(reply)
        if reply.fails:
            return _page(requests.SERVER_ERROR)
        beats = _plain(reply, session_id)
        return BeatResponse(beats, self._sleep, {"content-type": "application/json"}, hold=reply.hold)

    async def stream(self, request: Request) -> Response:
        reply, session_id, speed = await self._reply(request)
        if isinstance(reply, Page):
            return _page(reply)
        beats = playback.beats(reply, session_id, speed)
        return BeatResponse(beats, self._sleep, STREAM_HEADERS, hold=reply.hold)

    async def handshake(self, request: Request) -> Response:
        query, uses = request.query_params, request.query_params.get("uses", "")
        return _page(
            handshake.answer(
                await request.body(),
                query.get("case", ""),
                int(uses[:6]) if uses.isascii() and uses.isdigit() else 1_000_000,
                request.headers.get("authorization"),
                self._secret,
                self._tokens,
            )
        )

    async def _reply(self, request: Request) -> tuple[Reply, str, Speed]:
        authorization = request.headers.get("authorization")
        if not requests.admitted(authorization, self._secret) and not self._tokens.admit(authorization):
            return requests.UNAUTHORIZED, "", speeds.INSTANT
        asked = requests.read(await request.body())
        if isinstance(asked, Page):
            return asked, "", speeds.INSTANT
        try:
            named = speeds.from_address(request.query_params.get("speed"), request.query_params.get("delay_ms"))
        except ValueError:
            return requests.BAD_REQUEST, "", speeds.INSTANT
        return self._answer(asked, named)

    def _answer(self, asked: ChatRequest, named: Speed | None) -> tuple[Reply, str, Speed]:
        session_id = asked.user_context.session_id or str(uuid.uuid4())
        session = self._sessions.get(asked.chatbot_id, session_id)
        reply = answers.answer(asked.chatbot_id, asked.query, session)
        usual = speeds.INSTANT if isinstance(reply, Script) and reply.measured else speeds.NORMAL
        return reply, session_id, named or speeds.from_words(asked.query) or usual


class BeatResponse(StreamingResponse):
    """Sends bytes, waits, and can end in the middle. The client's leaving ends it at once, also in a pause."""

    def __init__(self, beats: Iterable[Beat], sleep: Sleep, headers: dict[str, str], *, hold: float) -> None:
        self._beats = beats
        self._sleep = sleep
        self._hold = hold
        self._dropped = False
        super().__init__(self._chunks(), headers=headers)

    async def _chunks(self) -> AsyncIterator[bytes]:
        for beat in self._beats:
            if isinstance(beat, bytes):
                yield beat
            elif isinstance(beat, Cut):
                self._dropped = not beat.clean
                return
            else:
                await self._sleep(beat)

    async def stream_response(self, send: Send) -> None:
        if self._hold:
            await self._sleep(self._hold)
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        async for chunk in self.body_iterator:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        if not self._dropped:
            await send({"type": "http.response.body", "body": b"", "more_body": False})


def _plain(script: Script, session_id: str) -> Iterable[Beat]:
    """The answer in one body, with the same text and the same faults, as far as one body can have them."""
    waits = (cue.seconds * 1.0 for cue in script.cues if isinstance(cue, Wait) and not cue.work)
    cut = next((cue for cue in script.cues if isinstance(cue, Cut)), None)
    body = msgspec.json.encode({"message": "Success", "data": {"answer": script.text, "session_id": session_id}})
    if not script.cues:
        return ()
    return chain(waits, (body[: len(body) // 2], cut) if cut else (body,))


def _page(page: Page) -> Response:
    return Response(page.body, page.status, dict(page.headers) | {"content-type": page.media_type})


async def _gone(request: Request, error: Exception) -> Response:
    """The client left while it was still sending: nobody reads this."""
    del request, error
    return _page(requests.BAD_REQUEST)


async def _no_route(request: Request, error: Exception) -> Response:
    del request
    wrong_method = isinstance(error, HTTPException) and error.status_code == requests.METHOD_NOT_ALLOWED.status
    return _page(requests.METHOD_NOT_ALLOWED if wrong_method else requests.PATH_NOT_FOUND)


def application(secret: str | None, sleep: Sleep) -> Starlette:
    endpoints = Endpoints(secret, sleep)
    routes = [
        Route("/v1/ai-agent/chat", endpoints.chat, methods=["POST"]),
        Route("/v1/ai-agent/chat/stream", endpoints.stream, methods=["POST"]),
        Route(handshake.PATH, endpoints.handshake, methods=["POST"]),
        *inbox.routes(secret),
        *Agents(secret).routes(),
    ]
    return Starlette(routes=routes, exception_handlers={404: _no_route, 405: _no_route, ClientDisconnect: _gone})
