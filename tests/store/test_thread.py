"""Calls run in order on one thread; a hung one holds nobody but itself."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError

import pytest

from desktop.store.thread import DaemonThread

WAIT = 10.0


@pytest.fixture
def thread() -> Iterator[DaemonThread]:
    thread = DaemonThread("test")
    yield thread
    assert thread.close(WAIT)


def test_calls_run_in_order_on_one_thread(thread: DaemonThread) -> None:
    seen: list[int] = []
    futures = [thread.call(seen.append, number) for number in range(100)]
    assert [future.result(WAIT) for future in futures] == [None] * 100
    assert seen == list(range(100))
    assert thread.call(lambda: threading.current_thread().name).result(WAIT) == "test"


def test_a_failure_reaches_the_caller_and_the_thread_goes_on(thread: DaemonThread) -> None:
    failed = thread.call(int, "x")
    with pytest.raises(ValueError, match="invalid literal"):
        failed.result(WAIT)
    assert thread.call(int, "10", base=2).result(WAIT) == 2


def test_a_call_cancelled_before_its_turn_is_skipped(thread: DaemonThread) -> None:
    gate, ran = threading.Event(), threading.Event()
    first, second = thread.call(gate.wait, WAIT), thread.call(ran.set)
    assert second.cancel()
    gate.set()
    assert first.result(WAIT)
    thread.call(int).result(WAIT)
    assert not ran.is_set()
    with pytest.raises(CancelledError):
        second.result(WAIT)


def test_after_a_hang_later_calls_fail_at_once_until_it_returns() -> None:
    now = [0.0]
    thread = DaemonThread("keyring", patience=3.0, hung=lambda: OSError("hangs"), clock=lambda: now[0])
    started, gate = threading.Event(), threading.Event()

    def hang() -> bool:
        started.set()
        return gate.wait(WAIT)

    hanging = thread.call(hang)
    assert started.wait(WAIT)
    queued = thread.call(int)
    now[0] = 3.5
    with pytest.raises(OSError, match="hangs"):
        thread.call(int).result(WAIT)
    assert not thread.close(0.01)
    gate.set()
    assert hanging.result(WAIT)
    assert queued.result(WAIT) == 0
    assert thread.close(WAIT)


def test_calls_are_accepted_again_when_the_hanging_one_returned() -> None:
    now = [0.0]
    thread = DaemonThread("keyring", patience=3.0, clock=lambda: now[0])
    started, gate = threading.Event(), threading.Event()

    def hang() -> bool:
        started.set()
        return gate.wait(WAIT)

    hanging = thread.call(hang)
    assert started.wait(WAIT)
    now[0] = 4.0
    with pytest.raises(TimeoutError):
        thread.call(int).result(WAIT)
    gate.set()
    hanging.result(WAIT)
    # The future is done a moment before the thread notes that it is idle; a refused call is simply made again.
    while (again := thread.call(int)).exception(WAIT):
        pass
    assert again.result() == 0
    assert thread.close(WAIT)


def test_close_finishes_what_was_called_and_takes_no_more(thread: DaemonThread) -> None:
    seen: list[int] = []
    for number in range(50):
        thread.call(seen.append, number)
    assert thread.close(WAIT)
    assert seen == list(range(50))
    with pytest.raises(RuntimeError, match="test is closed"):
        thread.call(int)


def test_a_hung_call_does_not_hold_the_exit() -> None:
    program = (
        "import threading; from desktop.store.thread import DaemonThread;"
        "t = DaemonThread('x'); t.call(threading.Event().wait); print(t.close(0.05))"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert result.stdout == "False\n"
