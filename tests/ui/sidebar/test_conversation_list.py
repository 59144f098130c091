"""The list of conversations as it is used."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from desktop.core.conversation import Conversation
from desktop.core.outline import Outline
from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.sidebar.conversation_list import ConversationList
from desktop.ui.sidebar.conversation_model import ConversationModel


@pytest.fixture
def model(qtbot: QtBot) -> ConversationModel:
    return ConversationModel()


@pytest.fixture
def listed(qtbot: QtBot, switch: ThemeSwitch, model: ConversationModel) -> ConversationList:
    rows = range(200)
    model.reset(tuple(Conversation(str(row), "", "p", "b", "Bot", f"Title {row}", 0.0, 200.0 - row) for row in rows))
    made = ConversationList(model, switch)
    model.setParent(made)
    qtbot.addWidget(made)
    made.resize(280, 400)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_keys_choose_a_conversation(listed: ConversationList) -> None:
    chosen: list[str] = []
    listed.select("0")
    listed.conversation_chosen.connect(chosen.append)
    QTest.keyClick(listed, Qt.Key.Key_Down)
    assert chosen == ["1"]


def test_a_click_chooses_a_conversation(listed: ConversationList) -> None:
    chosen: list[str] = []
    listed.conversation_chosen.connect(chosen.append)
    rect = listed.visualRect(listed.model().index(2, 0))
    QTest.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert chosen == ["2"]


def test_marking_the_conversation_in_view_chooses_nothing(listed: ConversationList) -> None:
    chosen: list[str] = []
    listed.conversation_chosen.connect(chosen.append)
    listed.select("3")
    assert chosen == []
    assert listed.currentIndex().row() == 3
    listed.select("unknown")
    assert not listed.currentIndex().isValid()


def test_what_is_in_sight_is_told(listed: ConversationList, qtbot: QtBot) -> None:
    with qtbot.waitSignal(listed.sight_changed) as told:
        listed.scrollToBottom()
    assert told.args is not None
    first, last = told.args
    assert last == 199
    assert 190 < first < 199


def test_several_are_selected_and_none_of_them_is_chosen(listed: ConversationList) -> None:
    listed.select("0")
    chosen: list[str] = []
    listed.conversation_chosen.connect(chosen.append)
    QTest.keyClick(listed, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(listed, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert listed.selected_rows() == [range(3)]
    at = listed.visualRect(listed.model().index(5, 0)).center()
    QTest.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, at)
    assert listed.selected_rows() == [range(3), range(5, 6)]
    at = listed.visualRect(listed.model().index(1, 0)).center()
    QTest.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, at)
    assert {row for rows in listed.selected_rows() for row in rows} >= set(range(1, 6))
    QTest.keyClick(listed, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert listed.selected_rows() == [range(200)]
    assert chosen == []
    QTest.keyClick(listed, Qt.Key.Key_Return)
    assert chosen == ["1"]
    assert listed.selected_rows() == [range(1, 2)]


def test_keys_go_by_rows_pages_and_to_the_ends(listed: ConversationList) -> None:
    listed.select("0")
    seen = []
    for key in (Qt.Key.Key_End, Qt.Key.Key_Up, Qt.Key.Key_Home, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp, Qt.Key.Key_Up):
        QTest.keyClick(listed, key)
        seen.append(listed.currentIndex().row())
        assert listed.viewport().rect().contains(listed.visualRect(listed.currentIndex()))
    assert seen[:3] == [199, 198, 0]
    assert 3 < seen[3] < 20
    assert seen[4:] == [0, 0]


def test_letters_do_not_throw_the_reader_through_the_list(listed: ConversationList) -> None:
    listed.select("0")
    QTest.keyClicks(listed, "Title 15")
    assert listed.currentIndex().row() == 0


def test_a_heading_is_no_row(listed: ConversationList, model: ConversationModel) -> None:
    model.divide(Outline(0, (3, 197)), ("Pinned", "Today", "Older"))
    above = listed.visualRect(model.index(3)).topLeft() - QPoint(-20, 5)
    assert not listed.indexAt(above).isValid()
    listed.select("2")
    QTest.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=above)
    assert listed.currentIndex().row() == 2
    assert listed.visualRect(model.index(3)).top() > listed.visualRect(model.index(2)).bottom() + 10


def test_a_row_that_is_not_read_yet_is_chosen_when_it_is(listed: ConversationList, model: ConversationModel) -> None:
    chosen: list[str] = []
    listed.conversation_chosen.connect(chosen.append)
    rows = tuple(model.conversation_at(row) for row in range(100, 200))
    model.reset([one for row in range(100) if (one := model.conversation_at(row))], Outline(0, (200,)), ("", ""))
    listed.go_to(150)
    assert chosen == []
    assert model.fill(100, [one for one in rows if one])
    assert chosen == ["150"]


def test_a_title_is_typed_in_its_place(listed: ConversationList, qtbot: QtBot) -> None:
    typed: list[tuple[str, str]] = []
    opened: list[bool] = []
    listed.title_edited.connect(lambda key, text: typed.append((key, text)))
    listed.opened.connect(lambda: opened.append(True))
    listed.select("2")
    listed.rename("2")
    edit = listed.indexWidget(listed.currentIndex())
    assert isinstance(edit, QLineEdit)
    assert edit.selectedText() == "Title 2"
    QTest.keyClicks(edit, "New words")
    with qtbot.waitSignal(listed.renaming_ended):
        QTest.keyClick(edit, Qt.Key.Key_Return)
    assert typed == [("2", "New words")]
    assert opened == []
    listed.rename("3")
    listed.rename("unknown")
    edits = [edit for edit in listed.findChildren(QLineEdit) if edit.text() == "Title 3"]
    QTest.keyClicks(edits[0], "x")
    with qtbot.waitSignal(listed.renaming_ended):
        QTest.keyClick(edits[0], Qt.Key.Key_Escape)
    assert typed == [("2", "New words")]


def test_delete_and_the_menu_are_asked_for(listed: ConversationList) -> None:
    asked: list[str] = []
    listed.delete_requested.connect(lambda: asked.append("delete"))
    listed.menu_requested.connect(lambda _at: asked.append("menu"))
    listed.select("2")
    QTest.keyClick(listed, Qt.Key.Key_Delete)
    at = listed.visualRect(listed.model().index(4, 0)).center()
    mouse = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, listed.viewport().mapToGlobal(at))
    QApplication.sendEvent(listed.viewport(), mouse)
    assert listed.selected_rows() == [range(4, 5)]
    QApplication.sendEvent(listed.viewport(), QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint()))
    assert asked == ["delete", "menu", "menu"]


def test_marks_are_seen(listed: ConversationList, model: ConversationModel) -> None:
    looks = [listed.grab().toImage()]
    known = model.find("1")
    assert known is not None
    for changes in ({"pinned": True}, {"unread": True}, {"tags": ("vip",)}):
        model.change(replace(known, **changes))
        looks.append(listed.grab().toImage())
    assert all(look not in looks[:number] for number, look in enumerate(looks))


def test_a_streaming_row_looks_different(listed: ConversationList, model: ConversationModel) -> None:
    before = listed.grab().toImage()
    model.set_streaming("0", True)
    assert listed.grab().toImage() != before
    model.set_streaming("0", False)
