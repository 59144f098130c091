"""The list of 100,000 conversations: its first page, a start on it, and scrolling through it."""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from msgspec.structs import replace
from PySide6.QtWidgets import QApplication

from desktop import __version__
from desktop.chat.archive import Archive
from desktop.chat.tasks import TaskScope
from desktop.core.settings import Settings
from desktop.store.history import open_history
from desktop.store.paths import find_paths
from desktop.store.settings import save_settings
from desktop.store.thread import DaemonThread
from desktop.ui import loop
from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.sidebar.conversation_list import ConversationList
from desktop.ui.sidebar.conversation_model import PAGE, ConversationModel
from desktop.ui.sidebar.list_reader import ListReader
from tests.bench import shelf
from tests.bench.heartbeat import Heartbeat
from tests.bench.result import Bench, Result, one

_ROUNDS: Final = 7
_STEPS: Final = 300
_FRAME: Final = 1 / 60


def first_page() -> Result:
    """From a closed file to its newest page, in milliseconds of wall time; the median."""
    with shelf.many() as path:
        return Result("first page of 100,000", _usual(partial(_open_page, path)), "ms", None, 20, "value")


def _open_page(path: Path) -> None:
    history = open_history(path)
    if len(history.list_conversations(limit=PAGE)) != PAGE:
        raise RuntimeError("the page is not full")
    history.close()


def start() -> Result:
    """From the start of the process until the history is on the screen, against an empty history, in turn."""
    with shelf.many() as path, TemporaryDirectory() as name:
        full, empty = Path(name) / "full", Path(name) / "empty"
        shelf.copy(path, full)
        empty.mkdir()
        for folder in (full, empty):
            _no_first_start(folder)
            _wait(folder)
        rounds = [(_wait(full), _wait(empty)) for _ in range(_ROUNDS)]
    value, floor = (statistics.median(values) for values in zip(*rounds, strict=True))
    return Result("start with 100,000", value, "ms", floor, 1.1)


def _no_first_start(folder: Path) -> None:
    """The first start of a version makes a copy of the history before it opens it."""
    paths = find_paths({"ROBOFY_DATA_DIR": str(folder)})
    paths.create()
    fresh = Settings()
    save_settings(paths.settings, replace(fresh, updates=replace(fresh.updates, started=__version__)))


def _wait(folder: Path) -> float:
    begun = time.perf_counter()
    command = [sys.executable, "-m", "tests.bench.started", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        passed = time.perf_counter() - begun
    if line.strip() != "painted":
        raise RuntimeError("the history was not shown")
    return passed * 1000


def scrolling() -> Result:
    """The longest time that the window stood still while the list went by from end to end, in milliseconds."""
    app = QApplication.instance()
    app = app if isinstance(app, QApplication) else QApplication(["bench"])
    app.setQuitOnLastWindowClosed(False)
    gaps: list[float] = []
    with shelf.many() as path:
        loop.run(app, partial(_scroll, app, path, gaps))
    return Result("longest gap scrolling 100,000", gaps[0], "ms", None, 33, "value")


async def _scroll(app: QApplication, path: Path, gaps: list[float]) -> int:
    with _disk() as disk:
        history = await asyncio.wrap_future(disk.call(open_history, path))
        tasks = TaskScope("bench", _fail)
        model = ConversationModel()
        view = ConversationList(model, ThemeSwitch(app, "light"))
        reader = ListReader(model, view, Archive(disk, lambda: history), tasks)
        await reader.first_page()
        await reader.read()
        view.resize(280, 700)
        view.show()
        await asyncio.sleep(0.5)
        bar, heart = view.verticalScrollBar(), Heartbeat()
        for step in range(_STEPS + 1):
            bar.setValue(bar.maximum() * step // _STEPS)
            await asyncio.sleep(_FRAME)
        gaps.append(heart.stop()["longest"])
        await _read_to_the_end(model)
        await tasks.aclose()
        view.close()
        await asyncio.wrap_future(disk.call(history.close))
    return 0


async def _read_to_the_end(model: ConversationModel) -> None:
    """What was scrolled to was also read."""
    deadline = time.perf_counter() + 10
    while model.conversation_at(shelf.CONVERSATIONS - 1) is None:
        if time.perf_counter() > deadline:
            raise RuntimeError("the oldest conversation was not read")
        await asyncio.sleep(_FRAME)


@contextmanager
def _disk() -> Iterator[DaemonThread]:
    disk = DaemonThread("disk")
    yield disk
    disk.close(5)


def _fail(name: str, error: Exception) -> None:
    raise RuntimeError(name) from error


def _usual(work: partial[None]) -> float:
    work()
    times = []
    for _ in range(_ROUNDS):
        begun = time.perf_counter()
        work()
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times)


BENCHES: dict[str, Bench] = {
    "list-first-page": one(first_page),
    "list-start": one(start),
    "list-scrolling": one(scrolling),
}
