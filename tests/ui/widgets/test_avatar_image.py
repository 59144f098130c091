"""Decoding pictures of every kind that is taken, and none of the others."""

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage, QImageWriter
from PySide6.QtWidgets import QApplication

from desktop.core.avatar import is_picture, picture_kind, picture_size
from desktop.sandbox.agents import picture
from desktop.ui.widgets.avatar_image import decode


def encoded(kind: str, width: int = 40, height: int = 30) -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#3366aa"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert QImageWriter(buffer, QByteArray(kind.encode())).write(image)
    return bytes(buffer.data().data())


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp"])
def test_the_head_of_a_picture_says_its_kind_and_size_as_qt_does(qapp: QApplication, kind: str) -> None:
    data = encoded(kind)
    assert picture_kind(data) == kind
    assert picture_size(data) == (40, 30)
    image = decode(data)
    assert image is not None
    assert (image.width(), image.height()) == (40, 30)
    assert abs(image.pixelColor(20, 15).blue() - 0xAA) < 8


def test_a_picture_of_the_sandbox_is_one(qapp: QApplication) -> None:
    data = picture((10, 20, 30), 96)
    assert is_picture(data)
    image = decode(data)
    assert image is not None
    assert image.pixelColor(2, 2) == QColor(10, 20, 30)


def test_a_gif_is_its_first_frame(qapp: QApplication) -> None:
    head = b"GIF89a\x01\x00\x01\x00\x80\x01\x00\xff\x00\x00\x00\x00\x00"
    one = head + b",\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
    assert picture_size(one) == (1, 1)
    image = decode(one)
    assert image is not None
    assert image.pixelColor(0, 0) == QColor("red")


@pytest.mark.parametrize("kind", ["bmp", "ppm", "xpm"])
def test_other_kinds_are_none(qapp: QApplication, kind: str) -> None:
    data = encoded(kind)
    assert not is_picture(data)
    assert decode(data) is None


def test_a_large_one_is_made_small_and_a_too_large_one_is_not_decoded(qapp: QApplication) -> None:
    image = decode(encoded("png", 1500, 2000))
    assert image is not None
    assert image.width() == 128
    assert not is_picture(encoded("png", 2049, 2))
    assert is_picture(encoded("png", 2048, 2))
