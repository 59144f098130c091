"""Where nobody can be asked, no question can be edited: neither by mouse nor by key, menu or screen reader."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.core.message import Text
from desktop.ui.transcript.hand.menu import message_menu
from desktop.ui.transcript.segment import Action
from desktop.ui.transcript.view import TranscriptView
from tests.ui.transcript.conftest import MakeView, answered, asked

ROW = (asked("q1"), answered("r1", Text(text="Here it is.", done=True)))


def offers(view: TranscriptView) -> tuple[bool, bool]:
    """Whether it is offered in the line above the question, and in its menu."""
    found = view.rows.layout(0).targets()
    menu = message_menu(view, "q1", has_selection=False)
    texts = [action.text() for action in menu.actions()]
    menu.deleteLater()
    return any(
        target.action is Action.EDIT for _number, target in found
    ), "Edit" in texts and "Restart from here" in texts


def test_it_is_offered_again_when_it_can_be_done_again(make_view: MakeView, qtbot: QtBot) -> None:
    view, _model = make_view(*ROW)
    assert offers(view) == (True, True)
    height = view.rows.layout(0).height
    view.rows.allow_editing(False)
    assert offers(view) == (False, False)
    assert view.rows.layout(0).height == height
    view.setFocus()
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    with qtbot.assertNotEmitted(view.edit_requested):
        QTest.keyClick(view, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(view, Qt.Key.Key_E, modifiers)
    view.rows.allow_editing(True)
    assert offers(view) == (True, True)
