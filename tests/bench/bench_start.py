"""How long a new user waits for the first paint, against a window of Qt's with nothing in it."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time

from tests.bench.result import Bench, Result

_ROUNDS = 7


def first_paint() -> Result:
    """From the start of the process to the first paint, in milliseconds; the median of rounds taken in turn."""
    with tempfile.TemporaryDirectory() as folder:
        _wait(["empty"])
        _wait(["app", folder])
        rounds = [(_wait(["empty"]), _wait(["app", folder])) for _ in range(_ROUNDS)]
    floor = statistics.median(empty for empty, _ in rounds)
    value = statistics.median(app for _, app in rounds)
    return Result("first paint", value, "ms", floor, 1.5)


def _wait(arguments: list[str]) -> float:
    begun = time.perf_counter()
    command = [sys.executable, "-m", "tests.bench.painted", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        passed = time.perf_counter() - begun
    if line.strip() != "painted":
        raise RuntimeError(f"{arguments[0]}: the window was not painted")
    return passed * 1000


BENCHES: dict[str, Bench] = {"first-paint": first_paint}
