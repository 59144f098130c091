"""Widgets beside each other, and below where there is no more room."""

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.widgets.flow_row import FlowRow


@pytest.fixture
def holder(qtbot: QtBot, switch: ThemeSwitch) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    row = FlowRow(switch, holder)
    for number in range(6):
        row.add(QPushButton(f"Button {number}"))
    column.addWidget(row)
    column.addStretch(1)
    qtbot.addWidget(holder)
    holder.resize(1000, 400)
    with qtbot.waitExposed(holder):
        holder.show()
    return holder


def buttons(holder: QWidget) -> list[QPushButton]:
    return holder.findChildren(QPushButton)


def lines(holder: QWidget) -> list[int]:
    return [button.y() for button in buttons(holder) if button.isVisible()]


def test_they_stand_in_one_line_while_there_is_room(holder: QWidget) -> None:
    assert len(set(lines(holder))) == 1
    places = [button.geometry() for button in buttons(holder)]
    assert all(left.right() < right.left() for left, right in pairwise(places))


def test_they_go_on_below_and_what_follows_makes_room(qtbot: QtBot, holder: QWidget) -> None:
    holder.resize(260, 400)
    qtbot.waitUntil(lambda: len(set(lines(holder))) > 2)
    row = holder.findChild(FlowRow)
    assert isinstance(row, FlowRow)
    assert row.height() >= max(button.geometry().bottom() for button in buttons(holder))
    for button in buttons(holder):
        assert 0 <= button.x() <= row.width() - button.width()


def test_a_hidden_one_leaves_no_gap(qtbot: QtBot, holder: QWidget) -> None:
    second = buttons(holder)[1].geometry()
    buttons(holder)[0].hide()
    qtbot.waitUntil(lambda: buttons(holder)[1].x() == 0)
    buttons(holder)[0].show()
    qtbot.waitUntil(lambda: buttons(holder)[1].geometry() == second)


def test_it_is_mirrored(qtbot: QtBot, holder: QWidget) -> None:
    holder.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    row = holder.findChild(FlowRow)
    assert isinstance(row, FlowRow)
    qtbot.waitUntil(lambda: buttons(holder)[0].geometry().right() == row.width() - 1)
    assert buttons(holder)[1].geometry().right() < buttons(holder)[0].x()
