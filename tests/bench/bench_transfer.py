"""A file of 200 MB on its way in and out again: how long, and in how much memory."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Final

from tests.bench.fresh import figures
from tests.bench.result import Bench, Options, Result

_MEGABYTES: Final = 200
_PATIENCE: Final = 600.0


def transfer(_options: Options) -> Iterator[Result]:
    """Memory is measured where the system counts it in kilobytes."""
    if sys.platform != "linux":
        return
    floor = figures("carried", "parse", _MEGABYTES, patience=_PATIENCE)["seconds"]
    found = figures("carried", "carry", _MEGABYTES, patience=_PATIENCE)
    yield Result(f"{_MEGABYTES} MB of conversations checked", found["check"], "s", floor, 10)
    yield Result(f"{_MEGABYTES} MB merged into an empty history", found["merge"], "s", floor, 5)
    yield Result(f"{_MEGABYTES} MB exported", found["export"], "s", floor, 5)
    yield Result("memory that it took beside", found["grown"], "MB", None, 64, "value")


BENCHES: Final = {"transfer": Bench(transfer)}
