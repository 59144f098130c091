"""The mark of a profile in a row, as pixels."""

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication, QImage, QPainter

from desktop.core.profile_names import ProfileMark
from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.look.tokens import Theme
from desktop.ui.sidebar.row_mark import paint_mark

LINE = QRect(0, 0, 240, 18)


def painted(theme: Theme, mark: ProfileMark, *, rtl: bool = False) -> tuple[QImage, QRect]:
    image = QImage(LINE.size(), QImage.Format.Format_RGB32)
    image.fill(theme.color("sidebar"))
    painter = QPainter(image)
    room = paint_mark(painter, LINE, QGuiApplication.font(), mark, theme, rtl=rtl)
    painter.end()
    return image, room


def columns(image: QImage, colour: str) -> list[int]:
    """Where there are pixels of a colour."""
    found = [x for x in range(LINE.width()) if image.pixelColor(x, 2).name() == colour]
    return [found[0], found[-1]] if found else []


@pytest.mark.parametrize("rtl", [False, True], ids=["left to right", "right to left"])
def test_a_badge_in_the_colour_stands_at_the_end_and_leaves_the_rest(switch: ThemeSwitch, *, rtl: bool) -> None:
    red = switch.theme.color("profile-red").name()
    image, room = painted(switch.theme, ProfileMark("production", "red", is_label=True), rtl=rtl)
    first, last = columns(image, red)
    assert (first < 4 < last < room.left()) if rtl else (room.right() < first < LINE.right() - 4 < last)
    assert room.width() >= LINE.width() / 2
    ink = switch.theme.color("profile-text").name()
    assert any(image.pixelColor(x, y).name() == ink for x in range(first, last) for y in range(LINE.height()))


def test_a_name_without_label_and_colour_is_words_alone(switch: ThemeSwitch) -> None:
    image, room = painted(switch.theme, ProfileMark("Support"))
    assert room.right() < LINE.right()
    ground = switch.theme.color("sidebar").name()
    edges = {image.pixelColor(x, y).name() for x in range(LINE.width()) for y in (0, LINE.bottom())}
    assert edges == {ground}
    inside = {image.pixelColor(x, y).name() for x in range(room.right(), LINE.width()) for y in range(LINE.height())}
    assert len(inside) > 1


def test_a_long_label_leaves_half_of_the_line_to_the_chatbot(switch: ThemeSwitch) -> None:
    _image, room = painted(switch.theme, ProfileMark("a label of many letters " * 5, "blue", is_label=True))
    assert room.width() >= LINE.width() / 2 - switch.theme.sizes.space_s - 1
