"""The line over a conversation: whole or cut short, and a session id that can be taken along."""

import pytest
from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.ui.conversation.header import ChatHeader, ElidedLabel
from desktop.ui.look.theme import ThemeSwitch

LONG = "Where is my order 4711, and why did nobody tell me that it would take this long to arrive? " * 3


@pytest.fixture
def header(qtbot: QtBot, switch: ThemeSwitch) -> ChatHeader:
    made = ChatHeader(switch)
    qtbot.addWidget(made)
    made.resize(700, made.height())
    with qtbot.waitExposed(made):
        made.show()
    made.show_conversation("A title", "Helper", "Support", "ses-1")
    return made


def title(header: ChatHeader) -> ElidedLabel:
    return header.findChildren(ElidedLabel)[0]


def chatbot(header: ChatHeader) -> str:
    QCoreApplication.sendPostedEvents()
    return header.findChildren(ElidedLabel)[1].text()


def test_a_short_title_is_whole_and_needs_no_tip(header: ChatHeader) -> None:
    assert title(header).text() == "A title"
    assert title(header).toolTip() == ""


def test_a_long_title_ends_in_an_ellipsis_and_is_whole_for_the_ear_and_in_the_tip(header: ChatHeader) -> None:
    header.show_conversation(LONG, "Helper", "Support", "ses-1")
    assert title(header).text().endswith("…")
    assert title(header).fontMetrics().horizontalAdvance(title(header).text()) <= title(header).width()
    assert title(header).accessibleName() == LONG
    assert title(header).toolTip() == LONG
    before = len(title(header).text())
    header.resize(1000, header.height())
    assert before < len(title(header).text()) < len(LONG)


def test_a_long_title_leaves_room_for_everything_else(header: ChatHeader) -> None:
    header.show_conversation(LONG, "Helper", "Support", "ses-1")
    header.resize(480, header.height())
    assert header.width() == 480
    assert header.session_button.geometry().right() <= 480
    assert header.session_button.width() >= header.session_button.minimumSizeHint().width()


@pytest.mark.parametrize(
    ("environment", "shown"), [("Support", "Helper · Support"), ("Helper", "Helper"), ("", "Helper")]
)
def test_who_answers_and_where(header: ChatHeader, environment: str, shown: str) -> None:
    header.show_conversation("A title", "Helper", environment, "ses-1")
    assert chatbot(header) == shown


def test_names_are_no_markup(header: ChatHeader) -> None:
    assert {label.textFormat() for label in header.findChildren(QLabel)} == {Qt.TextFormat.PlainText}


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_the_session_id_is_copied_and_the_button_says_so_for_a_while(header: ChatHeader, key: Qt.Key) -> None:
    QTest.keyClick(header.session_button, key)
    assert QGuiApplication.clipboard().text() == "ses-1"
    QGuiApplication.clipboard().clear()
    assert header.session_button.text() == "Copied"
    (timer,) = header.findChildren(QTimer)
    assert timer.isActive()
    assert timer.isSingleShot()
    timer.timeout.emit()
    assert header.session_button.text() == "Session ID"


def test_another_conversation_has_another_id_and_was_not_copied(header: ChatHeader) -> None:
    header.session_button.click()
    header.show_conversation("Other", "Helper", "Support", "ses-2")
    assert header.session_button.text() == "Session ID"
    assert "ses-2" in header.session_button.toolTip()
    assert "ses-1" not in header.session_button.toolTip()
    header.session_button.click()
    assert QGuiApplication.clipboard().text() == "ses-2"
    QGuiApplication.clipboard().clear()


def test_the_button_for_the_sidebar_asks_for_it(header: ChatHeader) -> None:
    asked: list[bool] = []
    header.sidebar_requested.connect(lambda: asked.append(True))
    assert not header.sidebar_button.isVisible()
    header.sidebar_button.show()
    QTest.keyClick(header.sidebar_button, Qt.Key.Key_Space)
    assert asked == [True]


def test_where_there_is_no_room_for_both_each_is_cut_short_and_whole_again_later(header: ChatHeader) -> None:
    who = header.findChildren(ElidedLabel)[1]
    header.show_conversation(LONG, "Helper of all departments", "Support", "ses-1")
    header.resize(260, header.height())
    assert who.text().endswith("…")
    assert who.toolTip() == "Helper of all departments · Support"
    header.resize(700, header.height())
    assert who.text() == "Helper of all departments · Support"
    assert who.toolTip() == ""


def test_a_mark_with_room_around_it_is_cut_with_dots_and_never_through_a_letter(
    qtbot: QtBot, header: ChatHeader
) -> None:
    mark = header.findChildren(ElidedLabel)[2]
    header.resize(1200, header.height())
    with qtbot.waitExposed(header):
        header.show()
    header.show_mark("Asking again, paused: 2 of 3")
    qtbot.waitUntil(lambda: mark.text() == "Asking again, paused: 2 of 3")
    header.resize(header.minimumSizeHint().width() + 90, header.height())
    qtbot.waitUntil(lambda: mark.text() != "Asking again, paused: 2 of 3")
    assert mark.text().endswith("…")
    assert mark.fontMetrics().horizontalAdvance(mark.text()) < mark.width()
