"""The history for those who must not block: every call reaches the file, on the thread, and answers."""

import pytest

from desktop.chat.archive import Archive
from desktop.core.conversation import ALL, Conversation, Draft
from desktop.core.errors import Problem, StoreError
from desktop.core.message import question
from desktop.core.queue import Queued
from tests.fakes.clock import on_clock
from tests.fakes.ports import FakeHistoryFile, FakeThread

ONE = Conversation("1", "s", "p", "b", "Helper", updated=1.0)
TWO = Conversation("2", "s", "p", "b", "Helper", updated=2.0)
ASKED = question("q", "Hello", 1.0)


@on_clock
async def test_every_call_reaches_the_file_on_the_thread() -> None:
    thread, file = FakeThread(), FakeHistoryFile()
    archive = Archive(thread, lambda: file)
    await archive.save_conversation(ONE)
    await archive.save_conversation(TWO)
    await archive.save_messages("1", (ASKED,))
    await archive.save_draft(Draft("1", "typed"))
    assert await archive.list_conversations() == (TWO, ONE)
    assert await archive.list_conversations(limit=1) == (TWO,)
    assert await archive.list_conversations(offset=1) == (ONE,)
    outline = await archive.shelves.outline(ALL, (), 3.0)
    assert await archive.list_with_outline(ALL, (), 3.0, 1, 1) == (outline, (ONE,))
    assert await archive.count_conversations() == 2
    assert await archive.find_conversation("1") == ONE
    assert await archive.find_conversation("3") is None
    assert await archive.load_messages("1") == (ASKED,)
    assert (await archive.load("1")).draft == "typed"
    assert (await archive.load("2")).draft == ""
    removed = await archive.delete_message("1", "q")
    assert removed is not None
    assert await archive.load_messages("1") == ()
    assert await archive.delete_message("1", "q") is None
    await archive.restore_message(removed)
    assert await archive.load_messages("1") == (ASKED,)
    await archive.save_leaf("1", "q")
    stored = await archive.load("1")
    assert (stored.conversation, stored.messages, stored.tree.newest, stored.leaf) == (ONE, {"q": ASKED}, "q", "q")
    await archive.save_queue("1", (Queued("n", "And then?"),))
    assert await archive.load_queue("1") == (Queued("n", "And then?"),)
    await archive.delete_conversation("1", if_empty=True)
    assert await archive.find_conversation("1") == ONE
    await archive.delete_conversation("1")
    assert await archive.find_conversation("1") is None
    assert await archive.list_conversations() == (TWO,)
    assert thread.calls == 29


@on_clock
async def test_what_another_program_wrote_wakes_who_works_on_the_history() -> None:
    file = FakeHistoryFile()
    archive = Archive(FakeThread(), lambda: file)
    assert not await archive.was_changed_elsewhere()
    assert not archive.used.is_set(), "to ask is no use"
    file.changed_elsewhere = True
    assert await archive.was_changed_elsewhere()
    assert archive.used.is_set()


@on_clock
async def test_refusal_of_the_disk_reaches_the_caller() -> None:
    archive = Archive(FakeThread(), FakeHistoryFile)
    with pytest.raises(StoreError):
        await archive.save_messages("nowhere", (ASKED,))


@on_clock
async def test_file_is_opened_at_the_first_call_and_once() -> None:
    opened: list[FakeHistoryFile] = []

    def open_file() -> FakeHistoryFile:
        opened.append(FakeHistoryFile())
        return opened[-1]

    archive = Archive(FakeThread(), open_file)
    assert opened == []
    await archive.save_conversation(ONE)
    assert await archive.list_conversations() == (ONE,)
    assert len(opened) == 1


@on_clock
async def test_file_that_could_not_be_opened_is_tried_again() -> None:
    answers: list[FakeHistoryFile | StoreError] = [StoreError(Problem("store_locked")), FakeHistoryFile()]

    def open_file() -> FakeHistoryFile:
        answer = answers.pop(0)
        if isinstance(answer, StoreError):
            raise answer
        return answer

    archive = Archive(FakeThread(), open_file)
    with pytest.raises(StoreError, match="in use"):
        await archive.list_conversations()
    assert await archive.list_conversations() == ()
