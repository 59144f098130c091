"""Measuring in a process of its own, so that what one measurement loaded and warmed does not help the next.

The last line that such a process prints is a JSON object of figures.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Iterable
from typing import Final, TypeAlias

Figures: TypeAlias = dict[str, float]
_PATIENCE: Final = 120.0
"""Seconds after which a measurement hangs."""


def figures(module: str, *arguments: object, patience: float = _PATIENCE) -> Figures:
    """What a module of this folder measured, run with these arguments."""
    command = [sys.executable, "-m", f"tests.bench.{module}", *map(str, arguments)]
    finished = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, timeout=patience)
    found: Figures = json.loads(finished.stdout.splitlines()[-1])
    return found


def hand_back(found: Figures) -> None:
    """The other end, in the process that measured."""
    print(json.dumps(found), flush=True)


def least(rounds: Iterable[Figures], name: str) -> float:
    """What the work costs when nothing else is in the way."""
    return min(found[name] for found in rounds)


def usual(rounds: Iterable[Figures], name: str) -> float:
    """The median."""
    return statistics.median(found[name] for found in rounds)
