"""The questions that wait: what is said about them, what can be done, and that the keyboard is never lost."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.core import queue as queues
from desktop.core.queue import EMPTY, Pause, Queued
from desktop.ui.conversation.queue_strip import QueueStrip
from desktop.ui.look.theme import ThemeSwitch

THREE = queues.add(EMPTY, Queued("a", "one"), Queued("b", "two\nlines"), Queued("c", "three"))
PAUSED = replace(THREE, pause=Pause.STOPPED)


@pytest.fixture
def strip(qtbot: QtBot, switch: ThemeSwitch) -> QueueStrip:
    made = QueueStrip(switch)
    made.resize(600, 200)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def test_nothing_that_waits_is_nothing_to_see(strip: QueueStrip) -> None:
    strip.show_queue(THREE, streaming=True)
    assert strip.isVisible()
    strip.show_queue(EMPTY, streaming=True)
    assert strip.isHidden()


def test_each_question_is_shown_in_one_line_and_in_its_order(strip: QueueStrip) -> None:
    strip.show_queue(THREE, streaming=True)
    assert strip.texts() == ["one", "two lines", "three"]
    assert strip.sentence.endswith(": 3")
    strip.show_queue(queues.move_up(THREE, "c"), streaming=True)
    assert strip.texts() == ["one", "three", "two lines"]
    QApplication.sendPostedEvents()
    tops = [row.geometry().top() for row in strip.rows]
    assert tops == sorted(tops)


@pytest.mark.parametrize("pause", list(Pause))
def test_a_pause_says_why_and_how_to_go_on(strip: QueueStrip, qtbot: QtBot, pause: Pause) -> None:
    strip.show_queue(replace(THREE, pause=pause), streaming=False)
    assert strip.sentence.endswith(".")
    assert strip.accessibleName() == strip.sentence
    with qtbot.waitSignal(strip.go_on_requested):
        strip.go_on_button.click()
    assert strip.rows[0].buttons["send"].isVisible()


def test_while_a_reply_is_written_nothing_is_sent_now(strip: QueueStrip) -> None:
    strip.show_queue(PAUSED, streaming=True)
    assert not strip.go_on_button.isVisible()
    assert not strip.rows[0].buttons["send"].isVisible()


def test_only_what_is_asked_again_can_be_stopped_as_a_whole(strip: QueueStrip, qtbot: QtBot) -> None:
    strip.show_queue(PAUSED, streaming=False)
    assert not strip.stop_button.isVisible()
    strip.show_queue(replace(PAUSED, again=frozenset("abc"), total=3), streaming=False)
    with qtbot.waitSignal(strip.stop_requested):
        strip.stop_button.click()


@pytest.mark.parametrize(
    ("wish", "signal"),
    [
        ("send", "send_requested"),
        ("up", "up_requested"),
        ("edit", "edit_requested"),
        ("remove", "remove_requested"),
    ],
)
def test_each_button_names_its_question_and_works_by_key(
    strip: QueueStrip, qtbot: QtBot, wish: str, signal: str
) -> None:
    strip.show_queue(PAUSED, streaming=False)
    button = strip.rows[1].buttons[wish]
    assert button.accessibleName().endswith(": two lines")
    button.setFocus()
    with qtbot.waitSignal(getattr(strip, signal)) as said:
        QTest.keyClick(button, Qt.Key.Key_Space)
    assert said.args == ["b"]


def test_what_is_edited_says_so_and_the_first_cannot_go_up(strip: QueueStrip) -> None:
    strip.show_queue(replace(PAUSED, held="b"), streaming=False)
    assert strip.texts()[1] == "two lines (being edited)"
    assert not strip.rows[1].buttons["edit"].isEnabled()
    assert not strip.rows[1].buttons["send"].isVisible()
    assert not strip.rows[0].buttons["up"].isEnabled()


def test_the_keyboard_stays_here_while_there_is_something_and_leaves_with_the_last(
    strip: QueueStrip, qtbot: QtBot
) -> None:
    strip.show_queue(THREE, streaming=True)
    strip.rows[1].buttons["remove"].setFocus()
    strip.show_queue(queues.remove(THREE, "b"), streaming=True)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert strip.isAncestorOf(focused)
    with qtbot.waitSignal(strip.focus_left):
        strip.show_queue(EMPTY, streaming=True)


def test_a_long_queue_scrolls(strip: QueueStrip) -> None:
    many = queues.add(EMPTY, *(Queued(str(number), "question") for number in range(30)))
    strip.show_queue(THREE, streaming=True)
    strip.show_queue(many, streaming=True)
    assert strip.sizeHint().height() < 10 * strip.rows[0].sizeHint().height()
