"""A turn on a disk that refuses or is slow, and in a program that has bugs: the text is kept."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from desktop.chat.tasks import settle
from desktop.chat.turn import TurnRunner
from desktop.core import events as e
from desktop.core.errors import Problem, StoreError
from desktop.core.message import Message, Status
from desktop.core.request import ChatRequest
from tests.chat.stage import DONE, REQUEST, SAID, TURN, Stage, request, wait
from tests.fakes.clock import idle, later, on_clock
from tests.fakes.ports import batch

# ── the disk ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("save", [1, 2], ids=["conversation", "question"])
@on_clock
async def test_nothing_is_sent_when_the_disk_refuses_the_question(save: int) -> None:
    stage = Stage(SAID, DONE, fails=(save, 3))
    with pytest.raises(StoreError):
        await stage.run()
    assert stage.robofy.requests == []
    assert stage.seen("r") == [Status.FAILED]
    assert stage.shown[-1].problem == Problem("disk_full")


@on_clock
async def test_reply_is_shown_even_when_the_last_save_fails() -> None:
    stage = Stage(SAID, DONE, fails=(4,))
    with pytest.raises(StoreError):
        await stage.run()
    assert stage.shown[-1].status is Status.COMPLETE


@on_clock
async def test_save_in_between_that_fails_reaches_the_owner_and_the_turn_goes_on() -> None:
    stage = Stage(SAID, wait(1.5), DONE, fails=(4,))
    reply = await stage.run()
    assert reply.status is Status.COMPLETE
    assert stage.stored() == (Status.SENT, Status.COMPLETE)
    assert [(name, str(error)) for name, error in stage.errors] == [("save:r", str(StoreError(Problem("disk_full"))))]


@pytest.mark.parametrize("turns_of_the_loop", range(6))
@on_clock
async def test_slow_disk_never_writes_an_older_reply_over_the_last_one(turns_of_the_loop: int) -> None:
    async def until_the_second_save_is_due() -> None:
        """It waits for the first one, which the disk has not finished, while the reply ends."""
        await later(1.0)
        for _ in range(turns_of_the_loop):
            await asyncio.sleep(0)

    there = batch(e.TextDelta("0", " there"))
    stage = Stage(SAID, wait(1.0), there, until_the_second_save_is_due, DONE, delay=1.25)
    stage.scope.start("turn", stage.run)
    await later(20.0)
    assert stage.stored() == (Status.SENT, Status.COMPLETE)
    assert stage.history.messages["r"].text == "Hi there!"
    assert not stage.scope.is_running("save:r")
    assert stage.errors == []


# ── our own bugs ────────────────────────────────────────────────────────────────────────────────────────────────────


@on_clock
async def test_bug_ends_the_reply_as_failed_and_is_raised() -> None:
    stage = Stage(SAID, ZeroDivisionError("ours"))
    with pytest.raises(ZeroDivisionError):
        await stage.run()
    reply = stage.history.messages["r"]
    assert (reply.status, reply.text) == (Status.FAILED, "Hi")
    assert reply.problem == Problem("unexpected", retryable=True)
    assert stage.shown[-1] == reply
    assert stage.robofy.closed == 1


@on_clock
async def test_bug_before_the_request_sends_nothing_and_is_raised() -> None:
    async def broken() -> ChatRequest:
        raise ZeroDivisionError

    stage = Stage(SAID)
    with pytest.raises(ZeroDivisionError):
        await stage.run(ask=broken)
    assert stage.stored() == (Status.NOT_SENT, Status.FAILED)


@on_clock
async def test_window_that_cannot_show_the_end_does_not_cost_the_last_save() -> None:
    stage = Stage(SAID, DONE)

    def show(message: Message) -> None:
        if message.id == "r":
            raise ZeroDivisionError

    runner = TurnRunner(stage.robofy, stage.history, stage.scope)
    with pytest.raises(ZeroDivisionError):
        await runner.run(TURN, request, show)
    assert stage.stored() == (Status.SENT, Status.COMPLETE)


@on_clock
async def test_window_that_cannot_show_the_question_ends_the_turn_and_hangs_up_first() -> None:
    stage = Stage(SAID, wait(10.0), DONE)

    def show(message: Message) -> None:
        if message.id == "q":
            raise ZeroDivisionError

    runner = TurnRunner(stage.robofy, stage.history, stage.scope)
    with pytest.raises(ZeroDivisionError):
        await runner.run(TURN, request, show)
    assert stage.diary[-2:] == ["hang up", "save q:sent r:failed"]


@on_clock
async def test_bug_in_one_turn_leaves_the_others_alone() -> None:
    stage, other = Stage(SAID, ZeroDivisionError("ours")), Stage(SAID, wait(2.0), DONE)
    stage.scope.start("turn:1", stage.run)
    stage.scope.start("turn:2", other.run)
    await later(5.0)
    assert [name for name, _ in stage.errors] == ["turn:1"]
    assert other.stored() == (Status.SENT, Status.COMPLETE)


@on_clock
async def test_secret_is_in_nothing_that_is_shown_or_saved() -> None:
    stage = Stage(SAID, DONE)
    await stage.run()
    told = f"{stage.shown}{stage.history.saved}{stage.history.conversations}{stage.robofy.requests}"
    assert REQUEST.secret.reveal() not in told


@on_clock
async def test_a_generator_that_is_slow_to_close_is_waited_for() -> None:
    class Slow:
        closed = False

        async def reply(self, _: ChatRequest) -> AsyncGenerator[e.Batch, None]:
            try:
                yield SAID
                await asyncio.get_running_loop().create_future()
            finally:
                await settle(later, 1.0)
                self.closed = True

    slow, stage = Slow(), Stage()
    stage.scope.start("turn", TurnRunner(slow, stage.history, stage.scope).run, TURN, request, stage.shown.append)
    await idle()
    await stage.scope.aclose()
    assert slow.closed
    assert stage.stored() == (Status.SENT, Status.STOPPED)
