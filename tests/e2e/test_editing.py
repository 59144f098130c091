"""Something that was written earlier is edited: what goes on around it neither loses words nor takes the keyboard."""

import sqlite3
from collections.abc import Callable
from contextlib import closing

from PySide6.QtCore import Qt

from desktop.core.message import Status
from desktop.store.paths import Paths
from desktop.ui.conversation.open_conversation import OpenConversation
from tests.e2e.conftest import Journey, Person
from tests.e2e.test_busy_disk import asked_for, busy_disk, two_conversations
from tests.e2e.test_list import in_view
from tests.e2e.test_queue import begin_slowly

Live = Callable[[Journey], None]


def shown(person: Person) -> OpenConversation:
    current = person.desktop.chat.current
    assert current is not None
    return current


async def open_again(person: Person, left: OpenConversation) -> None:
    await person.act(lambda: person.desktop.chat.open(left.conversation))
    await person.until(lambda: person.desktop.chat.current is left, "the conversation again")


async def queue_in_vain(person: Person, here: OpenConversation, paths: Paths, command: str) -> None:
    """The person goes on with a command before the disk refuses the question."""
    with closing(sqlite3.connect(paths.history, isolation_level=None)) as other:
        with busy_disk(person):
            await person.ask("A question that was thought out")
            await person.trigger(command)
            await asked_for(person)
            other.execute("BEGIN IMMEDIATE")
        await person.until(lambda: here.draft, "the refusal")
        other.execute("ROLLBACK")


def test_a_question_that_could_not_be_queued_waits_behind_what_is_edited(live: Live, paths: Paths) -> None:
    async def journey(person: Person) -> None:
        await begin_slowly(person)
        here = shown(person)
        await queue_in_vain(person, here, paths, "edit_last")
        assert person.composer.is_editing
        await person.trigger("stop")
        assert person.composer.text() == "A question that was thought out"
        await person.trigger("new")
        await person.until(lambda: person.composer.text() == "", "another conversation")
        await open_again(person, here)
        assert person.composer.text() == "A question that was thought out"
        await person.trigger("stop")
        await person.reply(Status.STOPPED)

    live(journey)


def test_a_question_that_could_not_be_queued_is_in_the_conversation_it_was_for(live: Live, paths: Paths) -> None:
    async def journey(person: Person) -> None:
        await begin_slowly(person)
        here = shown(person)
        await queue_in_vain(person, here, paths, "new")
        assert person.composer.text() == ""
        await person.desktop.turns.ended(f"draft:{here.conversation.id}")
        assert (await person.desktop.archive.load(here.conversation.id)).draft == here.draft
        await open_again(person, here)
        assert person.composer.text() == "A question that was thought out"
        await person.trigger("stop")
        await person.reply(Status.STOPPED)

    live(journey)


def test_the_arrow_keys_go_past_a_conversation_that_is_being_edited(live: Live) -> None:
    async def journey(person: Person) -> None:
        await person.act(person.window.activateWindow)
        await person.until(person.window.isActiveWindow, "the window in front")
        await two_conversations(person)
        await person.trigger("edit_last")
        assert person.composer.field.hasFocus()
        listed = person.window.sidebar.list
        await person.act(listed.setFocus)
        await person.press(listed, Qt.Key.Key_Down)
        await in_view(person, "One, instantly")
        assert not person.composer.is_editing
        await person.press(listed, Qt.Key.Key_Up)
        await in_view(person, "Two, instantly")
        await person.until(lambda: person.composer.is_editing, "what is being edited")
        assert listed.hasFocus()

    live(journey)
