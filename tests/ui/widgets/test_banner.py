"""The notice over the page: it says its words in its tone, and goes when it is told to."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from desktop.core.errors import SENTENCES, Problem
from desktop.ui.look.theme import ThemeSwitch, load
from desktop.ui.look.tokens import ColorRole
from desktop.ui.widgets.banner import Banner

TONES: list[tuple[str, ColorRole]] = [
    ("info", "text-secondary"), ("success", "success"), ("warning", "warning"), ("danger", "danger"),
]  # fmt: skip


@pytest.fixture
def banner(qtbot: QtBot, switch: ThemeSwitch) -> Banner:
    made = Banner(switch.theme)
    qtbot.addWidget(made)
    return made


def picture(banner: Banner) -> QImage:
    icon = next(label for label in banner.findChildren(QLabel) if not label.pixmap().isNull())
    return icon.pixmap().toImage()


def colours(image: QImage) -> set[str]:
    """The colours of the strokes, without the edges where they fade."""
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {pixel.name() for pixel in pixels if pixel.alpha() == 255}


def action(banner: Banner) -> QPushButton:
    return banner.findChildren(QPushButton)[0]


def test_it_is_not_there_until_it_has_something_to_say(banner: Banner) -> None:
    assert banner.isHidden()
    banner.show_text("Saved")
    assert banner.isVisible()
    assert banner.text == banner.accessibleName() == "Saved"
    assert not action(banner).isVisible()


@pytest.mark.parametrize(("tone", "role"), TONES)
def test_each_tone_has_its_ground_and_an_icon_in_its_colour(
    banner: Banner, switch: ThemeSwitch, tone: str, role: ColorRole
) -> None:
    banner.show_text("Words", tone=tone)
    assert banner.property("tone") == tone
    assert colours(picture(banner)) == {switch.theme.color(role).name()}


def test_tones_differ_in_the_shape_of_their_icon_too(banner: Banner) -> None:
    shapes = []
    for tone, _ in TONES:
        banner.show_text("Words", tone=tone)
        image = picture(banner)
        shapes.append(
            tuple(image.pixelColor(x, y).alpha() for x in range(image.width()) for y in range(image.height()))
        )
    assert len(set(shapes)) == len(TONES)


def test_a_problem_is_told_in_its_sentence_as_danger(banner: Banner) -> None:
    banner.show_text("Before", "Undo")
    banner.show_problem(Problem("disk_full"))
    assert banner.text == SENTENCES["disk_full"]
    assert banner.property("tone") == "danger"
    assert not action(banner).isVisible()


def test_words_are_no_markup(banner: Banner) -> None:
    banner.show_text("<b>folder</b>")
    (label,) = [label for label in banner.findChildren(QLabel) if label.text()]
    assert label.textFormat() is Qt.TextFormat.PlainText


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_its_button_asks_for_the_action_by_keyboard(banner: Banner, key: Qt.Key) -> None:
    asked: list[bool] = []
    banner.action_requested.connect(lambda: asked.append(True))
    banner.show_text("The file is damaged.", "Show it")
    assert action(banner).text() == "Show it"
    QTest.keyClick(action(banner), key)
    assert asked == [True]
    assert banner.isVisible()


def test_escape_and_the_cross_close_it(banner: Banner) -> None:
    closed: list[bool] = []
    banner.closed.connect(lambda: closed.append(True))
    cross = banner.findChildren(QToolButton)[0]
    assert cross.accessibleName() == cross.toolTip() == "Close this notice"
    banner.show_text("Words")
    QTest.keyClick(cross, Qt.Key.Key_Space)
    assert banner.isHidden()
    banner.show_text("Other words")
    assert banner.isVisible()
    QTest.keyClick(cross, Qt.Key.Key_Escape)
    assert banner.isHidden()
    assert closed == [True, True]


def test_its_icons_follow_the_theme(banner: Banner) -> None:
    banner.show_text("Words", tone="danger")
    dark = load("dark")
    banner.set_theme(dark)
    assert colours(picture(banner)) == {dark.color("danger").name()}


def test_news_stand_beside_a_problem_that_nobody_closed(banner: Banner) -> None:
    banner.show_problem(Problem("disk_full"))
    for _ in range(2):
        banner.show_news("Version 99 is there.")
    assert banner.text == banner.accessibleName() == f"{SENTENCES['disk_full']}\nVersion 99 is there."
    assert banner.property("tone") == "danger"
    banner.show_problem(Problem("keyring_missing"))
    assert banner.text.split("\n") == [SENTENCES["disk_full"], SENTENCES["keyring_missing"], "Version 99 is there."]


def test_news_leave_what_can_be_taken_back_and_stay_when_it_was(banner: Banner) -> None:
    banner.show_text("Message deleted", "Undo")
    banner.show_news("Many messages were sent.", tone="warning")
    assert banner.text == "Message deleted\nMany messages were sent."
    assert action(banner).isVisible()
    assert banner.property("tone") == "info"
    banner.take_back("Another message deleted")
    assert action(banner).isVisible()
    banner.take_back("Message deleted")
    assert banner.text == "Many messages were sent."
    assert not action(banner).isVisible()
    assert banner.property("tone") == "warning"
    banner.take_back("Many messages were sent.")
    assert banner.isHidden()


def test_news_take_the_place_of_other_words_and_of_what_was_closed(banner: Banner) -> None:
    banner.show_text("Exported", tone="success")
    banner.show_news("Version 99 is there.")
    assert banner.text == "Version 99 is there."
    banner.show_problem(Problem("disk_full"))
    banner.hide()
    banner.show_news("Version 99 is there.")
    assert banner.text == "Version 99 is there."
    assert banner.property("tone") == "info"
