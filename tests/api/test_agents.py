"""The list of chatbots, against a real server in every shape that was ever seen or supposed, and in none."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from itertools import count

import pytest

from desktop.api.agents import Agents
from desktop.api.robofy import Robofy
from desktop.core.chatbot import Profile, Secret
from desktop.core.errors import AppError, ProfileError, ProtocolError, ServerError
from desktop.core.found import MOST_FOUND, FoundChatbots
from desktop.core.settings import NetworkSettings
from desktop.sandbox.agents import SHAPES
from desktop.sandbox.bots import BOTS
from desktop.sandbox.server import Sandbox
from tests.fakes.http_server import FakeServer, Peer

KEY = "rb-live-0123456789"
SETTINGS = NetworkSettings(connect=10, first_byte=20, silence=20)
LISTS = [name for name in SHAPES if name not in ("one", "empty", "string", "other")]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox.start() as running:
        yield running


def find(
    address: str, *, project: str = "24017", key: str = KEY, settings: NetworkSettings = SETTINGS
) -> FoundChatbots:
    async def run() -> FoundChatbots:
        robofy = Robofy(settings)
        try:
            return await Agents(robofy.ways).find(Profile("p", "Shop", address, project), Secret(key))
        finally:
            await robofy.aclose()

    return asyncio.run(run())


def found_in(body: bytes | str, status: str = "200 OK") -> FoundChatbots:
    data = body.encode() if isinstance(body, str) else body
    with FakeServer(lambda peer: peer.send_answer(status, data)) as server:
        return find(server.address)


def refused(body: bytes | str, status: str = "200 OK") -> AppError:
    with pytest.raises(AppError) as caught:
        found_in(body, status)
    assert KEY not in repr(caught.value)
    assert KEY not in str(caught.value.problem)
    return caught.value


@pytest.mark.parametrize("shape", LISTS)
def test_each_container_is_read(sandbox: Sandbox, shape: str) -> None:
    found = find(f"{sandbox.address}/shapes/{shape}", key=sandbox.secret)
    assert [(one.id, one.name, one.description) for one in found.chatbots] == [tuple(bot) for bot in BOTS]
    assert found.chatbots[0].avatar == f"{sandbox.address}/avatars/{BOTS[0].id}.png"
    assert found.chatbots[0].readiness == "Ready"
    assert found.is_whole
    assert not found.skipped


def test_pages_are_turned_as_long_as_the_answer_names_a_next_one(sandbox: Sandbox) -> None:
    found = find(f"{sandbox.address}/shapes/pages", key=sandbox.secret)
    assert [one.id for one in found.chatbots] == [bot.id for bot in BOTS]


def test_one_chatbot_without_a_list_is_one_and_an_empty_list_is_none(sandbox: Sandbox) -> None:
    assert [one.name for one in find(f"{sandbox.address}/shapes/one", key=sandbox.secret).chatbots] == ["Concierge"]
    assert find(f"{sandbox.address}/shapes/empty", key=sandbox.secret).chatbots == ()


@pytest.mark.parametrize("shape", ["string", "other", "html", "broken"])
def test_what_is_no_list_is_told_with_its_status_and_its_beginning(sandbox: Sandbox, shape: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        find(f"{sandbox.address}/shapes/{shape}", key=sandbox.secret)
    problem = caught.value.problem
    assert problem.code == "chatbots_unreadable"
    assert problem.status == 200
    assert "200" in problem.sentence
    assert problem.detail
    assert len(problem.detail) <= 200


def test_a_refusal_has_words_of_its_own(sandbox: Sandbox) -> None:
    cases = {"chatbots_unauthorized": ("", "wrong-key"), "chatbots_forbidden": ("/shapes/forbidden", sandbox.secret)}
    for code, (shape, key) in cases.items():
        with pytest.raises(ServerError) as caught:
            find(sandbox.address + shape, key=key)
        assert caught.value.problem.code == code
        assert "by hand" in caught.value.problem.sentence


def test_the_key_is_masked_in_what_is_told() -> None:
    assert KEY not in refused(f'{{"hello": "you sent {KEY}"}}').problem.detail
    assert "secret-of-another" not in refused('{"api_key": "secret-of-another"}').problem.detail


def test_an_error_in_an_answer_of_200_is_an_error() -> None:
    error = refused('{"message": "no", "error": {"code": "FORBIDDEN", "detail": "Not yours."}}')
    assert error.problem.code == "chatbots_forbidden"
    assert error.problem.detail == "Not yours."


@pytest.mark.parametrize(
    "body",
    ["", "null", "17", '"text"', "true", "[1, 2]", '[{"name": "no id"}]', "[[[[]]]]", "\ufeff{",
     '{"data":' * 500 + "1" + "}" * 500, "\x00\xff", '[{"id": ""}]', '[{"id": "two words"}]', '[{"id": [1]}]'],
)  # fmt: skip
def test_any_other_json_is_a_sentence(body: str) -> None:
    assert refused(body).problem.code == "chatbots_unreadable"


@pytest.mark.parametrize(
    "body", ['{"data": null}', '{"message": "Success", "data": {"agents": null}}', '{"items": []}']
)
def test_nothing_there_is_an_empty_list(body: str) -> None:
    assert found_in(body) == FoundChatbots((), 0, is_whole=True)


def test_items_that_are_no_chatbots_are_counted_and_numbers_are_ids() -> None:
    items = [
        {"id": 17, "agent_name": "Seventeen", "is_ready": True},
        {"name": "no id"},
        None,
        {"id": True},
        {"id": "a", "ready": False},
    ]
    found = found_in(json.dumps(items))
    assert [(one.id, one.name, one.readiness) for one in found.chatbots] == [
        ("17", "Seventeen", "yes"),
        ("a", "", "no"),
    ]
    assert found.skipped == 3


def test_endless_pages_with_little_on_them_come_to_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.api.agents._PAGES", 3)
    asked = count()

    def answer(peer: Peer) -> None:
        at = next(asked)
        peer.send_answer("200 OK", json.dumps({"data": [{"id": f"a{at}"}], "next_page_token": f"t{at}"}).encode())

    with FakeServer(answer) as server:
        found = find(server.address)
    assert [one.id for one in found.chatbots] == ["a0", "a1", "a2"]
    assert not found.is_whole


def test_no_more_than_a_thousand_are_taken_also_of_endless_pages() -> None:
    asked: list[str] = []

    def endless(peer: Peer) -> None:
        asked.append(peer.request.line)
        items = [{"id": f"{len(asked)}-{number}"} for number in range(300)]
        peer.send_answer("200 OK", json.dumps({"data": items, "next_page_token": f"t{len(asked)}"}).encode())

    with FakeServer(endless) as server:
        found = find(server.address)
    assert len(found.chatbots) == MOST_FOUND
    assert not found.is_whole
    assert len(asked) == 4
    assert "nextPageToken=t1" in asked[1]


def test_a_page_that_names_itself_ends_it() -> None:
    with FakeServer(
        lambda peer: peer.send_answer("200 OK", b'{"data": [{"id": "a"}], "next_page_token": "x"}')
    ) as server:
        assert len(find(server.address).chatbots) == 1
        assert server.connections == 2


def test_ids_stand_in_the_path_as_one_piece_and_an_empty_one_is_not_asked() -> None:
    with FakeServer(lambda peer: peer.send_answer("200 OK", b"[]")) as server:
        find(server.address, project="../../x?y=1")
        assert server.requests[0].line.split()[1] == "/v1/ai-agent/chatbot/%2E%2E%2F%2E%2E%2Fx%3Fy%3D1"
        assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"
    with pytest.raises(ProfileError):
        find("https://example.invalid", project=" ")


def test_a_server_that_says_nothing_is_left() -> None:
    with FakeServer(Peer.wait_until_left) as server, pytest.raises(AppError) as caught:
        find(server.address, settings=NetworkSettings(connect=10, first_byte=0.1, silence=0.1))
    assert caught.value.problem.code == "chatbots_timeout"


def test_a_body_without_end_is_left_at_the_cap() -> None:
    def flood(peer: Peer) -> None:
        peer.send(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n[")
        try:
            while True:
                peer.send(b" " * 65536)
        except OSError:
            pass

    with FakeServer(flood) as server, pytest.raises(ProtocolError) as caught:
        find(server.address)
    assert caught.value.problem.code == "answer_too_large"


@pytest.mark.parametrize("status", ["200 OK", "503 Service Unavailable"])
def test_what_went_wrong_is_told_with_its_request(status: str) -> None:
    def answer(peer: Peer) -> None:
        peer.send_answer(status, b'{"error":{"code":"DOWN"}}', "X-Request-Id: req-77")

    with FakeServer(answer) as server, pytest.raises(ServerError) as caught:
        find(server.address)
    assert caught.value.problem.request_id == "req-77"
    assert caught.value.problem.asked_at > 0
