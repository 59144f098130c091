"""The real program, to which the system hands links and files as macOS does: run by a test.

Each argument is one of them. The first comes before the window is there, the next when a draft holds the last text.
"""

import os
import sys
import threading
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QFileOpenEvent

from desktop.start import data_folder, run
from desktop.ui.residence.application import Application
from tests.e2e.conftest import PATIENCE


def hand_over(links: list[str]) -> None:
    threading.Timer(PATIENCE, os._exit, (1,)).start()  # else a link that is not followed would never end the test
    tick = threading.Event()  # never set
    while not isinstance(app := QCoreApplication.instance(), Application):
        tick.wait(0.001)
    for number, link in enumerate(links):
        QCoreApplication.postEvent(app, QFileOpenEvent(QUrl(link)))
        while f"text {number}".encode() not in stored(data_folder()):
            tick.wait(0.05)
    os.write(1, b"all followed\n")


def stored(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("history.db*") if path.is_file())


if __name__ == "__main__":
    threading.Thread(target=hand_over, args=(sys.argv[1:],), daemon=True).start()
    sys.exit(run([]))
