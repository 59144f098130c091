"""Switching between conversations: the reader comes back to where they were, and nothing is kept for ever."""

import gc

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from desktop.core.chatbot import Chatbot, Profile
from desktop.core.message import Message, Text
from desktop.core.secret_place import PlaceKind, SecretPlace
from desktop.ui.conversation.message_model import MessageModel
from desktop.ui.conversation.page import ChatPage
from desktop.ui.look.theme import ThemeSwitch
from tests.ui.transcript.conftest import answered, asked

BOT = Chatbot("bot", "Concierge")
MUCH = "A paragraph of some words that goes on for a while and wraps.\n\n" * 60


@pytest.fixture
def page(qtbot: QtBot, switch: ThemeSwitch) -> ChatPage:
    made = ChatPage(switch)
    qtbot.addWidget(made)
    made.resize(800, 500)
    with qtbot.waitExposed(made):
        made.show()
    return made


def conversation(page: ChatPage, words: str) -> MessageModel:
    model = MessageModel(page)
    model.reset([asked("q"), answered("a", Text("t", f"{MUCH}{words}", done=True))])
    return model


def show(page: ChatPage, qtbot: QtBot, model: MessageModel, conversation_id: str) -> None:
    page.show_model(model, BOT, conversation_id)
    qtbot.waitUntil(lambda: not page.transcript.rows.is_waiting(1))


def test_the_reader_comes_back_to_the_place_unless_the_conversation_was_removed(page: ChatPage, qtbot: QtBot) -> None:
    one, other = conversation(page, "one"), conversation(page, "other")
    show(page, qtbot, one, "1")
    page.transcript.verticalScrollBar().setValue(100)
    show(page, qtbot, other, "2")
    show(page, qtbot, one, "1")
    assert not page.transcript.is_following
    page.forget("1")
    show(page, qtbot, other, "2")
    show(page, qtbot, one, "1")
    assert page.transcript.is_following


def test_the_place_of_what_was_left_long_ago_is_forgotten(page: ChatPage, qtbot: QtBot) -> None:
    one, other = conversation(page, "one"), conversation(page, "other")
    show(page, qtbot, one, "first")
    page.transcript.verticalScrollBar().setValue(100)
    for number in range(199):
        page.show_model(other, BOT, f"{number}")
    show(page, qtbot, one, "first")
    assert not page.transcript.is_following
    for number in range(200):
        page.show_model(other, BOT, f"{number}")
    show(page, qtbot, one, "first")
    assert page.transcript.is_following


def test_the_messages_of_a_conversation_that_was_left_and_closed_are_let_go(page: ChatPage, qtbot: QtBot) -> None:
    words = "only here, in this one answer"
    closed, other = conversation(page, words), conversation(page, "other")
    show(page, qtbot, closed, "1")
    show(page, qtbot, other, "2")
    closed.reset([])
    gc.collect()
    assert not [one for one in gc.get_objects() if isinstance(one, Message) and words in one.text]


@pytest.mark.parametrize("size", [(640, 480), (420, 560), (1000, 700)])
def test_what_stands_above_the_composer_is_shown_whole(page: ChatPage, qtbot: QtBot, size: tuple[int, int]) -> None:
    page.resize(*size)
    show(page, qtbot, conversation(page, "end"), "c")
    page.secret_request.ask(Profile("p", "Support", "https://support.example"), SecretPlace(PlaceKind.NONE), 2)
    page.countdown.show_wait(5 * 60.0, ticked=False)
    QCoreApplication.sendPostedEvents()
    for card in (page.secret_request, page.countdown):
        assert page.rect().contains(card.geometry())
        assert card.width() <= page.composer.width()
        for label in card.findChildren(QLabel):
            if label.isVisible() and label.text():
                assert label.height() >= label.heightForWidth(label.width()), label.text()
        for button in card.findChildren(QAbstractButton):
            if button.isVisible():
                assert button.width() >= button.minimumSizeHint().width(), button.text()
