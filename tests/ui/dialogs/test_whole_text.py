"""A text opened whole: it comes in pieces, can be searched and copied, and is never changed."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.ui.dialogs import whole_text
from desktop.ui.dialogs.whole_text import LONGEST_LINE, WholeTextDialog, pieces
from desktop.ui.look.theme import ThemeSwitch

TEXT = "\n".join(f"line {number} Leipzig" for number in range(20_000)) + "\nthe Needle"


@pytest.fixture
def dialog(qtbot: QtBot, switch: ThemeSwitch) -> WholeTextDialog:
    made = WholeTextDialog("Look up · Output", TEXT, switch.theme)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.open()
    return made


def test_all_of_a_long_text_comes(qtbot: QtBot, switch: ThemeSwitch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole_text, "_BUDGET", 0.0)
    dialog = WholeTextDialog("Look up · Output", TEXT, switch.theme)
    qtbot.addWidget(dialog)
    dialog.open()
    assert not dialog.is_filled
    qtbot.waitUntil(lambda: dialog.is_filled)
    assert dialog.editor.toPlainText() == TEXT
    assert dialog.editor.isReadOnly()
    assert dialog.editor.textCursor().position() == 0
    assert (dialog.windowTitle(), dialog.editor.accessibleName()) == ("Look up · Output", "Look up · Output")


def test_copying_takes_all_of_it_also_before_it_has_come(dialog: WholeTextDialog) -> None:
    QTest.keyClick(dialog.copy_button, Qt.Key.Key_Space)
    assert QGuiApplication.clipboard().text() == TEXT
    QGuiApplication.clipboard().clear()
    assert dialog.copy_button.text() == "Copied"


def test_words_are_found_one_after_the_other_and_from_the_start_again(dialog: WholeTextDialog, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: dialog.is_filled)
    QTest.keyClick(dialog, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert dialog.find_line.hasFocus()
    QTest.keyClicks(dialog.find_line, "line 1999")
    lines = []
    for _ in range(12):
        QTest.keyClick(dialog.find_line, Qt.Key.Key_Return)
        lines.append(dialog.editor.textCursor().blockNumber())
    assert lines == [1999, *range(19_990, 20_000), 1999]
    assert dialog.isVisible()


def test_what_is_not_there_is_said_and_keeps_the_place(dialog: WholeTextDialog, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: dialog.is_filled)
    QTest.keyClick(dialog.find_line, Qt.Key.Key_Return)
    assert dialog.found.text() == ""
    QTest.keyClicks(dialog.find_line, "needle")
    QTest.keyClick(dialog.find_line, Qt.Key.Key_Return)
    place = dialog.editor.textCursor().position()
    QTest.keyClicks(dialog.find_line, "s")
    QTest.keyClick(dialog.find_line, Qt.Key.Key_Return)
    assert (dialog.found.text(), dialog.editor.textCursor().position()) == ("Not found", place)
    QTest.keyClick(dialog.find_line, Qt.Key.Key_Backspace)
    QTest.keyClick(dialog.find_line, Qt.Key.Key_Return)
    assert dialog.found.text() == ""


def test_closing_ends_the_filling(dialog: WholeTextDialog) -> None:
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert dialog.is_filled


@pytest.mark.parametrize("text", ["", "\n", "a\nb\n", "x" * LONGEST_LINE, "x" * LONGEST_LINE + "\ny", "ä😀\n" * 9_000])
def test_the_pieces_are_the_text(text: str) -> None:
    assert "".join(pieces(text)) == text


def test_a_line_without_end_is_broken() -> None:
    found = "".join(pieces("x" * (LONGEST_LINE * 3 + 1)))
    assert [len(line) for line in found.split("\n")] == [LONGEST_LINE] * 3 + [1]
