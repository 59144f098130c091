"""An answer is unread until it was in view, and not a moment longer."""

import threading
from collections.abc import Callable
from contextlib import closing

import pytest

from desktop.core.conversation import Conversation
from desktop.core.message import Message
from desktop.store.history import open_history
from desktop.store.paths import Paths
from tests.e2e.conftest import Journey, Person
from tests.e2e.test_busy_disk import asked_for, two_conversations
from tests.e2e.test_meanwhile import ONE, TWO, go_on, in_memory

Live = Callable[[Journey], None]


async def in_front(person: Person) -> None:
    await person.act(person.window.activateWindow)
    await person.until(person.window.isActiveWindow, "the window in front")
    await two_conversations(person)


def unread(paths: Paths) -> int:
    with closing(open_history(paths.history)) as history:
        return history.shelves.count_unread()


def test_an_answer_is_read_when_its_conversation_is_opened_before_the_disk_knows_of_it(
    live: Live, paths: Paths
) -> None:
    release = threading.Event()

    async def journey(person: Person) -> None:
        await in_front(person)

        def look(ended: Conversation, _reply: Message) -> None:
            person.desktop.disk.call(release.wait)
            person.desktop.chat.open(ended)

        person.desktop.chat.reply_ended.connect(look)
        try:
            await go_on(person, ONE)
            await asked_for(person)
        finally:
            release.set()
        assert person.desktop.chat.current is in_memory(person, ONE)

    live(journey)
    assert unread(paths) == 0


@pytest.mark.parametrize("command", ["search", "inbox"])
def test_an_answer_that_ends_behind_something_else_is_unread_until_that_goes(
    live: Live, paths: Paths, command: str
) -> None:
    async def journey(person: Person) -> None:
        await in_front(person)
        caption = person.window.caption
        await person.trigger(command)
        await person.until(lambda: not person.window.chat.isVisible(), "something else")
        await go_on(person, TWO)
        await person.until(lambda: caption.unread == 1, "the mark")
        leave = person.window.search.close_requested.emit if command == "search" else person.desktop.inbox.leave
        await person.act(leave)
        await person.until(lambda: caption.unread == 0, "no mark")

    live(journey)
    assert unread(paths) == 0
