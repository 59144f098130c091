"""The only place that starts tasks: each has a name, a scope, and an owner that awaits its end.

The trap: a task nobody awaits swallows its error and outlives what it works on. Here an error that nobody foresaw
reaches `on_error`, one failure never cancels a sibling, and closing the scope waits for all of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")


class TaskScope:
    """Tasks that end when their owner does. `on_error` gets the name of a task and the error it died of."""

    def __init__(self, name: str, on_error: Callable[[str, Exception], None]) -> None:
        self.name = name
        self._on_error = on_error
        self._tasks: dict[asyncio.Task[None], str] = {}
        self._closed = False

    def start(self, name: str, function: Callable[_P, Awaitable[object]], *args: _P.args, **kwargs: _P.kwargs) -> None:
        """Run the function as a task. Tasks that hold the name are cancelled now, and awaited first.

        Takes a function, not a coroutine, so that nothing is left un-awaited when the scope is closed already.
        """
        if self._closed:
            return
        holders = self._holders(name)
        for holder in holders:
            holder.cancel()

        async def work() -> None:
            await function(*args, **kwargs)

        task = asyncio.get_running_loop().create_task(self._run(name, holders, work), name=f"{self.name}/{name}")
        self._tasks[task] = name
        task.add_done_callback(self._tasks.pop)

    def cancel(self, name: str) -> None:
        """Ask the task with this name to end; nothing happens when there is none."""
        for task in self._holders(name):
            task.cancel()

    def is_running(self, name: str) -> bool:
        return bool(self._holders(name))

    async def aclose(self) -> None:
        """Cancel all tasks and wait for them; later starts are ignored."""
        self._closed = True
        while tasks := list(self._tasks):
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)

    async def _run(self, name: str, holders: list[asyncio.Task[None]], work: Callable[[], Awaitable[None]]) -> None:
        if holders:
            await asyncio.wait(holders)
        try:
            await work()
        except Exception as error:  # the one broad catch: it reports, and siblings go on
            self._on_error(name, error)

    def _holders(self, name: str) -> list[asyncio.Task[None]]:
        """The tasks with this name that have not ended; several when some of them take their time to end."""
        return [task for task, held in self._tasks.items() if held == name]


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
