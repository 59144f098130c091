"""A screen reader for tests: the real accessibility bus on a D-Bus session of its own, and a listener on it.

The listener is a process of the system's own Python, since pyatspi is no package of the registry. The bus's address is
handed on in the environment: a display that is shared would name the bus of whoever came last.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final, Self, TypeVar

import msgspec
import pytest
from jeepney import DBusAddress, MessageType, new_method_call
from jeepney.io.blocking import open_dbus_connection

from tests.fakes.session_bus import CONFIG

_LAUNCHERS: Final = ("/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher")
_PYTHON: Final = "/usr/bin/python3"
_LISTENER: Final = Path(__file__).with_name("atspi_listener.py")
_PATIENCE: Final = 30.0
_TICK: Final = 0.05
_T = TypeVar("_T")


def missing_tools() -> list[str]:
    """What has to be installed, by Debian's names."""
    missing = [] if shutil.which("dbus-daemon") else ["dbus"]
    if _launcher() is None:
        missing.append("at-spi2-core")
    probe = subprocess.run([_PYTHON, "-c", "import pyatspi"], check=False, capture_output=True)
    return missing if probe.returncode == 0 else [*missing, "python3-pyatspi"]


def _launcher() -> str | None:
    return next((path for path in _LAUNCHERS if os.access(path, os.X_OK)), None)


class Seen(msgspec.Struct, frozen=True):
    """Something on the screen, as it is told to another program. `rect` is x, y, width, height on the screen."""

    role: str
    name: str
    description: str
    index: int
    states: tuple[str, ...]
    actions: tuple[str, ...]
    text: str | None
    rect: tuple[int, int, int, int]
    children: tuple[Seen, ...]

    def all(self) -> Iterator[Seen]:
        yield self
        for child in self.children:
            yield from child.all()

    def named(self, role: str) -> list[str]:
        """The names of everything with this role that shows."""
        return [one.name for one in self.all() if one.role == role and "showing" in one.states]

    def find(self, role: str, name: str) -> Seen:
        return next(one for one in self.all() if (one.role, one.name) == (role, name))


class Heard(msgspec.Struct, frozen=True, array_like=True):
    """An event: its kind, the role and name of what sent it, its number and its words."""

    kind: str
    role: str
    name: str
    detail: int
    words: str


class ScreenReader:
    """Runs as a context. `environment` is what a program needs to be read."""

    def __init__(self, folder: Path, program: str) -> None:
        self._folder = folder
        self._program = program
        self._ends = ExitStack()
        self.environment = {"QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1", "QT_QPA_PLATFORM": "xcb"}

    def __enter__(self) -> Self:
        with ExitStack() as ends:  # what was started also ends when the rest does not start
            self._start(ends)
            self._ends = ends.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.close()

    def _start(self, ends: ExitStack) -> None:
        self._folder.mkdir(mode=0o700)
        config = self._folder / "bus.conf"
        config.write_text(CONFIG)
        bare = {name: value for name, value in os.environ.items() if not name.startswith(("DISPLAY", "AT_SPI"))}
        bare["XDG_RUNTIME_DIR"] = str(self._folder)
        bus = ends.enter_context(
            _running(["dbus-daemon", f"--config-file={config}", "--nofork", "--print-address=1"], bare)
        )
        assert bus.stdout is not None
        session = bus.stdout.readline().strip()
        bare["DBUS_SESSION_BUS_ADDRESS"] = session
        self._launcher = ends.enter_context(_running([_launcher() or "", "--launch-immediately"], bare))
        bare["AT_SPI_BUS_ADDRESS"] = self.until(lambda: _accessibility_bus(session), "the accessibility bus")
        # A state that is kept from before the program knows that somebody listens stays as it was for ever.
        listening = {**bare, "ATSPI_NO_CACHE": "1"}
        self._listener = ends.enter_context(_running([_PYTHON, str(_LISTENER)], listening))
        self.environment |= {name: bare[name] for name in ("DBUS_SESSION_BUS_ADDRESS", "AT_SPI_BUS_ADDRESS")}

    def windows(self) -> list[Seen]:
        """Every window of the program with what is in it; none before it has one."""
        answer = self._ask("windows", self._program)
        return [] if answer is None or "gone" in answer else msgspec.convert(answer, list[Seen])

    def look(self, role: str, name: str) -> Seen | None:
        """Something in the window that shows."""
        return _seen(self._ask("look", self._program, role, name))

    def do(self, role: str, name: str, action: str = "Press") -> None:
        """Without mouse and keyboard."""
        self.until(lambda: self._ask("do", self._program, role, name, action) is True, f"{role} {name!r} to {action}")

    def write(self, role: str, name: str, text: str) -> None:
        self.until(
            lambda: self._ask("write", self._program, role, name, text) is True, f"{role} {name!r} to write into"
        )

    def at(self, role: str, name: str, x: int, y: int) -> list[str] | None:
        """Role and name of what stands at a point of the screen, in something."""
        found: list[str] | None = self._ask("at", self._program, role, name, str(x), str(y))
        return found

    def heard(self) -> list[Heard]:
        """The events since the last call."""
        return msgspec.convert(self._ask("events"), list[Heard])

    def until(self, condition: Callable[[], _T | None], what: str) -> _T:
        """What the condition gives as soon as it gives something."""
        deadline = time.monotonic() + _PATIENCE
        while not (found := condition()):
            assert time.monotonic() < deadline, f"waited in vain for: {what}"
            with pytest.raises(subprocess.TimeoutExpired):
                self._launcher.wait(_TICK)
        return found

    def _ask(self, *command: str) -> Any:  # noqa: ANN401 - JSON
        assert self._listener.stdin is not None
        assert self._listener.stdout is not None
        self._listener.stdin.write(json.dumps(command) + "\n")
        self._listener.stdin.flush()
        return json.loads(self._listener.stdout.readline())


@contextmanager
def _running(command: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A process that is asked to end; a bus that is killed would leave its socket behind."""
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment,
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


def _seen(answer: Any) -> Seen | None:  # noqa: ANN401 - JSON
    return None if answer is None or "gone" in answer else msgspec.convert(answer, Seen)


def _accessibility_bus(session: str) -> str | None:
    """Where the launcher says that its bus is."""
    bus = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
    with open_dbus_connection(session) as connection:
        answer = connection.send_and_get_reply(new_method_call(bus, "GetAddress"))
    return str(answer.body[0]) if answer.header.message_type is MessageType.method_return else None
