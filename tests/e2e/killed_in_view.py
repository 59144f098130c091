"""A program that is killed soon after another conversation came into view: run by a test, in a process of its own."""

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
    ini = folder / "window.ini"
    window = MainWindow(QSettings(str(ini), QSettings.Format.IniFormat))
    desktop = build(app, paths, window, asyncio.Event())
    person = Person(desktop)
    await person.until(desktop.started.is_set, "the start")
    listed = window.sidebar.list
    await person.act(lambda: listed.go_to(listed.row_of("c1")))
    await person.until(lambda: ini.exists() and "conversation=c1" in ini.read_text(), "that it is kept")
    os.kill(os.getpid(), signal.SIGKILL)
    return 1


if __name__ == "__main__":
    app = QApplication([])
    app.setQuitOnLastWindowClosed(False)
    sys.exit(loop.run(app, partial(main, app, Path(sys.argv[1]))))
