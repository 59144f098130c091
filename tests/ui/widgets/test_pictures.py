"""Pictures of chatbots on real pixels: initials until there is one, a sharp circle at each scale, nothing when off."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.widgets.avatar_image import decode
from desktop.ui.widgets.pictures import PictureLabel, Pictures, initials

ADDRESS = "https://example.com/a.png"


def painted(pictures: Pictures, *, ratio: float = 1.0, side: int = 20, address: str = ADDRESS) -> QImage:
    image = QImage(round(side * ratio), round(side * ratio), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pictures.paint(painter, QRect(0, 0, side, side), "Order desk", address, "p")
    painter.end()
    return image


def stripes() -> QImage:
    """Black and white columns, one pixel each at 30 pixels: blurred by anything that scales twice."""
    image = QImage(30, 30, QImage.Format.Format_ARGB32_Premultiplied)
    for x in range(30):
        for y in range(30):
            image.setPixelColor(x, y, QColor("black" if x % 2 else "white"))
    return image


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Order desk", "OD"),
        ("concierge", "C"),
        ("  ", "?"),
        ("(beta) Über-Bot", "BÜ"),
        ("我的機器人", "我"),
        ("\ud800", "?"),
        ("ß", "SS"),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_an_avatar_is_wanted_once_and_takes_the_place_of_the_initials(switch: ThemeSwitch, qtbot: QtBot) -> None:
    pictures = Pictures(switch)
    with qtbot.waitSignal(pictures.wanted) as asked:
        before = painted(pictures)
    assert asked.args == [ADDRESS, "p"]
    with qtbot.assertNotEmitted(pictures.wanted):
        painted(pictures)
    image = QImage(64, 64, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor("#aa2200"))
    with qtbot.waitSignal(pictures.changed):
        pictures.put(ADDRESS, image)
    after = painted(pictures)
    assert before.pixelColor(10, 10) != after.pixelColor(10, 10)
    assert after.pixelColor(10, 10) == QColor("#aa2200")
    assert after.pixelColor(0, 0) == QColor("white")  # round


def test_without_an_address_nothing_is_wanted(switch: ThemeSwitch, qtbot: QtBot) -> None:
    pictures = Pictures(switch)
    with qtbot.assertNotEmitted(pictures.wanted):
        image = painted(pictures, address="")
    assert any(image.pixelColor(x, 10) != QColor("white") for x in range(20))


def test_at_150_percent_every_pixel_of_the_screen_is_used(switch: ThemeSwitch) -> None:
    pictures = Pictures(switch)
    painted(pictures)
    pictures.put(ADDRESS, stripes())
    image = painted(pictures, ratio=1.5)
    row = [image.pixelColor(x, 15).lightness() for x in range(10, 20)]
    assert set(row) == {0, 255}


def test_switched_off_they_are_initials_and_nothing_is_asked(switch: ThemeSwitch, qtbot: QtBot) -> None:
    pictures = Pictures(switch)
    usual = painted(pictures, address="")
    painted(pictures)
    pictures.put(ADDRESS, stripes())
    pictures.set_enabled(False)
    with qtbot.assertNotEmitted(pictures.wanted):
        assert painted(pictures) == usual
    pictures.put(ADDRESS, stripes())
    assert painted(pictures) == usual
    pictures.set_enabled(True)
    with qtbot.waitSignal(pictures.wanted):
        painted(pictures)


def test_the_label_shows_who_is_named_in_the_size_of_the_theme(switch: ThemeSwitch, qtbot: QtBot) -> None:
    label = PictureLabel(switch)
    qtbot.addWidget(label)
    label.show_from(Pictures(switch))
    label.show_chatbot("Order desk", "", "p")
    assert label.width() == switch.theme.sizes.icon_large
    switch.set_zoom(150)
    assert label.width() == switch.theme.sizes.icon_large == 30


def test_what_cannot_be_decoded_is_no_picture() -> None:
    assert decode(b"") is None
    assert decode(b"<!doctype html>") is None
    assert decode(b"\x89PNG\r\n\x1a\n" + b"\0" * 40) is None
    assert decode(b"GIF89a\x10\x00\x10\x00") is None
