"""The inbox while something else stands in its place, as the search does: it is open, and nobody sees it."""

from collections.abc import Callable

import pytest

from tests.e2e.conftest import Journey, Person
from tests.e2e.test_inbox import open_inbox, page_of, panel_of, read_first, sessions

Live = Callable[[Journey], None]


async def search_over_the_inbox(person: Person) -> None:
    await open_inbox(person, "Order desk")
    await read_first(person)
    await person.trigger("search")
    await person.until(person.window.search.isVisible, "the search")


@pytest.mark.parametrize("command", ["find", "find_next", "find_previous"])
def test_nothing_is_looked_for_behind_the_search(live: Live, command: str) -> None:
    async def journey(person: Person) -> None:
        await search_over_the_inbox(person)
        page = page_of(person)
        await person.trigger(command)
        assert page.find_bar.isHidden()
        assert person.window.search.isVisible()
        await person.trigger("inbox")
        await person.trigger(command)
        assert page.find_bar.isVisible()

    live(journey)


def test_there_is_no_looking_for_words_where_no_session_is_read(live: Live) -> None:
    async def journey(person: Person) -> None:
        await open_inbox(person, "Order desk")
        await sessions(person)
        for command in ("find", "find_next", "find_previous"):
            await person.trigger(command)
            assert page_of(person).find_bar.isHidden(), command
            assert person.window.chat.find_bar.isHidden(), command

    live(journey)


def test_the_command_shows_the_inbox_as_it_was_and_leaves_it_the_next_time(live: Live) -> None:
    async def journey(person: Person) -> None:
        await search_over_the_inbox(person)
        read = page_of(person).transcript.model().rowCount()
        await person.trigger("inbox")
        assert page_of(person).isVisible()
        assert panel_of(person).isVisible()
        assert page_of(person).transcript.model().rowCount() == read > 0
        assert person.desktop.inbox.is_open
        await person.trigger("search")
        await person.click(person.window.sidebar.inbox_button)
        assert page_of(person).isVisible()
        await person.trigger("inbox")
        assert person.window.chat.isVisible()
        assert not person.desktop.inbox.is_open

    live(journey)
