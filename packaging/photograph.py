"""A picture of the whole screen, and how many colours it has; run by a Python that has Qt, on that screen."""

import sys
from pathlib import Path

from PySide6.QtGui import QGuiApplication


def main(file: Path) -> int:
    app = QGuiApplication([])
    image = app.primaryScreen().grabWindow(0).toImage()
    if not image.save(str(file)):
        return 1
    step = 4  # text and icons have more colours than one in four points can miss
    points = ((x, y) for x in range(0, image.width(), step) for y in range(0, image.height(), step))
    print(len({image.pixel(x, y) for x, y in points}))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
