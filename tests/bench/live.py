"""The whole app on a server in another process, used with keys: what the benchmarks of the app have in common."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.app import Desktop, build
from desktop.core.chatbot import Chatbot, Profile, Secret
from desktop.core.message import Message, Status
from desktop.store.paths import Paths
from desktop.ui import loop
from desktop.ui.main_window import MainWindow
from desktop.ui.transcript.view import TranscriptView
from tests.bench.paints import Paints
from tests.bench.sight import Sight
from tests.bench.stage import is_at_end

BOT: Final = Chatbot("bench", "Bench")
RELAY: Final = "relay"
"""The question that the feeder answers with a stream from elsewhere, whose end nobody knows."""
_PROFILE: Final = "bench"
_LAST_IMPORT: Final = "desktop.ui.dialogs.settings_dialog"
"""What the app loads last after its start."""


class User:
    """A person at the window of a started app."""

    def __init__(self, desktop: Desktop) -> None:
        self.desktop = desktop
        self.view: TranscriptView = desktop.window.chat.transcript
        self.paints = Paints(self.view.viewport())
        self.sight = Sight(self.view)

    def begin(self) -> str:
        """A new conversation; its id."""
        self.desktop.controller.begin_with(_PROFILE, BOT.id)
        shown = self.desktop.chat.current
        assert shown is not None
        return shown.conversation.id

    async def ask(self, query: str, before: Callable[[], None] = lambda: None) -> float:
        """Type a question and wait until the whole reply is painted; the moment of it. `before` precedes Return."""
        field = self.desktop.window.chat.composer.field
        field.setPlainText(query)
        known = len(self.messages())

        def press() -> None:
            before()
            QTest.keyClick(field, Qt.Key.Key_Return)

        QTimer.singleShot(0, press)  # from Qt's own loop, where keys come from
        ended = await self.paints.until(lambda: len(self.messages()) > known and self.has_all(), then=self.sight.shows_end)
        if self.messages()[-1].status is not Status.COMPLETE:
            raise RuntimeError(f"the reply to {query!r} is {self.messages()[-1].status}")
        return ended

    def messages(self) -> tuple[Message, ...]:
        current = self.desktop.chat.current
        return current.model.messages() if current else ()

    def has_all(self) -> bool:
        """Whether the last reply has ended and the next paint shows its end."""
        row = len(self.messages()) - 1
        ended = self.messages()[row].status is not Status.STREAMING
        return ended and not self.view.rows.is_waiting(row) and is_at_end(self.view)


Journey = Callable[[User], Awaitable[None]]


def run(journey: Journey, port: int, *, furnish: Callable[[Paths], None] = lambda _paths: None) -> int:
    """The app from its start to its end, in a folder that `furnish` may fill before."""
    app = QApplication(["bench"])
    app.setQuitOnLastWindowClosed(False)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        paths = Paths(place / "data", place / "config", place / "log")
        furnish(paths)
        return loop.run(app, partial(_live, app, paths, journey, port))


async def _live(app: QApplication, paths: Paths, journey: Journey, port: int) -> int:
    window = MainWindow(QSettings(str(paths.config / "window.ini"), QSettings.Format.IniFormat))
    desktop = build(app, paths, window, asyncio.Event())
    await desktop.started.wait()
    profile = Profile(_PROFILE, "Bench", f"http://127.0.0.1:{port}", "bench", (BOT,))
    desktop.book.add_built_in(profile, Secret(str(uuid.uuid4())))
    while _LAST_IMPORT not in sys.modules:
        await asyncio.sleep(0.05)
    try:
        await journey(User(desktop))
    finally:
        await desktop.aclose()
    return 0


@contextmanager
def server(url: str = "") -> Iterator[int]:
    """The feeder's port, while it runs."""
    command = [sys.executable, "-m", "tests.bench.feeder", *([url] if url else [])]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.terminate()


def now() -> tuple[float, float]:
    """The wall's clock and the process's, in seconds."""
    return time.perf_counter(), time.process_time()
