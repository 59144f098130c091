"""A real sandbox on a real socket, with a clock that only writes down how long it was asked to wait."""

import json
import ssl
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from desktop.sandbox.bots import PROJECT_ID, Bot
from desktop.sandbox.server import Sandbox


class Clock:
    """Every wait is over at once and remembered."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


class Heard:
    """One streamed body, taken apart."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.blocks = [block.removeprefix("data: ") for block in response.text.split("\n\n")[:-1]]

    @property
    def done(self) -> bool:
        return bool(self.blocks) and self.blocks[-1] == "[DONE]"

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(block) for block in self.blocks if block != "[DONE]"]

    @property
    def kinds(self) -> list[str]:
        """Types in order, runs of the same told once."""
        kinds = [event["type"] for event in self.events]
        return [kind for kind, before in zip(kinds, [None, *kinds], strict=False) if kind != before]

    @property
    def deltas(self) -> list[str]:
        return [event["delta"] for event in self.events if event["type"] == "text-delta"]

    @property
    def text(self) -> str:
        return "".join(self.deltas)

    @property
    def session_id(self) -> str:
        found: str = next(event["data"] for event in self.events if event["type"] == "data-session")
        return found


class Caller:
    """Talks to the sandbox as a client does."""

    def __init__(self, sandbox: Sandbox, client: httpx.Client) -> None:
        self.sandbox = sandbox
        self.client = client

    def body(self, bot: Bot, query: str, session_id: str | None = None) -> dict[str, Any]:
        context = {"platform": "web"} | ({"session_id": session_id} if session_id else {})
        return {"query": query, "pid": PROJECT_ID, "chatbot_id": bot.id, "user_context": context}

    def post(self, path: str, body: object, **params: str) -> httpx.Response:
        return self.client.post(f"/v1/ai-agent/{path}", json=body, params=params)

    def stream(self, bot: Bot, query: str, session_id: str | None = None, **params: str) -> Heard:
        return Heard(self.post("chat/stream", self.body(bot, query, session_id), **params))

    def ask(self, bot: Bot, query: str, session_id: str | None = None) -> httpx.Response:
        return self.post("chat", self.body(bot, query, session_id))


@pytest.fixture(scope="session")
def _clock() -> Clock:
    return Clock()


@pytest.fixture
def clock(_clock: Clock) -> Clock:
    _clock.slept.clear()
    return _clock


@pytest.fixture(scope="session")
def sandbox(_clock: Clock) -> Iterator[Sandbox]:
    with Sandbox.start(sleep=_clock.sleep) as running:
        yield running


@pytest.fixture
def caller(sandbox: Sandbox, clock: Clock) -> Iterator[Caller]:
    bearer = {"authorization": f"Bearer {sandbox.secret}"}
    # Plain HTTP only; reading the certificates of the system anew for each test takes longer than the test.
    without_certificates = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    with httpx.Client(base_url=sandbox.address, headers=bearer, verify=without_certificates) as client:
        yield Caller(sandbox, client)
