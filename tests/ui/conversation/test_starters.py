"""What an empty conversation offers: the chatbot in view, and its questions alone."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from desktop.core.chatbot import Chatbot
from desktop.core.colour import Colour, contrast
from desktop.ui.conversation.starters import AccentButton, Starters
from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.look.tokens import ThemeChoice

ORDERS = Chatbot("o", "Order desk", "Knows every order.", ("Where is my order?", "Cancel 4711 & 4712", "Who are you?"))
PLAIN = Chatbot("p", "<b>Plain</b>")


@pytest.fixture
def starters(qtbot: QtBot, switch: ThemeSwitch) -> Starters:
    made = Starters(switch)
    qtbot.addWidget(made)
    made.resize(800, 500)
    with qtbot.waitExposed(made):
        made.show()
    return made


def buttons(starters: Starters) -> list[QPushButton]:
    QCoreApplication.sendPostedEvents()
    return [button for button in starters.findChildren(QPushButton) if button.isVisible()]


def labels(starters: Starters) -> list[str]:
    return [label.text() for label in starters.findChildren(QLabel)]


def test_who_answers_and_what_can_be_asked(starters: Starters) -> None:
    starters.show_chatbot(ORDERS)
    assert labels(starters) == ["Order desk", "Knows every order."]
    assert len(buttons(starters)) == 3


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_one_press_asks_the_question_as_it_is_written(starters: Starters, key: Qt.Key) -> None:
    chosen: list[str] = []
    starters.starter_chosen.connect(chosen.append)
    starters.show_chatbot(ORDERS)
    for button in buttons(starters):
        QTest.keyClick(button, key)
    assert chosen == list(ORDERS.starters)


def test_an_ampersand_is_shown_and_makes_no_shortcut(starters: Starters) -> None:
    starters.show_chatbot(ORDERS)
    assert buttons(starters)[1].text() == "Cancel 4711 && 4712"
    assert buttons(starters)[1].shortcut().isEmpty()


def test_the_questions_of_the_chatbot_before_are_gone(starters: Starters) -> None:
    starters.show_chatbot(ORDERS)
    starters.show_chatbot(Chatbot("q", "Other", "", ("Another question",)))
    assert [button.text() for button in buttons(starters)] == ["Another question"]
    starters.show_chatbot(PLAIN)
    assert buttons(starters) == []
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert starters.findChildren(QPushButton) == []


def test_a_chatbot_that_tells_nothing_gets_a_sentence(starters: Starters) -> None:
    starters.show_chatbot(PLAIN)
    assert labels(starters) == ["<b>Plain</b>", "Ask anything. The answer appears here as it is written."]
    assert {label.textFormat() for label in starters.findChildren(QLabel)} == {Qt.TextFormat.PlainText}


def test_the_chatbots_own_questions_and_words_take_the_place_of_ours(starters: Starters) -> None:
    starters.show_chatbot(ORDERS)
    starters.show_words("Hello! Do you have an order number?")
    starters.show_questions(("Which pan?",), (0x25, 0x63, 0xEB))
    assert labels(starters) == ["Order desk", "Hello! Do you have an order number?"]
    assert [button.text() for button in buttons(starters)] == ["Which pan?"]
    starters.show_chatbot(ORDERS)
    assert labels(starters) == ["Order desk", "Knows every order."]
    assert len(buttons(starters)) == 3


def test_what_the_chatbot_does_not_say_leaves_what_stands_there(starters: Starters) -> None:
    starters.show_chatbot(ORDERS)
    starters.show_words("")
    starters.show_questions((), (0x25, 0x63, 0xEB))
    assert labels(starters) == ["Order desk", "Knows every order."]
    assert len(buttons(starters)) == 3


@pytest.mark.parametrize("choice", ["light", "dark", "high-contrast"])
@pytest.mark.parametrize("colour", [(255, 255, 255), (0, 0, 0), (0x25, 0x63, 0xEB), (255, 255, 0)])
@pytest.mark.parametrize("mirrored", [False, True])
def test_its_colour_is_seen_in_every_theme(
    starters: Starters, switch: ThemeSwitch, choice: ThemeChoice, colour: Colour, mirrored: bool
) -> None:
    switch.set_choice(choice)
    starters.setLayoutDirection(Qt.LayoutDirection.RightToLeft if mirrored else Qt.LayoutDirection.LeftToRight)
    starters.show_questions(("Which pan?",), colour)
    (button,) = buttons(starters)
    assert isinstance(button, AccentButton)
    sizes, ground = switch.theme.sizes, switch.theme.color("surface")
    x = sizes.space_s + sizes.space_xs // 2
    painted = button.grab().toImage().pixelColor(button.width() - 1 - x if mirrored else x, button.height() // 2)
    assert painted == button.accent
    assert contrast(rgb(painted), rgb(ground)) >= 3.0


def rgb(colour: QColor) -> Colour:
    return colour.red(), colour.green(), colour.blue()


@pytest.fixture
def on_second(qtbot: QtBot, starters: Starters) -> QPushButton:
    """The second of three questions has the keyboard."""
    starters.show_chatbot(ORDERS)
    with qtbot.waitActive(starters):
        starters.activateWindow()
    buttons(starters)[1].setFocus()
    return buttons(starters)[1]


def test_the_keyboard_stays_where_the_same_is_shown_again(starters: Starters, on_second: QPushButton) -> None:
    starters.show_chatbot(Chatbot("o", "Orders", "By another name", ORDERS.starters))
    assert buttons(starters)[1] is on_second
    assert on_second.hasFocus()


def test_the_keyboard_is_on_the_same_question_when_others_come_and_go(
    starters: Starters, on_second: QPushButton
) -> None:
    starters.show_questions(("Which pan?", ORDERS.starters[1]), (0x25, 0x63, 0xEB))
    assert [button.hasFocus() for button in buttons(starters)] == [False, True]
    starters.show_chatbot(PLAIN)  # what is known without asking it
    starters.show_questions(("Which pan?", ORDERS.starters[1]), (0x25, 0x63, 0xEB))
    assert [button.hasFocus() for button in buttons(starters)] == [False, True]


def test_a_question_that_comes_later_does_not_fetch_the_keyboard(
    qtbot: QtBot, starters: Starters, on_second: QPushButton
) -> None:
    field = QLineEdit(starters)
    field.show()
    starters.show_chatbot(PLAIN)
    assert not on_second.isVisible()
    assert field.hasFocus()
    qtbot.waitUntil(lambda: not isValid(on_second))  # the loop went on
    starters.show_chatbot(ORDERS)
    assert len(buttons(starters)) == 3
    assert field.hasFocus()
