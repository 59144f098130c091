"""The bar in which words are looked for: what it says, its keys, and that Esc closes it and nothing else."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow, QPlainTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.conversation.find_bar import FindBar
from desktop.ui.look.theme import ThemeSwitch

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(qtbot: QtBot, switch: ThemeSwitch) -> QMainWindow:
    made = QMainWindow()
    qtbot.addWidget(made)
    page = QWidget(made)
    made.setCentralWidget(page)
    column = QVBoxLayout(page)
    column.addWidget(FindBar(switch, page))
    column.addWidget(QPlainTextEdit(page))
    made.resize(480, 300)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


@pytest.fixture
def bar(window: QMainWindow) -> FindBar:
    found = window.findChild(FindBar)
    assert isinstance(found, FindBar)
    return found


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("", 0, 0, False, False, ""), ""),
        (("words", 0, 0, False, False, ""), "No results for “words”"),
        (("many\n " + "words " * 20, 0, 0, False, False, ""), "No results for “many words words words words…”"),
        (("words", 0, 0, True, False, ""), "Searching…"),
        (("words", 3, 17, False, False, ""), "3 of 17"),
        (("words", 3, 120, True, False, ""), "3 of 120…"),
        (("words", 0, 5, False, False, ""), "5 found"),
        (("words", 4, 200, False, True, ""), "More than 200"),
        (("words", 1, 17, False, False, "start"), "1 of 17 · From the start again"),
        (("words", 17, 17, False, False, "end"), "17 of 17 · From the end again"),
    ],
)
def test_it_says_what_was_found(bar: FindBar, arguments: tuple[str, int, int, bool, bool, str], said: str) -> None:
    text, number, count, counting, capped, turned = arguments
    bar.show_count(text, number, count, counting=counting, capped=capped, turned=turned)
    assert bar.status.accessibleName() == said
    assert bar.next_button.isEnabled() == bar.previous_button.isEnabled() == (count > 0)


def test_enter_goes_on_and_shift_enter_back(bar: FindBar, qtbot: QtBot) -> None:
    bar.open_with("")
    with qtbot.waitSignal(bar.text_changed) as typed:
        QTest.keyClicks(bar.field, "x")
    assert typed.args == ["x"]
    with qtbot.waitSignal(bar.next_requested):
        QTest.keyClick(bar.field, Qt.Key.Key_Return)
    with qtbot.waitSignal(bar.previous_requested):
        QTest.keyClick(bar.field, Qt.Key.Key_Enter, SHIFT)
    bar.show_count("x", 1, 2)
    with qtbot.waitSignal(bar.next_requested):
        QTest.mouseClick(bar.next_button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("elsewhere", [False, True])
def test_esc_closes_the_bar_before_the_windows_own_shortcut_and_only_then(
    window: QMainWindow, bar: FindBar, elsewhere: bool
) -> None:
    stopped: list[bool] = []
    shortcut = QShortcut(QKeySequence("Esc"), window)
    shortcut.activated.connect(lambda: stopped.append(True))
    bar.open_with("words")
    beside = window.findChild(QPlainTextEdit)
    assert isinstance(beside, QPlainTextEdit)
    focused: QWidget = beside if elsewhere else bar.field
    focused.setFocus()
    QTest.keyClick(focused, Qt.Key.Key_Escape)
    assert bar.isHidden()
    assert stopped == []
    beside.setFocus()
    QTest.keyClick(beside, Qt.Key.Key_Escape)
    assert stopped == [True]


def test_it_opens_with_what_is_selected_else_with_what_was_looked_for_before(bar: FindBar, qtbot: QtBot) -> None:
    with qtbot.waitSignal(bar.text_changed):
        bar.open_with("words")
    assert bar.field.hasFocus()
    assert bar.field.selectedText() == "words"
    with qtbot.waitSignal(bar.closed):
        QTest.mouseClick(bar.close_button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(bar.opened) as opened:
        bar.open_with("")
    assert opened.args == [False]
    assert bar.field.text() == "words"
    bar.shut()
    with qtbot.waitSignal(bar.opened) as opened:
        bar.open_with("words")
    assert opened.args == [True]


def test_it_is_not_wider_than_a_narrow_window(window: QMainWindow, bar: FindBar, switch: ThemeSwitch) -> None:
    bar.open_with("words")
    bar.show_count("words" * 20, 0, 0)
    assert window.width() == 480
    assert bar.close_button.mapTo(window, bar.close_button.rect().bottomRight()).x() < 480
    assert bar.field.width() > 120
    assert bar.status.text().endswith("…")
    switch.set_choice("dark")
    switch.set_choice("light")


def test_an_event_at_exit_finds_an_emptied_bar_and_does_no_harm(window: QMainWindow, bar: FindBar) -> None:
    bar.open_with("words")
    vars(bar).clear()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert bar.isVisible()


def test_words_of_another_search_come_with_the_way_back(bar: FindBar) -> None:
    asked: list[str] = []
    bar.back_requested.connect(lambda: asked.append("back"))
    bar.text_changed.connect(asked.append)
    bar.open_with("")
    assert not bar.back_button.isVisible()
    bar.show_words("parcel")
    assert (bar.field.text(), asked) == ("parcel", [])
    QTest.mouseClick(bar.back_button, Qt.MouseButton.LeftButton)
    assert asked == ["back"]
    bar.shut()
    bar.open_with("")
    assert not bar.back_button.isVisible()
