"""A history that does not open: whatever a person presses, the way to get it back stays in view."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from desktop.core.chatbot import SANDBOX_PROFILE
from desktop.core.deep_link import SCHEME, conversation_link
from desktop.core.errors import Problem
from desktop.store.paths import Paths
from desktop.ui.actions import COMMANDS
from tests.e2e.conftest import Journey, Person
from tests.e2e.test_recovery import is_told, talk
from tests.store.damage import garble_header

Live = Callable[[Journey], None]
OPENS_A_DIALOG = {"settings", "quit", "diagnose", "keys", "updates", "report", "about"}


@pytest.fixture
def damaged(live: Live, paths: Paths) -> None:
    live(talk)
    garble_header(paths.history)


async def is_on_recovery_page(person: Person) -> None:
    """Stays there, also after everything that was begun has ended."""
    for _ in range(3):
        await person.act(lambda: None)
    links = (f"link:{number}" for number in range(3))
    names = ("recovery", "search", "search-choices", "titles", *links, "filter", "step", "unread", "restore")
    await person.until(lambda: not any(map(person.desktop.tasks.is_running, names)), "the end of what was begun")
    assert person.window.pages.currentWidget() is person.desktop.recovery.page


async def begin_unasked(person: Person) -> None:
    """A conversation as one has it who was faster than the disk."""
    sandbox = person.desktop.book.find(SANDBOX_PROFILE)
    assert sandbox is not None
    await person.act(lambda: person.desktop.chat.begin(sandbox.id, sandbox.chatbots[0]))


async def restore(person: Person) -> None:
    await person.until(person.desktop.recovery.page.restore_button.isVisible, "the button")
    await person.click(person.desktop.recovery.page.restore_button)
    await person.until(person.window.chat.isVisible, "a conversation")


@pytest.mark.usefixtures("damaged")
def test_every_command_leaves_the_page_where_it_is(live: Live) -> None:
    async def journey(person: Person) -> None:
        await is_told(person, "1 conversation and 2 messages could be read")
        for command in COMMANDS:
            if command.id not in OPENS_A_DIALOG:
                await person.trigger(command.id)
                assert not person.window.banner.isVisible(), command.id
        await is_on_recovery_page(person)
        await restore(person)
        assert person.messages()
        await person.trigger("search")
        assert person.window.search.isVisible()
        await person.trigger("new")
        assert person.window.chat.isVisible()

    live(journey)


@pytest.mark.usefixtures("damaged")
def test_who_comes_from_outside_is_told_and_stays(live: Live, tmp_path: Path) -> None:
    file = tmp_path / "some.json"
    file.write_text("{}")

    async def journey(person: Person) -> None:
        await is_told(person, "1 conversation")
        await person.act(person.desktop.residence.tray.new_requested.emit)
        await is_on_recovery_page(person)
        for word in (f"{SCHEME}:new?text=Hello", conversation_link("0" * 32), str(file)):
            await person.act(partial(person.desktop.residence.links.follow, [word]))
            await person.until(lambda: "cannot be opened" in person.window.banner.text, f"words about {word}")
            await is_on_recovery_page(person)
            await person.act(lambda: person.window.banner.show_text(""))

    live(journey)


@pytest.mark.usefixtures("damaged")
def test_search_asked_for_in_another_way_does_not_cover_it(live: Live) -> None:
    async def journey(person: Person) -> None:
        await is_told(person, "1 conversation")
        await person.act(person.window.sidebar.search_requested.emit)
        await is_on_recovery_page(person)

    live(journey)


@pytest.mark.usefixtures("damaged")
def test_what_fails_for_want_of_the_history_leads_to_the_page_and_not_to_a_banner(live: Live) -> None:
    async def journey(person: Person) -> None:
        await is_told(person, "1 conversation")
        await begin_unasked(person)
        assert person.window.chat.isVisible()
        await person.ask("Hello?")
        await person.until(person.desktop.recovery.page.isVisible, "the page again")
        assert not person.window.banner.isVisible()
        await is_on_recovery_page(person)
        await restore(person)

    live(journey)


@pytest.mark.usefixtures("damaged")
def test_restoring_leaves_the_page_also_when_somebody_had_begun_a_conversation(live: Live) -> None:
    async def journey(person: Person) -> None:
        await is_told(person, "1 conversation")
        await begin_unasked(person)
        await person.act(lambda: person.desktop.controller.show_problem(Problem("store_damaged")))
        await is_on_recovery_page(person)
        await restore(person)
        assert "1 conversation and 2 messages were restored" in person.window.banner.text

    live(journey)


def test_search_goes_back_to_whatever_was_shown(live: Live) -> None:
    async def journey(person: Person) -> None:
        page = QWidget()
        await person.act(lambda: person.window.show_page(page))
        await person.trigger("search")
        assert person.window.search.isVisible()
        await person.act(person.window.search.close_requested.emit)
        assert person.window.pages.currentWidget() is page

    live(journey)


def test_commands_wait_too_where_there_is_nothing_to_restore(live: Live, paths: Paths) -> None:
    paths.create()
    paths.history.mkdir()  # a history that cannot be opened, and not made anew either

    async def journey(person: Person) -> None:
        await person.until(person.window.trouble.isVisible, "the page that says it")
        for command_id in ("new", "search", "choose", "switch", "import", "inbox"):
            await person.trigger(command_id)
        assert person.window.pages.currentWidget() is person.window.trouble
        paths.history.rmdir()
        await person.act(person.window.trouble.retry_requested.emit)
        await person.until(person.window.welcome.isVisible, "the welcome page")
        await talk(person)

    live(journey)


def test_a_history_that_opens_again_leads_from_the_inbox_back_to_the_conversation(live: Live) -> None:
    async def journey(person: Person) -> None:
        await talk(person)
        await person.trigger("inbox")
        await person.until(lambda: not person.window.chat.isVisible(), "the inbox")
        await person.act(lambda: person.desktop.controller.show_problem(Problem("store_damaged")))
        await is_on_recovery_page(person)
        await person.act(person.desktop.controller.start_restoring)
        await person.until(person.window.chat.isVisible, "the conversation")
        assert not person.desktop.inbox.is_open
        assert person.window.sidebar.list.isVisible()
        assert person.window.actions_by_id["stop"].isEnabled()

    live(journey)
