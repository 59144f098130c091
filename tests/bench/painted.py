"""Opens a window and says `painted` after its first paint: the app's (`app FOLDER`) or an empty one (`empty`)."""

from __future__ import annotations

import os
import sys


def _say() -> None:
    print("painted", flush=True)
    os._exit(0)  # what follows is not measured


def _empty() -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication, QMainWindow

    class Window(QMainWindow):
        def paintEvent(self, event: QPaintEvent) -> None:
            super().paintEvent(event)
            QTimer.singleShot(0, _say)

    app = QApplication(sys.argv[:1])
    window = Window()
    window.resize(1120, 760)
    window.show()
    app.exec()


def _app(folder: str) -> None:
    os.environ["ROBOFY_DATA_DIR"] = folder
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QPaintEvent

    from desktop.ui.welcome_page import WelcomePage

    class Painted(WelcomePage):
        """The page that a newcomer sees, the last part of the window to be painted."""

        def paintEvent(self, event: QPaintEvent) -> None:
            super().paintEvent(event)
            QTimer.singleShot(0, _say)

    import desktop.ui.main_window

    desktop.ui.main_window.WelcomePage = Painted  # type: ignore[misc]
    from desktop.app import run

    run([])


if __name__ == "__main__":
    if sys.argv[1] == "empty":
        _empty()
    else:
        _app(sys.argv[2])
