"""The page of the search: its states in words, and the keys that work while one types."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.core.search import Hit
from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.search.filters import Filters
from desktop.ui.search.page import SearchPage
from tests.ui.search.test_results import hit


@pytest.fixture
def page(qtbot: QtBot, switch: ThemeSwitch) -> SearchPage:
    made = SearchPage(switch)
    qtbot.addWidget(made)
    made.resize(800, 600)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_it_begins_with_a_hint(page: SearchPage) -> None:
    assert page.state.isVisible()
    assert page.state.text().startswith("Type a few letters of what was said")
    assert not page.status.isVisible()
    assert not page.clear_button.isVisible()
    assert not page.note.isVisible()


def test_results_are_counted_in_words(page: SearchPage) -> None:
    page.show_hits((hit("1"), hit("2")), more=True)
    assert page.results.isVisible()
    assert page.status.text() == "2 or more found"
    page.add_hits((hit("3"),), more=False)
    assert page.status.text() == "3 found"
    assert page.results.accessibleDescription() == "3 found"
    page.show_whole(False)
    assert "still being made searchable" in page.note.text()
    assert page.note.isVisible()
    page.show_searching()
    assert page.state.text() == "Searching…"
    assert page.results.found.rowCount() == 0


def test_nothing_found_says_what_was_searched(page: SearchPage) -> None:
    page.field.setText("zebra %1")
    page.show_none()
    assert page.state.text() == "Nothing found for “zebra %1”.\nSearched in all conversations but the trash."
    assert not page.clear_button.isVisible()
    page.filters.set_filters(Filters(has_error=True))
    page.show_none()
    assert "Searched only: With an error." in page.state.text()
    QTest.mouseClick(page.clear_button, Qt.MouseButton.LeftButton)
    assert page.filters.filters == Filters()


def test_a_problem_is_a_sentence_and_a_remark_leaves_the_results(page: SearchPage) -> None:
    page.show_hits((hit("1"),), more=False)
    page.tell("It is gone.")
    assert page.status.text() == "It is gone."
    assert page.results.found.rowCount() == 1
    page.show_problem("The disk is full.")
    assert page.state.text() == "The disk is full."
    assert page.results.found.rowCount() == 0


def test_the_field_keeps_the_keyboard_while_rows_are_walked(page: SearchPage) -> None:
    chosen: list[Hit] = []
    page.hit_chosen.connect(chosen.append)
    page.show_hits(tuple(hit(str(number)) for number in range(40)), more=False)
    page.focus_field()
    keys = (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)
    rows = []
    for key in keys:
        QTest.keyClick(page.field, key)
        rows.append(page.results.currentIndex().row())
    assert rows[:3] == [1, 2, 1]
    assert rows[3] > 2
    assert rows[4] == 1
    QTest.keyClick(page.field, Qt.Key.Key_Return)
    assert chosen == [hit("1")]
    QTest.keyClicks(page.field, "ab")
    QTest.keyClick(page.field, Qt.Key.Key_Home)
    QTest.keyClick(page.field, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert (page.text, page.field.cursorPosition()) == ("ab", 0)
    assert page.results.currentIndex().row() == 1


@pytest.mark.parametrize("where", ["field", "results", "close_button"])
def test_esc_asks_to_close_from_everywhere(page: SearchPage, where: str) -> None:
    asked: list[None] = []
    page.close_requested.connect(lambda: asked.append(None))
    page.show_hits((hit("1"),), more=False)
    QTest.keyClick(getattr(page, where), Qt.Key.Key_Escape)
    assert len(asked) == 1


def test_each_change_is_a_search(page: SearchPage) -> None:
    asked: list[str] = []
    page.search_changed.connect(lambda: asked.append(page.text))
    QTest.keyClicks(page.field, "ab")
    page.filters.set_filters(Filters(has_tool=True))
    assert asked == ["a", "ab", "ab"]
