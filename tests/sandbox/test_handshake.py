"""The handshake of the sandbox: tokens that open the door, for as long as they are good, and every odd answer."""

from __future__ import annotations

import asyncio
from contextlib import aclosing

import httpx
import pytest

from desktop.api.robofy import Robofy
from desktop.chat.sign_in import SignedRobofy, SignIns
from desktop.core.chatbot import Credential, Profile, Secret
from desktop.core.errors import AppError
from desktop.core.handshake import Handshake
from desktop.core.message import Message, Status, empty_reply
from desktop.core.reducer import fold_all
from desktop.core.request import ChatRequest
from desktop.core.settings import NetworkSettings
from desktop.sandbox.bots import BOTS, CONCIERGE, ORDER_DESK, PROJECT_ID, STARTERS
from desktop.sandbox.handshake import COLOUR, LOADER_TEXTS, PATH
from desktop.sandbox.server import Sandbox


def profile(server: Sandbox, query: str = "", project: str = PROJECT_ID) -> Profile:
    return Profile(
        "p", "Shop", server.address, project, credential=Credential.CLIENT_TOKEN, handshake_path=PATH + query
    )


def shake(whose: Profile, chatbot_id: str = CONCIERGE.id, secret: str = "") -> Handshake:
    async def run() -> Handshake:
        robofy = Robofy(NetworkSettings())
        try:
            return await robofy.handshake(whose, chatbot_id, Secret(secret))
        finally:
            await robofy.aclose()

    return asyncio.run(run())


def ask(whose: Profile, times: int = 1, secret: str = "") -> list[Message]:
    """The replies to so many questions in a row, each with the token that the handshake brought."""

    async def run() -> list[Message]:
        client = Robofy(NetworkSettings())
        robofy = SignedRobofy(client, SignIns(client))
        try:
            replies = []
            for _ in range(times):
                reply = empty_reply("r", 0.0)
                request = ChatRequest(whose, CONCIERGE.id, Secret(secret), "s", "Hello, instantly")
                async with aclosing(robofy.reply(request)) as batches:
                    async for batch in batches:
                        reply = fold_all(reply, batch.events, batch.at)
                replies.append(reply)
            return replies
        finally:
            await client.aclose()

    return asyncio.run(run())


def refused(whose: Profile, **asked: str) -> str:
    with pytest.raises(AppError) as caught:
        shake(whose, **asked)
    return caught.value.problem.code


def test_it_says_how_each_chatbot_likes_to_be_met(sandbox: Sandbox) -> None:
    found = shake(profile(sandbox))
    assert [one.name for one in found.introductions] == [bot.name for bot in BOTS]
    desk = found.introduction(ORDER_DESK.id)
    assert (desk.greeting, desk.questions) == ("Hello! Do you have an order number at hand?", STARTERS[ORDER_DESK.id])
    assert found.placeholder == "Type your question here…"
    assert found.loader_texts == LOADER_TEXTS
    assert found.colour == tuple(bytes.fromhex(COLOUR.removeprefix("#")))


def test_its_token_opens_the_chat_without_any_key(sandbox: Sandbox) -> None:
    assert ask(profile(sandbox))[0].status is Status.COMPLETE


def test_a_token_that_is_used_up_is_renewed_in_the_middle_of_a_conversation(sandbox: Sandbox) -> None:
    replies = ask(profile(sandbox, "?uses=2"), times=5)
    assert [reply.status for reply in replies] == [Status.COMPLETE] * 5


def test_a_token_that_is_never_good_ends_with_the_refusal(sandbox: Sandbox) -> None:
    with pytest.raises(AppError) as caught:
        ask(profile(sandbox, "?uses=0"))
    assert caught.value.problem.code == "unauthorized"


def test_a_handshake_can_want_a_key(sandbox: Sandbox) -> None:
    whose = profile(sandbox, "?case=key")
    assert refused(whose) == "unauthorized"
    assert refused(whose, secret="wrong") == "unauthorized"
    assert shake(whose, secret=sandbox.secret).token.reveal()


@pytest.mark.parametrize("case", ["bare", "token", "odd"])
def test_odd_answers_still_bring_a_token(sandbox: Sandbox, case: str) -> None:
    assert ask(profile(sandbox, f"?case={case}"))[0].status is Status.COMPLETE


def test_questions_as_objects_and_a_chatbot_under_another_id(sandbox: Sandbox) -> None:
    met = shake(profile(sandbox, "?case=objects")).introduction(CONCIERGE.id)
    assert met.greeting == "Hello from agent_12345"
    assert met.questions == ("Are you there?", "And now?")


@pytest.mark.parametrize(
    ("case", "code"),
    [
        ("no-token", "handshake_unreadable"),
        ("unauthorized", "unauthorized"),
        ("forbidden", "forbidden"),
        ("missing", "handshake_not_found"),
        ("error", "server_failed"),
        ("html", "html_answer"),
        ("empty", "handshake_unreadable"),
        ("array", "handshake_unreadable"),
    ],
)
def test_every_refusal_has_its_sentence(sandbox: Sandbox, case: str, code: str) -> None:
    assert refused(profile(sandbox, f"?case={case}")) == code


def test_a_foreign_project_and_an_unknown_chatbot_are_refused(sandbox: Sandbox) -> None:
    assert refused(profile(sandbox, project="1")) == "bad_request"
    assert refused(profile(sandbox), chatbot_id="nobody") == "handshake_not_found"


@pytest.mark.parametrize("body", [b"", b"[]", b'{"chatbot_id":3}', b"\xff", b'{"chatbot_id":"a","project_id":"b"}'])
def test_a_body_that_is_none_is_a_bad_request(sandbox: Sandbox, body: bytes) -> None:
    assert httpx.post(sandbox.address + PATH, content=body, trust_env=False).status_code == 400


def test_an_odd_number_of_uses_is_as_none_was_named(sandbox: Sandbox) -> None:
    assert ask(profile(sandbox, "?uses=many"))[0].status is Status.COMPLETE
    assert ask(profile(sandbox, f"?uses={'9' * 5000}"))[0].status is Status.COMPLETE
