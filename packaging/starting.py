"""How long the frozen program needs from its start to its first paint, beside the same program from its source.

Read from the pixels of a virtual screen, so that both are measured from outside and alike. Never a reason to fail: on a
machine that others use, a time says little, and the ratio of two that were taken in turn says more.
"""

import mmap
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from environment import variables
from failure import SetupFailure
from screen import virtual_screen

RATIO_GOAL, GOAL = 1.2, 300.0
"""Of the frozen program to the one from source; and milliseconds."""
_ROUNDS = 7
_PATIENCE = 30.0
_EVERY = 404
"""Every so many bytes one is looked at: not a divisor of a line, so that they are not below each other."""
_PAINTED = 1000
"""So many of them change only with a window; a pointer has fewer."""


def compared(frozen: Sequence[str], source: Sequence[str], rounds: int = _ROUNDS) -> str:
    """What to say of the two commands, by the medians of rounds in which one follows the other."""
    try:
        return _compared(frozen, source, rounds)
    except SetupFailure as failure:
        return f"not measured: {failure}"


def _compared(frozen: Sequence[str], source: Sequence[str], rounds: int) -> str:
    with tempfile.TemporaryDirectory(prefix="robofy-start-") as name:
        folder = Path(name)
        with virtual_screen(folder) as screen, _pixels(folder / "Xvfb_screen0") as pixels:
            taken = [[_first_paint(command, screen, pixels) for command in (frozen, source)] for _ in range(rounds + 1)]
    ours, theirs = (statistics.median(times) for times in zip(*taken[1:], strict=True))  # the first fills the caches
    return said(ours, theirs)


def said(frozen: float, source: float) -> str:
    """Both in milliseconds."""
    ratio = frozen / source
    goals = [
        f"{ratio:.2f} x (goal {RATIO_GOAL} x: {'met' if ratio <= RATIO_GOAL else 'MISSED'})",
        f"{frozen:.0f} ms (goal {GOAL:.0f} ms: {'met' if frozen <= GOAL else 'MISSED'})",
    ]
    return f"{' and '.join(goals)}, from source {source:.0f} ms"


@contextmanager
def _pixels(file: Path) -> Iterator[mmap.mmap]:
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as pixels:
        yield pixels


def _first_paint(command: Sequence[str], screen: Mapping[str, str], pixels: mmap.mmap) -> float:
    """Milliseconds; with a data folder of its own each time, as on the first start of all."""
    with tempfile.TemporaryDirectory(prefix="robofy-start-") as home:
        # What is compiled may be kept: else the source is compiled anew each time.
        own = variables(HOME=home, ROBOFY_DATA_DIR=f"{home}/data", PYTHONDONTWRITEBYTECODE="", **screen)
        before = pixels[::_EVERY]
        begun = time.perf_counter()
        with subprocess.Popen(command, env=own, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            try:
                _wait(begun, lambda: _changed(pixels, before) >= _PAINTED)
                passed = time.perf_counter() - begun
            finally:
                _end(process)
        _wait(time.perf_counter(), lambda: _changed(pixels, before) < _PAINTED)  # the screen is empty again
    return passed * 1000


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()


def _changed(pixels: mmap.mmap, before: bytes) -> int:
    now = pixels[::_EVERY]
    return 0 if now == before else sum(one != other for one, other in zip(now, before, strict=True))


def _wait(begun: float, condition: Callable[[], bool]) -> None:
    while not condition():
        if time.perf_counter() - begun > _PATIENCE:
            raise SetupFailure("The screen was watched in vain: no window was painted, or it did not go.")
        time.sleep(0.001)
