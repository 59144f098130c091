"""Tries a .deb as a person would: install, ask, chat in the window, upgrade, remove, on a system without Python.

The trap: what the building machine has hides what the package lacks. So only the screen and the network are shared
with it.
"""

import json
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import product
from failure import SetupFailure
from installed_root import PERSON, Root
from installed_window import InstalledWindow
from wayland import SOCKET, compositor

_PATIENCE = 60.0
_QUESTION = "What can you do?"
_COLOURS, _FRAMED = 40, 200
"""How many a window has that shows more than its ground, and one in a frame with a title."""
_DATA, _SETTINGS = ".local/share/Robofy Desktop", ".config/Robofy Desktop/settings.json"


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
        self._look(said)
        self._chat_on_wayland()
        self._remove(said)

    @property
    def _home(self) -> Path:
        return self.root.path / "home" / PERSON

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
        licence = self.root.path / "usr/lib" / product.NAME / "_internal" / "LICENSE"  # About shows it
        if not licence.exists() or licence.read_bytes() != (product.ROOT / "LICENSE").read_bytes():
            raise SetupFailure("The installed program does not have its own licence.")
        self._expect_plugin({}, "offscreen")
        self._expect_plugin(self._variables(), "xcb")

    def _expect_plugin(self, variables: Mapping[str, str], plugin: str) -> None:
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
            self._see_dialogs(window, "")

    def _look(self, said: list[dict[str, object]]) -> None:
        """The first start of the new version, with the settings of the old one: its history is copied before."""
        settings = self._home / _SETTINGS
        values = json.loads(settings.read_text(encoding="utf-8"))
        values["updates"]["started"] = product.FORMER  # both packages hold the same program
        values["appearance"] = {"theme": "dark"}
        settings.write_text(json.dumps(values), encoding="utf-8")
        if self._copies():
            raise SetupFailure("There was a copy of the history before the new version was started.")
        with self._window("upgraded") as window:
            self._until("a copy of the history before the new version", lambda: len(self._copies()) == 1)
            self._see_dialogs(window, "-dark")
        with closing(sqlite3.connect(self._copies()[0])) as copy:
            (messages,) = copy.execute("SELECT count(*) FROM messages").fetchone()
        if messages != len(_statuses(said)):
            raise SetupFailure(f"The copy before the new version has {messages} messages.")

    def _copies(self) -> list[Path]:
        return list((self._home / _DATA).glob("history.db.version-*"))

    def _see_dialogs(self, window: InstalledWindow, ending: str) -> None:
        window.press("ctrl+comma")
        self._until("the settings", lambda: window.shows("Settings"))
        self.photographed(f"settings{ending}")
        window.press("Escape")
        self._until("the end of the settings", lambda: not window.shows("Settings"))
        window.open_menu()
        window.press("h")
        window.press("a")
        self._until("About", lambda: window.shows("About"))
        self.photographed(f"about{ending}")
        window.press("Escape")
        self._until("the end of About", lambda: not window.shows("About"))

    def _chat_on_wayland(self) -> None:
        """In the conversation that is there; Qt finds the compositor as it does in a session."""
        place = "run/wayland"
        session = {"WAYLAND_DISPLAY": f"/{place}/{SOCKET}", "XDG_SESSION_TYPE": "wayland"}
        with ExitStack() as opened:
            folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="robofy-wayland-")))
            opened.enter_context(compositor(self.screen, folder))
            opened.enter_context(self.root.shared(folder, place))
            self._expect_plugin(session, "wayland")
            window = opened.enter_context(self._window("wayland", session))
            window.type(_QUESTION)
            window.press("Return")
            self._until("the answer", lambda: _statuses(self._conversations())[2:] == ["sent", "complete"])
            if _questions(self._conversations()) != [_QUESTION, _QUESTION]:
                raise SetupFailure("What was typed under Wayland did not arrive as it was typed.")
            self.photographed("wayland-answer")

    @contextmanager
    def _window(self, name: str, session: Mapping[str, str] | None = None) -> Iterator[InstalledWindow]:
        """The installed program with its window open and painted; ended as a session ends it."""
        process = self.root.start(product.NAME, variables=session or self._variables())
        try:
            window = InstalledWindow(process, self.screen)
            if session is None:
                self._until("the window", window.is_shown)
                window.activate()
            self.photographed(name, _COLOURS if session is None else _FRAMED)
            yield window
            process.terminate()
            _, errors = process.communicate(timeout=_PATIENCE)
            if process.returncode:
                raise SetupFailure(f"The program ended with {process.returncode}: {errors}")
        finally:
            process.kill()

    def photographed(self, name: str, colours: int = _COLOURS) -> None:
        """Waits for more than an empty window (one of few colours shows nothing yet) and until nothing moves."""
        file = self.pictures / f"{self.root.path.name}-{name}.png"
        file.unlink(missing_ok=True)

        def is_still() -> bool:
            before = file.read_bytes() if file.exists() else b""
            return self.photograph(file) >= colours and file.read_bytes() == before

        self._until(f"what {file.name} shows", is_still)

    def _conversations(self) -> list[dict[str, object]]:
        exported = self.root.run(product.NAME, "conversations", "export", "--format", "json")
        found: list[dict[str, object]] = json.loads(exported)["conversations"]
        return found

    def _variables(self) -> dict[str, str]:
        """The key to the screen lies where the person in the root can read it."""
        place = self._home / ".Xauthority"
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


def _statuses(conversations: list[dict[str, object]]) -> list[str]:
    return [message["status"] for message in _messages(conversations)]


def _questions(conversations: list[dict[str, object]]) -> list[str]:
    asked = [message for message in _messages(conversations) if message["role"] == "user"]
    return ["".join(part["text"] for part in message["parts"]) for message in asked]


def _messages(conversations: list[dict[str, object]]) -> list[dict[str, Any]]:
    if not conversations:
        return []
    messages = conversations[0]["messages"]
    assert isinstance(messages, list)  # noqa: S101 - the documented format
    return messages
