"""The icons: tinted, crisp, all there, and with their licence."""

import re
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop.ui.look.icons import UnknownIconError, icon, icon_names
from desktop.ui.look.marks import mark_url
from desktop.ui.look.resources import resource_path
from desktop.ui.look.theme import ThemeSwitch, load
from desktop.ui.look.tinted import Tint

pytestmark = pytest.mark.usefixtures("qapp")


def inks(pixmap: QPixmap) -> set[str]:
    """The colours of the pixels that are fully painted."""
    image = pixmap.toImage()
    points = ((x, y) for x in range(image.width()) for y in range(image.height()))
    colors = (QColor(image.pixelColor(x, y)) for x, y in points)
    return {color.name() for color in colors if color.alpha() == 255}


def test_an_icon_is_drawn_in_the_colour_of_its_role() -> None:
    theme = load("light")
    drawn = icon("square", theme, "danger", 20)
    assert inks(drawn.pixmap(QSize(20, 20))) == {theme.color("danger").name()}
    disabled = drawn.pixmap(QSize(20, 20), QIcon.Mode.Disabled)
    assert inks(disabled) == {theme.color("text-disabled").name()}


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_each_scale_has_pixels_of_its_own(ratio: float) -> None:
    pixmap = icon("plus", load("light"), "text", 16).pixmap(QSize(16, 16), ratio)
    assert pixmap.width() == round(16 * ratio)


def test_an_unknown_name_says_so() -> None:
    with pytest.raises(UnknownIconError, match="no-such-icon"):
        icon("no-such-icon", load("light"))


def test_the_licence_of_the_icons_is_with_them() -> None:
    assert "ISC" in resource_path("icons", "LICENSE").read_text("utf-8")


def test_no_icon_lies_unused() -> None:
    root = Path(resource_path("icons")).parent.parent / "desktop"
    words = set()
    for path in root.rglob("*.py"):
        words |= set(re.findall(r'"([a-z0-9-]+)"', path.read_text("utf-8")))
    assert set(icon_names()) - words == set()


def test_a_mark_is_a_picture_of_one_colour() -> None:
    url = mark_url("check", "#ff0000")
    path = url.removeprefix('url("').removesuffix('")')
    assert inks(QPixmap(path)) == {"#ff0000"}
    assert mark_url("check", "#ff0000") == url


def test_a_button_follows_the_theme_and_its_zoom(switch: ThemeSwitch, qtbot: QtBot) -> None:
    button = QPushButton()
    qtbot.addWidget(button)
    tint = Tint(button, "square", switch, "text")
    switch.set_zoom(125)
    assert button.iconSize() == QSize(20, 20)
    switch.set_choice("dark")
    assert inks(button.icon().pixmap(QSize(20, 20))) == {load("dark").color("text").name()}
    switch.set_choice("light")
    tint.show("square", "success")
    assert inks(button.icon().pixmap(QSize(20, 20))) == {load("light").color("success").name()}
    switch.set_zoom(100)
    assert button.iconSize() == QSize(16, 16)


def test_a_frozen_program_finds_its_resources(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    packed = tmp_path / "resources" / "icons" / "plus.svg"
    packed.parent.mkdir(parents=True)
    packed.touch()
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resource_path("icons", "plus.svg") == packed
    with pytest.raises(FileNotFoundError, match="minus"):
        resource_path("icons", "minus.svg")
