"""A picture of a chatbot out of bytes that may be anything; for a thread that is not the window's.

The trap: a file may name a size that fills the memory, or hold a thousand frames. Only the first is decoded, and Qt is
told how much it may take for it.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QImage, QImageReader

_SIDE: Final = 128
"""Pixels that are kept: 20 at 300 % on a screen of double density."""
_MEGABYTES: Final = 32
"""2048 x 2048 pixels take 16."""
_FORMATS: Final = frozenset({"png", "jpeg", "webp", "gif"})


def decode(data: bytes) -> QImage | None:
    """None for what cannot be decoded."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    QImageReader.setAllocationLimit(_MEGABYTES)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    if reader.format().toStdString() not in _FORMATS:
        return None
    size = reader.size()
    if size.isValid():
        reader.setScaledSize(_fitting(size))
    image = reader.read()
    return None if image.isNull() else image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


def _fitting(size: QSize) -> QSize:
    """The shorter side gets `_SIDE`; no picture is made larger, and none is made longer than it can be seen."""
    shorter = max(1, min(size.width(), size.height()))
    if shorter <= _SIDE:
        return size
    return QSize(max(1, size.width() * _SIDE // shorter), max(1, size.height() * _SIDE // shorter))
