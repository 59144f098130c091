"""What a search is narrowed to: chosen in menus, said in words, taken away one by one."""

from datetime import date, datetime

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from desktop.core.message import Role
from desktop.core.outline import ChatbotCount, TagCount
from desktop.core.search import SearchQuery
from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.search.filters import NONE, Days, Filters, SearchFilters

TODAY = date(2024, 3, 5)


def midnight(*day: int) -> float:
    return datetime(day[0], day[1], day[2]).timestamp()  # noqa: DTZ001 - the calendar of this computer is meant


@pytest.fixture
def filters(qtbot: QtBot, switch: ThemeSwitch) -> SearchFilters:
    made = SearchFilters(switch)
    made.set_choices([ChatbotCount("p", "a", "Concierge", 1), ChatbotCount("p", "b", "R&D", 1)], [TagCount("vip", 1)])
    qtbot.addWidget(made)
    made.resize(760, 300)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def chosen(filters: SearchFilters) -> list[Filters]:
    found: list[Filters] = []
    filters.filters_changed.connect(found.append)
    return found


def menu(qtbot: QtBot, button: QPushButton) -> QMenu:
    QTest.keyClick(button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, QMenu)
    return popup


def choose(qtbot: QtBot, button: QPushButton, text: str) -> None:
    popup = menu(qtbot, button)
    action = next(action for action in popup.actions() if action.text() == text)
    popup.setActiveAction(action)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None)


def chips(filters: SearchFilters) -> list[str]:
    return [chip.text() for chip in filters.chips if chip.isVisible()]


@pytest.mark.parametrize(
    ("chosen", "since", "until"),
    [
        (Filters(), 0.0, 0.0),
        (Filters(days=Days.TODAY), midnight(2024, 3, 5), 0.0),
        (Filters(days=Days.WEEK), midnight(2024, 2, 28), 0.0),
        (Filters(days=Days.MONTH), midnight(2024, 2, 5), 0.0),
        (
            Filters(days=Days.RANGE, first=date(2024, 2, 28), last=date(2024, 2, 29)),
            midnight(2024, 2, 28),
            midnight(2024, 3, 1),
        ),
        (
            Filters(days=Days.RANGE, first=date(2024, 2, 29), last=date(2024, 2, 28)),
            midnight(2024, 2, 28),
            midnight(2024, 3, 1),
        ),
    ],
)
def test_days_begin_at_midnight_and_the_last_one_counts(chosen: Filters, since: float, until: float) -> None:
    query = chosen.query("words", TODAY)
    assert query == SearchQuery("words", since=since, until=until)


def test_all_of_it_is_asked_for() -> None:
    chosen = Filters(("p", "b"), "R&D", Days.ANY, role=Role.USER, has_tool=True, has_error=True, tag="vip")
    assert chosen.query("x", TODAY) == SearchQuery("x", ("p", "b"), 0, 0, Role.USER, True, True, "vip")


def test_what_is_chosen_is_said_and_taken_away_one_by_one(
    qtbot: QtBot, filters: SearchFilters, chosen: list[Filters]
) -> None:
    assert chips(filters) == []
    assert not filters.clear_button.isVisible()
    choose(qtbot, filters.chatbot_button, "R&&D")
    choose(qtbot, filters.days_button, "Last 7 days")
    choose(qtbot, filters.role_button, "Me")
    choose(qtbot, filters.tag_button, "#vip")
    QTest.mouseClick(filters.tool_button, Qt.MouseButton.LeftButton)
    QTest.keyClick(filters.error_button, Qt.Key.Key_Space)
    wanted = Filters(("p", "b"), "R&D", Days.WEEK, role=Role.USER, has_tool=True, has_error=True, tag="vip")
    assert chosen[-1] == wanted
    assert chips(filters) == ["R&&D", "Last 7 days", "By Me", "With a tool", "With an error", "#vip"]
    assert filters.spoken == "R&D · Last 7 days · By Me · With a tool · With an error · #vip"
    assert filters.chips[0].accessibleName() == "Take away the filter: R&D"
    for chip in list(filters.chips):
        QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert chosen[-1] == NONE
    assert filters.spoken == ""
    assert not filters.tool_button.isChecked()


def test_a_menu_shows_what_is_chosen(qtbot: QtBot, filters: SearchFilters) -> None:
    filters.set_filters(Filters(days=Days.MONTH))
    popup = menu(qtbot, filters.days_button)
    assert [action.text() for action in popup.actions() if action.isChecked()] == ["Last 30 days"]
    popup.close()


def test_a_range_has_a_first_and_a_last_day(qtbot: QtBot, filters: SearchFilters, chosen: list[Filters]) -> None:
    assert not filters.first_edit.isVisible()
    choose(qtbot, filters.days_button, "From … to …")
    assert filters.first_edit.isVisible()
    filters.last_edit.setDate(QDate(2024, 3, 1))
    filters.first_edit.setDate(QDate(2024, 2, 28))
    assert (chosen[-1].first, chosen[-1].last) == (date(2024, 2, 28), date(2024, 3, 1))
    choose(qtbot, filters.days_button, "Any time")
    assert chosen[-1] == NONE
    filters.first_edit.setDate(QDate(2024, 1, 1))
    assert chosen[-1] == NONE


def test_all_are_cleared_at_once(filters: SearchFilters, chosen: list[Filters]) -> None:
    filters.set_filters(Filters(has_tool=True, has_error=True))
    QTest.keyClick(filters.clear_button, Qt.Key.Key_Return)
    assert chosen == [Filters(has_tool=True, has_error=True), NONE]


def test_there_is_no_menu_without_a_choice(filters: SearchFilters) -> None:
    filters.set_choices([ChatbotCount("p", "a", "Concierge", 1)], [])
    assert not filters.chatbot_button.isVisible()
    assert not filters.tag_button.isVisible()
