"""The quick switcher with 1,000 chatbots: from Ctrl+K and Enter to another chatbot, and a key typed into it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.app import Desktop, build
from desktop.core.chatbot import Chatbot, Profile
from desktop.store.paths import Paths
from desktop.store.profiles import save_profiles
from desktop.ui import loop
from desktop.ui.main_window import MainWindow
from tests.bench import shelf
from tests.bench.result import Bench, Result, one

_PROFILES: Final = 10
_EACH: Final = 100
_ROUNDS: Final = 9
_LETTERS: Final = "order 77"
Work = Callable[[Desktop], Awaitable[list[float]]]

_REST: Final = 0.05
"""Seconds between two rounds, in which what was begun behind them ends."""


def switching() -> Result:
    """Milliseconds on the clock from Ctrl+K to the painted conversation with the chatbot used before."""
    return Result("switch among 1,000 chatbots", _measured(_switch), "ms", None, 50, "value")


def typing() -> Result:
    """Milliseconds on the clock from a key to the painted rows, with 100,000 titles behind them."""
    return Result("a key in the switcher", _measured(_type), "ms", None, 33, "value")


def _measured(work: Work) -> float:
    app = QApplication.instance()
    app = app if isinstance(app, QApplication) else QApplication(["bench"])
    app.setQuitOnLastWindowClosed(False)
    times: list[float] = []
    with TemporaryDirectory() as name:
        paths = Paths(Path(name), Path(name), Path(name) / "logs")
        paths.create()
        shelf.fill(paths.history, shelf.CONVERSATIONS)
        save_profiles(paths.profiles, tuple(_profile(number) for number in range(_PROFILES)))
        loop.run(app, partial(_run, app, paths, work, times))
    return sorted(times)[len(times) // 2]


def _profile(number: int) -> Profile:
    bots = tuple(Chatbot(f"b{at}", f"Order bot {number * _EACH + at}", "Answers") for at in range(_EACH))
    return Profile(f"p{number}", f"Shop {number}", project_id="1", chatbots=bots, label="staging")


async def _run(app: QApplication, paths: Paths, work: Work, times: list[float]) -> int:
    window = MainWindow(QSettings(str(paths.config / "window.ini"), QSettings.Format.IniFormat))
    desktop = build(app, paths, window, asyncio.Event())
    await desktop.started.wait()
    window.activateWindow()
    for key in ("b1", "b2"):
        desktop.controller.begin_with("p1", key)
    await asyncio.sleep(2)  # what is imported behind the first paint
    for _ in range(_ROUNDS):
        times += await work(desktop)
        await asyncio.sleep(_REST)
    await desktop.aclose()
    return 0


async def _switch(desktop: Desktop) -> list[float]:
    palette, before = desktop.navigation.switcher.palette, desktop.chat.current
    begun = time.perf_counter()
    desktop.window.actions_by_id["switch"].trigger()
    palette.repaint()  # and with it all that is behind it
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    desktop.window.repaint()
    passed = (time.perf_counter() - begun) * 1000
    now = desktop.chat.current
    if now is before or now is None or before is None or now.conversation.chatbot_id == before.conversation.chatbot_id:
        raise RuntimeError("it did not switch")
    return [passed]


async def _type(desktop: Desktop) -> list[float]:
    palette, times = desktop.navigation.switcher.palette, []
    desktop.window.actions_by_id["switch"].trigger()
    for letter in _LETTERS:
        begun = time.perf_counter()
        QTest.keyClicks(palette.field, letter)
        palette.panel.repaint()
        times.append((time.perf_counter() - begun) * 1000)
        await asyncio.sleep(_REST)
    if palette.entry is None or "77" not in palette.entry.title:
        raise RuntimeError("nothing was found")
    palette.shut()
    return times


BENCHES: dict[str, Bench] = {"switcher": one(switching), "switcher-typing": one(typing)}
