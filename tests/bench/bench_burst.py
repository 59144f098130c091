"""A long answer as fast as it can come: into the transcript alone, and through a socket into the whole app."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tests.bench import live
from tests.bench.fresh import Figures, figures, least, usual
from tests.bench.result import Bench, Options, Result

DELTAS: Final = 50_000
_ROUNDS: Final = 3


def into_the_view(_options: Options) -> Iterator[Result]:
    floor = [figures("played", "floor", DELTAS) for _ in range(_ROUNDS)]
    ours = [figures("played", "view", DELTAS) for _ in range(_ROUNDS)]
    return _results(f"{DELTAS:,} deltas into the view", ours, floor, 0.8, 1.2)


def into_the_app(options: Options) -> Iterator[Result]:
    floor = [figures("played", "floor", DELTAS) for _ in range(_ROUNDS)]
    question = live.RELAY if options.url else f"burst {DELTAS}"
    with live.server(options.url) as port:
        ours = [figures("asked", port, question) for _ in range(_ROUNDS)]
    name = "a stream from elsewhere" if options.url else f"{DELTAS:,} deltas through a socket"
    return _results(f"{name} into the app", ours, floor, 1.6, 2.0)


def one_by_one(_options: Options) -> Iterator[Result]:
    """The same where the server sends each event in a chunk of its own, which costs HTTP most."""
    floor = [figures("played", "floor", DELTAS)]
    with live.server() as port:
        ours = [figures("asked", port, f"burst {DELTAS} alone") for _ in range(2)]
    return _results(f"{DELTAS:,} deltas in chunks of their own into the app", ours, floor, 1.6, 2.0)


def _results(name: str, ours: list[Figures], floor: list[Figures], work: float, wall: float) -> Iterator[Result]:
    """CPU and wall at their least; gaps as they usually are."""
    yield Result(f"{name}: CPU", least(ours, "cpu"), "s", least(floor, "cpu"), work, "value")
    yield Result(f"{name}: wall", least(ours, "wall"), "s", least(floor, "wall"), wall, "value")
    yield Result(f"{name}: longest gap", usual(ours, "longest"), "ms", usual(floor, "longest"), 33, "value")
    yield Result(f"{name}: p99 of gaps", usual(ours, "p99"), "ms", usual(floor, "p99"), 16, "value")


BENCHES: Final = {
    "burst-view": Bench(into_the_view),
    "burst-app": Bench(into_the_app, reads_url=True),
    "burst-app-alone": Bench(one_by_one),
}
