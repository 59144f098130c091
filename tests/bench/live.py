"""The whole app on a server in another process, used with keys: what the benchmarks of the app have in common."""

from __future__ import annotations

import asyncio
import importlib
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
from desktop.core.conversation import Conversation
from desktop.core.message import Message, Status
from desktop.store.paths import Paths
from desktop.ui import loop
from desktop.ui.main_window import MainWindow
from desktop.ui.sidebar.conversation_model import CONVERSATION_ROLE
from desktop.ui.transcript.view import TranscriptView
from tests.bench.paints import Paints
from tests.bench.sight import Sight
from tests.bench.stage import is_at_end

BOT: Final = Chatbot("bench", "Bench")
_PATIENCE: Final = 100.0
"""Seconds after which an answer does not come any more."""
RELAY: Final = "relay"
"""The question that the feeder answers with a stream from elsewhere, whose end nobody knows."""
_PROFILE: Final = "bench"
_LAST_IMPORT: Final = "desktop.ui.settings.settings_dialog"
"""What the app loads last after its start."""


class User:
    """A person at the window of a started app."""

    def __init__(self, desktop: Desktop) -> None:
        self.desktop = desktop
        self.view: TranscriptView = desktop.window.chat.transcript
        self.paints = Paints(self.view.viewport())
        self.sight = Sight(self.view)
        self._free = asyncio.Event()
        self._free.set()
        desktop.chat.streaming_changed.connect(self._on_streaming_changed)

    def _on_streaming_changed(self, _conversation_id: str, streaming: bool) -> None:
        if streaming:
            self._free.clear()
        else:
            self._free.set()

    def begin(self) -> str:
        """A new conversation; its id."""
        self.desktop.controller.begin_with(_PROFILE, BOT.id)
        shown = self.desktop.chat.current
        assert shown is not None
        return shown.conversation.id

    async def open(self, conversation_id: str) -> None:
        """Choose a conversation in the list, and wait until its end is painted."""
        sidebar = self.desktop.window.sidebar.list
        for row in range(sidebar.model().rowCount()):
            index = sidebar.model().index(row, 0)
            conversation = index.data(CONVERSATION_ROLE)
            if isinstance(conversation, Conversation) and conversation.id == conversation_id:
                sidebar.setCurrentIndex(index)
                break
        await self.paints.until(lambda: self._is_in(conversation_id) and self.has_all())

    def _is_in(self, conversation_id: str) -> bool:
        shown = self.desktop.chat.current
        return shown is not None and shown.conversation.id == conversation_id

    async def ask(self, query: str, before: Callable[[], None] = lambda: None) -> float:
        """Type a question and wait until the whole reply is painted; the moment of it. `before` precedes Return."""
        await self._free.wait()  # a reply is on the screen a moment before its turn is over
        field = self.desktop.window.chat.composer.field
        field.setPlainText(query)
        known = len(self.messages())

        def press() -> None:
            before()
            QTest.keyClick(field, Qt.Key.Key_Return)

        def is_answered() -> bool:
            return len(self.messages()) > known and self.has_all()

        QTimer.singleShot(0, press)  # from Qt's own loop, where keys come from
        async with asyncio.timeout(_PATIENCE):
            ended = await self.paints.until(is_answered, then=self.sight.shows_end)
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
    await asyncio.get_running_loop().run_in_executor(None, importlib.import_module, _LAST_IMPORT)
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
