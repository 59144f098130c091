"""The program as its user starts it: a process of its own, with a data folder of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop.core.chatbot import Secret, origin
from desktop.store.secrets import Secrets
from tests.conftest import Need

if TYPE_CHECKING:
    from tests.fakes.secret_service import SecretService

CHECKOUT = Path(__file__).parents[2]
PATIENCE = 60.0
"""Seconds after which a program that should have ended fails its test."""


def _hear_ctrl_c() -> None:
    """A shell lets its background jobs ignore SIGINT, and their children inherit that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Program:
    """`python -m desktop` with arguments. `environment` is added to; `data` is where its files live."""

    def __init__(self, data: Path) -> None:
        self.data = data
        # Tests may run with it set; a user's Python buffers.
        self.environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
        self.environment["ROBOFY_DATA_DIR"] = str(data)

    def start(self, *arguments: str, before: tuple[str, ...] = ()) -> subprocess.Popen[bytes]:
        command = [*before, sys.executable, *(arguments if "-c" in arguments else ("-m", "desktop", *arguments))]
        pipe = subprocess.PIPE
        return subprocess.Popen(
            command,
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            env=self.environment,
            cwd=CHECKOUT,
            preexec_fn=_hear_ctrl_c if os.name == "posix" else None,  # noqa: PLW1509 - it takes no lock
        )

    def run(self, *arguments: str, stdin: bytes = b"", before: tuple[str, ...] = ()) -> tuple[int, str, str]:
        """Exit status, standard output and standard error."""
        with self.start(*arguments, before=before) as process:
            said, complained = process.communicate(stdin, PATIENCE)
        return process.returncode, said.decode(), complained.decode()

    def save_profile(self, address: str, name: str = "Shop", profile_id: str = "p1") -> None:
        """Add a profile with one chatbot to the file."""
        path = self.data / "profiles.json"
        known = json.loads(path.read_text())["profiles"] if path.exists() else []
        bots = [{"id": "bot-1", "name": "Helper"}]
        new = {"id": profile_id, "name": name, "address": address, "project_id": "24017", "chatbots": bots}
        path.write_text(json.dumps({"version": 1, "profiles": [*known, new]}))


@pytest.fixture
def program(tmp_path: Path) -> Program:
    data = tmp_path / "data"
    data.mkdir()
    return Program(data)


@pytest.fixture
def secret_service(
    tmp_path: Path, program: Program, monkeypatch: pytest.MonkeyPatch, need: Need
) -> Iterator[SecretService]:
    """A real keyring, which this process and the program find as the system's."""
    if sys.platform != "linux":
        pytest.skip("the keyring of a Linux desktop")
    from tests.fakes.secret_service import SecretService, missing_tools

    need(missing_tools())
    with SecretService(tmp_path / "keyring") as service:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", service.address)
        service.wait()
        program.environment["DBUS_SESSION_BUS_ADDRESS"] = service.address
        yield service


@pytest.fixture
def keep_secret(secret_service: SecretService) -> Callable[[str, str], None]:
    """Puts a key into the keyring, for the profile p1 at an address."""

    def keep(address: str, secret: str) -> None:
        secrets = Secrets()
        secrets.keep("p1", origin(address), Secret(secret))
        secrets.save("p1", origin(address))

    return keep
