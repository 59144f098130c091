"""What is said while a reply is waited for, in view and out of it."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.core.chatbot import Chatbot
from desktop.core.message import Status
from desktop.ui.conversation.controller import ChatController
from desktop.ui.conversation.waiting_controller import WaitingController
from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.main_window import MainWindow
from desktop.ui.sidebar.conversation_model import ConversationModel
from desktop.ui.sidebar.sidebar import Connection
from tests.ui.stage import NOON, Clock, FakeChat

CONNECTIONS = ("Connected", "Not connected", "Slow", "A key is needed")


class Wait:
    """A conversation whose reply is waited for, in a real window."""

    def __init__(self, window: MainWindow) -> None:
        self.window, self.chat, self.clock = window, FakeChat(), Clock()
        self.texts: tuple[str, ...] = ()
        self.controller = WaitingController(
            cast("ChatController", self.chat), window, lambda _conversation: self.texts, clock=self.clock
        )
        self.said: list[str] = []
        window.chat.transcript.speech.announced.connect(self.said.append)
        self.open = self.chat.show("c")

    def go_to(self, seconds: float) -> None:
        self.clock.now = NOON + seconds
        self.controller.tick()

    def words(self, reply_id: str = "r") -> str:
        return self.window.chat.transcript.rows.waiting_words.get(reply_id, "")

    def states(self) -> list[str]:
        return [label.text() for label in self.window.sidebar.findChildren(QLabel)]


@pytest.fixture
def wait(qtbot: QtBot, switch: ThemeSwitch, tmp_path: Path) -> Wait:
    window = MainWindow(QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))
    qtbot.addWidget(window)
    model = ConversationModel()
    window.fill(model, switch)
    model.setParent(window)
    return Wait(window)


def test_twenty_seconds_without_a_word_are_called_slow_once(wait: Wait) -> None:
    wait.chat.ask(wait.open)
    wait.go_to(19)
    assert wait.words() == ""
    wait.go_to(20)
    assert "no word for 20 s" in wait.words()
    assert "Slow" in wait.states()
    wait.go_to(25)
    assert "no word for 25 s" in wait.words()
    assert len([text for text in wait.said if "no word" in text]) == 1


def test_a_word_ends_it_and_the_next_silence_begins_anew(wait: Wait) -> None:
    reply = wait.chat.ask(wait.open)
    wait.go_to(21)
    wait.chat.say(wait.open, reply, "Well")
    wait.go_to(22)
    assert wait.words() == ""
    assert "Connected" in wait.states()
    wait.go_to(41)
    assert wait.words() == ""
    wait.go_to(42)
    assert "no word for 20 s" in wait.words()


def test_the_end_leaves_nothing_behind(wait: Wait) -> None:
    reply = wait.chat.ask(wait.open)
    wait.go_to(30)
    wait.chat.end(wait.open, reply)
    assert wait.window.chat.transcript.rows.waiting_words == {}


def test_the_chatbots_own_words_follow_each_other_and_the_last_one_stays(wait: Wait) -> None:
    wait.texts = ("Understanding Query", "Thinking")
    reply = wait.chat.ask(wait.open)
    assert wait.words() == "Understanding Query"
    wait.go_to(3)
    assert wait.words() == "Thinking"
    wait.go_to(15)
    assert wait.words() == "Thinking"
    wait.chat.say(wait.open, reply, "Well")
    wait.go_to(16)
    assert wait.words() == "", "there is a word now"


def test_a_place_in_the_queue_is_said_and_is_not_silence(wait: Wait) -> None:
    wait.chat.ask(wait.open)
    wait.window.chat.show_model(wait.open.model, Chatbot("b", "Helper"), "c")
    wait.controller.show_queue("r", 29.2)
    wait.controller.show_queue("r", 29.1)
    assert [text for text in wait.said if "allowed" in text] == [wait.words()], "once"
    assert wait.words() == "Sent in 30 s: 30 messages a minute are allowed."
    wait.go_to(25)
    assert "Slow" not in wait.states()
    wait.controller.show_queue("r", 0.0)
    assert wait.words() == ""
    wait.go_to(44)
    assert wait.words() == "", "it left at 25"


def test_each_conversation_has_its_own_silence(wait: Wait) -> None:
    wait.chat.ask(wait.open, "r1")
    wait.go_to(15)
    other = wait.chat.show("d")
    wait.chat.ask(other, "r2")
    wait.go_to(22)
    assert wait.words("r2") == ""
    wait.chat.show("c")
    assert "no word for 22 s" in wait.words("r1")


def test_nobody_is_told_of_a_reply_that_is_not_there(wait: Wait) -> None:
    wait.controller.show_queue("nobody", 5.0)
    wait.chat.streaming_changed.emit("nobody", True)
    wait.go_to(30)
    assert wait.window.chat.transcript.rows.waiting_words == {}


def state(wait: Wait) -> str:
    (said,) = (one for one in wait.states() if one in CONNECTIONS)
    return said


def test_slow_is_said_of_the_conversation_in_view_alone(wait: Wait) -> None:
    wait.window.sidebar.show_connection(Connection.OFFLINE)
    wait.chat.ask(wait.open)
    wait.go_to(20)
    assert state(wait) == "Slow"
    wait.chat.show("d")
    assert state(wait) == "Not connected"
    wait.go_to(21)
    assert state(wait) == "Not connected"
    wait.chat.show("c")
    assert state(wait) == "Slow"
    assert len([text for text in wait.said if "no word" in text]) == 1, "that is known"


@pytest.mark.parametrize("at", ["c", "d"])
def test_after_the_end_of_a_slow_reply_the_connection_is_as_it_was(wait: Wait, at: str) -> None:
    wait.window.sidebar.show_connection(Connection.CONNECTED)
    reply = wait.chat.ask(wait.open)
    wait.go_to(20)
    wait.chat.show(at)
    wait.chat.end(wait.open, reply)
    assert state(wait) == "Connected"
    wait.chat.show("c")
    assert state(wait) == "Connected"


def test_what_other_replies_tell_of_the_connection_is_said_after_the_slow_one(wait: Wait) -> None:
    reply = wait.chat.ask(wait.open)
    wait.go_to(20)
    wait.window.sidebar.show_connection(Connection.OFFLINE)
    assert state(wait) == "Slow"
    wait.open.model.put(replace(reply, status=Status.STOPPED))
    wait.go_to(21)  # while it is saved
    wait.chat.end(wait.open, reply)
    assert state(wait) == "Not connected"


def test_the_day_is_told_in_the_banner(wait: Wait) -> None:
    wait.controller.show_day(4500)
    assert "4500 messages" in wait.window.banner.text
