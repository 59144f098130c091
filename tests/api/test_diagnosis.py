"""*Diagnose connection* with real servers, certificates and proxies: how far it comes, and what it says there."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from desktop.api import handshake, route
from desktop.api.robofy import Robofy
from desktop.core.chatbot import Chatbot, Credential, Profile, Secret
from desktop.core.diagnosis import Step, StepKind, report
from desktop.core.errors import Problem
from desktop.core.proxy import ProxyChoice, ProxyKind, ProxySettings
from desktop.core.settings import NetworkSettings
from tests.api.asking import DONE, KEY, PATIENT, START, answering, playing
from tests.fakes.certificates import Authority, server_context
from tests.fakes.http_server import STREAM_HEAD, FakeServer, Peer, Script
from tests.fakes.proxies import FAR, PASSWORD, USER, RealProxy

BOTS = (Chatbot("bot", "Concierge"),)
TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJhdWQiOiIzMSJ9.c2lnbmF0dXJl"
registered: list[Secret] = []
SHAKEN = b'{"message":"ok","data":{"token":"%s"}}' % TOKEN.encode()


def look(
    profile: Profile, settings: NetworkSettings = PATIENT, secret: str | None = KEY, password: str = ""
) -> tuple[Step, ...]:
    told: list[Step] = []

    async def find(_place: str) -> Secret | None:
        return Secret(password) if password else None

    async def main() -> tuple[Step, ...]:
        robofy = Robofy(settings, find_password=find)
        try:
            asked_with = Problem("secret_missing") if secret is None else Secret(secret)
            return await robofy.diagnose(profile, asked_with, told.append, registered.append)
        finally:
            await robofy.aclose()

    steps = asyncio.run(main())
    assert list(steps) == told
    assert all(step.ok for step in steps[:-1])
    assert KEY not in repr(steps)
    assert TOKEN not in repr(steps)
    assert TOKEN not in report(steps, "", "", "1", 0.0)
    assert not password or password not in repr(steps)
    return steps


def profile_at(address: str, **changes: object) -> Profile:
    return replace(Profile("p", "Shop", address, "31", BOTS), **changes)


def kinds(steps: tuple[Step, ...]) -> list[str]:
    return [step.kind.value for step in steps]


def code(steps: tuple[Step, ...]) -> str:
    return steps[-1].problem.code if steps[-1].problem else ""


@pytest.fixture
def secure(authority: Authority) -> Iterator[FakeServer]:
    context = server_context(authority.sign("diagnosis.pem", FAR, "127.0.0.1", "localhost"))
    with FakeServer(playing(START, DONE), context) as server:
        yield server


def test_everything_works(secure: FakeServer, authority: Authority) -> None:
    profile = profile_at(f"https://localhost:{secure.port}", ca_file=str(authority.file))
    steps = look(profile)
    assert kinds(steps) == ["network", "name", "tcp", "tls", "http", "sign-in", "first-byte"]
    assert code(steps) == ""
    assert "127.0.0.1" in steps[1].facts["addresses"]
    assert steps[3].facts["version"] == "TLSv1.3"
    assert steps[3].certificate is not None
    assert steps[3].certificate.issuer == authority.name
    assert steps[4].facts == {"status": "200"}
    assert all(step.seconds >= 0 and "{" not in " ".join(step.sentences) for step in steps)


def test_the_way_through_a_proxy_has_a_step_of_its_own(
    guarded_proxy: RealProxy, secure: FakeServer, authority: Authority
) -> None:
    proxy = ProxySettings(ProxyChoice.MANUAL, ProxyKind(guarded_proxy.kind), "127.0.0.1", guarded_proxy.port, USER)
    settings = replace(PATIENT, proxy=proxy, ca_file=str(authority.file))
    profile = profile_at(f"https://{FAR}:{secure.port}")
    steps = look(profile, settings, password=PASSWORD)
    assert kinds(steps) == ["network", "tcp", "proxy", "tls", "http", "sign-in", "first-byte"]
    assert code(steps) == ""
    refused = look(profile, settings, password="wrong")
    assert (kinds(refused), code(refused)) == (["network", "tcp", "proxy"], "proxy_sign_in")


def test_the_name_of_a_proxy_that_nobody_knows() -> None:
    settings = replace(PATIENT, proxy=ProxySettings(ProxyChoice.MANUAL, host="proxy.invalid"))
    steps = look(profile_at(f"https://{FAR}"), settings)
    assert code(steps) in ("proxy_not_reached", "offline")


def test_a_name_that_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(route, "has_route", lambda _address: True)
    steps = look(profile_at("https://chatbots.invalid"))
    assert (kinds(steps), code(steps)) == (["network", "name"], "name_not_found")


def test_a_certificate_that_is_not_trusted_is_shown(secure: FakeServer, authority: Authority) -> None:
    steps = look(profile_at(f"https://127.0.0.1:{secure.port}"))
    assert (kinds(steps), code(steps)) == (["network", "tcp", "tls"], "tls_unknown_issuer")
    assert steps[-1].certificate is not None
    assert authority.name in " ".join(steps[-1].sentences)
    assert secure.requests == []


def test_one_that_is_not_looked_at_is_said_to_be(secure: FakeServer) -> None:
    steps = look(profile_at(f"https://127.0.0.1:{secure.port}", verify=False))
    assert code(steps) == ""
    assert "NOT checked" in " ".join(steps[2].sentences)


def test_without_a_key_nothing_is_sent(secure: FakeServer, authority: Authority) -> None:
    profile = profile_at(f"https://127.0.0.1:{secure.port}", ca_file=str(authority.file))
    steps = look(profile, secret=None)
    assert (kinds(steps), code(steps)) == (["network", "tcp", "tls", "sign-in"], "secret_missing")
    with FakeServer(playing(START)) as plain:
        assert code(look(profile_at(plain.address), secret=None)) == "secret_missing"
    assert secure.requests == plain.requests == []


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    steps = look(profile_at(f"http://127.0.0.1:{port}"))
    assert (kinds(steps), code(steps)) == (["network", "tcp"], "connection_refused")


@pytest.mark.parametrize(
    ("status", "kind", "problem"),
    [
        ("401 Unauthorized", StepKind.SIGN_IN, "unauthorized"),
        ("403 Forbidden", StepKind.SIGN_IN, "forbidden"),
        ("404 Not Found", StepKind.HTTP, "not_found"),
        ("503 Service Unavailable", StepKind.HTTP, "unavailable"),
    ],
)
def test_a_server_that_refuses(status: str, kind: StepKind, problem: str) -> None:
    body = b'{"message":"No","error":{"code":"X","detail":"Not today, %s"}}' % KEY.encode()
    with FakeServer(answering(status, body)) as server:
        steps = look(profile_at(server.address))
    assert (steps[-1].kind, code(steps)) == (kind, problem)
    assert "Not today" in " ".join(steps[-1].sentences)


def test_what_a_refused_request_is_called_by_the_server_is_told() -> None:
    with FakeServer(answering("503 Service Unavailable", b"", f"x-request-id: r-17 {KEY}")) as server:
        (*_, step) = look(profile_at(server.address))
    assert step.problem is not None
    assert step.problem.request_id.startswith("r-17 ")


def test_an_answer_without_a_word_and_one_that_breaks_off() -> None:
    with FakeServer(lambda peer: peer.send(STREAM_HEAD)) as server:
        assert code(look(profile_at(server.address))) == "empty_answer"

    def break_off(peer: Peer) -> None:
        peer.send(STREAM_HEAD)
        peer.reset()

    with FakeServer(break_off) as server:
        assert code(look(profile_at(server.address))) == "connection_lost"
    with FakeServer(lambda peer: peer.send(b"HTTP/1.1 500 X\r\ncontent-length: 9\r\n\r\nab")) as server:
        assert code(look(profile_at(server.address))) == "server_failed"


def test_a_server_that_says_nothing() -> None:
    with FakeServer(lambda peer: peer.wait_until_left()) as server:
        steps = look(profile_at(server.address), NetworkSettings(first_byte=0.2))
    assert (kinds(steps), code(steps)) == (["network", "tcp", "http"], "first_byte_timeout")

    def begin(peer: Peer) -> None:
        peer.send(STREAM_HEAD)
        peer.wait_until_left()

    with FakeServer(begin) as server:
        steps = look(profile_at(server.address), NetworkSettings(first_byte=0.2))
    assert (kinds(steps)[-1], code(steps)) == ("first-byte", "first_byte_timeout")


@pytest.mark.parametrize(
    ("profile", "problem"),
    [
        (profile_at("nonsense"), "address_invalid"),
        (profile_at("https://127.0.0.1:9", ca_file="/nowhere/extra.pem"), "profile_ca_file_unreadable"),
        (profile_at("https://203.0.113.9"), "offline"),
    ],
)
def test_what_keeps_it_from_beginning(profile: Profile, problem: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(route, "has_route", lambda _address: False)
    steps = look(profile)
    assert (kinds(steps), code(steps)) == (["network"], problem)


@pytest.mark.parametrize(
    ("changes", "problem"), [({"chatbots": ()}, "chatbot_missing"), ({"project_id": ""}, "project_missing")]
)
def test_a_profile_that_is_not_complete(changes: dict[str, object], problem: str) -> None:
    assert code(look(profile_at("http://127.0.0.1:9", **changes))) == problem


def test_the_proxy_on_the_way_is_named_without_who_signs_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", f"http://{USER}:{PASSWORD}@proxy:3128")

    async def main() -> tuple[str, str, str]:
        robofy = Robofy(PATIENT)
        far, near, bad = profile_at(f"https://{FAR}"), profile_at("http://127.0.0.1:9"), profile_at("nonsense")
        named = (await robofy.proxy_of(far), await robofy.proxy_of(near), await robofy.proxy_of(bad))
        await robofy.aclose()
        return named

    assert asyncio.run(main()) == ("http://proxy:3128", "", "")


@pytest.mark.parametrize("kind", list(ProxyKind))
def test_a_proxy_that_takes_the_connection_and_says_nothing(kind: ProxyKind) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        proxy = ProxySettings(ProxyChoice.MANUAL, kind, "127.0.0.1", silent.getsockname()[1])
        steps = look(profile_at(f"https://{FAR}"), replace(PATIENT, connect=0.2, proxy=proxy))
    assert (kinds(steps), code(steps)) == (["network", "tcp", "proxy"], "proxy_not_reached")


# ── where a token is fetched first ────────────────────────────────────────────────────────────────────────────────


def shaking(address: str, **changes: object) -> Profile:
    return profile_at(address, credential=Credential.CLIENT_TOKEN, handshake_path="/widget/handshake", **changes)


def in_turn(*scripts: Script) -> Script:
    """Each connection has the next script."""
    waiting = list(scripts)

    def script(peer: Peer) -> None:
        waiting.pop(0)(peer)

    return script


@pytest.mark.parametrize("key", ["", KEY])
def test_a_token_is_fetched_as_for_a_question(key: str) -> None:
    registered.clear()
    with FakeServer(in_turn(answering("200 OK", SHAKEN), playing(START, DONE))) as server:
        steps = look(shaking(server.address), secret=key)
    assert kinds(steps) == ["network", "tcp", "handshake", "http", "token", "first-byte"]
    assert code(steps) == ""
    assert registered == [Secret(TOKEN)]
    first, second = server.requests
    assert first.line == "POST /widget/handshake HTTP/1.1"
    assert first.headers.get("authorization") == (f"Bearer {key}" if key else None)
    assert second.headers["authorization"] == f"Bearer {TOKEN}"
    assert "The server gave a token." in steps[2].sentences


@pytest.mark.parametrize(
    ("script", "problem"),
    [
        (answering("404 Not Found", b'{"message":"No"}'), "handshake_not_found"),
        (answering("401 Unauthorized", b'{"message":"No"}'), "unauthorized"),
        (answering("200 OK", b'{"data":{}}'), "handshake_unreadable"),
        (answering("200 OK", b"<!doctype html><html>"), "html_answer"),
        (answering("200 OK", b" " * (handshake.MAX_BODY + 9)), "answer_too_large"),
        (lambda peer: peer.reset(), "connection_lost"),
        (lambda peer: peer.send(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{"), "connection_lost"),
    ],
)
def test_a_handshake_that_brings_no_token_is_the_last_step(script: Script, problem: str) -> None:
    def play(peer: Peer) -> None:
        with contextlib.suppress(ConnectionError):  # who has enough leaves
            script(peer)

    with FakeServer(play) as server:
        steps = look(shaking(server.address), secret="")
    assert (kinds(steps), code(steps)) == (["network", "tcp", "handshake"], problem)
    assert len(server.requests) == 1


def test_a_path_that_is_none_and_a_server_that_says_nothing() -> None:
    wrong = replace(shaking("http://127.0.0.1:9"), handshake_path="https://elsewhere.example/x")
    assert (code(look(wrong, secret="")), look(wrong, secret="")[-1].kind) == ("handshake_path_invalid", "handshake")
    with FakeServer(lambda peer: peer.wait_until_left()) as server:
        steps = look(shaking(server.address), NetworkSettings(first_byte=0.2), secret="")
    assert (kinds(steps), code(steps)) == (["network", "tcp", "handshake"], "first_byte_timeout")


def test_a_token_that_is_refused_at_once_is_not_asked_for_as_a_key() -> None:
    refusal = answering("401 Unauthorized", b'{"message":"No","error":{"code":"X","detail":"%s"}}' % TOKEN.encode())
    with FakeServer(in_turn(answering("200 OK", SHAKEN), refusal)) as server:
        steps = look(shaking(server.address), secret="")
    assert (kinds(steps)[-2:], code(steps)) == (["http", "token"], "token_refused")


def test_a_question_that_breaks_off_after_the_handshake() -> None:
    with FakeServer(in_turn(answering("200 OK", SHAKEN), lambda peer: peer.reset())) as server:
        steps = look(shaking(server.address), secret="")
    assert (kinds(steps), code(steps)) == (["network", "tcp", "handshake", "http"], "connection_lost")


def test_why_there_is_no_key_is_what_is_said() -> None:
    async def main() -> tuple[Step, ...]:
        robofy = Robofy(PATIENT)
        try:
            return await robofy.diagnose(shaking(server.address), Problem("keyring_timeout"), lambda _step: None)
        finally:
            await robofy.aclose()

    with FakeServer(playing(START)) as server:
        steps = asyncio.run(main())
    assert (kinds(steps), code(steps)) == (["network", "tcp", "sign-in"], "keyring_timeout")
    assert server.requests == []
