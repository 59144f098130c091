"""Writes PNG files of the main surfaces: the real program, on the real sandbox, with keys and clicks.

`screenshots.py [FOLDER] [--scale FACTOR]`; the folder is `packaging/screenshots` when none is named. Needs a display;
`python3 packaging/dev.py screenshots` brings one.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QDialog, QWidget

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from desktop.app import Desktop, build  # noqa: E402 - a script beside the package, not in it
from desktop.core.chatbot import SANDBOX_PROFILE  # noqa: E402
from desktop.store.paths import find_paths  # noqa: E402
from desktop.ui import loop  # noqa: E402
from desktop.ui.conversation.open_conversation import OpenConversation  # noqa: E402
from desktop.ui.main_window import MainWindow  # noqa: E402

_PATIENCE = 30.0
_SETTLED = 0.4
"""Seconds for a window to finish painting after its last change."""


class Photographer:
    """Puts the program into a state, waits until it stands still, and takes its picture."""

    def __init__(self, desktop: Desktop, folder: Path) -> None:
        self.desktop = desktop
        self.window = desktop.window
        self._folder = folder

    async def until(self, condition: Callable[[], object]) -> None:
        running = asyncio.get_running_loop()
        deadline = running.time() + _PATIENCE
        while not condition():
            if running.time() > deadline:
                raise TimeoutError("the program did not get into the state for the picture")
            await asyncio.sleep(0.02)

    async def take(self, name: str, widget: QWidget | None = None) -> None:
        await asyncio.sleep(_SETTLED)
        picture = (widget or self.window).grab()
        path = self._folder / f"{name}.png"
        if not picture.save(str(path)):
            raise OSError(f"{path} could not be written")
        print(path)

    async def ask(self, chatbot: str, text: str) -> None:
        """A new conversation with one question, as it stands when the reply has ended."""
        profile = self.desktop.book.find(SANDBOX_PROFILE)
        if profile is None:
            raise LookupError("the sandbox is not announced")
        bot = next(bot for bot in profile.chatbots if bot.name == chatbot)
        self.desktop.chat.begin(profile.id, bot)
        self.window.chat.composer.message_submitted.emit(text)
        await self.until(lambda: not self._current().streaming)

    def _current(self) -> OpenConversation:
        current = self.desktop.chat.current
        if current is None:
            raise LookupError("no conversation is shown")
        return current

    def show_end(self, *, top: bool = False) -> None:
        bar = self.window.chat.transcript.verticalScrollBar()
        bar.setValue(bar.minimum() if top else bar.maximum())


async def take_all(photographer: Photographer, app: QApplication) -> None:
    """Every surface that the README and the store pages show."""
    window, desktop = photographer.window, photographer.desktop
    window.activateWindow()
    await photographer.until(window.isActiveWindow)  # or every answer would count as unread
    await photographer.take("welcome")
    desktop.controller.begin_in_sandbox()
    await photographer.take("starters")
    await photographer.ask("Concierge", "Show me Markdown of every kind, as fast as you can")
    photographer.show_end(top=True)
    await photographer.take("markdown")
    await photographer.ask("Trouble", "429, try again after 10 seconds")
    await photographer.take("error")
    await photographer.ask("Order desk", "Where is my order 4711?")
    await photographer.take("chat")
    desktop.settings.show("new")
    await photographer.take("settings", app.activeModalWidget())
    modal = app.activeModalWidget()
    if isinstance(modal, QDialog):
        modal.reject()
    window.activateWindow()
    desktop.switch.set_choice("dark")
    await photographer.take("dark")
    desktop.switch.set_choice("high-contrast")
    await photographer.take("high-contrast")
    desktop.switch.set_choice("light")
    app.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    await photographer.ask("Concierge", "Please answer in Arabic, instantly")
    await photographer.take("right-to-left")
    app.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    window.resize(560, 720)
    await photographer.take("narrow")


async def main(app: QApplication, folder: Path) -> int:
    with tempfile.TemporaryDirectory() as data:
        paths = find_paths({"ROBOFY_DATA_DIR": data})
        window = MainWindow(QSettings(str(paths.config / "window.ini"), QSettings.Format.IniFormat))
        desktop = build(app, paths, window, asyncio.Event())
        desktop.switch.set_choice("light")
        photographer = Photographer(desktop, folder)
        await photographer.until(desktop.started.is_set)
        try:
            await take_all(photographer, app)
        finally:
            await desktop.aclose()
    return 0


def run() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "packaging" / "screenshots")
    parser.add_argument("--scale", default="1", help="as QT_SCALE_FACTOR, for example 1.5")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    os.environ["QT_SCALE_FACTOR"] = options.scale
    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    return loop.run(app, partial(main, app, options.folder))


if __name__ == "__main__":
    sys.exit(run())
