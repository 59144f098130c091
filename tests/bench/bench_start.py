"""How long a new user waits for the first paint, against a window of Qt's with nothing in it."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from typing import Literal

from tests.bench.result import Bench, Result, one

_ROUNDS = 7


def first_paint() -> Result:
    """From the start of the process to the first paint of the window, in milliseconds."""
    return _beside_an_empty_window("first-paint", "frame", 1.5, "ratio")


def first_content() -> Result:
    """The same to the first paint of the welcome page, which is imported behind the window."""
    return _beside_an_empty_window("first-content", "content", 1500, "value")


def _beside_an_empty_window(name: str, what: str, goal: float, kind: Literal["ratio", "value"]) -> Result:
    """The median of rounds that are taken in turn."""
    with tempfile.TemporaryDirectory() as folder:
        _wait(["empty"])
        _wait([what, folder])
        rounds = [(_wait(["empty"]), _wait([what, folder])) for _ in range(_ROUNDS)]
    floor = statistics.median(empty for empty, _ in rounds)
    value = statistics.median(ours for _, ours in rounds)
    return Result(name, value, "ms", floor, goal, kind)


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


BENCHES: dict[str, Bench] = {"first-paint": one(first_paint), "first-content": one(first_content)}
