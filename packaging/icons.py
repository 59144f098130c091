"""The program's icon in the formats of the three systems, painted from the one drawing in `resources/`.

Runs in the environment that has Qt. An .ico and an .icns are tables of PNG files: Qt writes only one size of each.
"""

import os
import struct
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgRenderer

SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
_ICO_SIZES = (16, 24, 32, 48, 64, 256)
_ICNS_TYPES = {"icp4": 16, "icp5": 32, "icp6": 64, "ic07": 128, "ic08": 256, "ic09": 512, "ic10": 1024}


def paint(drawing: Path, size: int) -> bytes:
    """A PNG of this many pixels each way."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(drawing)).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not QImageWriter(buffer, b"png").write(image):
        raise OSError(f"{drawing} could not be painted at {size} pixels")
    return bytes(buffer.data().data())


def ico(pictures: dict[int, bytes]) -> bytes:
    """Source: https://learn.microsoft.com/previous-versions/ms997538(v=msdn.10)"""
    head = struct.pack("<HHH", 0, 1, len(pictures))
    offset = len(head) + 16 * len(pictures)
    table = b""
    for size, png in pictures.items():
        side = size % 256  # 0 says 256
        table += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(png), offset)
        offset += len(png)
    return head + table + b"".join(pictures.values())


def icns(pictures: dict[str, bytes]) -> bytes:
    """A sequence of (type, length with these eight bytes, PNG)."""
    entries = b"".join(kind.encode() + struct.pack(">I", len(png) + 8) + png for kind, png in pictures.items())
    return b"icns" + struct.pack(">I", len(entries) + 8) + entries


def make_icons(drawing: Path, folder: Path) -> None:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = QGuiApplication.instance() or QGuiApplication([])
    for size in SIZES:
        (folder / f"{size}.png").write_bytes(paint(drawing, size))
    (folder / "app.ico").write_bytes(ico({size: paint(drawing, size) for size in _ICO_SIZES}))
    (folder / "app.icns").write_bytes(icns({kind: paint(drawing, size) for kind, size in _ICNS_TYPES.items()}))
    del app
