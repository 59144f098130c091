"""A conversation that is put away while something is still going on in it, or begins to."""

from collections.abc import Callable
from contextlib import closing

from desktop.core.conversation import Listing, Shelf
from desktop.core.message import Role, Status
from desktop.store.history import open_history
from desktop.store.paths import Paths
from desktop.ui.conversation.open_conversation import OpenConversation
from tests.e2e.conftest import Journey, Person
from tests.e2e.test_busy_disk import asked_for, busy_disk
from tests.e2e.test_list import said

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
