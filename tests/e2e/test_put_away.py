"""A conversation that is put away while something is still going on in it, or begins to."""

from collections.abc import Callable
from contextlib import closing

from PySide6.QtCore import Qt

from desktop.core.conversation import Listing, Shelf, shelf_of
from desktop.core.message import Role, Status
from desktop.store.history import open_history
from desktop.store.paths import Paths
from desktop.ui.conversation.open_conversation import OpenConversation
from desktop.ui.sidebar.controller import SidebarController
from tests.e2e.conftest import Journey, Person
from tests.e2e.test_busy_disk import asked_for, busy_disk
from tests.e2e.test_list import rows, said, titles

Live = Callable[[Journey], None]
LONG = "Write 2,000 words, slowly"


def in_view(person: Person) -> OpenConversation:
    current = person.desktop.chat.current
    assert current is not None
    return current


def sent(paths: Paths, shelf: Shelf) -> dict[str, Status]:
    """The questions of the one conversation of this shelf, as they are on the disk."""
    with closing(open_history(paths.history)) as history:
        (one,) = history.list_conversations(Listing(shelf))
        return {message.text: message.status for message in history.load_messages(one.id) if message.role is Role.USER}


def test_no_question_that_waits_goes_while_a_conversation_is_thrown_away(live: Live, paths: Paths) -> None:
    async def journey(person: Person) -> None:
        await person.begin_with("Writer")
        await person.ask("Write 5 words, slowly")
        await person.until(lambda: person.replies() and person.replies()[-1].text, "the reply")
        current = in_view(person)
        with busy_disk(person):  # which saves the whole reply later
            await person.ask(LONG)
            await person.until(lambda: person.replies()[-1].status is Status.COMPLETE, "all of it")
            await person.trigger("trash")
            await asked_for(person)
            assert current.streaming
        await said(person, "moved to the trash")
        assert current.conversation.removed
        assert not current.streaming, "a reply is written in the trash"

    live(journey)
    assert sent(paths, Shelf.TRASH) == {"Write 5 words, slowly": Status.SENT, LONG: Status.NOT_SENT}


async def ask_while_it_is_put_away(person: Person, command: str) -> OpenConversation:
    """The question that is typed already goes while the disk is still busy with the command."""
    asked = in_view(person)
    await person.write(person.composer.field, LONG)
    with busy_disk(person):
        await person.trigger(command)
        await asked_for(person)
        await person.press(person.composer.field, Qt.Key.Key_Return)
        assert asked.streaming
    return asked


async def one_conversation(person: Person, title: str = "Hello, instantly") -> None:
    await person.begin_with("Writer")
    await person.ask(title)
    await person.reply(Status.COMPLETE)


def told(person: Person) -> list[str]:
    """What is said from here on of things that cannot be undone."""
    sidebar = person.window.findChild(SidebarController)
    assert sidebar is not None
    words: list[str] = []
    sidebar.shelving.told.connect(words.append)
    return words


def test_what_is_asked_on_the_way_to_the_trash_is_kept_there_and_not_answered(live: Live, paths: Paths) -> None:
    async def journey(person: Person) -> None:
        await one_conversation(person)
        asked = await ask_while_it_is_put_away(person, "trash")
        await said(person, "moved to the trash. The answer was stopped.")
        assert asked.conversation.removed
        assert not asked.streaming, "a reply is written in the trash"

    live(journey)
    assert sent(paths, Shelf.TRASH) == {"Hello, instantly": Status.SENT, LONG: Status.NOT_SENT}


def test_what_is_asked_on_the_way_to_the_archive_keeps_the_conversation_in_the_list(live: Live, paths: Paths) -> None:
    async def journey(person: Person) -> None:
        await one_conversation(person)
        words = told(person)
        asked = await ask_while_it_is_put_away(person, "archive")
        await person.until(lambda: words == ["Back in the list"], "that it goes on in the list")
        assert not person.window.banner.isVisible(), "nothing was done that could be undone"
        await person.until(lambda: asked.model.messages()[-1].text, "the reply")
        assert in_view(person) is asked
        assert shelf_of(asked.conversation) is Shelf.LIST
        assert titles(person) == ["Hello, instantly"]

    live(journey)
    assert sent(paths, Shelf.LIST) == {"Hello, instantly": Status.SENT, LONG: Status.SENT}


def test_of_several_on_the_way_to_the_archive_the_others_arrive(live: Live, paths: Paths) -> None:
    async def journey(person: Person) -> None:
        await one_conversation(person, "Other, instantly")
        await one_conversation(person)
        await rows(person, 2)
        await person.act(person.window.sidebar.list.selectAll)
        asked = await ask_while_it_is_put_away(person, "archive")
        await said(person, "“Other, instantly” archived")
        assert in_view(person) is asked
        assert titles(person) == ["Hello, instantly"]

    live(journey)
    assert sent(paths, Shelf.ARCHIVE) == {"Other, instantly": Status.SENT}
    assert LONG in sent(paths, Shelf.LIST)
