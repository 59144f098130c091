"""Real proxies between the client and a server: what they are asked, what they are told, and what is said of them."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from desktop.api.robofy import Robofy
from desktop.core.chatbot import Secret
from desktop.core.errors import NetworkError, Problem
from desktop.core.events import Done, Event, Start
from desktop.core.proxy import ProxyChoice, ProxyKind, ProxySettings
from desktop.core.request import ChatRequest
from desktop.core.settings import NetworkSettings
from tests.api.asking import DONE, KEY, PATIENT, START, batches_of, playing, refused, request
from tests.fakes.certificates import Authority, server_context
from tests.fakes.http_server import FakeServer, Peer
from tests.fakes.proxies import FAR, PASSWORD, USER, RealProxy


@pytest.fixture
def far(authority: Authority) -> Iterator[FakeServer]:
    """A server that only looks far away."""
    context = server_context(authority.sign("far.pem", FAR))
    with FakeServer(playing(START, DONE), context) as server:
        yield server


def asked_of(far: FakeServer) -> ChatRequest:
    return request(f"https://{FAR}:{far.port}")


def through(proxy: RealProxy, authority: Authority, user: str = "") -> NetworkSettings:
    chosen = ProxySettings(ProxyChoice.MANUAL, ProxyKind(proxy.kind), "127.0.0.1", proxy.port, user)
    return replace(PATIENT, proxy=chosen, ca_file=str(authority.file))


def ask_signed_in(asked: ChatRequest, settings: NetworkSettings, password: str) -> tuple[list[Event], list[str]]:
    """The events, and for which proxies a password was looked up."""
    wanted: list[str] = []

    async def find(place: str) -> Secret | None:
        wanted.append(place)
        return Secret(password) if password else None

    batches = asyncio.run(batches_of(Robofy(settings, find_password=find), asked))
    return [event for batch in batches for event in batch.events], wanted


def test_a_chatbot_is_asked_through_a_proxy_that_was_typed_in(
    open_proxy: RealProxy, far: FakeServer, authority: Authority
) -> None:
    events, wanted = ask_signed_in(asked_of(far), through(open_proxy, authority), "")
    assert events == [Start(), Done()]
    assert far.requests[0].headers["authorization"] == f"Bearer {KEY}"
    assert wanted == []


def test_a_chatbot_is_asked_through_the_proxy_of_the_system(
    open_proxy: RealProxy, far: FakeServer, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", open_proxy.address)
    settings = replace(PATIENT, ca_file=str(authority.file))
    assert ask_signed_in(asked_of(far), settings, "")[0] == [Start(), Done()]


def test_a_proxy_that_wants_to_know_who_asks_is_told(
    guarded_proxy: RealProxy, far: FakeServer, authority: Authority
) -> None:
    events, wanted = ask_signed_in(asked_of(far), through(guarded_proxy, authority, USER), PASSWORD)
    assert events == [Start(), Done()]
    assert wanted == [guarded_proxy.address]
    assert "proxy-authorization" not in far.requests[0].headers
    assert KEY not in guarded_proxy.said


def test_the_address_of_the_systems_proxy_may_sign_in(
    guarded_proxy: RealProxy, far: FakeServer, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in = f"{guarded_proxy.kind}://{USER}:{PASSWORD}@127.0.0.1:{guarded_proxy.port}"
    monkeypatch.setenv("https_proxy", signed_in)
    settings = replace(PATIENT, ca_file=str(authority.file))
    assert ask_signed_in(asked_of(far), settings, "")[0] == [Start(), Done()]


@pytest.mark.parametrize("typed", ["", USER])
@pytest.mark.parametrize("said", [USER, f"{USER}:expired"])
def test_a_password_that_was_given_counts_more_than_what_the_address_of_the_proxy_says(
    said: str,
    typed: str,
    guarded_proxy: RealProxy,
    far: FakeServer,
    authority: Authority,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("https_proxy", f"{guarded_proxy.kind}://{said}@127.0.0.1:{guarded_proxy.port}")
    settings = replace(PATIENT, proxy=ProxySettings(user=typed), ca_file=str(authority.file))
    events, wanted = ask_signed_in(asked_of(far), settings, PASSWORD)
    assert events == [Start(), Done()]
    assert wanted == [guarded_proxy.address]


@pytest.mark.parametrize(("user", "password"), [("", ""), (USER, ""), (USER, "wrong")])
def test_a_proxy_that_does_not_know_who_asks_is_said_to_ask(
    user: str, password: str, guarded_proxy: RealProxy, far: FakeServer, authority: Authority
) -> None:
    with pytest.raises(NetworkError) as caught:
        ask_signed_in(asked_of(far), through(guarded_proxy, authority, user), password)
    said = {"proxy": f"127.0.0.1:{guarded_proxy.port}", "origin": guarded_proxy.address}
    assert replace(caught.value.problem, asked_at=0.0) == Problem("proxy_sign_in", said, retryable=True)
    assert far.connections == 0
    assert not password or password not in repr(caught.value.__cause__)


@pytest.mark.parametrize("kind", list(ProxyKind))
def test_a_proxy_that_is_not_there_is_named(kind: ProxyKind, far: FakeServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    settings = replace(PATIENT, proxy=ProxySettings(ProxyChoice.MANUAL, kind, "127.0.0.1", port))
    found = refused(asked_of(far), settings).problem
    assert found == Problem("proxy_not_reached", {"proxy": f"127.0.0.1:{port}"}, retryable=True)


@pytest.mark.parametrize(
    ("user", "password", "said"),
    [
        (USER, "x" * 256, ""),
        ("ü" * 200, PASSWORD, ""),
        ("", "", f"{USER}:{'x' * 300}@"),
        ("", "", f"{'x' * 300}@"),
    ],
)
def test_a_sign_in_that_socks_has_no_room_for_is_said_before_anything_is_sent(
    user: str, password: str, said: str, far: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        place = f"127.0.0.1:{listener.getsockname()[1]}"
        monkeypatch.setenv("https_proxy", f"socks5h://{said}{place}")
        with pytest.raises(NetworkError) as caught:
            ask_signed_in(asked_of(far), replace(PATIENT, proxy=ProxySettings(user=user)), password)
        listener.setblocking(False)
        with pytest.raises(BlockingIOError):
            listener.accept()
    long = Problem("proxy_sign_in_long", {"proxy": place, "length": "255"}, retryable=True)
    assert replace(caught.value.problem, asked_at=0.0) == long


def test_a_user_without_a_password_is_not_told(guarded_proxy: RealProxy, far: FakeServer, authority: Authority) -> None:
    found = refused(asked_of(far), through(guarded_proxy, authority, USER)).problem
    assert found.code == "proxy_sign_in"


def test_a_server_that_the_proxy_cannot_reach(open_proxy: RealProxy, authority: Authority) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    found = refused(request(f"https://{FAR}:{port}"), through(open_proxy, authority)).problem
    assert found == Problem("proxy_failed", retryable=True)


@pytest.mark.parametrize("said", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"", b"\x05\x00\x00"])
def test_what_is_no_socks_proxy_is_told_from_one(said: bytes, far: FakeServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        settings = replace(
            PATIENT, proxy=ProxySettings(ProxyChoice.MANUAL, ProxyKind.SOCKS5, "127.0.0.1", listener.getsockname()[1])
        )

        async def main() -> Problem:
            answering = await asyncio.start_server(answer, sock=listener.dup())
            async with answering:
                with pytest.raises(NetworkError) as caught:
                    await batches_of(Robofy(settings), asked_of(far))
            return replace(caught.value.problem, asked_at=0.0)

        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read(100)
            writer.write(said)
            writer.close()

        assert asyncio.run(main()) == Problem("proxy_failed", retryable=True)


@pytest.mark.parametrize("patience", [NetworkSettings(first_byte=0.2), NetworkSettings(connect=0.2)])
@pytest.mark.parametrize("kind", list(ProxyKind))
def test_a_proxy_that_never_answers_cannot_have_passed_the_question_on(
    kind: ProxyKind, patience: NetworkSettings, far: FakeServer
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        proxy = ProxySettings(ProxyChoice.MANUAL, kind, "127.0.0.1", port)
        found = refused(asked_of(far), replace(patience, proxy=proxy)).problem
    assert found == Problem("proxy_not_reached", {"proxy": f"127.0.0.1:{port}"}, retryable=True)


def test_what_streams_goes_on_when_the_settings_change_and_the_next_question_follows_them(
    open_proxy: RealProxy, authority: Authority
) -> None:
    robofies: list[Robofy] = []

    async def main() -> tuple[list[Event], Problem]:
        robofy = Robofy(through(open_proxy, authority))
        robofies.append(robofy)
        events: list[Event] = []
        reply = robofy.reply(asked_of(server))
        events += (await anext(reply)).events
        robofy.apply(replace(through(open_proxy, authority), ca_file=""))
        events += [event async for batch in reply for event in batch.events]
        with pytest.raises(NetworkError) as caught:
            await anext(robofy.reply(asked_of(server)))
        await robofy.aclose()
        return events, caught.value.problem

    def script(peer: Peer) -> None:
        playing(START)(peer)
        asyncio.run(_until(lambda: robofies[0].ways.settings.ca_file == ""))
        peer.send(DONE)

    with FakeServer(script, server_context(authority.sign("apply.pem", FAR))) as server:
        events, problem = asyncio.run(main())
    assert events == [Start(), Done()]
    assert problem.code == "tls_unknown_issuer"
    assert problem.params["issuer"] == authority.name


async def _until(condition: object) -> None:
    """On the server's thread, which may block."""
    assert callable(condition)
    while not condition():
        await asyncio.get_running_loop().run_in_executor(None, bool)


def test_an_error_of_ours_is_not_blamed_on_the_network(monkeypatch: pytest.MonkeyPatch, far: FakeServer) -> None:
    async def fail(*_: object) -> None:
        raise AssertionError("ours")

    async def main() -> None:
        robofy = Robofy(PATIENT)
        monkeypatch.setattr(robofy.ways, "find", fail)
        with pytest.raises(AssertionError, match="ours"):
            await anext(robofy.reply(asked_of(far)))
        await robofy.aclose()

    asyncio.run(main())


def test_a_server_behind_a_proxy_may_take_longer_to_answer_than_to_connect(
    open_proxy: RealProxy, authority: Authority
) -> None:
    waited = threading.Event()

    def hesitate(peer: Peer) -> None:
        waited.wait(0.6)
        playing(START, DONE)(peer)

    with FakeServer(hesitate, server_context(authority.sign("far-slow.pem", FAR))) as far:
        settings = replace(through(open_proxy, authority), connect=0.5)
        assert ask_signed_in(asked_of(far), settings, "")[0] == [Start(), Done()]
