"""A key that comes with the command: from the environment for the profile that is named, or from standard input."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop.sandbox.bots import BOTS
from desktop.sandbox.server import Sandbox
from tests.cli.conftest import Program
from tests.fakes.http_server import STREAM_HEAD, FakeServer, Peer

if TYPE_CHECKING:
    from tests.fakes.secret_service import SecretService

KEY = "rf_live_0123456789abcdef"
OTHER = "rf_live_fedcba9876543210"
HELLO = (
    b'data: {"type":"text-start","id":"0"}\n\ndata: {"type":"text-delta","id":"0","delta":"Hello."}\n\ndata: [DONE]\n\n'
)
NAMED = [("ask", "hi", "--profile", "Shop"), ("diagnose", "--profile", "Shop"), ("profiles", "test", "shop")]
UNNAMED = [("ask", "hi"), ("diagnose",), ("profiles", "test")]
KeepSecret = Callable[[str, str], None]


def greet(peer: Peer) -> None:
    peer.send(STREAM_HEAD + HELLO)


@pytest.fixture
def server(program: Program) -> Iterator[FakeServer]:
    """A chatbot with a stored profile and no key."""
    with FakeServer(greet) as made:
        program.save_profile(made.address)
        yield made


def keys(server: FakeServer) -> list[str]:
    """That came with questions; a connection without one is only looked at."""
    return [request.headers["authorization"] for request in server.requests]


@pytest.mark.parametrize("command", NAMED)
def test_the_key_of_the_environment_is_for_the_profile_that_is_named(
    program: Program, server: FakeServer, command: tuple[str, ...]
) -> None:
    program.environment["ROBOFY_API_KEY"] = KEY
    status, said, complained = program.run(*command)
    assert (status, complained) == (0, "")
    assert KEY not in said
    assert keys(server) == [f"Bearer {KEY}"]


@pytest.mark.parametrize("command", UNNAMED)
def test_the_key_of_the_environment_is_for_no_profile_that_nobody_named(
    program: Program, server: FakeServer, command: tuple[str, ...]
) -> None:
    program.environment["ROBOFY_API_KEY"] = KEY
    status, _, complained = program.run(*command)
    assert status == 1
    assert "name the profile and set ROBOFY_API_KEY, or use --key-stdin" in complained
    assert keys(server) == []


@pytest.mark.parametrize("command", NAMED)
@pytest.mark.parametrize(
    "variables",
    [{"ROBOFY_ADDRESS": "http://127.0.0.1:9"}, {"ROBOFY_PROJECT_ID": "42", "ROBOFY_CHATBOT_ID": "bot-1"}],
)
def test_the_key_for_one_server_goes_to_no_other(
    program: Program, server: FakeServer, command: tuple[str, ...], variables: dict[str, str]
) -> None:
    program.environment |= {"ROBOFY_API_KEY": KEY} | variables
    status, said, complained = program.run(*command)
    assert status in (1, 2)
    assert "ROBOFY_API_KEY is not sent to this profile" in said + complained
    assert keys(server) == []


def test_the_keyring_comes_before_the_environment(
    program: Program, server: FakeServer, keep_secret: KeepSecret, secret_service: SecretService
) -> None:
    program.environment["ROBOFY_API_KEY"] = OTHER
    assert program.run("ask", "hi", "--profile", "Shop")[0] == 0
    keep_secret(server.address, KEY)
    assert program.run("ask", "hi", "--profile", "Shop")[0] == 0
    assert keys(server) == [f"Bearer {OTHER}", f"Bearer {KEY}"]


@pytest.mark.parametrize("command", NAMED)
@pytest.mark.parametrize("variables", [{}, {"ROBOFY_ADDRESS": "http://127.0.0.1:9"}])
@pytest.mark.parametrize(
    ("state", "words"), [("lock", "The system keyring is locked."), ("deny", "The system keyring refused")]
)
def test_a_keyring_that_is_shut_is_told_and_no_other_key_sent(
    program: Program,
    server: FakeServer,
    keep_secret: KeepSecret,
    secret_service: SecretService,
    command: tuple[str, ...],
    variables: dict[str, str],
    state: str,
    words: str,
) -> None:
    keep_secret(server.address, KEY)
    program.environment |= {"ROBOFY_API_KEY": OTHER} | variables
    getattr(secret_service, state)()
    status, said, complained = program.run(*command)
    assert status == 1
    assert words in said + complained
    assert keys(server) == []


def test_a_managed_profile_works_where_there_is_no_keyring(program: Program, tmp_path: Path) -> None:
    managed = tmp_path / "managed.json"
    program.environment["ROBOFY_MANAGED_FILE"] = str(managed)
    with Sandbox.start() as server:
        known = {"id": "p1", "name": "Fleet", "address": server.address, "project_id": server.project_id}
        managed.write_text(json.dumps({"profiles": [known | {"chatbots": [{"id": BOTS[0].id, "name": "Helper"}]}]}))
        program.environment["ROBOFY_API_KEY"] = server.secret
        assert program.run("ask", "Hello, instantly", "--profile", "fleet")[0] == 0
        assert program.run("profiles", "test", "Fleet")[0] == 0


def test_where_a_token_is_fetched_the_key_of_the_environment_stays_here(program: Program, server: FakeServer) -> None:
    content = json.loads((program.data / "profiles.json").read_text())
    content["profiles"][0] |= {"credential": "client-token", "handshake_path": "/v1/handshake"}
    (program.data / "profiles.json").write_text(json.dumps(content))
    program.environment["ROBOFY_API_KEY"] = KEY
    program.run("ask", "hi", "--profile", "Shop")
    assert server.requests
    assert all("authorization" not in request.headers for request in server.requests)


@pytest.mark.parametrize("command", NAMED + UNNAMED)
def test_the_key_may_come_on_standard_input(program: Program, server: FakeServer, command: tuple[str, ...]) -> None:
    program.environment["ROBOFY_API_KEY"] = OTHER
    status, _, complained = program.run(*command, "--key-stdin", stdin=f"Bearer {KEY}\n".encode())
    assert (status, complained) == (0, "")
    assert keys(server) == [f"Bearer {KEY}"]


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (("ask", "-", "--key-stdin"), "Standard input can bring the question or the key, not both."),
        (("ask", "hi", "--sandbox", "--key-stdin"), "The sandbox needs no key."),
        (("diagnose", "--sandbox", "--key-stdin"), "The sandbox needs no key."),
        (("ask", "hi", "--key-stdin"), "There is no key on standard input."),
        (("diagnose", "--key-stdin"), "There is no key on standard input."),
    ],
)
def test_what_cannot_be_a_key_is_said(
    program: Program, server: FakeServer, command: tuple[str, ...], sentence: str
) -> None:
    assert program.run(*command) == (2, "", f"robofy-desktop: {sentence}\n")
    assert server.requests == []
