"""The quick switcher as a widget: keys, rows that come late, what is said, and where it stands."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.switcher.palette import SwitcherPalette
from desktop.ui.switcher.rows import Entry, Kind, Row
from desktop.ui.widgets.pictures import Pictures

Key = Qt.Key


def entries(*names: str, kind: Kind = Kind.CHATBOT) -> list[Row]:
    return [Row(None, "Chatbots"), *(Row(Entry(kind, ("p", name), name, "Shop · staging")) for name in names)]


@pytest.fixture
def palette(switch: ThemeSwitch, qtbot: QtBot) -> Iterator[SwitcherPalette]:
    window = QWidget()
    qtbot.addWidget(window)
    QVBoxLayout(window).addWidget(QLineEdit())
    window.resize(900, 700)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    edit = window.findChild(QLineEdit)
    assert edit is not None
    edit.setFocus()
    made = SwitcherPalette(switch, Pictures(switch), window)
    yield made
    made.shut()


def open_with(palette: SwitcherPalette, rows: list[Row]) -> None:
    palette.open_with(rows, "Go to", "Esc closes")


def title(palette: SwitcherPalette) -> str:
    return palette.entry.title if palette.entry is not None else ""


def press(palette: SwitcherPalette, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(palette.field, key)


def test_keys_go_round_the_rows_and_over_the_headings(palette: SwitcherPalette) -> None:
    open_with(palette, [*entries("a", "b"), Row(None, "Commands"), *entries("c")[1:]])
    assert title(palette) == "a"
    seen = []
    for key in (Key.Key_Down, Key.Key_Tab, Key.Key_Down, Key.Key_Up, Key.Key_Backtab):
        press(palette, key)
        seen.append(title(palette))
    assert seen == ["b", "c", "a", "c", "b"]
    QTest.keyClick(palette.field, Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert title(palette) == "c"
    press(palette, Key.Key_PageUp)
    assert title(palette) == "a"
    press(palette, Key.Key_PageDown)
    assert title(palette) == "c"


@pytest.mark.parametrize(("modifier", "elsewhere"), [("NoModifier", False), ("ControlModifier", True)])
def test_enter_takes_the_chosen_row_and_closes(
    palette: SwitcherPalette, qtbot: QtBot, modifier: str, elsewhere: bool
) -> None:
    open_with(palette, entries("a", "b"))
    press(palette, Key.Key_Down)
    with qtbot.waitSignals([palette.chosen, palette.closed]), qtbot.waitSignal(palette.chosen) as taken:
        QTest.keyClick(palette.field, Key.Key_Return, Qt.KeyboardModifier[modifier])
    assert taken.args is not None
    assert (taken.args[0].title, taken.args[1]) == ("b", elsewhere)
    assert palette.isHidden()


def test_esc_gives_the_keyboard_back(palette: SwitcherPalette) -> None:
    before = palette.window().focusWidget()
    open_with(palette, entries("a"))
    assert palette.field.hasFocus()
    press(palette, Key.Key_Escape)
    assert palette.isHidden()
    assert before is not None
    assert before.hasFocus()


def test_enter_without_rows_does_nothing_and_clear_empties_the_field(palette: SwitcherPalette, qtbot: QtBot) -> None:
    open_with(palette, entries("a"))
    QTest.keyClicks(palette.field, "zz")
    palette.show_rows((), keep=False)
    with qtbot.assertNotEmitted(palette.chosen):
        press(palette, Key.Key_Return)
    assert "zz" in palette.nothing.text()
    assert palette.nothing.isVisible()
    with qtbot.waitSignal(palette.text_changed):
        QTest.mouseClick(palette.clear_button, Qt.MouseButton.LeftButton)
    assert not palette.field.text()


def test_rows_that_come_late_leave_the_chosen_one_chosen(palette: SwitcherPalette) -> None:
    open_with(palette, entries("a", "b"))
    press(palette, Key.Key_Down)
    palette.show_rows([*entries("new", "a", "b")], keep=True)
    assert title(palette) == "b"
    palette.show_rows(entries("a"), keep=True)
    assert title(palette) == "a"


def test_the_chosen_row_is_said(palette: SwitcherPalette, qtbot: QtBot) -> None:
    with qtbot.waitSignal(palette.announced) as said:
        open_with(palette, entries("a", "b"))
    assert said.args == ["a, chatbot, Shop · staging"]
    with qtbot.waitSignal(palette.announced) as said:
        press(palette, Key.Key_Down)
    assert said.args == ["b, chatbot, Shop · staging"]
    row = palette.model.index(1)
    assert row.data(Qt.ItemDataRole.AccessibleTextRole) == "a, chatbot, Shop · staging"
    assert not palette.model.flags(palette.model.index(0)) & Qt.ItemFlag.ItemIsEnabled
    assert palette.field.accessibleName() == "Go to"
    assert palette.list.accessibleName()


@pytest.mark.parametrize("size", [(300, 300), (480, 420), (1600, 1000)])
def test_it_stays_inside_the_window_at_every_size_and_zoom(
    palette: SwitcherPalette, switch: ThemeSwitch, size: tuple[int, int]
) -> None:
    open_with(palette, entries(*(f"Chatbot {number}" for number in range(40))))
    for zoom in (100, 200):
        switch.set_zoom(zoom)
        palette.window().resize(*size)
        QTest.qWaitForWindowExposed(palette.window())
        assert palette.rect().contains(palette.panel.geometry())
        assert palette.field.isVisible()


@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_a_row_is_painted_from_the_side_where_reading_begins(
    palette: SwitcherPalette, direction: Qt.LayoutDirection
) -> None:
    palette.window().setLayoutDirection(direction)
    open_with(
        palette, [Row(None, "Chatbots"), Row(Entry(Kind.CHATBOT, ("p", "a"), "Order desk", "Shop"), marks=((0, 3),))]
    )
    rect = palette.list.visualRect(palette.model.index(1))
    image = palette.list.viewport().grab(rect).toImage()
    found = palette._switch.theme.color("found").rgb()  # noqa: SLF001 - the theme that is worn
    columns = [x for x in range(image.width()) for y in range(image.height()) if image.pixelColor(x, y).rgb() == found]
    assert columns
    middle = sum(columns) / len(columns) / image.width()
    assert middle < 0.3 if direction is Qt.LayoutDirection.LeftToRight else middle > 0.7
