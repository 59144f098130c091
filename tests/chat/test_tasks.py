"""Tasks have names, owners and an end that somebody awaits."""

import asyncio

import pytest

from desktop.chat.tasks import TaskScope, settle
from tests.fakes.clock import idle, later, on_clock


class Notes:
    """What tasks did, in order, and what reached the owner's `on_error`."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.errors: list[tuple[str, Exception]] = []
        self.scope = TaskScope("scope", lambda name, error: self.errors.append((name, error)))

    async def work(self, label: str, seconds: float = 10.0, cleanup: float = 0.0) -> None:
        self.lines.append(f"{label} begins")
        try:
            await later(seconds)
            self.lines.append(f"{label} is done")
        finally:
            try:
                await settle(later, cleanup)
            finally:
                self.lines.append(f"{label} ends")

    async def fail(self, error: BaseException, seconds: float = 0.0) -> None:
        await later(seconds)
        raise error


@on_clock
async def test_the_end_of_a_task_can_be_waited_for() -> None:
    notes = Notes()
    notes.scope.start("a", notes.work, "a", cleanup=1.0)
    await idle()
    notes.scope.cancel("a")
    await notes.scope.ended("a")
    assert notes.lines == ["a begins", "a ends"]
    await notes.scope.ended("a")
    await notes.scope.aclose()


@on_clock
async def test_task_runs_under_its_name_until_it_is_done() -> None:
    notes = Notes()
    notes.scope.start("a", notes.work, "a", seconds=1.0)
    assert notes.scope.is_running("a")
    assert not notes.scope.is_running("b")
    await later(2.0)
    assert notes.lines == ["a begins", "a is done", "a ends"]
    assert not notes.scope.is_running("a")
    await notes.scope.aclose()


@on_clock
async def test_task_says_whose_it_is() -> None:
    names = []

    async def tell() -> None:
        task = asyncio.current_task()
        names.append(task.get_name() if task else "")

    notes = Notes()
    notes.scope.start("tell", tell)
    await idle()
    assert names == ["scope/tell"]


@on_clock
async def test_started_again_it_cancels_and_awaits_the_holder_of_its_name() -> None:
    notes = Notes()
    notes.scope.start("a", notes.work, "one", cleanup=3.0)
    await idle()
    notes.scope.start("a", notes.work, "two", seconds=1.0)
    await later(2.0)
    assert notes.lines == ["one begins"]
    await later(2.5)
    assert notes.lines == ["one begins", "one ends", "two begins", "two is done", "two ends"]


@on_clock
async def test_every_holder_is_awaited_however_often_a_name_is_started() -> None:
    notes = Notes()
    notes.scope.start("a", notes.work, "one", cleanup=3.0)
    await idle()
    for label in ("two", "three", "four"):
        notes.scope.start("a", notes.work, label, seconds=1.0)
    await later(2.0)
    notes.scope.start("a", notes.work, "five", seconds=1.0)
    await later(3.0)
    waited = [f"{label} {what}" for label in ("two", "three", "four") for what in ("begins", "ends")]
    assert notes.lines == ["one begins", "one ends", *waited, "five begins", "five is done", "five ends"]


@on_clock
async def test_other_names_run_on() -> None:
    notes = Notes()
    notes.scope.start("a", notes.work, "a", seconds=2.0)
    notes.scope.start("b", notes.work, "b", seconds=1.0)
    await later(3.0)
    assert [line for line in notes.lines if "done" in line] == ["b is done", "a is done"]


@on_clock
async def test_error_reaches_the_owner_and_no_sibling() -> None:
    notes = Notes()
    error = ValueError("a bug")
    notes.scope.start("sibling", notes.work, "sibling", seconds=2.0)
    notes.scope.start("broken", notes.fail, error, 1.0)
    await later(3.0)
    assert notes.errors == [("broken", error)]
    assert notes.lines == ["sibling begins", "sibling is done", "sibling ends"]
    assert not notes.scope.is_running("broken")


@on_clock
async def test_cancelling_is_no_error() -> None:
    notes = Notes()
    notes.scope.start("a", notes.work, "a", cleanup=1.0)
    notes.scope.start("b", notes.work, "b", seconds=1.5)
    await idle()
    notes.scope.cancel("a")
    notes.scope.cancel("nobody")
    await idle()
    assert notes.scope.is_running("a"), "it is still cleaning up"
    await later(2.0)
    assert notes.lines == ["a begins", "b begins", "a ends", "b is done", "b ends"]
    assert notes.errors == []


@on_clock
async def test_cancelled_in_the_same_turn_of_the_loop_it_still_runs_its_finally() -> None:
    notes = Notes()
    notes.scope.start("a", notes.work, "a", cleanup=1.0)
    notes.scope.cancel("a")
    notes.scope.cancel("a")
    assert notes.scope.is_running("a")
    await later(2.0)
    assert notes.lines == ["a begins", "a ends"]
    assert notes.errors == []
    assert not notes.scope.is_running("a")


@on_clock
async def test_closed_in_the_same_turn_of_the_loop_it_still_runs_its_finally() -> None:
    notes = Notes()
    notes.scope.start("a", notes.work, "a", cleanup=1.0)
    await notes.scope.aclose()
    assert notes.lines == ["a begins", "a ends"]


@on_clock
async def test_what_must_be_done_is_done_however_early_it_is_cancelled() -> None:
    notes = Notes()
    notes.scope.start("a", settle, notes.work, "a", seconds=1.0)
    notes.scope.cancel("a")
    await later(2.0)
    assert notes.lines == ["a begins", "a is done", "a ends"]


@on_clock
async def test_cancelling_a_name_reaches_those_that_wait_and_those_that_still_end() -> None:
    notes = Notes()
    notes.scope.start("a", notes.work, "one", cleanup=2.0)
    await idle()
    notes.scope.start("a", notes.work, "two")
    await idle()
    notes.scope.cancel("a")
    await later(3.0)
    assert notes.lines == ["one begins", "one ends", "two begins", "two ends"]
    assert not notes.scope.is_running("a")


@on_clock
async def test_closing_cancels_all_and_waits_for_all() -> None:
    notes = Notes()
    notes.scope.start("a", notes.work, "a", cleanup=1.0)
    notes.scope.start("b", notes.work, "b", cleanup=2.0)
    await idle()
    await notes.scope.aclose()
    assert notes.lines == ["a begins", "b begins", "a ends", "b ends"]


@pytest.mark.parametrize("has_begun", [True, False])
@on_clock
async def test_closing_also_waits_for_a_holder_that_lost_its_name(has_begun: bool) -> None:
    notes = Notes()
    notes.scope.start("a", notes.work, "one", cleanup=2.0)
    await idle()
    notes.scope.start("a", notes.work, "two")
    if has_begun:
        await idle()
    await notes.scope.aclose()
    assert notes.lines == ["one begins", "one ends", "two begins", "two ends"]


@on_clock
async def test_closed_scope_starts_nothing_also_while_it_closes() -> None:
    notes = Notes()

    async def start_another() -> None:
        try:
            await later(10.0)
        finally:
            notes.scope.start("late", notes.work, "late")

    notes.scope.start("a", start_another)
    await idle()
    await notes.scope.aclose()
    notes.scope.start("later", notes.work, "later")
    await idle()
    assert notes.lines == []
    assert not notes.scope.is_running("late")
    await notes.scope.aclose()


@on_clock
async def test_error_while_closing_still_reaches_the_owner() -> None:
    notes = Notes()
    error = ValueError("while cleaning up")

    async def clean_up_badly() -> None:
        try:
            await later(10.0)
        finally:
            raise error

    notes.scope.start("a", clean_up_badly)
    notes.scope.start("b", notes.work, "b")
    await idle()
    await notes.scope.aclose()
    assert notes.errors == [("a", error)]
    assert notes.lines == ["b begins", "b ends"]


# ── settle ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@on_clock
async def test_settle_gives_what_the_function_gives() -> None:
    async def add(one: int, *, two: int) -> int:
        await later(1.0)
        return one + two

    assert await settle(add, 1, two=2) == 3


@on_clock
async def test_settle_raises_what_the_function_raises() -> None:
    with pytest.raises(ValueError, match="a bug"):
        await settle(Notes().fail, ValueError("a bug"))


@on_clock
async def test_settle_goes_on_however_often_it_is_cancelled() -> None:
    notes = Notes()
    ended: list[str] = []

    async def outer() -> None:
        try:
            await settle(notes.work, "inner", seconds=5.0)
        except asyncio.CancelledError:
            ended.append("cancelled")
            raise

    notes.scope.start("outer", outer)
    for _ in range(3):
        await later(1.0)
        notes.scope.cancel("outer")
        await idle()
        assert notes.scope.is_running("outer")
    await later(3.0)
    assert notes.lines == ["inner begins", "inner is done", "inner ends"]
    assert ended == ["cancelled"]
    assert not notes.scope.is_running("outer")


@on_clock
async def test_cancelled_settle_is_cancelled_even_when_the_function_fails() -> None:
    notes = Notes()
    notes.scope.start("outer", settle, notes.fail, ValueError("unheard"), 1.0)
    await idle()
    await notes.scope.aclose()
    assert notes.errors == []
