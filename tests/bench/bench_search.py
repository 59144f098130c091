"""The search in a large history: the first page of what somebody types, the size of the index, and what saving costs.

A history is built once for all and kept in the folder for temporary files; the million takes minutes.
"""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Final

from desktop.core.conversation import Conversation
from desktop.core.message import Message, Role, Status, Text
from desktop.core.search import SearchQuery
from desktop.core.search_tokens import VERSION
from desktop.store.history import open_history
from desktop.store.schema import STEPS
from desktop.store.search import SearchFile
from tests.bench.archives import Author, fill
from tests.bench.fresh import figures, least
from tests.bench.result import Bench, Options, Result, one

SMALL: Final = 100_000
LARGE: Final = 1_000_000
_GOAL: Final = 50.0
"""Milliseconds to the first page, on the 95th of a hundred searches."""
_PLACES: Final = (0.0002, 0.001, 0.005, 0.02, 0.1, 0.3, 0.6, 0.9)
"""Which words are looked for: from the common to the rare."""
_FRAME: Final = 16.0
"""Milliseconds in which the window may do nothing else."""
_ROUNDS: Final = 3
_PATIENCE: Final = 300.0
_LONG: Final = "word and word " * 71_429
"""A million characters."""
_SECONDS: Final = 30
_RATE: Final = 30


def history(count: int) -> tuple[Path, float, int]:
    """A history with so many messages: its file, seconds of work for the index (0 when it was there), bytes of text."""
    kind = "-".join([str(len(STEPS)), *VERSION.split()])
    path = Path(tempfile.gettempdir(), f"robofy-bench-{count}-{kind}.db")
    size = path.with_suffix(".size")
    if not size.exists():
        for ending in ("", "-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
        seconds, total = fill(path, count)
        size.write_text(str(total))
        return path, seconds, total
    return path, 0.0, int(size.read_text())


def measure(count: int, _options: Options) -> Iterator[Result]:
    path, built, text = history(count)
    name = f"search-{count}"
    if built:
        yield Result(f"{name}-build", built * 1e6 / count, "us a message", None, 200, "value")
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT sum(pgsize) FROM dbstat WHERE name LIKE 'search%'"
        yield Result(f"{name}-index-size", connection.execute(query).fetchone()[0] / 1e6, "MB", text / 1e6, 1.0)
    with closing(SearchFile(path)) as file:
        started = time.perf_counter()
        file.warm()
        yield Result(f"{name}-open", (time.perf_counter() - started) * 1e3, "ms", None, 500, "value")
        for kind, queries in sorted(typed(count).items()):
            walls, works = zip(*(first_page(file, query) for query in queries), strict=True)
            yield Result(f"{name}-{kind}-p50", statistics.median(walls), "ms", None, _GOAL, "value")
            yield Result(f"{name}-{kind}-p95", percentile(walls), "ms", None, _GOAL, "value")
            yield Result(f"{name}-{kind}-p95-work", percentile(works), "ms", None, _GOAL, "value")


def first_page(file: SearchFile, query: SearchQuery) -> tuple[float, float]:
    """Milliseconds by the clock and of work; the better of two, for other programs run too."""
    found = []
    for _ in range(2):
        wall, work = time.perf_counter(), time.thread_time()
        file.find(query, None, lambda: True)
        found.append(((time.perf_counter() - wall) * 1e3, (time.thread_time() - work) * 1e3))
    return min(found)


def typed(count: int) -> dict[str, list[SearchQuery]]:
    """What somebody types, letter by letter, by kind."""
    author = Author()
    words = [author.words[int(len(author.words) * place)] for place in _PLACES]
    han = [author.han_words[int(len(author.han_words) * place)] for place in _PLACES]
    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    pairs = [first + second for first in letters for second in letters[:: len(letters) // 5]]
    prefixes = [word[:size] for word in words for size in range(3, len(word) + 1)]
    inner = [word[1:size] for word in words for size in range(4, len(word) + 1)]
    both = [f"{word} {words[0][:size]}" for word in words for size in range(1, len(words[0]) + 1)]
    day = 86_400
    start = 1_600_000_000 + count * 30
    filters = [
        partial(SearchQuery, role=Role.USER),
        partial(SearchQuery, has_tool=True),
        partial(SearchQuery, has_error=True),
        partial(SearchQuery, chatbot=("p", "bot3")),
        partial(SearchQuery, since=start, until=start + 30 * day),
        partial(SearchQuery, until=start - 100 * day),
    ]
    filtered = [make(text) for make in filters for text in ("", "t", "re", words[0], words[4], words[6], han[0][:1])]
    texts = {
        "one-letter": list(letters),
        "two-letters": pairs,
        "word": prefixes,
        "part": inner,
        "two-words": both,
        "cjk": [word[:size] for word in han for size in range(1, len(word) + 1)],
        "phrase": [f'"{word} {other}"' for word in words[:4] for other in words[:4]],
        "sign": ["-", "😀", "。", '"', "->", "(", "#1"],
    }
    return {kind: [SearchQuery(text) for text in found] for kind, found in texts.items()} | {"filter": filtered}


def percentile(values: tuple[float, ...]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


def saving() -> Result:
    """The share of a core that saving takes, 30 times a second, of a reply that grows to 1 MB; the floor: no search."""
    with tempfile.TemporaryDirectory() as folder:
        costs = [_saving(Path(folder, f"{number}.db"), _RATE, is_searched=number % 2 == 0) for number in range(6)]
    return Result("saving-1mb", min(costs[::2]), "% of a core", min(costs[1::2]), 5.0, "value")


def pace() -> Result:
    """The same as the program saves it, once a second."""
    with tempfile.TemporaryDirectory() as folder:
        cost = min(_saving(Path(folder, f"{number}.db"), 1, is_searched=True) for number in range(3))
    return Result("saving-1mb-once-a-second", cost, "% of a core", None, 5.0, "value")


def _saving(path: Path, rate: int, *, is_searched: bool) -> float:
    """The reply comes in half a minute, and is saved so often a second."""
    with closing(open_history(path)) as history:
        history.save_conversation(Conversation("k", "s", "p", "b", "Bot"))
        if not is_searched:
            _forget_search(path)
        count, worked = rate * _SECONDS, 0.0
        for number in range(1, count + 1):
            text = _LONG[: len(_LONG) * number // count]
            reply = Message("m", Role.CHATBOT, Status.STREAMING, (Text(text=text),))
            worked += _work(partial(history.save_messages, "k", (reply,)))
    return worked / _SECONDS * 100


def _forget_search(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        triggers = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            connection.execute(f'DROP TRIGGER "{name}"')


def _work(function: Callable[[], None]) -> float:
    started = time.thread_time()
    function()
    return time.thread_time() - started


def typing(_options: Options) -> Iterator[Result]:
    """In the window, letter by letter: how long its thread is held, and when the first page is painted."""
    path, _seconds, _bytes = history(LARGE)
    rounds = [figures("searched", path, patience=_PATIENCE) for _ in range(_ROUNDS)]
    for name, what, goal in (
        ("held", "window held while typing", _FRAME),
        ("work", "work of the window in one go", _FRAME),
        ("p50", "key to first page, p50", _GOAL),
        ("p95", "key to first page, p95", _GOAL),
    ):
        yield Result(f"search-typing: {what}", least(rounds, name), "ms", least(rounds, f"floor-{name}"), goal, "value")


BENCHES: Final[dict[str, Bench]] = {
    "search": Bench(partial(measure, SMALL)),
    "search-million": Bench(partial(measure, LARGE), is_long=True),
    "search-typing": Bench(typing, is_long=True),
    "saving": one(saving),
    "saving-pace": one(pace),
}
