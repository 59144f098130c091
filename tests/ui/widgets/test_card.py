"""Cards: buttons with a sentence, that grow with it, mirror with the language, and exclude each other."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAccessible, QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.look.theme import ThemeSwitch, load
from desktop.ui.look.tokens import ColorRole
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.form import column

SENTENCE = "Four chatbots on this computer, ready to talk to. No account, no key, no internet."


@pytest.fixture
def card(qtbot: QtBot, switch: ThemeSwitch) -> Card:
    made = Card("Try the sandbox", SENTENCE, switch.theme, icon_name="plug")
    qtbot.addWidget(made)
    made.resize(300, made.heightForWidth(300))
    with qtbot.waitExposed(made):
        made.show()
    return made


def bounds(image: QImage, color: QColor) -> QRect:
    """The box around all pixels of one colour."""
    found = QRect()
    for y in range(image.height()):
        for x in range(image.width()):
            if image.pixelColor(x, y) == color:
                found = found.united(QRect(x, y, 1, 1))
    return found


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_it_is_pressed_by_keyboard_and_only_once(card: Card, key: Qt.Key) -> None:
    pressed: list[bool] = []
    card.clicked.connect(lambda: pressed.append(True))
    QTest.keyClick(card, key)
    assert pressed == [True]


def test_a_screen_reader_hears_a_button_with_title_and_sentence(card: Card) -> None:
    spoken = QAccessible.queryAccessibleInterface(card)
    assert spoken.role() is QAccessible.Role.Button
    assert spoken.text(QAccessible.Text.Name) == "Try the sandbox"
    assert spoken.text(QAccessible.Text.Description) == card.sentence == SENTENCE


def test_a_narrow_card_grows_with_its_sentence(card: Card) -> None:
    assert card.heightForWidth(200) > card.heightForWidth(400) >= card.heightForWidth(800)
    assert card.hasHeightForWidth()


@pytest.mark.parametrize("width", [180, 300, 700])
def test_title_and_sentence_are_painted_inside_the_card(card: Card, switch: ThemeSwitch, width: int) -> None:
    card.resize(width, card.heightForWidth(width))
    image = card.grab().toImage()
    padding = switch.theme.sizes.space_l
    inner = QRect(0, 0, image.width(), image.height()).adjusted(padding - 2, padding - 2, 2 - padding, 2 - padding)
    for role in ("text", "text-secondary", "accent"):
        painted = bounds(image, switch.theme.color(role))
        assert not painted.isEmpty(), role
        assert inner.contains(painted), role


def test_the_icon_stands_before_the_words_in_both_directions(card: Card, switch: ThemeSwitch) -> None:
    def icon_and_title() -> tuple[QRect, QRect]:
        image = card.grab().toImage()
        return bounds(image, switch.theme.color("accent")), bounds(image, switch.theme.color("text"))

    mark, title = icon_and_title()
    assert mark.right() < title.left()
    card.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    mark, title = icon_and_title()
    assert mark.left() > title.right()
    assert card.width() - mark.right() < switch.theme.sizes.space_l + switch.theme.sizes.icon_large


def test_the_focus_is_seen(card: Card, qtbot: QtBot) -> None:
    theme = load("high-contrast")  # where the focus has a colour of its own
    card.set_theme(theme)
    with qtbot.waitActive(card):
        card.activateWindow()
    card.clearFocus()
    focus = theme.color("focus")
    at = theme.sizes.focus_width // 2
    assert card.grab().toImage().pixelColor(at, card.height() // 2) != focus
    card.setFocus()
    assert card.grab().toImage().pixelColor(at, card.height() // 2) == focus


def test_checkable_cards_exclude_each_other(qtbot: QtBot, switch: ThemeSwitch) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    layout = column(switch.theme, "space_s")
    cards = [Card(name, "", switch.theme, checkable=True) for name in ("Light", "Dark")]
    for card in cards:
        layout.addWidget(card)
    page.setLayout(layout)
    page.show()
    cards[0].setChecked(True)
    QTest.keyClick(cards[1], Qt.Key.Key_Return)
    assert [card.isChecked() for card in cards] == [False, True]
    spoken = QAccessible.queryAccessibleInterface(cards[1])
    assert spoken.state().checked == 1


def test_a_checked_card_is_marked(qtbot: QtBot, switch: ThemeSwitch) -> None:
    card = Card("Light", "", switch.theme, checkable=True)
    qtbot.addWidget(card)
    card.resize(300, card.heightForWidth(300))
    accent, padding = switch.theme.color("accent"), switch.theme.sizes.space_l
    mark = QRect(padding, 0, switch.theme.sizes.indicator, card.height()).adjusted(0, padding, 0, -padding)
    assert bounds(card.grab(mark).toImage(), accent).isEmpty()
    card.setChecked(True)
    assert not bounds(card.grab(mark).toImage(), accent).isEmpty()


def test_it_is_painted_in_the_colours_of_a_new_theme(card: Card) -> None:
    dark = load("dark")
    card.set_theme(dark)
    image = card.grab().toImage()
    roles: tuple[ColorRole, ...] = ("surface", "text", "text-secondary", "accent")
    for role in roles:
        assert not bounds(image, dark.color(role)).isEmpty(), role


def test_a_picture_stands_above_the_words_and_gets_its_room(qtbot: QtBot, switch: ThemeSwitch) -> None:
    areas: list[QRect] = []

    class Pictured(Card):
        def picture_height(self) -> int:
            return 40

        def paint_picture(self, painter: QPainter, area: QRect) -> None:
            areas.append(area)

    plain, card = Card("Dark", "x", switch.theme), Pictured("Dark", "x", switch.theme)
    qtbot.addWidget(plain)
    qtbot.addWidget(card)
    card.resize(300, card.heightForWidth(300))
    title = bounds(card.grab().toImage(), switch.theme.color("text"))
    padding = switch.theme.sizes.space_l
    assert areas[0] == QRect(padding, padding, 300 - 2 * padding, 40)
    assert title.top() > areas[0].bottom()
    assert card.heightForWidth(300) == plain.heightForWidth(300) + 40 + switch.theme.sizes.space_m
