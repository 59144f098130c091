"""The event loop: Qt's, wearing asyncio's interface by way of qasync, with what qasync leaves out.

Four things are added. Async generators get the loop's hooks, or a generator that is dropped half-way would keep its
connection open. The default executor has daemon threads, or a name look-up that hangs would hold the exit. Threads
give the interpreter back soon: every call of Qt lets go of it, and the window would wait again and again while another
thread loads a lexer. And nothing here runs a loop inside the loop.
"""

from __future__ import annotations

import contextlib
import queue
import sys
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor, Future
from typing import Any, Final, ParamSpec, TypeVar

import qasync
from PySide6.QtWidgets import QApplication

_P = ParamSpec("_P")
_T = TypeVar("_T")
_THREADS: Final = 4
_SWITCH: Final = 0.001
"""Seconds after which a thread that works lets the window's thread go on; five times as much is usual."""


class EventLoop(qasync.QEventLoop):  # type: ignore[misc] # the base is made at run time
    """`already_running` is for an application whose `exec` somebody else called."""

    def __init__(self, app: QApplication, *, already_running: bool = False) -> None:
        super().__init__(app, already_running=already_running)
        self.set_default_executor(DaemonExecutor("look-up", _THREADS))
        sys.setswitchinterval(_SWITCH)

    def run_forever(self) -> int:
        with self.generator_hooks():
            result: int = super().run_forever()
        return result

    @contextlib.contextmanager
    def generator_hooks(self) -> Any:  # noqa: ANN401 - a context manager's own type says less
        """WORKAROUND https://github.com/CabbageDevelopment/qasync: asyncio's own `run_forever` sets these hooks."""
        before = sys.get_asyncgen_hooks()
        sys.set_asyncgen_hooks(firstiter=self._asyncgen_firstiter_hook, finalizer=self._asyncgen_finalizer_hook)
        try:
            yield
        finally:
            sys.set_asyncgen_hooks(*before)


class DaemonExecutor(Executor):
    """An executor whose threads never keep the program alive; they are started at the first call."""

    def __init__(self, name: str, threads: int) -> None:
        self._name = name
        self._threads = threads
        self._calls: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._started = 0

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        future: Future[_T] = Future()

        def work() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                result = fn(*args, **kwargs)
            except BaseException as error:
                future.set_exception(error)
                if not isinstance(error, Exception):
                    raise
            else:
                future.set_result(result)

        self._calls.put(work)
        if self._started < self._threads:
            self._started += 1
            threading.Thread(target=self._run, name=f"{self._name}-{self._started}", daemon=True).start()
        return future

    def shutdown(self, wait: bool = False, *, cancel_futures: bool = False) -> None:  # noqa: FBT002 - as in the base
        """Let the threads end when they are done; nobody waits for them."""
        for _ in range(self._started):
            self._calls.put(None)

    def _run(self) -> None:
        while (work := self._calls.get()) is not None:
            work()


def run(app: QApplication, main: Callable[[], Coroutine[Any, Any, int]]) -> int:
    """Run `main` on the application's loop and return its exit status."""
    loop = EventLoop(app)
    try:
        status: int = loop.run_until_complete(main())
        loop.run_until_complete(loop.shutdown_asyncgens())
        return status
    finally:
        loop.close()
