"""What an empty conversation offers: the chatbot in view, and its questions alone."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.core.chatbot import Chatbot
from desktop.ui.starters import Starters
from desktop.ui.theme import ThemeSwitch

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
