"""The only place that starts tasks: each has a name, a scope, and an owner that awaits its end.

The trap: a task nobody awaits swallows its error and outlives what it works on. Here an error that nobody foresaw
reaches `on_error`, one failure never cancels a sibling, and closing the scope waits for all of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")


class TaskScope:
    """Tasks that end when their owner does. `on_error` gets the name of a task and the error it died of.

    Every function that was started is entered: a cancel that comes before that reaches it at its first await. One that
    never ran would not run its `finally` either.
    """

    def __init__(self, name: str, on_error: Callable[[str, Exception], None]) -> None:
        self.name = name
        self._on_error = on_error
        self._jobs: dict[asyncio.Task[None], _Job] = {}
        self._closed = False

    def start(self, name: str, function: Callable[_P, Awaitable[object]], *args: _P.args, **kwargs: _P.kwargs) -> None:
        """Run the function as a task. Tasks that hold the name are cancelled now, and awaited first.

        Takes a function, not a coroutine, so that nothing is left un-awaited when the scope is closed already.
        """
        if self._closed:
            return
        self.cancel(name)
        job = _Job(name, partial(function, *args, **kwargs), self._holders(name))
        task = asyncio.get_running_loop().create_task(self._run(job), name=f"{self.name}/{name}")
        self._jobs[task] = job
        task.add_done_callback(self._jobs.pop)

    def cancel(self, name: str) -> None:
        """Ask the task with this name to end; nothing happens when there is none."""
        for task in self._holders(name):
            self._jobs[task].cancel(task)

    def is_running(self, name: str) -> bool:
        return bool(self._holders(name))

    async def ended(self, name: str) -> None:
        """Wait for the tasks with this name to end, however they do."""
        holders = self._holders(name)
        if holders:
            await asyncio.wait(holders)

    async def aclose(self) -> None:
        """Cancel all tasks and wait for them; later starts are ignored."""
        self._closed = True
        while self._jobs:
            for task, job in self._jobs.items():
                job.cancel(task)
            await asyncio.wait(list(self._jobs))

    async def _run(self, job: _Job) -> None:
        try:
            await job.run()
        except Exception as error:  # the one broad catch: it reports, and siblings go on
            self._on_error(job.name, error)

    def _holders(self, name: str) -> list[asyncio.Task[None]]:
        """The tasks with this name that have not ended; several when some of them take their time to end."""
        return [task for task, job in self._jobs.items() if job.name == name]


class _Job:
    """A function with a name, and whether it was entered yet; before that its cancel is only noted."""

    def __init__(self, name: str, function: Callable[[], Awaitable[object]], holders: list[asyncio.Task[None]]) -> None:
        self.name = name
        self._function = function
        self._holders = holders
        self._entered = False
        self._unwanted = False

    def cancel(self, task: asyncio.Task[None]) -> None:
        if self._entered:
            task.cancel()
        self._unwanted = True

    async def run(self) -> None:
        if self._holders:
            await asyncio.wait(self._holders)
        self._entered = True
        task = asyncio.current_task()
        if self._unwanted and task is not None:
            task.cancel()  # a task that cancels itself goes on until it awaits something
        await self._function()


async def settle(function: Callable[_P, Awaitable[_T]], *args: _P.args, **kwargs: _P.kwargs) -> _T:
    """Await the function to its end even when cancelled meanwhile; the cancellation is raised after it."""

    async def work() -> _T:
        return await function(*args, **kwargs)

    inner = asyncio.get_running_loop().create_task(work(), name="settle")
    cancelled: asyncio.CancelledError | None = None
    while not inner.done():
        try:
            await asyncio.wait([inner])
        except asyncio.CancelledError as cancel:
            cancelled = cancel
    if cancelled is not None:
        inner.exception()  # read, so that a failure is not also reported as forgotten
        raise cancelled
    return inner.result()
