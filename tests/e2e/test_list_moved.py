"""What happens to a person who selects many, while another program puts conversations into the same history."""

import time
from collections.abc import Callable
from contextlib import closing

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtWidgets import QLabel

from desktop.core.conversation import Conversation, Listing, Shelf
from desktop.store.database import open_database
from desktop.store.history import History
from desktop.store.paths import Paths
from desktop.ui.dialogs.deletion_dialog import DeletionDialog
from desktop.ui.dialogs.tags_dialog import TagsDialog
from desktop.ui.sidebar.conversation_list import ConversationList
from tests.e2e.conftest import Journey, Person
from tests.e2e.dialogs import modal
from tests.e2e.test_list import rows, said, show, shown, stored, the_list

Live = Callable[[Journey], None]


def arrive(paths: Paths, count: int, *, in_trash: bool = False) -> None:
    """So many more, newer than all others, as the command line imports them."""
    with closing(open_database(paths.history)) as database:
        history, now = History(database), time.time()
        for number in range(count):
            history.save_conversation(Conversation(f"new{number}", "s", "p", "b", "Bot", f"New {number}", now, now))
        if in_trash:
            history.shelves.move_to_trash(f"new{number}" for number in range(count))


def ids(paths: Paths, shelf: Shelf) -> set[str]:
    with closing(open_database(paths.history)) as database:
        return set(History(database).shelves.list_ids(Listing(shelf), 0, 10_000))


async def mark(person: Person, listed: ConversationList, first: int, last: int) -> None:
    model = listed.model()
    chosen = QItemSelection(model.index(first, 0), model.index(last, 0))
    flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
    await person.act(lambda: listed.selectionModel().select(chosen, flag))


async def question(person: Person) -> DeletionDialog:
    await person.until(lambda: modal(DeletionDialog), "the question")
    dialog = modal(DeletionDialog)
    assert dialog is not None
    return dialog


def test_many_that_were_read_are_those_in_view(live: Live, paths: Paths) -> None:
    stored(paths, 80)

    async def journey(person: Person) -> None:
        listed = await the_list(person, 80)
        await mark(person, listed, 0, 59)
        arrive(paths, 30)
        await person.trigger("trash")
        await said(person, "60 conversations moved to the trash.")
        await rows(person, 50)
        assert ids(paths, Shelf.TRASH) == {f"c{number}" for number in range(20, 80)}

    live(journey)


def test_where_rows_were_never_read_nothing_is_done_to_others(live: Live, paths: Paths) -> None:
    stored(paths, 450)

    async def journey(person: Person) -> None:
        listed = await the_list(person, 450)
        await mark(person, listed, 0, 299)
        arrive(paths, 30)
        await person.trigger("trash")
        await said(person, "nothing was done")
        await rows(person, 480)
        assert not ids(paths, Shelf.TRASH)
        await mark(person, listed, 30, 329)
        await person.trigger("trash")
        await said(person, "300 conversations moved to the trash.")
        assert ids(paths, Shelf.TRASH) == {f"c{number}" for number in range(150, 450)}

    live(journey)


def test_as_many_rows_in_another_order_are_seen_to_be_others(live: Live, paths: Paths) -> None:
    stored(paths, 450)

    async def journey(person: Person) -> None:
        listed = await the_list(person, 450)
        await mark(person, listed, 0, 299)
        arrive(paths, 1)
        with closing(open_database(paths.history)) as database:
            History(database).delete_conversation("c0")
        await person.trigger("trash")
        await said(person, "nothing was done")
        assert not ids(paths, Shelf.TRASH)

    live(journey)


def test_what_is_deleted_for_ever_is_what_was_asked_about(live: Live, paths: Paths) -> None:
    stored(paths, 300)
    with closing(open_database(paths.history)) as database:
        History(database).shelves.move_to_trash(f"c{number}" for number in range(260))

    async def journey(person: Person) -> None:
        listed = await the_list(person, 40)
        await person.act(lambda: person.window.sidebar.filter.listing_chosen.emit(Listing(Shelf.TRASH)))
        await rows(person, 260)
        await person.act(listed.selectAll)
        await person.act(listed.delete_requested.emit)
        dialog = await question(person)
        assert "260" in " ".join(label.text() for label in dialog.findChildren(QLabel))
        arrive(paths, 30, in_trash=True)
        await person.act(lambda: person.window.sidebar.filter.listing_chosen.emit(Listing(Shelf.TRASH)))
        await rows(person, 290)
        await person.act(dialog.delete_button.click)
        await rows(person, 30)
        assert ids(paths, Shelf.TRASH) == {f"new{number}" for number in range(30)}
        assert len(ids(paths, Shelf.LIST)) == 40

    live(journey)


def test_emptying_the_trash_asks_about_all_that_is_there(live: Live, paths: Paths) -> None:
    stored(paths, 4)
    with closing(open_database(paths.history)) as database:
        History(database).shelves.move_to_trash(("c0", "c1"))

    async def journey(person: Person) -> None:
        await the_list(person, 2)
        await show(person, Listing(Shelf.TRASH), ["Title 0", "Title 1"])
        arrive(paths, 3, in_trash=True)
        await person.click(person.window.sidebar.filter.empty_button)
        dialog = await question(person)
        assert "5" in " ".join(label.text() for label in dialog.findChildren(QLabel))
        await person.act(dialog.delete_button.click)
        await rows(person, 0)
        assert not ids(paths, Shelf.TRASH)

    live(journey)


def test_tags_are_those_of_what_was_selected_when_they_were_asked_for(live: Live, paths: Paths) -> None:
    stored(paths, 4)

    async def journey(person: Person) -> None:
        listed = await the_list(person, 4)
        await person.press(listed, Qt.Key.Key_Down)
        await person.until(lambda: shown(person) == "Title 2", "the second one")
        await mark(person, listed, 2, 3)
        await person.trigger("tags")
        await person.until(lambda: modal(TagsDialog), "the tags")
        dialog = modal(TagsDialog)
        assert dialog is not None
        await person.act(listed.clearSelection)
        await person.write(dialog.field.edit, "vip")
        await person.act(dialog.save_button.click)
        await person.act(person.window.activateWindow)
        await show(person, Listing(tag="vip"), ["Title 1", "Title 0"])

    live(journey)
