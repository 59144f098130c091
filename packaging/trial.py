"""Tries a .deb as a person would: install, ask, chat in the window, upgrade, remove, on a system without Python.

The trap: what the building machine has hides what the package lacks. So only the screen and the network are shared
with it.
"""

import json
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import product
from failure import SetupFailure
from installed_root import PERSON, Root

_PATIENCE = 60.0
_QUESTION = "What can you do?"
_COLOURS = 40


@dataclass
class Trial:
    root: Root
    screen: Mapping[str, str]  # variables that lead to the virtual screen
    photograph: Callable[[Path], int]  # a picture of the screen into this file; how many colours it has
    pictures: Path
    timings: dict[str, float] = field(default_factory=dict)

    def run(self, former: Path, package: Path) -> None:
        """Raises SetupFailure at the first thing that is wrong."""
        for program in ("python3", "python"):
            if list(self.root.path.glob(f"usr/bin/{program}*")):
                raise SetupFailure(f"{self.root.path.name} has {program}, so it shows nothing")
        self._install("install", former)
        self._expect_version(product.FORMER)
        self._expect_whole()
        self._expect_answer()
        self._chat()
        said = self._conversations()
        if len(said) != 1 or _statuses(said) != ["sent", "complete"]:
            raise SetupFailure(f"The window was asked one question, and this was stored: {_statuses(said)}")
        self._install("upgrade", package)
        self._expect_version(product.version())
        self._expect_whole()
        if self._conversations() != said:
            raise SetupFailure("The conversations are not the same after the upgrade.")
        self._look()
        self._remove(said)

    def _install(self, what: str, package: Path) -> None:
        place = self.root.path / "var" / package.name
        place.write_bytes(package.read_bytes())
        if what == "install":
            self.root.run("apt-get", "-q", "update", person=False)
            control = subprocess.run(["dpkg-deb", "-f", package, "Depends"], check=True, capture_output=True, text=True)
            # What the package needs is fetched first, so that the time is that of the package.
            self.root.install(*(name.split()[0] for name in control.stdout.split(",")))
        started = time.monotonic()
        self.root.install(f"/var/{package.name}")
        self.timings[what] = time.monotonic() - started
        place.unlink()

    def _expect_version(self, wanted: str) -> None:
        found = self.root.run("dpkg-query", "--show", "--showformat=${Version}", product.NAME)
        if found != wanted:
            raise SetupFailure(f"Version {found} is installed instead of {wanted}.")
        self.root.run(product.NAME, "--version")

    def _expect_whole(self) -> None:
        for variables, plugin in (({}, "offscreen"), (self._variables(), "xcb")):
            report = json.loads(self.root.run(product.NAME, "--selftest", variables=variables))
            if report["missing"] or report["platform_plugin"] != plugin or not report["frozen"]:
                raise SetupFailure(f"The selftest of the installed program says: {report}")

    def _expect_answer(self) -> None:
        answer = self.root.run(product.NAME, "ask", _QUESTION, "--sandbox")
        if len(answer) < 100:
            raise SetupFailure(f"The sandbox answered only {answer!r}.")

    def _chat(self) -> None:
        """Goes through the first page into the sandbox by the keyboard, asks, and waits for what is stored."""
        with self._window("window") as window:
            window.press("Return")
            self.photographed("sandbox")
            window.type(_QUESTION)
            window.press("Return")
            self._until("the answer", lambda: _statuses(self._conversations())[-1:] == ["complete"])
            self.photographed("answer")

    def _look(self) -> None:
        with self._window("upgraded"):
            pass

    @contextmanager
    def _window(self, name: str) -> Iterator["_Window"]:
        """The installed program with its window open and painted; ended as a session ends it."""
        process = self.root.start(product.NAME, variables=self._variables())
        try:
            window = _Window(process, self.screen)
            self._until("the window", window.is_shown)
            self.photographed(name)
            yield window
            process.terminate()
            _, errors = process.communicate(timeout=_PATIENCE)
            if process.returncode:
                raise SetupFailure(f"The program ended with {process.returncode}: {errors}")
        finally:
            process.kill()

    def photographed(self, name: str) -> None:
        """Waits for more than an empty window: one of few colours shows nothing yet."""
        file = self.pictures / f"{self.root.path.name}-{name}.png"
        self._until(f"what {file.name} shows", lambda: self.photograph(file) >= _COLOURS)

    def _conversations(self) -> list[dict[str, object]]:
        exported = self.root.run(product.NAME, "conversations", "export", "--format", "json")
        found: list[dict[str, object]] = json.loads(exported)["conversations"]
        return found

    def _variables(self) -> dict[str, str]:
        """The key to the screen lies where the person in the root can read it."""
        place = self.root.path / "home" / PERSON / ".Xauthority"
        if not place.exists():
            place.write_bytes(Path(self.screen["XAUTHORITY"]).read_bytes())
            place.chmod(0o644)
        return {"DISPLAY": self.screen["DISPLAY"], "XAUTHORITY": f"/home/{PERSON}/.Xauthority"}

    def _remove(self, said: list[dict[str, object]]) -> None:
        """Nothing of the package stays, and everything of the person."""
        listed = self.root.run("dpkg-query", "--listfiles", product.NAME).splitlines()
        own = [line for line in listed if product.NAME in line or product.APP_ID in line]
        home = sorted(str(path) for path in (self.root.path / "home").rglob("*"))
        self.root.run("dpkg", "--purge", product.NAME, person=False)
        left = [line for line in own if self.root.path.joinpath(line.lstrip("/")).exists()]
        if left:
            raise SetupFailure(f"The removal left {left}.")
        now = sorted(str(path) for path in (self.root.path / "home").rglob("*"))
        if not said or now != home:
            raise SetupFailure("The removal touched the files of the person.")

    def _until(self, what: str, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + _PATIENCE
        while not condition():
            if time.monotonic() > deadline:
                self.photograph(self.pictures / f"{self.root.path.name}-failed.png")
                raise SetupFailure(f"The installed window was waited for in vain: {what}.")
            time.sleep(0.3)


@dataclass(frozen=True)
class _Window:
    """The installed program, used by its keyboard."""

    process: subprocess.Popen[str]
    screen: Mapping[str, str]

    def is_shown(self) -> bool:
        if self.process.poll() is not None:
            raise ChildProcessError(f"the program ended: {self.process.communicate()[1]}")
        return self._xdotool("search", "--onlyvisible", "--name", product.TITLE).strip() != ""

    def press(self, key: str) -> None:
        self._xdotool("key", key)

    def type(self, text: str) -> None:
        self._xdotool("type", "--delay", "10", text)

    def _xdotool(self, *arguments: str) -> str:
        variables = {"PATH": "/usr/bin:/bin", **self.screen}
        return subprocess.run(
            ["xdotool", *arguments], check=False, capture_output=True, text=True, env=variables
        ).stdout


def _statuses(conversations: list[dict[str, object]]) -> list[str]:
    if not conversations:
        return []
    messages = conversations[0]["messages"]
    assert isinstance(messages, list)  # noqa: S101 - the documented format
    return [message["status"] for message in messages]
