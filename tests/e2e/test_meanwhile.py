"""What goes on in one conversation, while a person looks at another one or at none."""

from collections.abc import Callable
from contextlib import closing
from functools import partial

import pytest

from desktop.core.conversation import Listing, Shelf, shelf_of
from desktop.store.history import open_history
from desktop.store.paths import Paths
from desktop.ui.conversation.open_conversation import OpenConversation
from tests.e2e.conftest import Journey, Person
from tests.e2e.test_busy_disk import select, two_conversations
from tests.e2e.test_list import in_view, rows, show, shown, titles

Live = Callable[[Journey], None]
ONE, TWO = "One, instantly", "Two, instantly"


def in_memory(person: Person, title: str) -> OpenConversation:
    return next(one for one in person.desktop.chat.opened if one.conversation.title == title)


async def go_on(person: Person, title: str) -> None:
    """As a queue does: the next question is asked by itself, whatever is in view."""
    asking = in_memory(person, title)
    count = len(asking.messages) + 2
    await person.act(lambda: person.desktop.chat.ask(asking, "And then, instantly"))
    await person.until(lambda: len(asking.messages) == count and not asking.streaming, "the end of the reply")


@pytest.mark.parametrize(("command", "shelf"), [("trash", Shelf.TRASH), ("archive", Shelf.ARCHIVE)])
def test_what_is_only_read_on_its_shelf_stays_there(live: Live, paths: Paths, command: str, shelf: Shelf) -> None:
    async def journey(person: Person) -> None:
        await two_conversations(person)
        await select(person, titles(person).index(ONE))
        await person.trigger(command)
        await rows(person, 1)
        await show(person, Listing(shelf), [ONE])
        await person.act(partial(person.window.sidebar.list.go_to, 0))
        await in_view(person, ONE)
        await go_on(person, TWO)

    live(journey)
    with closing(open_history(paths.history)) as history:
        kept = {one.title: shelf_of(one) for of in Shelf for one in history.list_conversations(Listing(of))}
    assert kept == {ONE: shelf, TWO: Shelf.LIST}


def test_what_goes_on_in_the_archive_is_back_in_the_list_though_another_one_is_in_view(live: Live) -> None:
    async def journey(person: Person) -> None:
        await two_conversations(person)
        await select(person, titles(person).index(ONE))
        await person.trigger("archive")
        await rows(person, 1)
        await go_on(person, ONE)
        await rows(person, 2)
        assert shown(person) == TWO

    live(journey)


def test_what_is_marked_in_the_list_stays_so_while_the_one_in_view_goes_on(live: Live) -> None:
    async def journey(person: Person) -> None:
        await two_conversations(person)
        await select(person, titles(person).index(ONE))
        await go_on(person, TWO)
        assert shown(person) == TWO
        listed = person.window.sidebar.list
        assert [titles(person)[row] for run in listed.selected_rows() for row in run] == [ONE]
        await person.trigger("trash")
        await person.until(lambda: titles(person) == [TWO], "the marked one in the trash")

    live(journey)


async def import_something(person: Person) -> None:
    """What follows when an import is done, to its end."""
    await person.act(person.desktop.imports.imported.emit)
    for name in ("restore", "shelves"):
        await person.desktop.tasks.ended(name)


def test_after_an_import_the_conversation_in_view_is_still_marked(live: Live) -> None:
    async def journey(person: Person) -> None:
        await two_conversations(person)
        listed = person.window.sidebar.list
        await person.act(lambda: listed.go_to(1))
        await in_view(person, ONE)
        await import_something(person)
        assert shown(person) == ONE
        assert listed.selected_rows() == [range(1, 2)]

    live(journey)


def test_after_an_import_the_trash_is_never_taken_for_the_list(live: Live) -> None:
    async def journey(person: Person) -> None:
        await two_conversations(person)
        await person.trigger("trash")
        await rows(person, 1)
        await show(person, Listing(Shelf.TRASH), [TWO])
        seen: list[list[str]] = []
        person.window.sidebar.list.model().modelReset.connect(lambda: seen.append(titles(person)))
        await import_something(person)
        assert seen
        assert all(one == [TWO] for one in seen), seen

    live(journey)
