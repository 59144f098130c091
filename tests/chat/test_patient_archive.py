"""What the disk refuses is saved as soon as there is room, and said as often as it helps."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from msgspec.structs import replace

from desktop.chat.patient_archive import AGAIN, PatientArchive
from desktop.chat.tasks import TaskScope
from desktop.core.conversation import Conversation, Draft
from desktop.core.errors import Problem, StoreError
from desktop.core.message import Message, Role, Status, Text, empty_reply, question
from desktop.store.history import open_history
from tests.fakes.clock import later, on_clock
from tests.fakes.ports import FakeHistoryFile, FakeThread
from tests.fakes.shelves import FakeShelves

ONE = Conversation("1", "s", "p", "b", "Helper", updated=1.0)
ASKED = question("q", "Hello", 1.0)


def reply(text: str, status: Status = Status.STREAMING) -> Message:
    return Message("r", Role.CHATBOT, status, (Text("t", text),), 1.0)


class MoodyShelves(FakeShelves):
    """Those of a moody file."""

    def __init__(self, file: "MoodyFile") -> None:
        super().__init__()
        self._file = file

    def move_to_trash(self, ids: Iterable[str]) -> None:
        self._file.refuse()
        super().move_to_trash(ids)

    def delete_for_ever(self, ids: Iterable[str]) -> None:
        ids = tuple(ids)
        self._file.refuse()
        super().delete_for_ever(ids)
        for key in ids:
            self._file.delete_conversation(key)


class MoodyFile(FakeHistoryFile):
    """Refuses to write while `mood` is a code."""

    def __init__(self) -> None:
        super().__init__()
        self.mood = ""

    def save_messages(self, conversation_id: str, messages: tuple[Message, ...]) -> None:
        self.refuse()
        super().save_messages(conversation_id, messages)

    def save_conversation(self, conversation: Conversation) -> None:
        self.refuse()
        super().save_conversation(conversation)

    def save_draft(self, draft: Draft) -> None:
        self.refuse()
        super().save_draft(draft)

    def refuse(self) -> None:
        if self.mood:
            raise StoreError(Problem(self.mood))


class Desk:
    """An archive over a moody file."""

    def __init__(self) -> None:
        self.file = MoodyFile()
        self.told = 0
        self.thread = FakeThread()
        self.file.shelves = MoodyShelves(self.file)
        self.scope = TaskScope("window", lambda name, error: pytest.fail(f"{name}: {error}"))
        self.archive = PatientArchive(self.thread, lambda: self.file, self.scope, self._tell)

    def _tell(self) -> None:
        self.told += 1

    async def refuses(self, *messages: Message) -> None:
        with pytest.raises(StoreError):
            await self.archive.save_messages("1", messages)


@on_clock
async def test_a_reply_that_did_not_fit_is_saved_when_there_is_room() -> None:
    desk = Desk()
    await desk.archive.save_conversation(ONE)
    await desk.archive.save_messages("1", (ASKED, empty_reply("r", 1.0)))
    desk.file.mood = "disk_full"
    await desk.refuses(ASKED, reply("one"))
    await desk.archive.save_messages("1", (ASKED, reply("one two")))  # said once, and it goes on
    await desk.archive.save_messages("1", (ASKED, reply("one two three", Status.COMPLETE)))
    await later(3 * AGAIN)
    assert desk.file.messages["1"]["r"].text == ""
    assert desk.told == 0
    desk.file.mood = ""
    await later(AGAIN + 0.1)
    assert desk.file.messages["1"]["r"] == reply("one two three", Status.COMPLETE)
    assert desk.told == 1
    await desk.scope.aclose()


@on_clock
async def test_a_question_is_refused_each_time_so_that_it_does_not_leave() -> None:
    desk = Desk()
    desk.file.mood = "disk_full"
    with pytest.raises(StoreError):
        await desk.archive.save_conversation(ONE)
    with pytest.raises(StoreError):
        await desk.archive.save_conversation(ONE)
    await desk.refuses(ASKED, empty_reply("r", 1.0))
    await desk.refuses(ASKED, empty_reply("r", 1.0))
    await desk.refuses(ASKED)
    desk.file.mood = ""
    await desk.archive.save_refused()
    assert list(desk.file.messages["1"]) == ["q", "r"]
    await desk.scope.aclose()


@on_clock
async def test_a_whole_conversation_that_was_refused_is_saved_with_its_messages() -> None:
    desk = Desk()
    desk.file.mood = "disk_full"
    with pytest.raises(StoreError):
        await desk.archive.save_whole(ONE, (ASKED, reply("Hi", Status.COMPLETE)))
    assert desk.file.conversations == {}
    desk.file.mood = ""
    await later(AGAIN + 0.1)
    assert desk.file.find_conversation("1") == ONE
    assert list(desk.file.messages["1"]) == ["q", "r"]
    assert desk.told == 1
    await desk.scope.aclose()


@on_clock
async def test_a_draft_is_kept_and_said_once() -> None:
    desk = Desk()
    desk.file.mood = "store_locked"
    with pytest.raises(StoreError):
        await desk.archive.save_draft(Draft("1", "half"))
    await desk.archive.save_draft(Draft("1", "half a thought"))
    desk.file.mood = ""
    await later(AGAIN + 0.1)
    assert desk.file.drafts["1"].text == "half a thought"
    await desk.scope.aclose()


@on_clock
async def test_what_cannot_be_mended_is_not_tried_again() -> None:
    desk = Desk()
    desk.file.mood = "store_failed"
    await desk.refuses(ASKED)
    desk.file.mood = "disk_full"
    await desk.refuses(reply("one"))
    desk.file.mood = "store_failed"
    await desk.archive.save_refused()
    assert not desk.file.messages
    await desk.scope.aclose()


@on_clock
async def test_what_was_deleted_meanwhile_does_not_come_back() -> None:
    desk = Desk()
    await desk.archive.save_conversation(ONE)
    desk.file.mood = "disk_full"
    await desk.refuses(ASKED)
    await desk.refuses(reply("one"))
    desk.file.mood = ""
    await desk.archive.delete_message("1", "r")
    await desk.archive.save_refused()
    assert list(desk.file.messages["1"]) == ["q"]
    desk.file.mood = "disk_full"
    await desk.refuses(question("q2", "More", 1.0))
    desk.file.mood = ""
    await desk.archive.delete_conversation("1")
    await desk.archive.save_refused()
    assert not desk.file.messages
    await later(AGAIN + 0.1)
    assert desk.told == 1
    await desk.scope.aclose()


@on_clock
async def test_something_newer_is_not_written_over() -> None:
    desk = Desk()
    await desk.archive.save_conversation(ONE)
    desk.file.mood = "disk_full"
    await desk.refuses(ASKED)
    await desk.refuses(reply("one"))
    desk.file.mood = ""
    desk.thread.hangs = True
    desk.scope.start("late", desk.archive.save_refused)
    await later(0.1)  # the question is on its way to the disk
    desk.scope.start("new", desk.archive.save_messages, "1", (reply("one two", Status.COMPLETE),))
    await later(0.1)
    desk.thread.hangs = False
    for job in desk.thread.waiting:
        job()
    await later(0.1)
    assert desk.file.messages["1"]["r"].status is Status.COMPLETE
    await desk.scope.aclose()


@on_clock
async def test_a_newer_refusal_stays_while_an_older_one_is_saved() -> None:
    desk = Desk()
    await desk.archive.save_conversation(ONE)
    desk.file.mood = "disk_full"
    await desk.refuses(reply("one"))
    desk.file.mood = ""
    desk.thread.hangs = True
    desk.scope.start("late", desk.archive.save_refused)
    await later(0.1)
    desk.thread.hangs = False
    desk.file.mood = "disk_full"
    with pytest.raises(StoreError):
        await desk.archive.save_messages("1", (reply("one two"), ASKED))
    desk.file.mood = ""
    desk.thread.waiting.pop()()
    await later(0.1)
    assert desk.file.messages["1"]["r"].text == "one"
    await desk.archive.save_refused()
    assert desk.file.messages["1"]["r"].text == "one two"
    await desk.scope.aclose()


@on_clock
async def test_what_was_deleted_for_ever_from_the_list_does_not_come_back() -> None:
    desk = Desk()
    desk.file.mood = "disk_full"
    with pytest.raises(StoreError):
        await desk.archive.save_conversation(ONE)
    await desk.refuses(ASKED)
    desk.file.mood = ""
    await desk.archive.shelves.delete_for_ever(iter(["other", "1"]))
    await later(AGAIN + 0.1)
    assert not desk.file.conversations
    assert not desk.file.messages
    await desk.scope.aclose()


@on_clock
async def test_what_is_deleted_while_it_is_saved_late_does_not_come_back() -> None:
    desk = Desk()
    desk.file.mood = "disk_full"
    with pytest.raises(StoreError):
        await desk.archive.save_draft(Draft("1", "half"))
    with pytest.raises(StoreError):
        await desk.archive.save_conversation(ONE)
    desk.file.mood = ""
    desk.thread.hangs = True
    desk.scope.start("late", desk.archive.save_refused)
    await later(0.1)  # the draft is on its way to the disk
    desk.scope.start("delete", desk.archive.shelves.delete_for_ever, ("1",))
    await later(0.1)
    desk.thread.waiting.pop(0)()
    await later(0.1)
    desk.thread.hangs = False
    for job in desk.thread.waiting:
        job()
    await later(0.1)
    assert not desk.file.conversations
    assert not desk.file.drafts
    await desk.scope.aclose()


@on_clock
async def test_what_could_not_be_deleted_is_not_lost() -> None:
    desk = Desk()
    desk.file.mood = "disk_full"
    with pytest.raises(StoreError):
        await desk.archive.save_conversation(ONE)
    await desk.refuses(ASKED)
    with pytest.raises(StoreError):
        await desk.archive.shelves.delete_for_ever(("1",))
    desk.file.mood = ""
    await later(AGAIN + 0.1)
    assert list(desk.file.messages["1"]) == ["q"]
    await desk.scope.aclose()


@on_clock
async def test_what_is_saved_late_is_kept_as_was_said_meanwhile(tmp_path: Path) -> None:
    """A conversation without a row yet: moving it to the trash changes nothing there."""
    history = open_history(tmp_path / "history.db")
    desk = Desk()
    desk.file.mood = "disk_full"
    with pytest.raises(StoreError):
        await desk.archive.save_conversation(ONE)
    with pytest.raises(StoreError):
        await desk.archive.save_conversation(replace(ONE, id="2"))
    desk.file.mood = ""
    desk.file.save_conversation = history.save_conversation  # type: ignore[method-assign]  # the disk is back
    desk.file.shelves = history.shelves  # type: ignore[assignment]  # the disk is back
    await desk.archive.shelves.set_pinned(("1", "2"), True)
    await desk.archive.shelves.rename("2", "A name")
    await desk.archive.shelves.change_tags(("2",), ("refund",))
    await desk.archive.shelves.move_to_trash(("1", "2"))
    await desk.archive.shelves.restore(("2",))
    await desk.archive.save_refused()
    first, second = history.get_conversation("1"), history.get_conversation("2")
    assert (first.pinned, bool(first.removed)) == (True, True)
    assert (second.pinned, second.removed, second.title, second.tags) == (True, 0.0, "A name", ("refund",))
    await desk.archive.shelves.restore(("1",))
    await desk.archive.save_conversation(ONE)
    assert not history.get_conversation("1").removed
    history.close()
    await desk.scope.aclose()
