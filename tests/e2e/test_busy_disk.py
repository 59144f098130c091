"""What a person does while the disk is still busy with what they did before it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from PySide6.QtCore import QItemSelection, QItemSelectionModel

from desktop.core.message import Status
from desktop.store.paths import Paths
from desktop.ui.sidebar.controller import SidebarController
from tests.e2e.conftest import Journey, Person
from tests.e2e.test_list import in_view, rows, said, shown, stored, the_list, titles

Live = Callable[[Journey], None]


@contextmanager
def busy_disk(person: Person) -> Iterator[None]:
    """What is asked of the disk in the block is answered after it."""
    release = threading.Event()
    person.desktop.disk.call(release.wait)
    try:
        yield
    finally:
        release.set()


async def asked_for(person: Person) -> None:
    """As many turns of Qt's loop as it takes until what was done is in the queue of the disk."""
    for _ in range(30):
        await person.act(lambda: None)


async def select(person: Person, row: int) -> None:
    """Without opening it, as with Ctrl."""
    listed = person.window.sidebar.list
    index = listed.model().index(row, 0)
    flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
    await person.act(lambda: listed.selectionModel().select(QItemSelection(index, index), flag))


async def choose(person: Person, conversation_id: str) -> None:
    """As with a click: the row may lose its place in the list meanwhile."""
    await person.act(lambda: person.window.sidebar.list.conversation_chosen.emit(conversation_id))


async def stored_texts(person: Person) -> list[str]:
    """Of the conversation in view, as they are on the disk."""
    current = person.desktop.chat.current
    assert current is not None
    return [message.text for message in await person.desktop.archive.load_messages(current.conversation.id)]


async def two_conversations(person: Person) -> None:
    """The second one is in view; after another start it alone is in memory."""
    await person.act(person.desktop.controller.begin_in_sandbox)
    await person.ask("One, instantly")
    await person.reply(Status.COMPLETE)
    await person.trigger("new")
    await person.ask("Two, instantly")
    await person.reply(Status.COMPLETE)
    await rows(person, 2)


def test_who_goes_on_in_a_conversation_that_went_to_the_trash_while_it_was_opened_brings_it_back(live: Live) -> None:
    async def journey(person: Person) -> None:
        await in_view(person, "Two, instantly")
        await rows(person, 2)
        (_, first) = await person.desktop.archive.list_conversations()
        await select(person, titles(person).index("One, instantly"))
        with busy_disk(person):
            await person.trigger("trash")
            await asked_for(person)
            await choose(person, first.id)
            await asked_for(person)
        await in_view(person, "One, instantly")
        await rows(person, 1)
        await person.ask("Still there? instantly")
        await person.reply(Status.COMPLETE)
        await person.until(lambda: titles(person) == ["One, instantly", "Two, instantly"], "both in the list")
        found = await person.desktop.archive.find_conversation(first.id)
        assert found is not None
        assert not found.removed

    live(two_conversations)
    live(journey)


def test_a_conversation_that_is_being_deleted_for_ever_is_not_opened(live: Live, paths: Paths) -> None:
    stored(paths, 3)

    async def journey(person: Person) -> None:
        await the_list(person, 3)
        sidebar = person.window.findChild(SidebarController)
        assert sidebar is not None
        with busy_disk(person):
            await person.act(lambda: sidebar.shelving.delete_for_ever(("c0", "c1")))
            await asked_for(person)
            await choose(person, "c1")
            await asked_for(person)
        await rows(person, 1)
        await person.until(lambda: not person.desktop.chat.is_loading, "the end of reading")
        assert shown(person) == "Title 2"
        assert person.desktop.chat.find("c1") is None

    live(journey)


def test_what_is_opened_and_asked_while_many_are_deleted_for_ever_is_gone_with_them(live: Live, paths: Paths) -> None:
    stored(paths, 110)

    async def journey(person: Person) -> None:
        await the_list(person, 110)
        sidebar = person.window.findChild(SidebarController)
        assert sidebar is not None
        with ExitStack() as later:
            with busy_disk(person):
                await person.act(lambda: sidebar.shelving.delete_for_ever(tuple(f"c{number}" for number in range(109))))
                await asked_for(person)
                await choose(person, "c108")  # they go in pieces, and it is in the last one
                await asked_for(person)
                later.enter_context(busy_disk(person))
            await in_view(person, "Title 108")
            await person.act(lambda: person.desktop.chat.submit("Still there?"))
        await rows(person, 1)
        await in_view(person, "Title 109")
        assert person.desktop.chat.find("c108") is None
        assert [one.id for one in await person.desktop.archive.list_conversations()] == ["c109"]

    live(journey)


async def read_anew(person: Person) -> str:
    """As when another program wrote to the history; the id of what is in view."""
    current = person.desktop.chat.current
    assert current is not None
    await person.act(person.desktop.chat.reload)
    await asked_for(person)
    return current.conversation.id


async def delete(person: Person, message_id: str) -> None:
    await person.act(lambda: person.window.chat.transcript.delete_requested.emit(message_id))
    await asked_for(person)


def test_messages_that_are_deleted_while_all_is_read_anew_stay_out_of_view(live: Live) -> None:
    async def journey(person: Person) -> None:
        await in_view(person, "Two, instantly")
        asked, reply = person.messages()
        with ExitStack() as later:
            with busy_disk(person):
                key = await read_anew(person)
                await delete(person, asked.id)
                later.enter_context(busy_disk(person))
            await person.desktop.turns.ended(f"delete:{asked.id}")
            await asked_for(person)
            await delete(person, reply.id)
        await person.desktop.turns.ended(f"renew:{key}")
        assert person.messages() == ()
        assert await person.desktop.archive.load_messages(key) == ()

    live(two_conversations)
    live(journey)


def test_a_title_that_is_typed_while_all_is_read_anew_stays(live: Live) -> None:
    async def journey(person: Person) -> None:
        await in_view(person, "Two, instantly")
        sidebar = person.window.findChild(SidebarController)
        assert sidebar is not None
        with busy_disk(person):
            key = await read_anew(person)
            await person.act(lambda: sidebar.shelving.rename(key, "By hand"))
            await asked_for(person)
        await person.desktop.turns.ended(f"renew:{key}")
        await in_view(person, "By hand")

    live(two_conversations)
    live(journey)


def test_a_deleted_message_comes_back_before_what_was_thrown_away_earlier(live: Live) -> None:
    async def journey(person: Person) -> None:
        await in_view(person, "Two, instantly")
        await rows(person, 2)
        await select(person, titles(person).index("One, instantly"))
        await person.trigger("trash")
        await said(person, "moved to the trash")
        whole = person.messages()
        with busy_disk(person):
            await delete(person, whole[0].id)
            await said(person, "Message deleted")
            await person.trigger("undo")
            await asked_for(person)
        await person.until(lambda: person.messages() == whole, "the message again")
        assert titles(person) == ["Two, instantly"]
        await asked_for(person)
        assert await stored_texts(person) == [message.text for message in whole]
        assert await person.desktop.archive.count_conversations() == 1

    live(two_conversations)
    live(journey)


def test_what_is_thrown_away_comes_back_before_a_message_that_was_deleted_earlier(live: Live) -> None:
    async def journey(person: Person) -> None:
        await in_view(person, "Two, instantly")
        await rows(person, 2)
        whole = person.messages()
        await delete(person, whole[0].id)
        await said(person, "Message deleted")
        await select(person, titles(person).index("One, instantly"))
        went: list[object] = []
        person.window.sidebar.list.model().rowsRemoved.connect(lambda *_: went.append(_))
        with busy_disk(person):
            await person.trigger("trash")
            await asked_for(person)
            await person.trigger("undo")
            await asked_for(person)
        await person.until(lambda: went, "that it goes to the trash")
        await rows(person, 2)
        assert [message.id for message in person.messages()] == [whole[1].id]
        assert "Message deleted" in person.window.banner.text
        await person.trigger("undo")
        await person.until(lambda: person.messages() == whole, "the message again, when asked once more")

    live(two_conversations)
    live(journey)


def test_what_goes_to_the_trash_late_does_not_take_the_undoing_of_a_message_away(live: Live) -> None:
    async def journey(person: Person) -> None:
        await in_view(person, "Two, instantly")
        await rows(person, 2)
        whole = person.messages()
        await select(person, titles(person).index("One, instantly"))
        with busy_disk(person):
            await person.trigger("trash")
            await asked_for(person)
            await delete(person, whole[0].id)
        await rows(person, 1)
        assert "Message deleted" in person.window.banner.text
        await person.trigger("undo")
        await person.until(lambda: person.messages() == whole, "the message again")
        assert titles(person) == ["Two, instantly"]

    live(two_conversations)
    live(journey)


def test_a_conversation_is_not_left_as_empty_while_its_messages_come_back(live: Live) -> None:
    async def journey(person: Person) -> None:
        await in_view(person, "Two, instantly")
        await rows(person, 2)
        (newest, _) = await person.desktop.archive.list_conversations()
        whole = person.messages()
        for message in whole:
            await delete(person, message.id)
        with busy_disk(person):
            for _ in whole:
                await person.trigger("undo")
            await person.trigger("new")
            await asked_for(person)
        await person.desktop.turns.ended("undelete")
        await rows(person, 2)
        await choose(person, newest.id)
        await person.until(lambda: person.messages() == whole, "both messages")

    live(two_conversations)
    live(journey)


def test_next_three_times_goes_three_down_though_nothing_is_read_yet(live: Live, paths: Paths) -> None:
    stored(paths, 6)

    async def journey(person: Person) -> None:
        listed = await the_list(person, 6)
        with busy_disk(person):
            for _ in range(3):
                await person.trigger("next")
                await asked_for(person)
        await in_view(person, "Title 2")
        assert listed.selected_rows() == [range(3, 4)]

        def go_on_and_back() -> None:
            for command in ("next", "next", "previous"):
                person.window.actions_by_id[command].trigger()

        await person.act(go_on_and_back)
        await in_view(person, "Title 1")
        assert listed.selected_rows() == [range(4, 5)]

    live(journey)


def test_a_reply_that_was_deleted_before_the_next_question_was_saved_comes_back_above_it(live: Live) -> None:
    whole: list[str] = []

    async def journey(person: Person) -> None:
        await in_view(person, "Two, instantly")
        answer = person.messages()[1].id
        with busy_disk(person):
            await person.ask("Three, instantly")
            await delete(person, answer)
            assert answer not in {message.id for message in person.messages()}
        await person.reply(Status.COMPLETE)
        await person.trigger("undo")
        await person.until(lambda: len(person.messages()) == 4, "the answer at its place")
        whole.extend(message.id for message in person.messages())
        assert whole[1] == answer

    async def after(person: Person) -> None:
        await in_view(person, "Two, instantly")
        await person.until(person.messages, "the messages")
        assert [message.id for message in person.messages()] == whole

    live(two_conversations)
    live(journey)
    live(after)


def test_what_is_deleted_while_another_comes_back_finds_its_place_again(live: Live) -> None:
    async def journey(person: Person) -> None:
        await in_view(person, "Two, instantly")
        await person.ask("Three, instantly")
        await person.reply(Status.COMPLETE)
        whole = [message.id for message in person.messages()]
        first, *_, last = whole
        await delete(person, first)
        await person.desktop.turns.ended(f"delete:{first}")
        with busy_disk(person):
            await person.trigger("undo")
            await asked_for(person)
            await delete(person, last)
        await person.until(lambda: [message.id for message in person.messages()] == whole[:-1], "the first one only")
        await person.trigger("undo")
        await person.until(lambda: len(person.messages()) == len(whole), "both of them")
        assert [message.id for message in person.messages()] == whole

    live(two_conversations)
    live(journey)


def test_a_reply_that_comes_back_while_the_next_one_is_being_finished_stays_above_it(live: Live) -> None:
    whole: list[str] = []

    async def journey(person: Person) -> None:
        await person.begin_with("Writer")
        await person.ask("One, instantly")
        answer = (await person.reply(Status.COMPLETE)).id
        await person.ask("Write 5 words, slowly")
        await person.until(lambda: person.replies()[-1].text, "the next reply")
        await delete(person, answer)
        await person.desktop.turns.ended(f"delete:{answer}")
        with ExitStack() as later:
            with busy_disk(person):
                await person.until(lambda: person.replies()[-1].status is Status.COMPLETE, "all of it")
                await asked_for(person)
                later.enter_context(busy_disk(person))
                await person.trigger("undo")
                await asked_for(person)
            await person.reply(Status.COMPLETE)
            await asked_for(person)
        await person.until(lambda: len(person.messages()) == 4, "the answer at its place")
        whole.extend(message.id for message in person.messages())
        assert whole[1] == answer

    async def after(person: Person) -> None:
        await person.until(person.messages, "the messages")
        assert [message.id for message in person.messages()] == whole

    live(journey)
    live(after)
