"""The feed of new versions over a real socket: what is asked, what is believed, and every way in which it is not."""

from __future__ import annotations

import asyncio
import json

import pytest

from desktop.api.feed import fetch_feed
from desktop.core.errors import AppError, NetworkError, ProfileError
from desktop.core.release import Feed, Release
from desktop.core.settings import NetworkSettings
from tests.fakes.http_server import FakeServer, Peer, Script
from tests.fakes.signer import Signer

PAGE = "https://downloads.example/robofy"
CONTENT = json.dumps({"format": 1, "issued": 7, "releases": [{"version": "0.2", "page": PAGE}]}).encode()
SIGNER = Signer()


def serving(content: bytes = CONTENT, signature: str | None = None, status: str = "200 OK") -> Script:
    def script(peer: Peer) -> None:
        is_signature = peer.request.line.split()[1].endswith(".minisig")
        answer = (SIGNER.sign(content) if signature is None else signature).encode() if is_signature else content
        peer.send_answer(status, answer, "location: https://elsewhere.example")

    return script


def fetch(server: FakeServer, settings: NetworkSettings | None = None, key: str = SIGNER.key) -> Feed:
    address = f"{server.address}/updates/feed.json"
    return asyncio.run(fetch_feed(address, key, settings or NetworkSettings()))


def refused(script: Script, settings: NetworkSettings | None = None) -> AppError:
    with FakeServer(script) as server, pytest.raises(AppError) as caught:
        fetch(server, settings)
    return caught.value


def test_a_signed_feed_is_read_with_two_plain_requests() -> None:
    with FakeServer(serving()) as server:
        assert fetch(server) == Feed(7, (Release("0.2", PAGE),))
    assert [request.line for request in server.requests] == [
        "GET /updates/feed.json HTTP/1.1",
        "GET /updates/feed.json.minisig HTTP/1.1",
    ]
    for request in server.requests:
        assert request.body == b""
        assert not {"authorization", "cookie"} & request.headers.keys()
        assert request.headers["user-agent"] == "robofy-desktop"


def test_what_is_not_signed_is_not_even_parsed() -> None:
    assert refused(serving(b"not even JSON", Signer().sign(CONTENT))).problem.code == "update_unsigned"
    assert refused(serving(signature="")).problem.code == "update_unsigned"


def test_what_is_signed_and_no_feed_cannot_be_read() -> None:
    assert refused(serving(b"{}")).problem.code == "update_unreadable"


@pytest.mark.parametrize("status", ["404 Not Found", "302 Found", "500 Oops"])
def test_a_refusal_is_told_and_a_redirect_is_one(status: str) -> None:
    problem = refused(serving(status=status)).problem
    assert (problem.code, problem.params["status"]) == ("update_refused", status[:3])


def test_it_is_not_read_without_end() -> None:
    assert refused(serving(b" " * (1 << 20) + CONTENT)).problem.code == "update_unreadable"


def test_a_broken_connection_and_one_that_says_nothing() -> None:
    assert isinstance(refused(Peer.reset), NetworkError)
    hurried = NetworkSettings(first_byte=0.05)
    assert refused(Peer.wait_until_left, hurried).problem.code == "first_byte_timeout"


def test_nothing_is_asked_with_a_bad_key_or_a_bad_address() -> None:
    with FakeServer(serving()) as server:
        with pytest.raises(AppError):
            fetch(server, key="none")
        assert server.connections == 0
    with pytest.raises(ProfileError):
        asyncio.run(fetch_feed("http://far.example/feed.json", SIGNER.key, NetworkSettings()))
