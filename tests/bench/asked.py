"""Asks one question in the whole app and prints what the reply took: `PORT QUESTION`."""

from __future__ import annotations

import asyncio
import sys
from functools import partial
from typing import Final

from tests.bench import live
from tests.bench.fresh import hand_back
from tests.bench.heartbeat import Heartbeat
from tests.bench.live import RELAY, User

REST: Final = 0.5
"""Seconds in which what was warmed comes to rest."""
_WARM: Final = "burst 6000"


class _Start:
    """What is noted when Return is pressed."""

    def __init__(self) -> None:
        self.clocks = (0.0, 0.0)
        self.paints = 0
        self.heartbeat: Heartbeat | None = None

    def note(self, user: User) -> None:
        self.heartbeat, self.paints, self.clocks = Heartbeat(), user.paints.count, live.now()


async def measure(question: str, user: User) -> None:
    """Seconds of work and of waiting from the Return key to the paint of the reply's end; gaps in milliseconds."""
    user.begin()
    await user.ask(_WARM)
    await asyncio.sleep(REST)
    if question != RELAY:
        user.sight.learn()
    user.begin()
    await asyncio.sleep(REST)
    start = _Start()
    ended = await user.ask(question, partial(start.note, user))
    _, work = live.now()
    assert start.heartbeat is not None
    gaps = start.heartbeat.stop()
    wall, began = start.clocks
    paints = float(user.paints.count - start.paints)
    hand_back({"cpu": work - began, "wall": ended - wall, "paints": paints} | gaps)


if __name__ == "__main__":
    sys.exit(live.run(partial(measure, sys.argv[2]), int(sys.argv[1])))
