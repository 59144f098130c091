"""The sandbox alone, as a program of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

import desktop
from desktop.sandbox import bots
from desktop.sandbox.__main__ import main
from desktop.sandbox.handshake import PATH
from desktop.sandbox.server import LOOPBACK

CHECKOUT = Path(desktop.__file__).parent.parent
NAME = "ROBOFY_SANDBOX_SECRET"


def _run_until_told(*arguments: str, secret: str | None = None) -> tuple[str, list[int]]:
    """What it printed, and the status for no key, for another key and for the key."""
    environment = os.environ | ({NAME: secret} if secret else {})
    command = [sys.executable, "-m", "desktop.sandbox", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=CHECKOUT, env=environment) as process:
        assert process.stdout is not None
        printed = ""
        while "Ctrl+C" not in printed:
            line = process.stdout.readline()
            assert line, printed
            printed += line
        found = re.search(r"http://127\.0\.0\.1:\d+", printed)
        assert found
        statuses = [_status(found[0], key) for key in ("", "other", secret or "any")]
        process.send_signal(signal.SIGTERM)
        assert process.wait() == 0
    return printed, statuses


def _status(address: str, key: str) -> int:
    context = {"platform": "web"}
    body = {"query": "hi", "pid": bots.PROJECT_ID, "chatbot_id": bots.CONCIERGE.id, "user_context": context}
    headers = {"authorization": f"Bearer {key}"} if key else {}
    return httpx.post(f"{address}/v1/ai-agent/chat", json=body, headers=headers).status_code


def test_alone_it_says_how_to_connect_and_takes_any_key() -> None:
    printed, statuses = _run_until_told()
    assert [word for word in (bots.PROJECT_ID, *(bot.id for bot in bots.BOTS)) if word not in printed] == []
    assert statuses == [401, 200, 200]
    assert f"  Handshake   {PATH}\n" in printed
    assert "Add a profile" in printed


def test_help_names_the_handshake(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    assert PATH in capsys.readouterr().out


def test_key_from_the_environment_is_demanded_and_not_printed() -> None:
    printed, statuses = _run_until_told("--secret-from-env", NAME, secret="open-sesame")
    assert statuses == [401, 401, 200]
    assert "open-sesame" not in printed
    assert NAME in printed


def test_empty_variable_is_a_mistake(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv(NAME, raising=False)
    assert main(["--secret-from-env", NAME]) == 2
    assert capsys.readouterr().err == f"The environment variable {NAME} is empty or not set.\n"


def test_port_that_cannot_be_had_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server((LOOPBACK, 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["--port", str(port)]) == 1
    assert capsys.readouterr().err.startswith(f"Port {port} cannot be used: ")


@pytest.mark.parametrize("port", ["70000", "-1", "http"])
def test_port_that_does_not_exist_is_a_mistake(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main([f"--port={port}"])
    assert "a port is a number from 0 to 65535" in capsys.readouterr().err
