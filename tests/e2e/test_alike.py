"""`ask` and the window behind the same proxies, before the same servers: the same answer, or the same reason."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QApplication

from desktop.cli.sentences import sentence
from desktop.core.chatbot import Chatbot, Profile, Secret
from desktop.core.message import Message, Status
from desktop.core.proxy import ProxyChoice, ProxyKind, ProxySettings
from desktop.core.settings import NetworkSettings, Settings
from desktop.store.paths import Paths
from desktop.store.profiles import save_profiles
from desktop.store.settings import save_settings
from desktop.ui.dialogs.proxy_dialog import ProxyDialog
from tests.api.asking import DONE, START, answering, playing
from tests.api.conftest import authority, real_proxies
from tests.cli.conftest import Program
from tests.e2e.beside import paths, program
from tests.e2e.conftest import Journey, Person
from tests.fakes.certificates import Authority, server_context
from tests.fakes.http_server import FakeServer
from tests.fakes.proxies import FAR, PASSWORD, USER, HttpProxy, SocksProxy

__all__ = ["authority", "paths", "program", "real_proxies"]  # fixtures
pytestmark = [
    pytest.mark.usefixtures("secret_service"),
    # The keyring library leaves its D-Bus socket to the garbage collector.
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
]

Live = Callable[[Journey], None]
MOMENT: Final = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d"
KEY: Final = "rk_live_0123456789abcdefWXYZ"
HERE: Final = b'data: {"type":"text-start","id":"0"}\n\ndata: {"type":"text-delta","id":"0","delta":"Here."}\n\n'


@pytest.fixture
def places(tmp_path: Path, real_proxies: None) -> Iterator[dict[str, int]]:
    """The ports of proxies, open and guarded, of one that nobody listens at, and of what is no proxy."""
    http, guarded = HttpProxy(tmp_path), HttpProxy(tmp_path, signed_in=True)
    socks, shy = SocksProxy(), SocksProxy(signed_in=True)
    with http, guarded, socks, shy, FakeServer(answering("403 Forbidden", b"<html>No")) as web:
        yield {"HTTP": http.port, "GUARDED": guarded.port, "SOCKS": socks.port, "SHY": shy.port, "WEB": web.port}


@pytest.fixture
def far(authority: Authority) -> Iterator[FakeServer]:
    with FakeServer(playing(START, HERE, DONE), server_context(authority.sign("far-alike.pem", FAR))) as server:
        yield server


def saved(paths: Paths, address: str, network: NetworkSettings) -> Profile:
    profile = Profile("p1", "Support", address, "42", (Chatbot("bot", "Helper"),))
    save_profiles(paths.profiles, (profile,))
    save_settings(paths.settings, Settings(network=network))
    return profile


def asked_both(live: Live, program: Program, profile: Profile, environment: Mapping[str, str]) -> tuple[str, str]:
    """What the window came to, and what it said: the code of the problem, empty for an answer."""
    told: list[Message] = []

    async def journey(person: Person) -> None:
        await person.desktop.book.keep_secret(profile, Secret(KEY))
        await person.ask("Hello?")
        await person.until(
            lambda: person.replies() and person.replies()[-1].status in (Status.COMPLETE, Status.FAILED), "an end"
        )
        told.append(await person.reply(person.replies()[-1].status))
        question = QApplication.activeModalWidget()
        if isinstance(question, ProxyDialog):
            await person.click(question.later_button)

    live(journey)
    program.environment |= environment
    status, said, complained = program.run("ask", "Hello?")
    (reply,) = told
    problem = reply.problem
    assert (status, said.strip()) == (0 if problem is None else 1, reply.text)
    first, *particulars = complained.splitlines() or [""]
    assert first == (f"robofy-desktop: {sentence(problem)}" if problem else "")
    assert all(re.fullmatch(rf"{problem and problem.code} · {MOMENT}", line) for line in particulars)
    assert len(particulars) <= 1
    assert PASSWORD not in complained
    return (problem.code if problem else ""), (problem.sentence if problem else reply.text)


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ({}, ""),
        ({"https_proxy": "http://127.0.0.1:HTTP"}, ""),
        ({"https_proxy": "127.0.0.1:HTTP"}, ""),
        ({"all_proxy": "socks5://127.0.0.1:SOCKS"}, ""),
        ({"all_proxy": "socks5h://127.0.0.1:SOCKS"}, ""),
        ({"https_proxy": "http://127.0.0.1:HTTP", "HTTPS_PROXY": "http://127.0.0.1:9"}, ""),
        ({"https_proxy": "http://127.0.0.1:9", "no_proxy": f"10.0.0.0/8,{FAR}"}, ""),
        ({"https_proxy": f"http://{USER}:{PASSWORD}@127.0.0.1:GUARDED"}, ""),
        ({"all_proxy": f"socks5://{USER}:{PASSWORD}@127.0.0.1:SHY"}, ""),
        ({"https_proxy": "http://127.0.0.1:GUARDED"}, "proxy_sign_in"),
        ({"all_proxy": "socks5://127.0.0.1:SHY"}, "proxy_sign_in"),
        ({"https_proxy": f"http://{USER}:wrong@127.0.0.1:GUARDED"}, "proxy_sign_in"),
        ({"all_proxy": f"socks5://{USER}:wrong@127.0.0.1:SHY"}, "proxy_sign_in"),
        ({"all_proxy": f"socks5://{USER}:{'x' * 300}@127.0.0.1:SHY"}, "proxy_sign_in_long"),
        ({"https_proxy": "http://127.0.0.1:9"}, "proxy_not_reached"),
        ({"https_proxy": "garbage://127.0.0.1:9"}, "proxy_address"),
        ({"https_proxy": "http://127.0.0.1:WEB"}, "proxy_failed"),
    ],
)
def test_behind_the_proxy_of_the_environment(
    live: Live, program: Program, paths: Paths, places: dict[str, int], far: FakeServer, authority: Authority,
    variables: dict[str, str], code: str, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    for name, value in variables.items():
        monkeypatch.setenv(name, re.sub(r"[A-Z]+\Z", lambda place: str(places[place[0]]), value))
    profile = saved(paths, f"https://{FAR}:{far.port}", NetworkSettings(ca_file=str(authority.file)))
    came, said = asked_both(live, program, profile, os.environ)
    assert (came, "{" in said) == (code, False)


@pytest.mark.parametrize(
    ("proxy", "place", "code"),
    [
        (ProxySettings(ProxyChoice.MANUAL, ProxyKind.HTTP, "127.0.0.1"), "HTTP", ""),
        (ProxySettings(ProxyChoice.MANUAL, ProxyKind.SOCKS5, "127.0.0.1"), "SOCKS", ""),
        (ProxySettings(ProxyChoice.MANUAL, ProxyKind.HTTP, "127.0.0.1", exceptions=FAR), "WEB", ""),
        (ProxySettings(ProxyChoice.NONE, ProxyKind.HTTP, "127.0.0.1"), "WEB", ""),
        (ProxySettings(ProxyChoice.MANUAL, ProxyKind.HTTP, "127.0.0.1"), "GUARDED", "proxy_sign_in"),
        (ProxySettings(ProxyChoice.MANUAL, ProxyKind.SOCKS5, "127.0.0.1"), "SHY", "proxy_sign_in"),
        (ProxySettings(ProxyChoice.MANUAL, ProxyKind.HTTP, "127.0.0.1"), "WEB", "proxy_failed"),
        (ProxySettings(ProxyChoice.MANUAL, ProxyKind.SOCKS5, "127.0.0.1"), "WEB", "proxy_not_reached"),
        (ProxySettings(ProxyChoice.MANUAL, ProxyKind.HTTP, "a b"), "WEB", "proxy_address"),
    ],
)
def test_behind_the_proxy_of_the_settings(
    live: Live, program: Program, paths: Paths, places: dict[str, int], far: FakeServer, authority: Authority,
    proxy: ProxySettings, place: str, code: str,
) -> None:  # fmt: skip
    network = NetworkSettings(ca_file=str(authority.file), proxy=replace(proxy, port=places[place]), connect=3)
    profile = saved(paths, f"https://{FAR}:{far.port}", network)
    assert asked_both(live, program, profile, {})[0] == code


@pytest.mark.parametrize("through", ["", "HTTP", "SOCKS"])
@pytest.mark.parametrize(
    ("name", "days", "trusted", "code"),
    [
        (FAR, (-1, 10), False, "tls_unknown_issuer"),
        (FAR, (-20, -10), True, "tls_expired"),
        ("other.example", (-1, 10), True, "tls_wrong_host"),
    ],
)
def test_before_a_certificate_that_is_not_trusted(
    live: Live, program: Program, paths: Paths, places: dict[str, int], authority: Authority, through: str,
    name: str, days: tuple[int, int], trusted: bool, code: str,
) -> None:  # fmt: skip
    kind = ProxyKind.SOCKS5 if through == "SOCKS" else ProxyKind.HTTP
    proxy = ProxySettings(ProxyChoice.MANUAL, kind, "127.0.0.1", places[through]) if through else ProxySettings()
    network = NetworkSettings(ca_file=str(authority.file) if trusted else "", proxy=proxy)
    with FakeServer(playing(START, HERE, DONE), server_context(authority.sign("alike.pem", name, days=days))) as far:
        profile = saved(paths, f"https://{FAR}:{far.port}", network)
        assert asked_both(live, program, profile, {})[0] == code
    assert far.requests == []
