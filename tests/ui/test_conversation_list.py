"""The list of conversations as it is used."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.core.conversation import Conversation
from desktop.ui.conversation_list import ConversationList
from desktop.ui.conversation_model import ConversationModel
from desktop.ui.theme import ThemeSwitch


@pytest.fixture
def listed(qtbot: QtBot, switch: ThemeSwitch) -> ConversationList:
    model = ConversationModel()
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


def test_the_end_of_the_list_asks_for_more(listed: ConversationList, qtbot: QtBot) -> None:
    with qtbot.waitSignal(listed.end_reached):
        listed.scrollToBottom()


def test_a_streaming_row_looks_different(listed: ConversationList) -> None:
    before = listed.grab().toImage()
    model = listed.model()
    assert isinstance(model, ConversationModel)
    model.set_streaming("0", True)
    assert listed.grab().toImage() != before
    model.set_streaming("0", False)
