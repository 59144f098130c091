"""`ask` and `diagnose` behind proxies and certificates, as the window is."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.chat.proxy_keys import OWNER
from desktop.core.chatbot import Secret
from desktop.sandbox.handshake import PATH
from desktop.sandbox.server import Sandbox
from desktop.store.secrets import Secrets
from tests.api.asking import DONE, START, playing
from tests.api.conftest import authority, guarded_proxy, open_proxy, real_proxies
from tests.cli.conftest import Program
from tests.fakes.certificates import Authority, server_context
from tests.fakes.http_server import FakeServer
from tests.fakes.proxies import FAR, PASSWORD, USER, RealProxy

__all__ = ["authority", "guarded_proxy", "open_proxy", "real_proxies"]  # fixtures

KEY = "rk_live_0123456789abcdefWXYZ"
TEXT = b'data: {"type":"text-start","id":"0"}\n\ndata: {"type":"text-delta","id":"0","delta":"Here."}\n\n'
Keep = Callable[[str, str], None]


@pytest.fixture
def far(authority: Authority, program: Program, keep_secret: Keep) -> Iterator[FakeServer]:
    """A server that looks far away, with a profile and its key."""
    context = server_context(authority.sign("far-cli.pem", FAR))
    with FakeServer(playing(START, TEXT, DONE), context) as server:
        address = f"https://{FAR}:{server.port}"
        program.save_profile(address)
        keep_secret(address, KEY)
        yield server


def set_network(program: Program, ca_file: Path, proxy: RealProxy | None = None) -> None:
    network: dict[str, object] = {"ca_file": str(ca_file)}
    if proxy is not None:
        place = {"host": "127.0.0.1", "port": proxy.port, "kind": proxy.kind}
        network["proxy"] = {"choice": "manual", "user": USER, **place}
    (program.data / "settings.json").write_text(json.dumps({"version": 1, "network": network}))


@pytest.mark.usefixtures("far")
def test_a_question_goes_through_a_proxy_that_knows_the_password(
    program: Program, guarded_proxy: RealProxy, authority: Authority
) -> None:
    set_network(program, authority.file, guarded_proxy)
    status, said, complained = program.run("ask", "Hello?")
    assert (status, said) == (1, "")
    assert "asks for a user name and a password" in complained
    keys = Secrets()
    keys.keep(OWNER, guarded_proxy.address, Secret(PASSWORD))
    keys.save(OWNER, guarded_proxy.address)
    assert program.run("ask", "Hello?") == (0, "Here.\n", "")


@pytest.mark.usefixtures("far")
def test_the_proxy_of_the_environment_is_used(program: Program, open_proxy: RealProxy, authority: Authority) -> None:
    set_network(program, authority.file)
    program.environment["ALL_PROXY"] = open_proxy.address
    assert program.run("ask", "Hello?") == (0, "Here.\n", "")
    status, said, _ = program.run("diagnose")
    assert status == 0
    assert f"through the proxy {open_proxy.address}" in said
    assert "Proxy       The proxy 127.0.0.1" in said


def test_a_look_at_the_way_ends_where_it_fails_and_tells_no_secret(
    program: Program, far: FakeServer, authority: Authority
) -> None:
    status, said, complained = program.run("diagnose")
    assert (status, complained) == (1, "")
    assert said.splitlines()[-1].startswith("FAIL")
    assert authority.name in said
    set_network(program, authority.file)
    status, said, complained = program.run("diagnose", "--json", "--profile", "Shop")
    assert (status, complained) == (0, "")
    steps = json.loads(said)["steps"]
    assert [step["step"] for step in steps][-2:] == ["sign-in", "first-byte"]
    assert all(step["ok"] for step in steps)
    assert KEY not in said
    assert far.requests[0].json == {**far.requests[0].json, "query": "Hello"}  # type: ignore[dict-item]  # a body that was JSON


def test_without_a_key_the_way_is_looked_at_all_the_same(program: Program, authority: Authority) -> None:
    context = server_context(authority.sign("far-nokey.pem", FAR))
    set_network(program, authority.file)
    with FakeServer(playing(START, DONE), context) as server:
        program.save_profile(f"https://{FAR}:{server.port}")
        status, said, complained = program.run("diagnose")
    assert status == 1
    assert "Encryption" in said
    assert "No keyring" in complained
    assert server.requests == []


@pytest.mark.parametrize("command", [("ask", "Hello?"), ("diagnose",), ("profiles", "test")])
def test_a_password_that_socks_has_no_room_for_is_said_and_not_told(
    program: Program, command: tuple[str, ...], keep_secret: Keep
) -> None:
    program.save_profile(f"https://{FAR}")
    keep_secret(f"https://{FAR}", KEY)
    program.environment["https_proxy"] = f"socks5://jo:{'x' * 300}@127.0.0.1:9"
    status, said, complained = program.run(*command)
    assert status == 1
    assert "for the proxy 127.0.0.1:9 is too long" in said + complained
    assert "Traceback" not in complained
    assert "xxx" not in said + complained


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a variable holds characters, not bytes")
def test_an_address_of_a_proxy_that_cannot_be_read_is_said(program: Program) -> None:
    program.save_profile(f"https://{FAR}")
    program.environment["https_proxy"] = "http://jo:\udcff@127.0.0.1:9"
    status, said, complained = program.run("diagnose")
    assert status == 1
    assert "This is not the address of a proxy." in said
    assert "Traceback" not in complained


def test_there_is_nothing_to_look_at(program: Program) -> None:
    status, said, complained = program.run("diagnose")
    assert (status, said) == (2, "")
    assert "No profile is set up" in complained
    assert program.run("diagnose", "--sandbox")[0] == 0


def test_a_token_is_fetched_as_for_a_question_and_not_printed(program: Program) -> None:
    with Sandbox.start() as server:
        known = {"id": "p1", "name": "Shop", "address": server.address, "project_id": server.project_id}
        bots = [{"id": server.chatbots[0].id, "name": "Helper"}]
        shaking = {"credential": "client-token", "handshake_path": PATH}
        content = {"version": 1, "profiles": [{**known, "chatbots": bots, **shaking}]}
        (program.data / "profiles.json").write_text(json.dumps(content))
        status, said, complained = program.run("diagnose", "--json")
    assert (status, complained) == (0, "")
    assert [step["step"] for step in json.loads(said)["steps"]][-4:] == ["handshake", "http", "token", "first-byte"]
    assert "eyJ" not in said  # how every token of the sandbox begins
