"""The welcome page: two choices, by mouse and by keyboard, with room for their words."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.welcome_page import WelcomePage
from desktop.ui.widgets.card import Card


@pytest.fixture
def page(qtbot: QtBot, switch: ThemeSwitch) -> WelcomePage:
    made = WelcomePage(switch.theme)
    qtbot.addWidget(made)
    made.resize(900, 600)
    with qtbot.waitExposed(made):
        made.show()
    return made


def asked(page: WelcomePage) -> list[str]:
    wishes: list[str] = []
    page.sandbox_requested.connect(lambda: wishes.append("sandbox"))
    page.connect_requested.connect(lambda: wishes.append("connect"))
    return wishes


def test_each_card_asks_for_what_it_says(page: WelcomePage) -> None:
    wishes = asked(page)
    cards = page.findChildren(Card)
    assert [card.text() for card in cards] == ["Try the sandbox", "Connect your chatbot"]
    QTest.mouseClick(cards[0], Qt.MouseButton.LeftButton)
    QTest.keyClick(cards[1], Qt.Key.Key_Return)
    assert wishes == ["sandbox", "connect"]


def test_the_focus_goes_to_the_first_choice(page: WelcomePage) -> None:
    page.setFocus()
    assert page.focusWidget() is page.findChildren(Card)[0]


@pytest.mark.parametrize("width", [480, 640, 1400])
def test_the_cards_have_room_for_their_words_side_by_side(page: WelcomePage, width: int) -> None:
    page.resize(width, 700)
    sandbox, connect = page.findChildren(Card)
    for card in (sandbox, connect):
        assert card.height() >= card.heightForWidth(card.width())
    assert sandbox.height() == connect.height()
    assert not sandbox.geometry().intersects(connect.geometry())
