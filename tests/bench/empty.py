"""An empty window of Qt's, and the memory that its process holds: the floor, so nothing else is imported."""

from __future__ import annotations

import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

from tests.bench.memory import held


def main() -> int:
    app = QApplication(sys.argv[:1])
    window = QMainWindow()
    window.resize(1120, 760)
    window.show()

    def tell() -> None:
        print(f'{{"rss": {held().rss}}}', flush=True)
        app.quit()

    QTimer.singleShot(1000, tell)
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
