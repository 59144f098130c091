"""What a report needs of an error: how the server put it, when it was asked and what it called the request."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest

from tests.cli.conftest import Program
from tests.fakes.http_server import FakeServer, Peer

LINE = re.compile(r"503 · DOWN · \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d · req-77")
KEY = "rb-live-0123456789"


@pytest.fixture
def down(program: Program) -> Iterator[Program]:
    """A profile of the environment, whose server is down and says so."""

    def refuse(peer: Peer) -> None:
        body = f'{{"error":{{"code":"DOWN","detail":"Down for now {KEY}"}}}}'.encode()
        peer.send_answer("503 Service Unavailable", body, "content-type: application/json", "X-Request-Id: req-77")

    with FakeServer(refuse) as server:
        variables = {"ADDRESS": server.address, "PROJECT_ID": "1", "CHATBOT_ID": "bot", "API_KEY": KEY}
        program.environment |= {f"ROBOFY_{name}": value for name, value in variables.items()}
        program.environment["PYTHONIOENCODING"] = "utf-8"
        yield program


@pytest.mark.parametrize("command", [("ask", "Hello"), ("profiles", "test")], ids=" ".join)
def test_people_are_told_on_standard_error(down: Program, command: tuple[str, ...]) -> None:
    status, said, complained = down.run(*command)
    sentence, detail, known = complained.splitlines()
    assert (status, said) == (1, "")
    assert "not available" in sentence
    assert detail.startswith("robofy-desktop: The server said: Down for now")
    assert LINE.fullmatch(known)
    assert KEY not in complained


@pytest.mark.parametrize(
    ("command", "member"),
    [(("ask", "--json", "Hello"), "error"), (("profiles", "test", "--json"), "problem")],
    ids=["ask", "profiles test"],
)
def test_scripts_have_each_of_it(down: Program, command: tuple[str, ...], member: str) -> None:
    _status, said, complained = down.run(*command)
    told = json.loads(said)[member]
    assert complained == ""
    assert (told["status"], told["server_code"], told["request_id"]) == (503, "DOWN", "req-77")
    assert told["detail"].startswith("Down for now")
    assert told["asked_at"] > 1_700_000_000
    assert KEY not in said


def test_where_nobody_was_asked_there_is_no_line_of_it(program: Program) -> None:
    _status, _said, complained = program.run("ask", "Hello")
    assert len(complained.splitlines()) == 1
