"""A thread of our own for calls that block: the disk has one, and the keyring another.

The trap: a call that hangs (a stopped keyring daemon hangs for ever) must hold neither the window nor the exit. So the
thread is a daemon, nothing joins it without a limit, and once a call takes too long the next ones fail at once.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Generic, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class DaemonThread:
    """Runs calls one after the other, in the order in which they were made.

    `patience` is for how many seconds a call may run before later ones are refused with the error that `hung` makes;
    they are accepted again as soon as it returns.
    """

    def __init__(
        self,
        name: str,
        *,
        patience: float = math.inf,
        hung: Callable[[], Exception] = TimeoutError,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._patience = patience
        self._hung = hung
        self._clock = clock
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._since = math.inf
        self._closed = False
        self._lock = Lock()
        self._thread = Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """The result to come; a future that is cancelled before its turn is skipped.

        Raises RuntimeError after `close`.
        """
        job = _Job(partial(function, *args, **kwargs))
        with self._lock:
            if self._closed:
                raise RuntimeError(f"the thread {self._thread.name} is closed")
            if self._clock() - self._since > self._patience:
                job.future.set_exception(self._hung())
            else:
                self._jobs.put(job)
        return job.future

    def close(self, timeout: float) -> bool:
        """Finish what was called so far; False when that took more than `timeout` seconds and was left behind."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._jobs.put(None)
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _work(self) -> None:
        while self._work_once():
            pass

    def _work_once(self) -> bool:
        """A method of its own, so that an idle thread holds no reference to its last job: that may hold a secret."""
        job = self._jobs.get()
        if job is None:
            return False
        self._since = self._clock()
        job()
        self._since = math.inf
        return True


class _Job(Generic[T]):
    """A call and its future."""

    def __init__(self, function: Callable[[], T]) -> None:
        self.future: Future[T] = Future()
        self._function = function

    def __call__(self) -> None:
        if not self.future.set_running_or_notify_cancel():
            return
        try:
            self.future.set_result(self._function())
        except BaseException as error:  # noqa: BLE001 - the future hands it to the caller, whose it is to handle
            self.future.set_exception(error)
