"""The sheet of keys as the window opens it."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QScrollArea, QStyle
from pytestqt.qtbot import QtBot

from desktop.ui.actions import COMMANDS
from desktop.ui.dialogs.shortcuts import ShortcutsDialog
from desktop.ui.look.theme import ThemeSwitch

ROWS = [(command.text.replace("&", ""), command.keys) for command in COMMANDS if command.keys]


def sheet(dialog: ShortcutsDialog) -> list[tuple[str, str]]:
    """The rows of the sheet as they stand side by side."""
    (grid,) = dialog.findChildren(QGridLayout)
    cells = [[grid.itemAtPosition(row, at) for at in (0, 1)] for row in range(grid.rowCount())]
    labels = [[cell.widget() for cell in row if cell is not None] for row in cells]
    return [
        (words.text(), keys.text()) for words, keys in labels if isinstance(words, QLabel) and isinstance(keys, QLabel)
    ]


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Return])
def test_every_command_with_keys_is_listed_and_the_sheet_goes_for_good(
    qtbot: QtBot, switch: ThemeSwitch, key: Qt.Key
) -> None:
    dialog = ShortcutsDialog(ROWS, switch.theme)
    gone: list[object] = []
    dialog.destroyed.connect(lambda: gone.append(dialog))
    with qtbot.waitActive(dialog):
        dialog.open()
    assert sheet(dialog) == [(words.rstrip("…"), keys) for words, keys in ROWS]
    QTest.keyClick(dialog, key)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert gone


def test_a_long_sheet_leaves_room_on_the_screen_and_scrolls(qtbot: QtBot, switch: ThemeSwitch) -> None:
    dialog = ShortcutsDialog(ROWS * 4, switch.theme)
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.open()
    screen = dialog.screen().availableGeometry()
    title_bar = dialog.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight)
    assert dialog.height() + 2 * title_bar <= screen.height()
    assert screen.contains(dialog.geometry())
    (area,) = dialog.findChildren(QScrollArea)
    assert area.verticalScrollBar().maximum() > 0
    (close,) = dialog.findChildren(QPushButton)
    assert dialog.rect().contains(close.geometry())
