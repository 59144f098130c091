"""A loop whose clock jumps: nobody waits for time, and a test that waits for nothing fails at once."""

import asyncio
import gc
import selectors
from asyncio import selector_events
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, ParamSpec

_P = ParamSpec("_P")


class DeadlockError(AssertionError):
    """Everybody waits and no timer is set."""


class _JumpingSelector(selectors.SelectSelector):
    """Where a loop would sleep until its next timer, its clock jumps there."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise DeadlockError
        self.now += timeout
        return super().select(0)


class ClockLoop(selector_events.BaseSelectorEventLoop):
    """For code that lives on one loop: no threads, no sockets, no subprocesses."""

    def __init__(self) -> None:
        self._clock = _JumpingSelector()
        self.complaints: list[str] = []
        super().__init__(self._clock)
        self.set_exception_handler(lambda _, context: self.complaints.append(repr(context)))

    def time(self) -> float:
        return self._clock.now

    def live_timers(self) -> list[asyncio.TimerHandle]:
        timers: list[asyncio.TimerHandle] = self._scheduled  # type: ignore[attr-defined]  # what asyncio waits for is kept there only
        return [timer for timer in timers if not timer.cancelled()]


def on_clock(test: Callable[_P, Coroutine[Any, Any, None]]) -> Callable[_P, None]:
    """Run an async test on a `ClockLoop`. Tasks and timers left over, and errors only the loop heard of, fail it."""

    @wraps(test)
    def run(*args: _P.args, **kwargs: _P.kwargs) -> None:
        loop = ClockLoop()

        async def watched() -> None:
            await test(*args, **kwargs)
            left = asyncio.all_tasks() - {asyncio.current_task()}
            assert not left, "tasks were left running"
            assert not loop.live_timers(), "timers were left waiting"
            gc.collect()  # a task whose error nobody took complains when it goes

        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(watched())
        assert not loop.complaints

    return run


async def later(seconds: float) -> None:
    """Come back when so much time has passed on the clock."""
    loop = asyncio.get_running_loop()
    passed = loop.create_future()
    timer = loop.call_later(seconds, passed.set_result, None)
    try:
        await passed
    finally:
        timer.cancel()


async def idle() -> None:
    """Come back when everything that could go on has gone on: only then does the clock move."""
    await later(1e-6)
