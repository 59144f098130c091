"""Thirty a minute on a clock that jumps: who waits, in which order, and what is told."""

from __future__ import annotations

import asyncio

import pytest
from msgspec.structs import replace

from desktop.chat.limiter import Limiter
from desktop.chat.turn import TurnRunner
from desktop.core.chatbot import SANDBOX_PROFILE, Profile, Secret
from desktop.core.errors import ProfileError
from desktop.core.fair_use import A_DAY, A_MINUTE
from desktop.core.message import Message, Status
from desktop.core.request import ChatRequest
from tests.chat.stage import DONE, REQUEST, SAID, TURN, Stage
from tests.fakes.clock import later, on_clock

SHOP = Profile("p", "Shop", "https://agents.example", "31")


def asked(reply_id: str = "r", profile: Profile = SHOP) -> ChatRequest:
    return ChatRequest(profile, "b", Secret("key"), "s", "Hello", reply_id=reply_id)


class Door:
    """A limiter on the clock of the loop, and what it told."""

    def __init__(self) -> None:
        self.on = True
        self.waits: list[tuple[str, float]] = []
        self.days: list[int] = []
        self.gone: list[tuple[str, float]] = []
        self.limiter = Limiter(lambda: self.on, clock=self.now, sleep=later)
        self.limiter.tell_wait = lambda reply_id, seconds: self.waits.append((reply_id, round(seconds, 3)))
        self.limiter.tell_day = self.days.append

    def now(self) -> float:
        return asyncio.get_running_loop().time()

    async def go(self, reply_id: str = "r", profile: Profile = SHOP) -> float:
        await self.limiter.admit(asked(reply_id, profile))
        self.gone.append((reply_id, self.now()))
        return self.now()

    async def fill(self, count: int = A_MINUTE) -> None:
        for _ in range(count):
            await self.go()


@on_clock
async def test_thirty_go_at_once_and_the_next_says_how_long_it_waits() -> None:
    door = Door()
    await door.fill()
    assert door.now() == 0.0
    assert await door.go("late") == pytest.approx(60.0)
    assert door.waits[0] == ("late", 60.0)
    assert door.waits[1] == ("late", 59.0)
    assert door.waits[-1] == ("late", 0.0)


@on_clock
async def test_those_who_wait_go_in_their_order() -> None:
    door = Door()
    await door.fill()
    await asyncio.gather(*(door.go(name) for name in "abc"))
    assert [name for name, _ in door.gone[A_MINUTE:]] == ["a", "b", "c"]
    assert door.now() < 61.0


@on_clock
async def test_who_is_stopped_gives_its_place_away() -> None:
    door = Door()
    await door.fill()
    first, second = asyncio.ensure_future(door.go("a")), asyncio.ensure_future(door.go("b"))
    await later(5)
    first.cancel()
    await asyncio.gather(first, second, return_exceptions=True)
    assert [name for name, _ in door.gone[A_MINUTE:]] == ["b"]
    assert ("a", 0.0) in door.waits


@on_clock
async def test_turned_off_it_lets_everybody_go_also_who_waits() -> None:
    door = Door()
    await door.fill()
    waiting = asyncio.ensure_future(door.go("a"))
    await later(5)
    door.on = False
    assert await waiting <= 6.5
    await door.fill(100)
    assert door.now() <= 6.5


@on_clock
async def test_accounts_do_not_wait_for_each_other_and_the_sandbox_for_nobody() -> None:
    door = Door()
    await door.fill()
    assert await door.go("x", replace(SHOP, project_id="32")) == 0.0
    for _ in range(100):
        assert await door.go("y", Profile(SANDBOX_PROFILE, "Sandbox", "http://127.0.0.1:1")) == 0.0
    assert await door.go("z", replace(SHOP, id="another profile")) > 0.0


@on_clock
async def test_a_day_is_only_counted_and_told() -> None:
    door = Door()
    door.on = False
    await door.fill(A_DAY + 1)
    assert door.days == [A_DAY * 9 // 10, A_DAY]


@on_clock
async def test_an_address_that_may_not_be_used_says_so() -> None:
    with pytest.raises(ProfileError):
        await Door().go("x", replace(SHOP, address="nowhere at all"))


@on_clock
async def test_nobody_has_to_listen() -> None:
    door = Door()
    door.limiter = Limiter(lambda: True, clock=door.now, sleep=later)
    await door.fill(A_MINUTE + 1)
    quiet = Limiter(lambda: False, clock=door.now, sleep=later)
    for _ in range(A_DAY):
        await quiet.admit(asked())


@on_clock
async def test_a_question_that_waits_for_its_place_is_not_sent() -> None:
    stage, admitted = Stage(SAID, DONE), list[str]()

    async def admit(request: ChatRequest) -> None:
        assert stage.history.messages["q"].status is Status.NOT_SENT
        admitted.append(request.reply_id)
        await later(12)

    runner = TurnRunner(stage.robofy, stage.history, stage.scope, admit)

    async def run() -> Message:
        async def request() -> ChatRequest:
            return REQUEST

        return await runner.run(TURN, request, stage.shown.append)

    task = asyncio.ensure_future(run())
    await later(5)
    assert stage.robofy.requests == []
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert stage.stored() == (Status.NOT_SENT, Status.STOPPED)
    assert (await run()).status is Status.COMPLETE
    assert admitted == ["r", "r"]
