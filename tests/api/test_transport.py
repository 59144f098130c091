"""The way to the server: certificates, proxies and connections that do not come about."""

from __future__ import annotations

import asyncio
import socket
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from desktop.api import transport
from desktop.api.robofy import Robofy
from desktop.api.transport import proxy_of
from desktop.core.errors import NetworkError, Problem
from desktop.core.events import Done, Start
from desktop.core.proxy import ProxyChoice, ProxySettings
from desktop.core.settings import NetworkSettings
from tests.api.asking import DONE, KEY, PATIENT, START, ask, playing, refused, request
from tests.fakes.certificates import make_certificate, server_context
from tests.fakes.http_server import FakeServer, Peer

FAR = "https://chatbots.invalid"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def secure(certificate: Path) -> Iterator[FakeServer]:
    with FakeServer(playing(START, DONE), server_context(certificate)) as server:
        yield server


def test_a_server_that_the_system_trusts_is_asked(
    secure: FakeServer, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert ask(request(secure.address)) == [Start(), Done()]
    assert secure.requests[0].headers["authorization"] == f"Bearer {KEY}"


def test_a_server_that_nobody_trusts_never_sees_the_key(secure: FakeServer) -> None:
    error = refused(request(secure.address))
    assert isinstance(error, NetworkError)
    assert error.problem == Problem("tls_self_signed", {"host": f"127.0.0.1:{secure.port}"}, retryable=True)
    assert secure.requests == []


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    error = refused(request(f"http://127.0.0.1:{port}"))
    assert error.problem == Problem("connection_refused", {"host": f"127.0.0.1:{port}"}, retryable=True)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a full queue refuses instead of waiting")
def test_a_connection_that_does_not_come_about_in_time() -> None:
    with ExitStack() as open_sockets:
        listener = open_sockets.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(3):  # fills the queue of connections that nobody accepts
            waiting = open_sockets.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        port = listener.getsockname()[1]
        error = refused(request(f"http://127.0.0.1:{port}"), NetworkSettings(connect=0.1, first_byte=20))
    assert error.problem == Problem("connect_timeout", {"host": f"127.0.0.1:{port}", "seconds": "0.1"}, retryable=True)


@pytest.mark.parametrize(
    ("variables", "address", "proxy"),
    [
        ({}, FAR, None),
        ({"https_proxy": "http://proxy:3128"}, FAR, "http://proxy:3128"),
        ({"https_proxy": "proxy:3128"}, FAR, "http://proxy:3128"),
        ({"all_proxy": "socks5://proxy:1080"}, FAR, "socks5://proxy:1080"),
        ({"http_proxy": "http://proxy:3128"}, FAR, None),
        ({"https_proxy": "http://proxy:3128", "no_proxy": ".invalid"}, FAR, None),
        ({"all_proxy": "http://proxy:3128"}, "http://127.0.0.1:8000", None),
        ({"all_proxy": "http://proxy:3128"}, "http://[::1]:8000", None),
    ],
)
def test_the_proxy_of_the_system_is_used_but_never_for_this_computer(
    variables: dict[str, str], address: str, proxy: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert asyncio.run(proxy_of(address)) == proxy


def exempt(asked: list[threading.Thread]) -> Callable[[str], bool]:
    def look(_host: str) -> bool:
        asked.append(threading.current_thread())
        return False

    return look


def test_nobody_looks_up_an_exemption_when_there_is_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[threading.Thread] = []
    monkeypatch.setattr(transport, "proxy_bypass", exempt(asked))
    assert asyncio.run(proxy_of(FAR)) is None
    assert asked == []


def test_an_exemption_is_looked_up_on_another_thread_for_each_question(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[threading.Thread] = []
    monkeypatch.setattr(transport, "proxy_bypass", exempt(asked))

    async def twice() -> list[str]:
        robofy, codes = Robofy(PATIENT), []
        for _ in range(2):
            with pytest.raises(NetworkError) as caught:
                await anext(robofy.reply(request(FAR)))
            codes.append(caught.value.problem.code)
        await robofy.aclose()
        return codes

    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{port}")
    assert asyncio.run(twice()) == ["proxy_not_reached"] * 2
    assert len(asked) == 2
    assert threading.main_thread() not in asked


@pytest.mark.parametrize("proxy", ["garbage://name:hunter2@proxy", "http://[proxy", "socks4://proxy:1"])
def test_a_proxy_that_is_none_is_named_as_the_cause_without_its_password(
    proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", proxy)
    error = refused(request(FAR))
    assert error.problem == Problem("proxy_address")
    assert error.__suppress_context__


def test_a_proxy_that_refuses_never_sees_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(peer: Peer) -> None:
        peer.send_answer("407 Proxy Authentication Required", b"")

    with FakeServer(refuse) as proxy:
        monkeypatch.setenv("https_proxy", proxy.address)
        error, port = refused(request(FAR)), proxy.port
    said = {"proxy": f"127.0.0.1:{port}", "origin": f"http://127.0.0.1:{port}"}
    assert error.problem == Problem("proxy_sign_in", said, retryable=True)
    assert [asked.line for asked in proxy.requests] == ["CONNECT chatbots.invalid:443 HTTP/1.1"]
    assert "authorization" not in proxy.requests[0].headers


def test_a_connection_that_breaks_before_the_request_left_is_tried_once_more(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = server_context(certificate)
    greetings: list[str] = []

    def break_once(*_: object) -> int | None:
        greetings.append("hello")
        return ssl.ALERT_DESCRIPTION_INTERNAL_ERROR if len(greetings) == 1 else None

    context.sni_callback = break_once
    with FakeServer(playing(START, DONE), context) as server:
        assert ask(request(server.address)) == [Start(), Done()]
    assert (server.connections, len(server.requests)) == (2, 1)


def test_a_host_that_the_system_exempts_is_asked_directly(monkeypatch: pytest.MonkeyPatch) -> None:
    """As macOS and Windows do by lists of their own."""
    monkeypatch.setenv("https_proxy", "http://proxy:3128")
    monkeypatch.setattr(transport, "proxy_bypass", lambda host: host == "chatbots.invalid")
    assert asyncio.run(proxy_of(FAR)) is None
    assert asyncio.run(proxy_of("https://other.invalid")) == "http://proxy:3128"


@pytest.mark.parametrize(
    ("settings", "proxy"),
    [
        (ProxySettings(ProxyChoice.NONE), None),
        (ProxySettings(ProxyChoice.MANUAL, host="typed"), "http://typed:3128"),
        (ProxySettings(ProxyChoice.MANUAL, host="typed", exceptions="*.invalid"), None),
        (ProxySettings(host="typed"), "http://proxy:3128"),
        (ProxySettings(exceptions="chatbots.invalid:443"), None),
    ],
)
def test_what_was_chosen_counts_more_than_the_system(
    settings: ProxySettings, proxy: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", "http://proxy:3128")
    assert asyncio.run(proxy_of(f"{FAR}:443", settings)) == proxy
    assert asyncio.run(proxy_of("https://127.0.0.1:443", settings)) is None


def test_networks_that_the_environment_exempts_are_asked_directly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://proxy:3128")
    monkeypatch.setenv("NO_PROXY", "10.0.0.0/8")
    assert asyncio.run(proxy_of("https://10.1.2.3:443")) is None
