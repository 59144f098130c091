"""One answer of a megabyte: opened at its end, and scrolled to its start."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tests.bench.fresh import figures, least, usual
from tests.bench.result import Bench, Options, Result

CHARACTERS: Final = 1_000_000
_ROUNDS: Final = 2


def long_answer(_options: Options) -> Iterator[Result]:
    rounds = [figures("opened", "answer", CHARACTERS) for _ in range(_ROUNDS)]
    yield Result("an answer of 1 MB: first paint of its end", least(rounds, "open"), "ms", None, 150, "value")
    for step, meaning in {"page": "paging to its start", "drag": "dragging the scroll bar"}.items():
        gap = usual(rounds, step)
        yield Result(f"an answer of 1 MB: longest gap when {meaning}", gap, "ms", None, 33, "value")
        last = usual(rounds, f"{step}-p95")
        yield Result(f"an answer of 1 MB: a step of {meaning}, p95", last, "ms", None, 16, "value")


BENCHES: Final = {"long-answer": Bench(long_answer)}
