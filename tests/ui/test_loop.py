"""The loop: what asyncio promises and qasync alone does not keep."""

import asyncio
import gc
import sys
import threading
from collections.abc import AsyncGenerator, Iterator

import pytest
from PySide6.QtWidgets import QApplication

from desktop.ui.garbage import GarbageCollector
from desktop.ui.loop import DaemonExecutor, run


def test_an_abandoned_generator_is_closed_by_the_loop(qapp: QApplication) -> None:
    closed: list[str] = []

    async def numbers(done: asyncio.Event) -> AsyncGenerator[int, None]:
        try:
            yield 1
            yield 2
        finally:
            await asyncio.sleep(0)
            closed.append("closed")
            done.set()

    async def main() -> int:
        done = asyncio.Event()
        async for _ in numbers(done):
            break
        gc.collect()
        await asyncio.wait_for(done.wait(), 5)
        return 7

    assert run(qapp, main) == 7
    assert closed == ["closed"]


def test_a_thread_that_works_lets_the_window_go_on_soon(qapp: QApplication) -> None:
    async def main() -> int:
        return round(sys.getswitchinterval() * 1e6)

    sys.setswitchinterval(0.005)  # Python's own
    assert run(qapp, main) <= 1_000


def test_names_are_looked_up_in_daemon_threads(qapp: QApplication) -> None:
    async def main() -> int:
        here = asyncio.get_running_loop()
        return int(await here.run_in_executor(None, lambda: threading.current_thread().daemon))

    assert run(qapp, main) == 1


@pytest.fixture
def executor() -> Iterator[DaemonExecutor]:
    made = DaemonExecutor("test", 2)
    yield made
    made.shutdown()


def test_the_executor_hands_on_results_and_errors(executor: DaemonExecutor) -> None:
    assert executor.submit(pow, 2, 5).result(5) == 32
    with pytest.raises(ZeroDivisionError):
        executor.submit(lambda: 1 // 0).result(5)


def test_a_call_that_was_cancelled_in_time_never_runs(executor: DaemonExecutor) -> None:
    hold = threading.Event()
    ran: list[int] = []
    busy = [executor.submit(hold.wait) for _ in range(2)]
    late = executor.submit(ran.append, 1)
    assert late.cancel()
    hold.set()
    assert all(future.result(5) for future in busy)
    executor.submit(int).result(5)
    assert ran == []


def test_garbage_is_collected_on_the_windows_thread_only(qapp: QApplication) -> None:
    collector = GarbageCollector()
    try:
        assert not gc.isenabled()
        collector.close()
        assert not gc.isenabled(), "the threads that are left would collect what is left of the window"
    finally:
        gc.enable()
