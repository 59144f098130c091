"""What the list shows, said above it; and the way back."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.core.conversation import ALL, Listing, Shelf
from desktop.core.outline import ChatbotCount, TagCount
from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.sidebar.list_filter import ListFilter


@pytest.fixture
def bar(qtbot: QtBot, switch: ThemeSwitch) -> ListFilter:
    made = ListFilter(switch)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def chosen(bar: ListFilter) -> list[Listing]:
    found: list[Listing] = []
    bar.listing_chosen.connect(found.append)
    return found


def test_the_whole_list_needs_no_words(bar: ListFilter) -> None:
    assert bar.button.text() == "Conversations"
    assert not bar.note.isVisible()
    assert not bar.clear_button.isVisible()
    assert not bar.empty_button.isVisible()
    assert not bar.unread_button.isVisible()


def test_what_narrows_it_is_said_and_cleared(bar: ListFilter, chosen: list[Listing]) -> None:
    bar.show_listing(Listing(Shelf.ARCHIVE, ("p", "b"), "vip"), "Concierge")
    assert bar.note.text() == "Concierge · #vip"
    QTest.keyClick(bar.clear_button, Qt.Key.Key_Space)
    bar.show_listing(Listing(Shelf.ARCHIVE))
    assert not bar.clear_button.isVisible()
    bar.clear()
    assert chosen == [Listing(Shelf.ARCHIVE), ALL]


def test_the_trash_says_for_how_long_and_is_emptied(bar: ListFilter) -> None:
    bar.show_listing(Listing(Shelf.TRASH), is_empty=True)
    assert bar.note.text() == "Deleted after 30 days"
    assert not bar.empty_button.isVisible()
    bar.show_listing(Listing(Shelf.TRASH), is_empty=False)
    assert bar.empty_button.isVisible()


def test_unread_ones_are_counted(bar: ListFilter) -> None:
    asked: list[bool] = []
    bar.unread_requested.connect(lambda: asked.append(True))
    bar.show_unread(3)
    assert bar.unread_button.text() == "3 unread"
    bar.unread_button.click()
    bar.show_unread(0)
    assert not bar.unread_button.isVisible()
    assert asked == [True]


def test_the_menu_ticks_what_is_shown_and_changes_one_thing(bar: ListFilter, chosen: list[Listing]) -> None:
    bar.show_listing(Listing(tag="vip"))
    menu = bar.menu((ChatbotCount("p", "b", "Q&A", 3),), (TagCount("vip", 2), TagCount("late", 1)))
    ticked = [action.text() for action in menu.actions() if action.isChecked()]
    assert ticked == ["Conversations", "All chatbots", "#vip"]
    for text in ("Trash", "Q&&A", "#late", "With or without tags"):
        next(action for action in menu.actions() if action.text() == text).trigger()
    assert chosen == [Listing(Shelf.TRASH), Listing(chatbot=("p", "b"), tag="vip"), Listing(tag="late"), Listing()]
    menu.deleteLater()


def test_the_menu_of_an_empty_history_has_the_shelves(bar: ListFilter) -> None:
    menu = bar.menu((), ())
    assert [action.text() for action in menu.actions()] == [
        *("Conversations", "Archive", "Trash", "Inbox of visitors…"),
    ]
    menu.deleteLater()
