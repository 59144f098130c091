"""A program that is killed while questions wait: run by a test, in a process of its own, with the folder to use."""

import asyncio
import os
import signal
import sys
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from desktop.app import build
from desktop.store.paths import Paths
from desktop.ui import loop
from desktop.ui.main_window import MainWindow
from tests.e2e.conftest import Person


async def main(app: QApplication, folder: Path) -> int:
    paths = Paths(folder / "data", folder / "config", folder / "log")
    window = MainWindow(QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat))
    desktop = build(app, paths, window, asyncio.Event())
    person = Person(desktop)
    await person.until(desktop.started.is_set, "the start")
    await person.begin_with("Writer")
    await person.ask("Write 2,000 words, slowly")
    await person.until(lambda: person.replies() and person.replies()[-1].text, "the reply")
    for text in ("one", "two", "three"):
        await person.ask(text)
    await person.until(lambda: len(window.chat.queue.texts()) == 3, "three that wait")
    assert window.chat.queue.texts() == ["one", "two", "three"], window.chat.queue.texts()
    os.kill(os.getpid(), signal.SIGKILL)
    return 1


if __name__ == "__main__":
    app = QApplication([])
    app.setQuitOnLastWindowClosed(False)
    sys.exit(loop.run(app, partial(main, app, Path(sys.argv[1]))))
