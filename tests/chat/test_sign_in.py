"""Tokens: fetched once, kept in memory, renewed once, and never for somebody else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest
from msgspec.structs import replace

from desktop.chat.sign_in import SignedRobofy, SignIns
from desktop.core.chatbot import Credential, Profile, Secret
from desktop.core.errors import AppError, NetworkError, Problem, ServerError, SignInError
from desktop.core.events import Batch, Done
from desktop.core.handshake import Handshake
from desktop.core.request import ChatRequest
from tests.fakes.clock import later, on_clock
from tests.fakes.ports import batch

SHOP = Profile(
    "p", "Shop", "https://agents.example", "31", credential=Credential.CLIENT_TOKEN, handshake_path="/handshake"
)
PLAIN = replace(SHOP, credential=Credential.API_KEY)
KEY = Secret("rk_live_0123456789abcdef")
REFUSED = ServerError(Problem("unauthorized", status=401))


class Server:
    """Hands out token-1, token-2 …; refuses chats with a token in `refused`."""

    def __init__(self) -> None:
        self.handshakes: list[tuple[str, Secret]] = []
        self.asked: list[Secret] = []
        self.refused: set[str] = set()
        self.refusal = REFUSED
        self.broken: AppError | None = None

    async def handshake(self, profile: Profile, chatbot_id: str, secret: Secret) -> Handshake:
        self.handshakes.append((chatbot_id, secret))
        number = len(self.handshakes)
        await later(0.1)
        if self.broken is not None:
            raise self.broken
        return Handshake(Secret(f"token-{number}"))

    async def reply(self, request: ChatRequest) -> AsyncGenerator[Batch, None]:
        self.asked.append(request.secret)
        if request.secret.reveal() in self.refused:
            raise self.refusal
        yield batch(Done())


def asked(profile: Profile = SHOP, secret: Secret = KEY) -> ChatRequest:
    return ChatRequest(profile, "b", secret, "s", "Hello")


async def ask(robofy: SignedRobofy, request: ChatRequest) -> list[Batch]:
    async with aclosing(robofy.reply(request)) as batches:
        return [one async for one in batches]


@on_clock
async def test_a_key_is_sent_as_it_is() -> None:
    server = Server()
    await ask(SignedRobofy(server, SignIns(server)), asked(PLAIN))
    assert (server.handshakes, server.asked) == ([], [KEY])


@on_clock
async def test_a_token_is_fetched_once_and_told_to_the_log() -> None:
    server, told = Server(), list[Secret]()
    robofy = SignedRobofy(server, SignIns(server, told.append))
    for _ in range(3):
        assert await ask(robofy, asked()) == [batch(Done())]
    assert server.handshakes == [("b", KEY)]
    assert server.asked == [Secret("token-1")] * 3
    assert told == [Secret("token-1")]


@on_clock
async def test_who_asks_at_the_same_time_gets_the_same_token() -> None:
    server = Server()
    robofy = SignedRobofy(server, SignIns(server))
    await asyncio.gather(*(ask(robofy, asked()) for _ in range(3)))
    assert len(server.handshakes) == 1


@on_clock
async def test_a_token_that_expired_is_fetched_anew_and_the_message_goes_out_once_more() -> None:
    server = Server()
    robofy = SignedRobofy(server, SignIns(server))
    await ask(robofy, asked())
    server.refused = {"token-1"}
    assert await ask(robofy, asked()) == [batch(Done())]
    assert server.asked[1:] == [Secret("token-1"), Secret("token-2")]


@on_clock
async def test_a_second_refusal_is_told_and_the_next_question_begins_anew() -> None:
    server = Server()
    robofy = SignedRobofy(server, SignIns(server))
    server.refused = {"token-1", "token-2"}
    with pytest.raises(ServerError) as caught:
        await ask(robofy, asked())
    assert caught.value is REFUSED
    assert len(server.asked) == len(server.handshakes) == 2
    await ask(robofy, asked())
    assert server.asked[-1] == Secret("token-3")


@on_clock
async def test_another_refusal_is_not_answered_with_a_new_token() -> None:
    server = Server()
    server.refused, server.refusal = {"token-1"}, ServerError(Problem("forbidden", status=403))
    with pytest.raises(ServerError):
        await ask(SignedRobofy(server, SignIns(server)), asked())
    assert len(server.asked) == len(server.handshakes) == 1


@on_clock
async def test_a_handshake_that_fails_is_told_and_tried_again_with_the_next_question() -> None:
    server = Server()
    robofy = SignedRobofy(server, SignIns(server))
    server.broken = NetworkError(Problem("connection_refused", {"host": "agents.example"}))
    with pytest.raises(SignInError) as caught:
        await ask(robofy, asked())
    assert caught.value.problem is server.broken.problem
    server.broken = None
    await ask(robofy, asked())
    assert server.asked == [Secret("token-2")]


@on_clock
async def test_a_token_is_for_one_profile_chatbot_and_key() -> None:
    server = Server()
    sign_ins = SignIns(server)
    first = await sign_ins.get(SHOP, "b", KEY)
    others = [
        await sign_ins.get(replace(SHOP, address="https://other.example"), "b", KEY),
        await sign_ins.get(replace(SHOP, handshake_path="/other"), "b", KEY),
        await sign_ins.get(SHOP, "c", KEY),
        await sign_ins.get(SHOP, "b", Secret("")),
    ]
    assert first not in others
    assert sign_ins.find(SHOP, "b", KEY) is first
    assert sign_ins.find(PLAIN, "b", KEY) is None


@on_clock
async def test_a_changed_profile_begins_anew_and_an_old_refusal_takes_nothing_new_away() -> None:
    server = Server()
    sign_ins = SignIns(server)
    old = await sign_ins.get(SHOP, "b", KEY)
    await sign_ins.get(replace(SHOP, id="q"), "b", KEY)
    sign_ins.forget("p")
    assert sign_ins.find(SHOP, "b", KEY) is None
    assert sign_ins.find(replace(SHOP, id="q"), "b", KEY) is not None
    new = await sign_ins.get(SHOP, "b", KEY)
    sign_ins.discard(SHOP, "b", KEY, old.token)
    assert sign_ins.find(SHOP, "b", KEY) is new
