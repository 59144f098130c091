"""What the tests of the client share: a question, and ways to ask it."""

from __future__ import annotations

import asyncio
from contextlib import aclosing

import pytest
from msgspec.structs import replace

from desktop.api.robofy import Robofy
from desktop.core.chatbot import Chatbot, Profile, Secret
from desktop.core.errors import AppError, ProfileError
from desktop.core.events import Batch, Event
from desktop.core.request import ChatRequest
from desktop.core.settings import NetworkSettings
from tests.fakes.http_server import STREAM_HEAD, Peer, Script

KEY = "rb-live-0123456789"
START = b'data: {"type":"start"}\n\n'
DONE = b"data: [DONE]\n\n"
QUICK = NetworkSettings(connect=0.1, first_byte=0.05, silence=0.05)
PATIENT = NetworkSettings(connect=10, first_byte=20, silence=20)


def request(
    address: str, *, streaming: bool = True, query: str = "Hello?", session: str = "s-1", project: str = "31",
    chatbot: str = "bot", key: str = KEY,
) -> ChatRequest:  # fmt: skip
    profile = Profile("p", "Shop", address, project, (Chatbot("bot", "Concierge"),))
    return ChatRequest(profile, chatbot, Secret(key), session, query, streaming)


async def batches_of(robofy: Robofy, asked: ChatRequest) -> list[Batch]:
    try:
        async with aclosing(robofy.reply(asked)) as reply:
            return [batch async for batch in reply]
    finally:
        await robofy.aclose()


def ask(asked: ChatRequest, settings: NetworkSettings = PATIENT) -> list[Event]:
    batches = asyncio.run(batches_of(Robofy(settings), asked))
    return [event for batch in batches for event in batch.events]


def refused(asked: ChatRequest, settings: NetworkSettings = PATIENT) -> AppError:
    with pytest.raises(AppError) as caught:
        ask(asked, settings)
    if not isinstance(caught.value, ProfileError):
        assert caught.value.problem.asked_at > 0
    caught.value.problem = replace(caught.value.problem, asked_at=0.0)
    assert KEY not in repr(caught.value)
    assert KEY not in str(caught.value.problem)
    return caught.value


def playing(*chunks: bytes) -> Script:
    def script(peer: Peer) -> None:
        for chunk in (STREAM_HEAD, *chunks):
            peer.send(chunk)

    return script


def answering(status: str, body: bytes, *headers: str) -> Script:
    return lambda peer: peer.send_answer(status, body, *headers)
