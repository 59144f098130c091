"""JSON of any shape, from every endpoint: something that can be used, or a sentence; never the key, never a bug."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable

import pytest

from desktop.api.agents import Agents
from desktop.api.inbox import InboxClient
from desktop.api.reading import Reading
from desktop.api.robofy import Robofy
from desktop.core.chatbot import Chatbot, Credential, Profile, Secret
from desktop.core.errors import SENTENCES, AppError
from desktop.core.events import Failed, Interrupted
from desktop.core.inbox import InboxAccess
from desktop.core.request import ChatRequest
from tests.api.asking import KEY, PATIENT, answering
from tests.fakes.http_server import FakeServer

BODIES: tuple[object, ...] = (
    None,
    True,
    17,
    1e308,
    "",
    KEY,
    [],
    {},
    [None, 0, "", [], {}],
    [[[[[[KEY]]]]]],
    {"data": None},
    {"data": 5, "message": KEY},
    {"data": [[], {}]},
    {"data": {"data": {"data": {"data": {}}}}},
    {"error": KEY},
    {"error": {"code": [], "detail": {"deep": KEY}}, "message": 7},
    {"message": "Unauthorized", "error": {"code": "UNAUTHORIZED", "detail": f"{KEY} is unknown."}},
    {"sessions": {"0": {"session_id": "s"}}, "chatbots": 4, "messages": "text", "token": ["x"]},
    {"sessions": [{"session_id": 5, "last_message_time": {}, "last_message": []}]},
    {"data": {"report": {"rows": [{"lead_data": [{"field_name": 3}]}, 4], "next_page_token": {}}}},
    {"data": {"answer": ["not", "text"], "session_id": {}}},
    {"answer": 5},
    {"token": 5, "data": {"token": ""}},
)
Call = Callable[[Robofy, Profile], Awaitable[object]]


async def chat(robofy: Robofy, profile: Profile, *, streaming: bool) -> object:
    asked = ChatRequest(profile, "bot", Secret(KEY), "s-1", "Hello?", streaming)
    events = [event async for batch in robofy.reply(asked) for event in batch.events]
    for event in events:
        if isinstance(event, Failed | Interrupted) and event.problem is not None:
            raise AppError(event.problem)
    return events


def access(profile: Profile) -> InboxAccess:
    return InboxAccess(profile, "bot", Secret(KEY))


CALLS: dict[str, Call] = {
    "chat stream": lambda robofy, profile: chat(robofy, profile, streaming=True),
    "chat": lambda robofy, profile: chat(robofy, profile, streaming=False),
    "handshake": lambda robofy, profile: robofy.handshake(profile, "bot", Secret(KEY)),
    "chatbots": lambda robofy, profile: Agents(robofy.ways).find(profile, Secret(KEY)),
    "sessions": lambda robofy, profile: InboxClient(Reading(robofy.ways)).sessions(access(profile)),
    "messages": lambda robofy, profile: InboxClient(Reading(robofy.ways)).messages(access(profile), "s-1"),
    "leads": lambda robofy, profile: InboxClient(Reading(robofy.ways)).leads(access(profile), "s-1"),
}


async def outcome(call: Call, address: str) -> AppError | None:
    credential = Credential.CLIENT_TOKEN
    profile = Profile("p", "Shop", address, "31", (Chatbot("bot", "B"),), credential=credential, handshake_path="/h")
    robofy = Robofy(PATIENT)
    try:
        await call(robofy, profile)
    except AppError as error:
        return error
    finally:
        await robofy.aclose()
    return None


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("status", ["200 OK", "404 Not Found"])
@pytest.mark.parametrize("body", BODIES, ids=lambda body: json.dumps(body)[:40])
def test_whatever_comes_is_used_or_told_in_a_sentence(name: str, status: str, body: object) -> None:
    with FakeServer(answering(status, json.dumps(body).encode())) as server:
        error = asyncio.run(outcome(CALLS[name], server.address))
    assert error is not None or status == "200 OK"
    if error is not None:
        assert error.problem.code in SENTENCES
        assert "{" not in error.problem.sentence or error.problem.code == "inbox_unknown"
        assert KEY not in repr(error.problem)
