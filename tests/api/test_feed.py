"""The feed of new versions over a real socket: what is asked, what is believed, and every way in which it is not."""

from __future__ import annotations

import asyncio
import json
import threading
from contextlib import suppress

import pytest

from desktop.api.feed import fetch_feed
from desktop.api.ways import FindPassword, Ways, no_password
from desktop.core.chatbot import Secret
from desktop.core.errors import AppError, NetworkError, ProfileError
from desktop.core.proxy import ProxyChoice, ProxyKind, ProxySettings
from desktop.core.release import Feed, Release
from desktop.core.settings import NetworkSettings
from tests.fakes.certificates import Authority, server_context
from tests.fakes.http_server import FakeServer, Peer, Script
from tests.fakes.proxies import FAR, PASSWORD, USER, RealProxy
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


def fetched(
    address: str,
    settings: NetworkSettings | None = None,
    key: str = SIGNER.key,
    find_password: FindPassword = no_password,
) -> Feed:
    async def main() -> Feed:
        ways = Ways(settings or NetworkSettings(), find_password)
        try:
            return await fetch_feed(ways, address, key)
        finally:
            await ways.aclose()

    return asyncio.run(main())


def fetch(server: FakeServer, settings: NetworkSettings | None = None, key: str = SIGNER.key) -> Feed:
    return fetched(f"{server.address}/updates/feed.json", settings, key)


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


def break_off(peer: Peer) -> None:
    peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")


def stop(peer: Peer) -> None:
    break_off(peer)
    peer.wait_until_left()


@pytest.mark.parametrize(
    ("script", "code"),
    [
        (Peer.reset, "read_lost"),
        (break_off, "read_lost"),
        (Peer.wait_until_left, "read_timeout"),
        (stop, "read_timeout"),
    ],
)
def test_a_broken_connection_and_one_that_says_nothing_in_words_for_what_is_only_read(
    script: Script, code: str
) -> None:
    error = refused(script, NetworkSettings(first_byte=0.2))
    assert isinstance(error, NetworkError)
    assert error.problem.code == code


def test_it_is_not_waited_for_without_end_though_something_comes_all_the_time() -> None:
    pause = threading.Event()

    def drip(peer: Peer) -> None:
        peer.send(b"HTTP/1.1 200 OK\r\n\r\n")
        with suppress(OSError):
            while not pause.wait(0.05):
                peer.send(b" ")

    assert refused(drip, NetworkSettings(first_byte=0.2)).problem.code == "read_timeout"


def test_it_goes_through_the_proxy_with_the_password_that_is_kept_for_it(
    guarded_proxy: RealProxy, authority: Authority
) -> None:
    async def find(place: str) -> Secret | None:
        return Secret(PASSWORD) if place == guarded_proxy.address else None

    proxy = ProxySettings(ProxyChoice.MANUAL, ProxyKind(guarded_proxy.kind), "127.0.0.1", guarded_proxy.port, USER)
    settings = NetworkSettings(proxy=proxy, ca_file=str(authority.file))
    with FakeServer(serving(), server_context(authority.sign("feed.pem", FAR))) as server:
        address = f"https://{FAR}:{server.port}/feed.json"
        assert fetched(address, settings, find_password=find) == Feed(7, (Release("0.2", PAGE),))
        with pytest.raises(NetworkError) as caught:
            fetched(address, settings)
    assert caught.value.problem.code == "proxy_sign_in"
    assert "proxy-authorization" not in server.requests[0].headers


def test_what_is_no_socks_proxy_is_told() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async def main() -> str:
        async with await asyncio.start_server(answer, "127.0.0.1", 0) as web:
            proxy = ProxySettings(ProxyChoice.MANUAL, ProxyKind.SOCKS5, "127.0.0.1", web.sockets[0].getsockname()[1])
            ways = Ways(NetworkSettings(proxy=proxy))
            with pytest.raises(NetworkError) as caught:
                await fetch_feed(ways, "https://updates.invalid/feed.json", SIGNER.key)
            await ways.aclose()
        return caught.value.problem.code

    assert asyncio.run(main()) == "proxy_failed"


def test_an_address_that_no_request_can_be_made_of() -> None:
    with pytest.raises(ProfileError) as caught:
        fetched("https://127.0.0.1/" + "x" * (1 << 17))
    assert caught.value.problem.code == "address_invalid"


def test_nothing_is_asked_with_a_bad_key_or_a_bad_address() -> None:
    with FakeServer(serving()) as server:
        with pytest.raises(AppError):
            fetch(server, key="none")
        assert server.connections == 0
    with pytest.raises(ProfileError):
        fetched("http://far.example/feed.json")
