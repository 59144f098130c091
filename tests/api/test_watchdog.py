from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextvars import Context

import pytest

from desktop.api.watchdog import Watchdog


class QtLikeLoop(asyncio.SelectorEventLoop):
    """Its timers can be cancelled and do not tell when they are due, as those of qasync."""

    def call_at(
        self, when: float, callback: Callable[..., object], *args: object, context: Context | None = None
    ) -> asyncio.TimerHandle:
        timer = asyncio.Handle(callback, args, self, context)
        super().call_at(when, lambda: None if timer.cancelled() else timer._run())  # noqa: SLF001  (what a loop does)
        return timer  # type: ignore[return-value]  # has what the watchdog uses


async def soon() -> str:
    await asyncio.sleep(0)
    return "done"


def timers() -> int:
    scheduled: list[asyncio.TimerHandle] = vars(asyncio.get_running_loop())["_scheduled"]
    return len([timer for timer in scheduled if not timer.cancelled()])


def test_a_result_in_time_is_handed_on() -> None:
    async def run() -> str:
        watchdog = Watchdog()
        try:
            return await watchdog.wait(soon(), 10)
        finally:
            watchdog.close()

    assert asyncio.run(run()) == "done"


def test_what_takes_too_long_is_cancelled() -> None:
    async def run() -> asyncio.Future[None]:
        watchdog = Watchdog()
        never: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        await watchdog.wait(soon(), 10)  # leaves a timer that is due too late for the next wait
        with pytest.raises(TimeoutError):
            await watchdog.wait(never, 0.02)
        return never

    assert asyncio.run(run()).cancelled()


def test_timers_need_not_tell_when_they_are_due() -> None:
    async def run() -> None:
        watchdog = Watchdog()
        await watchdog.wait(soon(), 10)
        with pytest.raises(TimeoutError):
            await watchdog.wait(asyncio.get_running_loop().create_future(), 0.02)
        watchdog.close()

    with asyncio.Runner(loop_factory=QtLikeLoop) as runner:
        runner.run(run())


def test_a_cancellation_from_outside_is_no_time_out() -> None:
    async def run() -> None:
        watchdog = Watchdog()
        never: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        task = asyncio.get_running_loop().create_task(watchdog.wait(never, 10))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        watchdog.close()

    asyncio.run(run())


def test_thousands_of_waits_share_one_timer() -> None:
    async def run() -> tuple[int, int]:
        watchdog = Watchdog()
        for _ in range(5000):
            await watchdog.wait(soon(), 60)
        during = timers()
        watchdog.close()
        return during, timers()

    assert asyncio.run(run()) == (1, 0)


def test_the_timer_waits_on_when_the_deadline_has_moved_and_rests_when_nobody_waits() -> None:
    async def run() -> tuple[int, int]:
        loop = asyncio.get_running_loop()
        watchdog = Watchdog()
        await watchdog.wait(soon(), 0.03)  # its timer comes while the next wait has time left
        later: asyncio.Future[None] = loop.create_future()
        loop.call_later(0.08, later.set_result, None)
        await watchdog.wait(later, 0.5)
        during = timers()
        passed = loop.create_future()
        loop.call_later(0.7, passed.set_result, None)
        await passed
        return during, timers()

    assert asyncio.run(run()) == (1, 0)
