"""Who does not wait for a conversation that the disk gives late, and types somewhere else, goes on typing there."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from desktop.store.paths import Paths
from tests.e2e.conftest import Journey, Person
from tests.e2e.test_busy_disk import asked_for, busy_disk
from tests.e2e.test_list import in_view, shown, stored, the_list, titles
from tests.e2e.test_switcher import palette_of

Live = Callable[[Journey], None]


@pytest.fixture(autouse=True)
def three(paths: Paths) -> None:
    stored(paths, 3)


async def keyboard(person: Person) -> QWidget:
    await asked_for(person)
    focused = QApplication.focusWidget()
    assert focused is not None
    return focused


async def turn_away(person: Person, command: str) -> QWidget:
    """Choose another conversation, not wait for it, and type; what was typed into."""
    listed = await the_list(person, 3)
    with busy_disk(person):
        await person.act(lambda: listed.go_to(1))
        await asked_for(person)
        await person.trigger(command)
        typed = await keyboard(person)
        await person.write(typed, "Half a ")
        assert shown(person) == "Title 2"
    await in_view(person, "Title 1")
    await person.write(await keyboard(person), "name")
    return typed


def test_a_title_is_typed_to_its_end(live: Live) -> None:
    async def journey(person: Person) -> None:
        edit = await turn_away(person, "rename")
        assert isinstance(edit, QLineEdit)
        assert edit.text() == "Half a name"
        await person.press(edit, Qt.Key.Key_Return)
        await person.until(lambda: titles(person) == ["Title 2", "Half a name", "Title 0"], "the new title")
        await in_view(person, "Half a name")

    live(journey)


def test_the_search_stays_and_the_conversation_is_behind_it(live: Live) -> None:
    async def journey(person: Person) -> None:
        await turn_away(person, "search")
        assert person.window.search.isVisible()
        assert person.window.search.text == "Half a name"
        await person.act(person.window.search.close_requested.emit)
        assert person.window.chat.isVisible()
        assert person.window.chat.header.isVisible()
        assert person.window.sidebar.list.selected_rows() == [range(1, 2)]

    live(journey)


def test_the_search_that_was_opened_before_anything_was_in_view_leads_to_the_conversation(live: Live) -> None:
    async def journey(person: Person) -> None:
        await the_list(person, 3)
        await person.act(person.window.show_welcome)
        with busy_disk(person):
            await person.act(lambda: person.window.sidebar.list.conversation_chosen.emit("c1"))
            await asked_for(person)
            await person.trigger("search")
        await in_view(person, "Title 1")
        assert person.window.search.isVisible()
        await person.act(person.window.search.close_requested.emit)
        assert person.window.chat.isVisible()

    live(journey)


def test_the_switcher_stays(live: Live) -> None:
    async def journey(person: Person) -> None:
        await turn_away(person, "switch")
        palette = palette_of(person)
        assert palette.isVisible()
        assert palette.field.text() == "Half a name"
        await person.press(palette.field, Qt.Key.Key_Escape)
        assert person.window.sidebar.list.hasFocus()

    live(journey)


def test_what_is_chosen_while_the_search_is_in_view_closes_it(live: Live) -> None:
    async def journey(person: Person) -> None:
        await turn_away(person, "search")
        with busy_disk(person):
            await person.act(lambda: person.window.sidebar.list.go_to(2))
            await asked_for(person)
        await in_view(person, "Title 0")
        assert person.window.chat.isVisible()

    live(journey)
