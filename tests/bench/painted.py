"""Opens a window and says `painted` after its first paint: an empty one (`empty`), the app's (`frame FOLDER`), or the
app's with the welcome page in it (`content FOLDER`).
"""

from __future__ import annotations

import os
import sys

from PySide6.QtCore import QSettings


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


def _app(folder: str, what: str) -> None:
    """The window as it first stands there (`frame`), or the page that a newcomer sees in it (`content`)."""
    os.environ["ROBOFY_DATA_DIR"] = folder
    from desktop import start
    from desktop.ui.main_window import MainWindow

    if what == "content":
        _watch_content()
    else:

        class Painted(MainWindow):
            def __init__(self, geometry: QSettings) -> None:
                super().__init__(geometry)
                self.painted.connect(_say)

        vars(start)["MainWindow"] = Painted
    start.run([])


def _watch_content() -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QPaintEvent

    import desktop.ui.welcome_page as module

    class Painted(module.WelcomePage):
        def paintEvent(self, event: QPaintEvent) -> None:
            super().paintEvent(event)
            QTimer.singleShot(0, _say)

    module.WelcomePage = Painted  # type: ignore[misc]  # in its place


if __name__ == "__main__":
    if sys.argv[1] == "empty":
        _empty()
    else:
        _app(sys.argv[2], sys.argv[1])
