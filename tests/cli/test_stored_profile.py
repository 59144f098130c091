"""`ask` with a profile from the file and its key from a real keyring."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import PATIENCE, Program
from tests.fakes.http_server import STREAM_HEAD, FakeServer, Peer

if TYPE_CHECKING:
    from tests.fakes.secret_service import SecretService

SECRET = "rf_live_0123456789abcdef"
HELLO = (
    b'data: {"type":"text-start","id":"0"}\n\ndata: {"type":"text-delta","id":"0","delta":"Hello."}\n\ndata: [DONE]\n\n'
)
KeepSecret = Callable[[str, str], None]


def greet(peer: Peer) -> None:
    peer.send(STREAM_HEAD + HELLO)


def refuse_and_echo(peer: Peer) -> None:
    body = b'{"message":"Unauthorized","error":{"code":"UNAUTHORIZED","detail":"%s is unknown."}}' % SECRET.encode()
    peer.send_answer("401 Unauthorized", body, "content-type: application/json")


def test_the_key_of_the_profile_is_used(program: Program, keep_secret: KeepSecret) -> None:
    with FakeServer(greet) as server:
        program.save_profile(server.address)
        keep_secret(server.address, SECRET)
        assert program.run("ask", "hi", "--profile", "shop", "--chatbot", "HELPER") == (0, "Hello.\n", "")
        (request,) = server.requests
    assert request.headers["authorization"] == f"Bearer {SECRET}"


def test_the_key_is_not_printed_even_when_the_server_echoes_it(program: Program, keep_secret: KeepSecret) -> None:
    with FakeServer(refuse_and_echo) as server:
        program.save_profile(server.address)
        keep_secret(server.address, SECRET)
        for more in ((), ("--json",)):
            status, said, complained = program.run("ask", "hi", *more)
            assert status == 1
            assert SECRET not in said + complained
            assert "[redacted] is unknown." in said + complained


def test_the_key_stays_with_its_address(program: Program, keep_secret: KeepSecret) -> None:
    with FakeServer(greet) as server:
        keep_secret("https://agents.robofy.ai", SECRET)
        program.save_profile(server.address)
        status, said, complained = program.run("ask", "hi")
        assert server.requests == []
    assert (status, said) == (2, "")
    assert complained == (
        "robofy-desktop: No key is stored for this profile and its address. "
        "Enter it with “profiles key NAME” or in the window (Settings, Chatbots), "
        "or name the profile and set ROBOFY_API_KEY.\n"
    )


def test_a_locked_keyring_is_told(program: Program, secret_service: SecretService, keep_secret: KeepSecret) -> None:
    program.save_profile("https://agents.example")
    keep_secret("https://agents.example", SECRET)
    secret_service.lock()
    assert program.run("ask", "hi") == (
        1,
        "",
        "robofy-desktop: The system keyring is locked. Unlock it and ask again.\n",
    )


def test_ctrl_c_before_the_first_byte(program: Program, keep_secret: KeepSecret) -> None:
    asked = threading.Event()

    def hold(peer: Peer) -> None:
        asked.set()
        peer.wait_until_left()

    with FakeServer(hold) as server:
        program.save_profile(server.address)
        keep_secret(server.address, SECRET)
        with program.start("ask", "hi") as process:
            assert asked.wait(PATIENCE)
            process.send_signal(signal.SIGINT)
            said, complained = process.communicate(timeout=PATIENCE)
    assert (process.returncode, said) == (3, b"")
    assert complained.startswith(b"robofy-desktop: Stopped.")


def test_without_a_keyring_it_says_so(program: Program) -> None:
    program.save_profile("https://agents.example")
    sentence = (
        "No keyring is available on this computer, and a key is stored nowhere else. "
        "Give it with each question: name the profile and set ROBOFY_API_KEY, or use --key-stdin."
    )
    assert program.run("ask", "hi") == (1, "", f"robofy-desktop: {sentence}\n")
    program.environment["ROBOFY_API_KEY"] = SECRET
    assert program.run("ask", "hi") == (1, "", f"robofy-desktop: {sentence}\n"), "nobody named the profile"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--profile", "nobody"), "There is no profile with the name “nobody”. The profiles are: Shop, Shop."),
        (("--profile", ""), "There is no profile with the name “”. The profiles are: Shop, Shop."),
        (("--profile", "shop"), "There are 2 profiles with the name “shop”. Name one by its id: p1, p2."),
        (("--profile", "p2", "--chatbot", "x"), "There is no chatbot with the name “x”. The chatbots are: Helper."),
    ],
)
def test_a_name_that_is_unknown_or_given_twice_asks_nobody(
    program: Program, arguments: tuple[str, ...], sentence: str
) -> None:
    program.save_profile("https://agents.example")
    program.save_profile("https://agents.example", profile_id="p2")
    assert program.run("ask", "hi", *arguments) == (2, "", f"robofy-desktop: {sentence}\n")


@pytest.mark.parametrize("address", ["http://agents.example", "https://", ""])
def test_a_profile_that_cannot_be_used_asks_nobody(program: Program, address: str) -> None:
    program.save_profile(address)
    status, said, complained = program.run("ask", "hi")
    assert (status, said) == (2, "")
    assert complained.count("\n") == 1
