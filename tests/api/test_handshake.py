"""The handshake over real sockets: what goes out, what comes back, and what goes wrong."""

from __future__ import annotations

import asyncio
import json

import pytest
from msgspec.structs import replace

from desktop.api.handshake import MAX_BODY
from desktop.api.robofy import Robofy
from desktop.core.chatbot import Credential, Profile, Secret
from desktop.core.errors import AppError, NetworkError, ProfileError, ProtocolError, ServerError
from desktop.core.handshake import Handshake
from desktop.core.settings import NetworkSettings
from tests.api.asking import KEY, PATIENT, QUICK, answering
from tests.fakes.http_server import FakeServer, Peer

TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJhdWQiOiIzMSJ9.c2lnbmF0dXJl"
BODY = json.dumps({"message": "ok", "data": {"token": TOKEN, "chatbots": []}}).encode()


def profile(address: str, path: str = "/widget/handshake") -> Profile:
    return Profile("p", "Shop", address, " 31 ", credential=Credential.CLIENT_TOKEN, handshake_path=path)


def shake(whose: Profile, key: str = "", settings: NetworkSettings = PATIENT) -> Handshake:
    async def run() -> Handshake:
        robofy = Robofy(settings)
        try:
            return await robofy.handshake(whose, "bot", Secret(key))
        finally:
            await robofy.aclose()

    return asyncio.run(run())


def refused(whose: Profile, key: str = KEY, settings: NetworkSettings = PATIENT) -> AppError:
    with pytest.raises(AppError) as caught:
        shake(whose, key, settings)
    assert KEY not in str(caught.value.problem)
    return caught.value


def test_the_documented_members_go_to_the_path_of_the_profile() -> None:
    with FakeServer(answering("200 OK", BODY)) as server:
        found = shake(profile(server.address))
    (asked,) = server.requests
    assert asked.line == "POST /widget/handshake HTTP/1.1"
    assert asked.json == {"chatbot_id": "bot", "project_id": "31", "version": 2}
    assert "authorization" not in asked.headers
    assert found.token == Secret(TOKEN)


def test_a_key_that_is_kept_goes_along() -> None:
    with FakeServer(answering("200 OK", BODY)) as server:
        shake(profile(server.address), KEY)
    assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        ("401 Unauthorized", b"{}", "unauthorized"),
        ("403 Forbidden", b"{}", "forbidden"),
        ("404 Not Found", b"{}", "handshake_not_found"),
        ("500 Internal Server Error", b"{}", "server_failed"),
        ("302 Found", b"", "redirected"),
    ],
)
def test_a_refusal_is_said_with_the_words_of_the_server(status: str, body: bytes, code: str) -> None:
    with FakeServer(answering(status, body or b"{}", "x-request-id: r-1", "location: http://127.0.0.1:1/")) as server:
        error = refused(profile(server.address))
    assert isinstance(error, ServerError)
    assert (error.problem.code, error.problem.request_id) == (code, "r-1")
    assert error.problem.asked_at > 0


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "handshake_unreadable"),
        (b"[]", "handshake_unreadable"),
        (b'{"data":{"token":null}}', "handshake_unreadable"),
        (b"[" * 5000, "handshake_unreadable"),
        (b"<html>Sign in</html>", "html_answer"),
        (b" " * (MAX_BODY + 1), "answer_too_large"),
    ],
)
def test_an_answer_without_a_token_says_what_came(body: bytes, code: str) -> None:
    with FakeServer(answering("200 OK", body)) as server:
        error = refused(profile(server.address))
    assert isinstance(error, ProtocolError)
    assert error.problem.code == code


def test_an_endless_answer_ends() -> None:
    def script(peer: Peer) -> None:
        peer.send(b"HTTP/1.1 200 OK\r\n\r\n")
        try:
            while True:
                peer.send(b" " * 65536)
        except ConnectionError:
            return

    with FakeServer(script) as server:
        assert refused(profile(server.address)).problem.code == "answer_too_large"


def test_a_server_that_does_not_answer_is_too_slow() -> None:
    with FakeServer(lambda peer: peer.wait_until_left()) as server:
        error = refused(profile(server.address), settings=replace(QUICK, connect=10))
    assert isinstance(error, NetworkError)
    assert error.problem.code == "first_byte_timeout"


@pytest.mark.parametrize("path", ["", "//127.0.0.1:1/x", "handshake", "/a\nb"])
def test_a_path_that_is_none_is_refused_before_anything_is_sent(path: str) -> None:
    with FakeServer(answering("200 OK", BODY)) as server:
        error = refused(profile(server.address, path))
    assert isinstance(error, ProfileError)
    assert error.field == "handshake_path"
    assert server.requests == []


def test_an_address_that_only_looks_like_one_is_refused() -> None:
    error = refused(profile("https://[::1%25x]"))
    assert isinstance(error, ProfileError)
    assert error.field == "address"


def test_a_host_that_httpx_refuses_is_an_address_that_is_invalid() -> None:
    error = refused(profile("https://999.1.1.1"))
    assert isinstance(error, ProfileError)
