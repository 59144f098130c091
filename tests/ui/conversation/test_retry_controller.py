"""Waits: counted down for the eyes, ended by the clock, and nothing sent that was not ticked."""

from __future__ import annotations

from typing import cast

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.core.errors import Problem
from desktop.core.message import Message, question
from desktop.ui.conversation.controller import ChatController
from desktop.ui.conversation.countdown import Countdown
from desktop.ui.conversation.retry_controller import RetryController
from desktop.ui.look.theme import ThemeSwitch
from tests.ui.stage import NOON, Clock, FakeChat

BUSY = Problem("rate_limited_for", {"seconds": "30"}, status=429, retryable=True, retry_after=30.0)


class Wait:
    """One refused message in conversation `c`."""

    def __init__(self, qtbot: QtBot, switch: ThemeSwitch) -> None:
        self.chat, self.clock, self.countdown, self.owner = FakeChat(), Clock(), Countdown(switch), QObject()
        qtbot.addWidget(self.countdown)
        self.controller = RetryController(
            cast("ChatController", self.chat), self.countdown, self.owner, clock=self.clock
        )
        self.open = self.chat.show("c")

    def refuse(self, problem: Problem = BUSY, reply_id: str = "r") -> Message:
        reply = self.chat.ask(self.open, reply_id)
        self.chat.end(self.open, reply, problem)
        return reply

    def go_to(self, seconds: float) -> None:
        self.clock.now = NOON + seconds
        self.controller.tick()

    def tick_the_box(self) -> None:
        self.countdown.tick.click()


@pytest.fixture
def wait(qtbot: QtBot, switch: ThemeSwitch) -> Wait:
    return Wait(qtbot, switch)


def test_the_seconds_are_counted_down(wait: Wait) -> None:
    wait.refuse()
    assert "30 s" in wait.countdown.text
    wait.go_to(12.4)
    assert "18 s" in wait.countdown.text
    assert wait.countdown.isVisible()
    assert wait.chat.retried == []


@pytest.fixture
def hidden_page(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def test_behind_another_page_it_is_not_said_each_second(
    wait: Wait, hidden_page: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[object] = []
    monkeypatch.setattr("desktop.ui.conversation.countdown.announce", said.append)
    wait.countdown.setParent(hidden_page)
    wait.refuse()
    assert not wait.countdown.isVisible()
    for seconds in range(1, 4):
        wait.go_to(seconds)
    assert said == [wait.countdown]
    assert "27 s" in wait.countdown.text


def test_at_its_end_nothing_is_sent_and_a_button_says_it_can_be(wait: Wait) -> None:
    wait.refuse()
    wait.go_to(31)
    assert wait.chat.retried == []
    assert wait.countdown.send_button.isVisibleTo(wait.countdown)
    assert wait.countdown.tick.isHidden()
    wait.countdown.send_button.click()
    assert wait.chat.retried == [("r", "")]


def test_what_is_ticked_is_sent_once_when_the_time_is_over(wait: Wait) -> None:
    wait.refuse()
    wait.tick_the_box()
    assert wait.open.is_due
    wait.go_to(29.5)
    assert wait.chat.retried == []
    wait.go_to(30)
    wait.go_to(31)
    assert wait.chat.retried == [("r", "c")]
    assert not wait.open.is_due


def test_the_tick_can_be_taken_back(wait: Wait) -> None:
    wait.refuse()
    wait.tick_the_box()
    wait.tick_the_box()
    wait.go_to(31)
    assert (wait.chat.retried, wait.open.is_due) == ([], False)


def test_it_goes_on_while_another_conversation_is_shown(wait: Wait) -> None:
    wait.refuse()
    wait.tick_the_box()
    wait.chat.show("d")
    assert wait.countdown.isHidden()
    wait.go_to(10)
    wait.chat.show("c")
    assert "20 s" in wait.countdown.text
    assert wait.countdown.tick.isChecked()
    wait.chat.show("d")
    wait.go_to(31)
    assert wait.chat.retried == [("r", "c")]


def test_a_message_that_is_not_the_last_one_any_more_is_not_sent(wait: Wait) -> None:
    wait.refuse()
    wait.tick_the_box()
    wait.open.model.put(question("q2", "Never mind", NOON))
    wait.go_to(31)
    assert wait.chat.retried == []


def test_a_conversation_that_is_gone_sends_nothing(wait: Wait) -> None:
    wait.refuse()
    wait.tick_the_box()
    del wait.chat.open["c"]
    wait.chat.current = None
    wait.chat.conversation_removed.emit("c")
    wait.go_to(31)
    assert wait.chat.retried == []
    assert wait.countdown.isHidden()


def test_a_clock_that_was_set_back_makes_no_wait_longer(wait: Wait) -> None:
    wait.refuse()
    wait.go_to(-86_400)
    assert "30 s" in wait.countdown.text


def test_a_wait_of_long_ago_is_not_shown_when_its_conversation_is(wait: Wait) -> None:
    wait.clock.now = NOON + 3600
    wait.refuse()
    assert wait.countdown.isHidden()


@pytest.mark.parametrize(
    "problem",
    [
        replace(BUSY, code="rate_limited", params={}, retry_after=-1.0),
        Problem("unavailable_for", {"seconds": "30"}, status=503, retryable=True, retry_after=30.0),
        Problem("server_failed", status=500, retryable=True),
    ],
)
def test_only_a_429_with_a_time_is_counted(wait: Wait, problem: Problem) -> None:
    wait.refuse(problem)
    assert wait.countdown.isHidden()


def test_a_second_refusal_needs_a_second_tick(wait: Wait) -> None:
    wait.refuse()
    wait.tick_the_box()
    wait.go_to(30)
    reply = wait.chat.ask(wait.open, "r2")
    wait.chat.end(wait.open, reply, BUSY, at=NOON + 30)
    assert "30 s" in wait.countdown.text
    assert not wait.countdown.tick.isChecked()
    wait.go_to(61)
    assert wait.chat.retried == [("r", "c")]
