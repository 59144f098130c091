"""Minutes of mixed answers through the whole app, into many messages and several conversations: memory stays flat.

`python -m tests.bench.soak PORT MINUTES` is the app that is measured, and `python -m tests.bench soak` the benchmark.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from itertools import count
from typing import Final

from PySide6.QtCore import QTimer

from tests.bench import live
from tests.bench.live import User
from tests.bench.memory import Memory, held
from tests.bench.result import Bench, Options, Result

EACH: Final = 10
"""Seconds between two looks at the memory."""
SETTLED: Final = {"used": 120, "rss": 720, "pss": 720, "own": 720}
"""Seconds until what is kept on purpose (fonts, layouts, conversations) is there, and what the allocators keep free."""
GOAL: Final = 0.5
"""Megabytes a minute. The messages themselves, which are kept, are half of that."""
_CONVERSATIONS: Final = 12
_TURNS: Final = 3
"""Questions until another conversation is looked at."""
_RATES: Final = (100, 250, 500, 150, 350)
_LENGTHS: Final = (200, 1_200, 400, 2_500, 700, 100)

_Series = tuple[tuple[float, float], ...]


def soak(options: Options) -> Iterator[Result]:
    """How fast memory grows once what is kept on purpose is there."""
    for name, series in _watched(options.minutes).items():
        yield Result(f"soak: growth of {name}", _slope(series, SETTLED[name]), "MB/min", None, GOAL, "value", series)


def _watched(minutes: float) -> dict[str, _Series]:
    """What the app said of itself, line by line."""
    with live.server() as port:
        command = [sys.executable, "-m", "tests.bench.soak", str(port), str(minutes)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            rows = [json.loads(line) for line in process.stdout]
    if process.returncode:
        raise RuntimeError(f"the app ended with {process.returncode}")
    return {name: tuple((row["at"], row[name]) for row in rows) for name in Memory._fields}


def _slope(series: _Series, settled: float) -> float:
    """Megabytes a minute from there on; from the middle on where there is less."""
    begin = min(settled, series[-1][0] / 2)
    late = [(at / 60, value) for at, value in series if at >= begin]
    return statistics.linear_regression(*zip(*late, strict=True)).slope


async def _journey(minutes: float, user: User) -> None:
    begun = time.monotonic()

    def look() -> None:
        memory = held()
        at = round(time.monotonic() - begun, 1)
        row = {"at": at, **memory._asdict()}
        print(json.dumps(row), flush=True)

    timer = QTimer()
    timer.setInterval(EACH * 1000)
    timer.timeout.connect(look)
    timer.start()
    conversations: list[str] = []
    for turn in count():
        if time.monotonic() - begun > minutes * 60:
            break
        if turn % _TURNS == 0:
            await _go_on(user, conversations, turn // _TURNS)
        deltas, rate = _LENGTHS[turn % len(_LENGTHS)], _RATES[turn % len(_RATES)]
        await user.ask(f"pace {deltas} {rate} {turn}")
    look()
    timer.stop()


async def _go_on(user: User, conversations: list[str], visit: int) -> None:
    """In a new conversation, or in the one that was left longest ago."""
    if visit < _CONVERSATIONS:
        conversations.append(user.begin())
    else:
        await user.open(conversations[visit % _CONVERSATIONS])


BENCHES: Final = {"soak": Bench(soak, is_long=True)}

if __name__ == "__main__":
    sys.exit(live.run(partial(_journey, float(sys.argv[2])), int(sys.argv[1])))
