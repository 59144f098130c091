"""The real program, which aborts where a message that says BOOM is painted: run by a test, with the folder to use.

Each page after a crash is left by its *Go on*. What is seen is written to the output: `page`, and `new` for a
conversation without messages, which ends the program in order.
"""

import os
import sys
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSettings, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication

from desktop.app import live
from desktop.store.paths import Paths
from desktop.ui import loop
from desktop.ui.conversation.message_model import MessageModel
from desktop.ui.main_window import MainWindow
from desktop.ui.transcript.view import TranscriptView
from desktop.ui.trouble.crash_page import CrashPage

paint = TranscriptView.paintEvent


def abort(self: TranscriptView, event: QPaintEvent) -> None:
    model = self.model()
    if isinstance(model, MessageModel) and any("BOOM" in one.text for one in model.messages()):
        os.abort()
    paint(self, event)


def look(window: MainWindow, timer: QTimer) -> None:
    page = window.pages.currentWidget() if hasattr(window, "pages") else None
    if isinstance(page, CrashPage):
        os.write(1, b"page\n")
        page.go_on_button.click()
    elif page is not None and page is window.chat and not window.chat.transcript.model().rowCount():
        os.write(1, b"new\n")
        timer.stop()
        window.actions_by_id["quit"].trigger()


if __name__ == "__main__":
    setattr(TranscriptView, "paintEvent", abort)  # noqa: B010 - mypy forbids the plain way
    app = QApplication([])
    app.setQuitOnLastWindowClosed(False)
    folder = Path(sys.argv[1])
    window = MainWindow(QSettings(str(folder / "config" / "window.ini"), QSettings.Format.IniFormat))
    timer = QTimer(window, interval=200)
    timer.timeout.connect(partial(look, window, timer))
    timer.start()
    paths = Paths(folder / "data", folder / "config", folder / "log")
    sys.exit(loop.run(app, partial(live, app, paths, window, [])))
