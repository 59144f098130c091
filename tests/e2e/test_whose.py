"""Whose conversation it is, where a message goes and where one is: several profiles with the same chatbots."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from desktop.core.chatbot import Chatbot, Profile
from desktop.core.conversation import Conversation
from desktop.core.message import question
from desktop.store.history import open_history
from desktop.store.paths import Paths
from desktop.store.profiles import save_profiles
from desktop.ui.inbox.page import InboxPage
from desktop.ui.inbox.panel import InboxPanel
from desktop.ui.switcher.palette import SwitcherPalette
from desktop.ui.switcher.rows import Entry, Kind
from desktop.ui.switcher.rows import spoken as words_of
from desktop.ui.transcript.segment import Action
from tests.e2e.conftest import Journey, Person

Live = Callable[[Journey], None]
BOTS = (Chatbot("b1", "Concierge"), Chatbot("b2", "Order desk"))
STAGING = Profile("p1", "Shop test", "http://127.0.0.1:1", "1", BOTS, colour="amber", label="staging")
PRODUCTION = Profile("p2", "Shop", "http://127.0.0.1:1", "2", BOTS, label="production")
PLAIN = Profile("p3", "Support", "http://127.0.0.1:1", "3", BOTS)


@pytest.fixture
def profiles(paths: Paths) -> tuple[Profile, ...]:
    paths.create()
    save_profiles(paths.profiles, (STAGING, PRODUCTION, PLAIN))
    return (STAGING, PRODUCTION, PLAIN)


def stored(paths: Paths, *profile_ids: str) -> None:
    """A conversation with the Concierge of each, `c0` the oldest."""
    history, now = open_history(paths.history), time.time()
    for number, profile_id in enumerate(profile_ids):
        at = now - 60 * (len(profile_ids) - number)
        made = Conversation(f"c{number}", "s", profile_id, "b1", "Concierge", f"Title {number}", at, at)
        history.save_conversation(made)
        history.save_messages(made.id, (question(f"q{number}", "Hello", at),))
    history.close()


def in_view(person: Person) -> str:
    current = person.desktop.chat.current
    return current.conversation.id if current else ""


async def see(person: Person, conversation_id: str) -> None:
    await person.until(lambda: in_view(person) == conversation_id, f"{conversation_id} in view")


async def go_to(person: Person, conversation_id: str) -> None:
    """By a click in the list, or what comes to the same."""
    listed = person.window.sidebar.list
    await person.until(lambda: listed.row_of(conversation_id) >= 0, f"{conversation_id} in the list")
    await person.act(lambda: listed.go_to(listed.row_of(conversation_id)))
    await see(person, conversation_id)


async def menu_of(person: Person, button: QWidget) -> tuple[QMenu, list[QAction]]:
    """The menu that a button opens, and what can be chosen there."""
    await person.click(button)
    await person.until(lambda: QApplication.activePopupWidget() is not None, "a menu")
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu, [action for action in menu.actions() if action.isEnabled() and not action.isSeparator()]


def panel_of(person: Person) -> InboxPanel:
    panel = person.window.sidebar.findChild(InboxPanel)
    assert panel is not None
    return panel


async def choose_inbox(person: Person, name: str) -> None:
    menu, actions = await menu_of(person, panel_of(person).chatbot_button)
    await person.act(next(action for action in actions if action.text() == name).trigger)
    await person.act(menu.close)


@pytest.mark.usefixtures("profiles")
def test_title_and_badge_say_whose_inbox_is_read(live: Live, paths: Paths) -> None:
    stored(paths, "p1")

    async def journey(person: Person) -> None:
        window = person.window
        await see(person, "c0")
        await person.trigger("inbox")
        page = window.page
        assert isinstance(page, InboxPage)
        assert window.windowTitle() == "Shop test · staging — Robofy Desktop"
        assert (page.header.chip.text(), page.header.chip.property("tone")) == ("staging", "amber")
        await choose_inbox(person, "Concierge · production")
        assert window.windowTitle() == "Shop · production — Robofy Desktop"
        assert page.header.chip.isVisible()
        assert (page.header.chip.text(), page.header.chip.property("tone")) == ("production", "red")
        await choose_inbox(person, "Concierge · Support")
        assert window.windowTitle() == "Robofy Desktop"
        assert page.header.chip.isHidden()
        await person.trigger("inbox")
        assert window.windowTitle() == "Shop test · staging — Robofy Desktop"

    live(journey)


@pytest.mark.usefixtures("profiles")
def test_the_title_has_the_label_from_the_start_beside_what_is_unread(live: Live, paths: Paths) -> None:
    stored(paths, "p2", "p1")
    history = open_history(paths.history)
    history.shelves.set_unread(("c0",), True)
    history.close()

    async def journey(person: Person) -> None:
        await person.until(person.window.sidebar.filter.unread_button.isVisible, "the count")
        await see(person, "c1")
        assert person.window.windowTitle() == "1 unread – Shop test · staging — Robofy Desktop"

    live(journey)


@pytest.mark.usefixtures("profiles")
def test_chatbots_of_one_name_are_told_apart_wherever_they_are_listed(live: Live, paths: Paths) -> None:
    stored(paths, "p1", "p2", "gone")
    both = ["Concierge · staging", "Concierge · production"]

    async def journey(person: Person) -> None:
        window = person.window
        await see(person, "c2")
        menu, actions = await menu_of(person, window.sidebar.chooser_button)
        texts = [action.text() for action in actions]
        assert texts[:3] == ["Concierge · staging", "Order desk · staging", "Concierge · production"]
        assert "Writer" in texts, "only the sandbox has one"
        await person.act(menu.close)
        menu, actions = await menu_of(person, window.sidebar.filter.button)
        named = [action for action in actions if action.text().startswith("Concierge")]
        assert sorted(action.text() for action in named) == ["Concierge", *sorted(both)]
        await person.act(next(action for action in named if action.text() == both[0]).trigger)
        await person.act(menu.close)
        await person.until(lambda: window.sidebar.list.model().rowCount() == 1, "one of them")
        assert window.sidebar.filter.narrowed == both[0]
        await person.trigger("search")
        filters = window.search.filters
        await person.until(filters.chatbot_button.isVisible, "the filter")
        menu, actions = await menu_of(person, filters.chatbot_button)
        assert sorted(action.text() for action in actions)[1:] == ["Concierge", *sorted(both)]
        await person.act(menu.close)
        await person.trigger("inbox")
        await choose_inbox(person, both[1])
        assert panel_of(person).chatbot_button.text() == "Inbox: Concierge · production"
        assert "Concierge · production" in panel_of(person).chatbot_button.accessibleName()

    live(journey)


def spoken(person: Person) -> list[str]:
    model = person.window.sidebar.list.model()
    return [str(model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)) for row in range(model.rowCount())]


@pytest.mark.usefixtures("profiles")
def test_a_list_of_several_profiles_says_of_each_conversation_whose_it_is(live: Live, paths: Paths) -> None:
    stored(paths, "p1", "p2", "p3", "gone")

    async def journey(person: Person) -> None:
        await see(person, "c3")
        gone, plain, production, staging = spoken(person)
        assert "Title 0, Concierge, staging, " in staging
        assert "Title 1, Concierge, production, " in production
        assert "Title 2, Concierge, Support, " in plain
        assert "Concierge, now" in gone or "Concierge, 1" in gone
        palette = person.desktop.navigation.switcher.palette
        await person.trigger("switch")
        await person.until(lambda: len(conversations(palette)) == 3, "the conversations")
        assert [entry.place for entry in conversations(palette)] == [
            "Concierge · Support",
            "Concierge · production",
            "Concierge · staging",
        ]
        assert "Title 2, conversation, Concierge · Support" in words_of(conversations(palette)[0])

    live(journey)


def conversations(palette: SwitcherPalette) -> list[Entry]:
    entries = map(palette.model.entry_at, range(palette.model.rowCount()))
    return [entry for entry in entries if entry is not None and entry.kind is Kind.CONVERSATION]


@pytest.mark.usefixtures("profiles")
def test_with_conversations_of_one_profile_nothing_is_added(live: Live, paths: Paths) -> None:
    stored(paths, "p1", "p1")

    async def journey(person: Person) -> None:
        await see(person, "c1")
        assert [("staging" in one, "Concierge" in one) for one in spoken(person)] == [(False, True)] * 2
        await person.begin_with("Concierge · production")
        await person.write(person.composer.field, "Hello")
        await person.until(lambda: len(spoken(person)) == 3, "a third one")
        assert [("staging" in one, "production" in one) for one in spoken(person)] == [
            (False, True),
            (True, False),
            (True, False),
        ]

    live(journey)


def editing(person: Person) -> tuple[bool, bool, bool]:
    """Whether a question can be edited in the conversation in view: in it, by its command, and by beginning anew."""
    actions = person.window.actions_by_id
    layout = person.window.chat.transcript.rows.layout(0)
    chips = [target for _number, target in layout.targets() if target.action is Action.EDIT]
    return bool(chips), actions["edit_last"].isEnabled(), actions["restart"].isEnabled()


@pytest.mark.usefixtures("profiles")
def test_no_question_is_edited_where_nobody_can_be_asked(live: Live, paths: Paths) -> None:
    stored(paths, "gone", "p1")

    async def journey(person: Person) -> None:
        await see(person, "c1")
        assert editing(person) == (True, True, True)
        await person.trigger("inbox")
        assert not person.window.page.transcript.rows.can_edit
        assert editing(person) == (True, False, False), "the conversation is behind the inbox"
        await person.trigger("inbox")
        assert editing(person) == (True, True, True)
        await go_to(person, "c0")
        assert editing(person) == (False, False, False)
        await person.trigger("inbox")
        await person.trigger("inbox")
        assert editing(person) == (False, False, False)
        await go_to(person, "c1")
        assert editing(person) == (True, True, True)
        await person.desktop.book.remove("p1")
        await person.act(partial(person.desktop.settings.profiles_changed.emit, "p1"))
        assert editing(person) == (False, False, False)

    live(journey)


@pytest.mark.usefixtures("profiles")
def test_what_is_found_says_whose_conversation_it_is_in(live: Live, paths: Paths) -> None:
    stored(paths, "p1", "p2")

    async def journey(person: Person) -> None:
        await see(person, "c1")
        search = person.window.search
        await person.trigger("search")
        await person.write(search.field, "hello")
        found = search.results.found
        await person.until(lambda: found.rowCount() == 2, "both")
        said = [str(found.index(row).data(Qt.ItemDataRole.AccessibleTextRole)) for row in range(2)]
        assert [one.split(", ")[:4] for one in said] == [
            ["Title 1", "You", "to Concierge", "production"],
            ["Title 0", "You", "to Concierge", "staging"],
        ]

    live(journey)
