"""The recovery and the daily backup as the loop sees them."""

from collections.abc import Callable

import pytest

from desktop.chat.rescue import AGAIN, Rescue, back_up_daily
from desktop.chat.tasks import TaskScope
from desktop.core.errors import Problem, StoreError
from desktop.core.recovery import Backup, Findings, Progress
from tests.fakes.clock import idle, later, on_clock
from tests.fakes.ports import FakeThread

FOUND = Findings("/data", ("history.db.damaged-1",), Backup("b", 1.0, 2), 1, 3, 2, 5)


class FakeRecovery:
    def __init__(self) -> None:
        self.done: list[str] = []

    def look(self, watch: Callable[[Progress], None], /) -> Findings:
        watch(Progress(1, 2))
        return FOUND

    def restore(self) -> None:
        self.done.append("restored")

    def start_empty(self) -> None:
        self.done.append("empty")


@on_clock
async def test_every_call_reaches_the_recovery_and_its_progress_the_loop() -> None:
    recovery, seen = FakeRecovery(), list[Progress]()
    rescue = Rescue(FakeThread(), recovery)
    assert await rescue.look(seen.append) == FOUND
    await idle()
    assert seen == [Progress(1, 2)]
    await rescue.restore()
    await rescue.start_empty()
    assert recovery.done == ["restored", "empty"]


def test_findings_are_empty_when_nothing_is_left() -> None:
    assert not FOUND.is_empty
    assert Findings("/data", (), None, 0, 0, 0, 0).is_empty


@on_clock
async def test_the_backup_is_looked_after_each_hour_and_a_failure_said_once() -> None:
    told: list[Problem] = []
    moods = iter(["backup_full", "backup_full", "backup_failed", "", "backup_full"])
    made: list[str] = []

    def make() -> None:
        made.append(next(moods))
        if made[-1]:
            raise StoreError(Problem(made[-1]))

    scope = TaskScope("window", lambda name, error: pytest.fail(f"{name}: {error}"))
    scope.start("backup", back_up_daily, FakeThread(), make, told.append)
    await later(4.5 * AGAIN)
    await scope.aclose()
    assert len(made) == 5
    assert [problem.code for problem in told] == ["backup_full", "backup_failed", "backup_full"]
