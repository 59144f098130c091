"""Pictures of chatbots from real TLS servers: only what may be asked is asked, only what is a picture comes back."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from desktop.api import avatars
from desktop.api.avatars import AvatarFetcher
from desktop.api.ways import Way
from desktop.core.avatar import MAX_BYTES
from desktop.core.settings import NetworkSettings
from desktop.sandbox.agents import picture
from desktop.sandbox.bots import BOTS
from desktop.sandbox.server import Sandbox
from tests.fakes.certificates import Authority, make_certificate, server_context
from tests.fakes.http_server import FakeServer, Peer, Script

PICTURE = picture((1, 2, 3), 16)


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox.start() as running:
        yield running


def fetch(address: str, pem: Path | None = None, trusted: str = "", numbers: tuple[str, ...] = ()) -> bytes | None:
    async def look(_host: str, _port: int) -> tuple[str, ...]:
        return numbers

    async def find() -> bytes | None:
        context = ssl.create_default_context(cafile=None if pem is None else str(pem))
        async with httpx.AsyncClient(verify=context, trust_env=False) as client:

            async def find_way(place: str) -> Way:
                return Way(place, client, NetworkSettings())

            return await AvatarFetcher(find_way, look).fetch(address, trusted)

    return asyncio.run(find())


def from_tls(pem: Path, script: Script) -> tuple[bytes | None, FakeServer]:
    """What a fetch from a TLS server on this computer brings; it is trusted as the sandbox is."""
    with FakeServer(script, server_context(pem)) as server:
        return fetch(f"{server.address}/a.png", pem, server.address), server


def answering(body: bytes, status: str = "200 OK", *headers: str) -> Script:
    return lambda peer: peer.send_answer(status, body, *headers)


def test_a_picture_comes_back_and_nobody_is_told_who_asks(pem: Path) -> None:
    found, server = from_tls(pem, answering(PICTURE, "200 OK", "content-type: text/plain", "set-cookie: a=b"))
    assert found == PICTURE
    headers = server.requests[0].headers
    assert not {"authorization", "cookie", "referer", "proxy-authorization"} & set(headers)
    assert server.requests[0].line == "GET /a.png HTTP/1.1"


@pytest.mark.parametrize(
    ("status", "body"),
    [("200 OK", b"<!doctype html><title>Sign in</title>"), ("200 OK", b""), ("200 OK", b"<svg/>"),
     ("404 Not Found", PICTURE),
     ("500 Internal Server Error", PICTURE), ("206 Partial Content", PICTURE)],
)  # fmt: skip
def test_what_is_no_picture_is_none(pem: Path, status: str, body: bytes) -> None:
    assert from_tls(pem, answering(body, status))[0] is None


def test_one_of_a_gigabyte_is_left_at_the_cap(pem: Path) -> None:
    sent = 0

    def flood(peer: Peer) -> None:
        nonlocal sent
        peer.send(b"HTTP/1.1 200 OK\r\ncontent-length: 1073741824\r\n\r\n" + PICTURE)
        try:
            while sent < 1 << 30:
                peer.send(bytes(65536))
                sent += 65536
        except OSError:
            pass

    assert from_tls(pem, flood)[0] is None
    assert sent < 16 * MAX_BYTES


def test_the_endless_and_the_html_picture_of_the_sandbox_are_none(sandbox: Sandbox) -> None:
    for name in ("endless", "html", "nobody.png"):
        assert fetch(f"{sandbox.address}/avatars/{name}", trusted=sandbox.address) is None
    assert fetch(f"{sandbox.address}/avatars/{BOTS[0].id}.png", trusted=sandbox.address) is not None


def test_a_server_on_this_computer_is_not_asked_for_anybody_else(sandbox: Sandbox, pem: Path) -> None:
    assert fetch(f"{sandbox.address}/avatars/{BOTS[0].id}.png") is None
    with FakeServer(answering(PICTURE), server_context(pem)) as server:
        assert fetch(f"{server.address}/a.png", pem) is None
        assert server.connections == 0


@pytest.mark.parametrize("numbers", [("127.0.0.1",), ("10.0.0.7",), ("8.8.8.8", "127.0.0.1"), ("::1",), ()])
def test_a_public_name_for_a_private_number_is_not_asked(pem: Path, numbers: tuple[str, ...]) -> None:
    with FakeServer(answering(PICTURE), server_context(pem)) as server:
        assert fetch(f"https://cdn.example.com:{server.port}/a.png", pem, numbers=numbers) is None
        assert server.connections == 0


@pytest.mark.parametrize(
    "location",
    [
        "http://example.com/a.png",
        "https://127.0.0.1:1/a.png",
        "https://localhost/a",
        "file:///etc/passwd",
        "//10.0.0.1/",
        "",
    ],
)
def test_a_redirect_is_looked_at_like_the_first_address(pem: Path, location: str) -> None:
    found, server = from_tls(pem, answering(b"", "302 Found", f"location: {location}"))
    assert found is None
    assert server.connections == 1


def test_a_redirect_to_a_good_place_is_followed_but_not_for_ever(pem: Path) -> None:
    def once(peer: Peer) -> None:
        if peer.request.line.split()[1] == "/b.png":
            peer.send_answer("200 OK", PICTURE)
        else:
            peer.send_answer("302 Found", b"", "location: /b.png")

    assert from_tls(pem, once)[0] == PICTURE
    found, server = from_tls(pem, answering(b"", "302 Found", "location: /a.png"))
    assert found is None
    assert server.connections == 4


def test_a_certificate_that_nobody_signed_is_not_trusted(pem: Path) -> None:
    with FakeServer(answering(PICTURE), server_context(pem)) as server:
        assert fetch(f"{server.address}/a.png", None, server.address) is None
        assert not server.requests


def test_nobody_there_is_no_error() -> None:
    assert fetch("http://127.0.0.1:9/a.png", trusted="http://127.0.0.1:9") is None


def test_the_connection_goes_to_the_number_that_was_checked(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name is in the certificate and in the request, and it is not looked up a second time.

    No public number can be reached here, so this computer's is taken for one.
    """
    monkeypatch.setattr(avatars, "is_public", lambda number: number == "127.0.0.1")
    context = server_context(authority.sign("cdn.pem", "cdn.example.com"))
    with FakeServer(answering(PICTURE), context) as server:
        place = f"cdn.example.com:{server.port}"
        assert fetch(f"https://{place}/a.png", authority.file, numbers=("127.0.0.1",)) == PICTURE
        assert server.requests[0].headers["host"] == place
        assert fetch(f"https://www.example.com:{server.port}/a.png", authority.file, numbers=("127.0.0.1",)) is None


def test_what_is_packed_is_not_unpacked(pem: Path) -> None:
    assert from_tls(pem, answering(PICTURE, "200 OK", "content-encoding: gzip"))[0] is None
    assert from_tls(pem, answering(PICTURE, "200 OK", "content-encoding: identity"))[0] == PICTURE
