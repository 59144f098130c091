"""Where a link leads is shown as soon as the keyboard or the mouse comes to it, and no longer than it stays there."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from desktop.core.message import Text
from desktop.ui.transcript.segment import Action
from desktop.ui.transcript.view import TranscriptView
from tests.ui.transcript.conftest import MakeView, answered, asked

ADDRESS = "https://example.com/a"
LINKS = Text("t", f"See [our page]({ADDRESS}) or [theirs](https://example.org/b).", done=True)
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def view(make_view: MakeView, qtbot: QtBot) -> TranscriptView:
    made, _model = make_view(asked("q"), answered("a", LINKS), answered("long", Text("t", "words\n\n" * 60, done=True)))
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.setFocus()
    qtbot.waitUntil(made.hasFocus)
    made.verticalScrollBar().setValue(0)
    return made


def middle(view: TranscriptView) -> QPoint:
    """Of the first link."""
    things = view.rows.layout(1).targets()
    link = next(thing for _at, thing in things if thing.action is Action.LINK)
    return link.rects[0].center().toPoint() + view.row_rect(1).topLeft()


def point_at(view: TranscriptView, at: QPoint) -> None:
    """At once, so that no tool tip has had the time to come by itself."""
    place = view.viewport().mapToGlobal(at)
    nothing = Qt.MouseButton.NoButton
    no_key = Qt.KeyboardModifier.NoModifier
    event = QMouseEvent(QEvent.Type.MouseMove, QPointF(at), QPointF(place), nothing, nothing, no_key)
    QApplication.sendEvent(view.viewport(), event)


def goes(qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_the_keyboard_on_a_link_shows_its_address(view: TranscriptView) -> None:
    QTest.keyClick(view, Qt.Key.Key_Tab)
    assert QToolTip.isVisible()
    assert QToolTip.text() == ADDRESS
    QTest.keyClick(view, Qt.Key.Key_Tab)
    assert QToolTip.text() == "https://example.org/b"


def test_it_goes_when_the_keyboard_goes_on(view: TranscriptView, qtbot: QtBot) -> None:
    QTest.keyClick(view, Qt.Key.Key_Tab)
    assert QToolTip.isVisible()
    QTest.keyClick(view, Qt.Key.Key_Up, CONTROL)
    goes(qtbot)


def test_it_does_not_stay_behind_when_the_text_scrolls(view: TranscriptView, qtbot: QtBot) -> None:
    QTest.keyClick(view, Qt.Key.Key_Tab)
    assert QToolTip.isVisible()
    QTest.keyClick(view, Qt.Key.Key_Down)
    goes(qtbot)


def test_it_goes_with_its_message(view: TranscriptView, qtbot: QtBot) -> None:
    QTest.keyClick(view, Qt.Key.Key_Tab)
    assert QToolTip.isVisible()
    model = view.messages
    assert model is not None
    model.remove("a")
    goes(qtbot)


def test_the_mouse_on_a_link_shows_it_without_waiting(view: TranscriptView, qtbot: QtBot) -> None:
    point_at(view, middle(view))
    assert QToolTip.isVisible()
    assert QToolTip.text() == ADDRESS
    point_at(view, QPoint(2, 2))
    goes(qtbot)
