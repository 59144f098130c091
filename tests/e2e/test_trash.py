"""What lies in the trash for thirty days goes by itself: at the start, and at midnight while the window stays open."""

from __future__ import annotations

import time
from collections.abc import Callable

from desktop.core.conversation import Listing, Shelf
from desktop.core.outline import KEPT_IN_TRASH
from desktop.store.database import open_database
from desktop.store.paths import Paths
from desktop.store.shelves import Shelves
from desktop.ui.sidebar.controller import SidebarController
from tests.e2e.conftest import Journey, Person
from tests.e2e.test_list import in_view, show, stored, the_list, titles

Live = Callable[[Journey], None]


def test_what_is_in_the_trash_for_thirty_days_is_deleted_at_the_start(live: Live, paths: Paths) -> None:
    stored(paths, 4)
    database = open_database(paths.history)
    Shelves(database, lambda: time.time() - KEPT_IN_TRASH - 60).move_to_trash(("c0", "c1"))
    Shelves(database).move_to_trash(("c2",))
    database.close()

    async def journey(person: Person) -> None:
        await the_list(person, 1)
        await show(person, Listing(Shelf.TRASH), ["Title 2"])

    live(journey)


def test_what_is_in_the_trash_for_thirty_days_is_deleted_at_midnight_too(live: Live, paths: Paths) -> None:
    stored(paths, 3)
    old = time.time() - KEPT_IN_TRASH - 60
    database = open_database(paths.history)
    Shelves(database, lambda: old).move_to_trash(("c0",))

    async def journey(person: Person) -> None:
        await the_list(person, 2)
        await show(person, Listing(Shelf.TRASH), [])
        await person.desktop.tasks.ended("shelves")  # what the start deletes
        Shelves(database, lambda: old).move_to_trash(("c1",))
        await show(person, Listing(), ["Title 2"])
        await show(person, Listing(Shelf.TRASH), ["Title 1"])
        sidebar = person.window.findChild(SidebarController)
        assert sidebar is not None
        await person.act(lambda: person.window.sidebar.list.go_to(0))
        await in_view(person, "Title 1")
        await person.act(sidebar.reader.midnight.passed.emit)
        await person.desktop.tasks.ended("old-trash")
        assert titles(person) == ["Title 1"], "it is being read"
        await person.act(person.desktop.controller.begin_in_sandbox)
        person.desktop.chat.reload()
        await person.act(sidebar.reader.midnight.passed.emit)
        await person.until(lambda: titles(person) == [], "an empty trash")

    live(journey)
    database.close()
