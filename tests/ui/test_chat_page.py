"""Switching between conversations: the reader comes back to where they were, and nothing is kept for ever."""

import gc

import pytest
from pytestqt.qtbot import QtBot

from desktop.core.chatbot import Chatbot
from desktop.core.message import Message, Text
from desktop.ui.chat_page import ChatPage
from desktop.ui.message_model import MessageModel
from desktop.ui.theme import ThemeSwitch
from tests.ui.transcript.conftest import answered, asked

BOT = Chatbot("bot", "Concierge")
MUCH = "A paragraph of some words that goes on for a while and wraps.\n\n" * 60


@pytest.fixture
def page(qtbot: QtBot, switch: ThemeSwitch) -> ChatPage:
    made = ChatPage(switch)
    qtbot.addWidget(made)
    made.resize(800, 500)
    made.show()
    qtbot.waitExposed(made)
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
