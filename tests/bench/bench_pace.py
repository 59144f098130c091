"""What a reply costs that comes at the speed of a fast chatbot, beside a plain text widget that is fed alike."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tests.bench.fresh import figures
from tests.bench.result import Bench, Options, Result

RATE: Final = 100
SECONDS: Final = 20


def pace(_options: Options) -> Iterator[Result]:
    floor = figures("played", "floor", RATE * SECONDS, RATE)
    ours = figures("played", "view", RATE * SECONDS, RATE)
    name = f"{RATE} deltas a second for {SECONDS} s"
    yield Result(f"{name}: CPU", ours["cpu"], "s", floor["cpu"], 1.2, "value")
    yield Result(f"{name}: CPU beside the floor", ours["cpu"], "s", floor["cpu"], 2.0)
    yield Result(f"{name}: longest gap", ours["longest"], "ms", floor["longest"], 33, "value")


BENCHES: Final = {"pace": Bench(pace)}
