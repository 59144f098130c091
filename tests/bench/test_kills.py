"""A short round of the kills; `bench kills` is the long one."""

import os

import pytest

from tests.bench.kills import run
from tests.bench.victim import WORKS


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
def test_a_kill_at_any_moment_breaks_no_promise() -> None:
    done = list(run(2 * len(WORKS)))
    assert [kill for kill in done if kill.lost or kill.refused] == []
    assert {kill.work for kill in done if kill.promises} >= {"streaming", "deleting", "importing"}
