"""A conversation of years: opened, paged through, resized, and held in memory."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Final

from tests.bench.fresh import figures, least, usual
from tests.bench.result import Bench, Options, Result

MESSAGES: Final = 10_000
_FEW: Final = 100
_ROUNDS: Final = 3
_FRAME: Final = 16.0


def conversation(_options: Options) -> Iterator[Result]:
    few = [figures("opened", "conversation", _FEW) for _ in range(_ROUNDS)]
    many = [figures("opened", "conversation", MESSAGES) for _ in range(_ROUNDS)]
    name = f"{MESSAGES:,} messages"
    opened, floor = least(many, "open"), least(few, "open")
    yield Result(f"{name}: first paint at the end", opened, "ms", floor, 100, "value")
    yield Result(f"{name}: first paint beside {_FEW} messages", opened, "ms", floor, 1.5)
    for step, meaning in {"page": "a page up", "drag": "a drag of the scroll bar", "resize": "a resize"}.items():
        yield Result(f"{name}: {meaning}, p95", usual(many, step), "ms", usual(few, step), _FRAME, "value")


def memory(_options: Options) -> Iterator[Result]:
    """Of the transcript alone, and of the whole app as it stands after its start. Linux alone tells."""
    if sys.platform != "linux":
        return
    floor = figures("empty")["rss"]
    view = figures("held", MESSAGES)
    yield Result(f"memory of a view on {MESSAGES:,} messages", view["rss"], "MB", floor, 2.0)
    app = figures("held_app", MESSAGES)
    yield Result(f"memory of the app with {MESSAGES:,} messages", app["rss"], "MB", floor, 2.0)
    yield Result(f"{MESSAGES:,} messages from the disk to the first paint", app["open"], "ms", None, 100, "value")


BENCHES: Final = {"conversation": Bench(conversation), "memory": Bench(memory)}
