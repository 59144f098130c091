"""`kill -9` at random moments of everything that writes: nothing that was told to be safe is lost, and all opens again.

A kill is no power cut: what was handed to the operating system stays. The moments are random, and the seed is fixed.
"""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Final, NamedTuple

from desktop.core.errors import StoreError
from desktop.core.message import Status, question
from desktop.store.history import History, open_history
from desktop.store.reading import open_for_reading
from desktop.store.recovery import Recovery
from tests.bench import brought
from tests.bench.brought import conversation
from tests.bench.result import Bench, Options, Result
from tests.bench.victim import WORKS

_RELEASED: Final = Path(__file__).parents[1] / "store" / "released" / "1.sql"
_THERE: Final = 300
"""Conversations in the history that a work begins with."""
_PATIENCE: Final = 60.0
_LONGEST: Final = {
    "streaming": 0.6,
    "deleting": 0.4,
    "importing": 0.6,
    "migrating": 0.15,
    "backup": 0.2,
    "recovery": 0.3,
}
"""Seconds from the first word to the kill, at most."""

Promise = list[object]


class Kill(NamedTuple):
    """What one kill cost: promises that were not kept, and why the file did not open."""

    work: str
    promises: int
    lost: tuple[str, ...]
    refused: str = ""


def kills(options: Options) -> Iterator[Result]:
    """How many promises were broken, and how many histories did not open, by what was killed."""
    done = list(run(options.times))
    for work in WORKS:
        of = [kill for kill in done if kill.work == work]
        lost, promises = sum(len(kill.lost) for kill in of), sum(kill.promises for kill in of)
        yield Result(f"{len(of)} kills of {work}: lost of {promises} promises", lost, "", None, 0, "value")
    refused = Counter(kill.refused for kill in done if kill.refused)
    yield Result(f"{len(done)} kills: histories that did not open", sum(refused.values()), "", None, 0, "value")


def run(times: int, seed: int = 4) -> Iterator[Kill]:
    """All works in turn."""
    chance = random.Random(seed)
    works = list(WORKS)
    with tempfile.TemporaryDirectory(prefix="robofy-kills-") as name:
        templates = {work: _template(Path(name), work) for work in works}
        for number in range(times):
            work = works[number % len(works)]
            folder = Path(name, str(number))
            shutil.copytree(templates[work], folder)
            yield _kill(folder / "history.db", work, chance.uniform(0, _LONGEST[work]))
            shutil.rmtree(folder)


def _template(root: Path, work: str) -> Path:
    """A folder with the history that the work begins with."""
    folder = root / work
    folder.mkdir()
    path = folder / "history.db"
    if work == "migrating":
        _make_old(path)
        return folder
    history = open_history(path)
    for number in range(_THERE):
        history.save_conversation(conversation(number))
        history.save_messages(f"k{number}", tuple(question(f"q{at}", "word " * 50, 1.0) for at in range(3)))
    history.close()
    if work == "importing":
        brought.make(folder)
    if work == "recovery":
        path.write_bytes(b"?" * 16 + path.read_bytes()[16:])
        try:
            open_history(path)
        except StoreError:  # it is kept aside now
            return folder
        raise RuntimeError("the damage was not seen")
    return folder


def _make_old(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(_RELEASED.read_text("utf-8"))
        for number in range(_THERE):
            row = (f"k{number}", "s", "p", "b", "Concierge", "Old", 1.0, 2.0)
            connection.execute("INSERT INTO conversations VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        connection.commit()


def _kill(path: Path, work: str, after: float) -> Kill:
    promises = _promises(path, work, after)
    try:
        if work == "recovery" and not path.exists():
            recovery = Recovery(path)
            recovery.look(lambda _: None)
            recovery.restore()
        history = open_history(path)
    except StoreError as error:
        return Kill(work, len(promises), (), error.problem.code)
    try:
        broken = [str(promise) for promise in promises if not _is_kept(history, promise)]
        broken += _broken_rules(history, path, work)
    finally:
        history.close()
    return Kill(work, len(promises), tuple(broken))


def _promises(path: Path, work: str, after: float) -> list[Promise]:
    """What the victim said before it was killed; half a line was not said."""
    command = [sys.executable, "-m", "tests.bench.victim", work, str(path)]
    with tempfile.TemporaryFile() as said:
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=said) as victim:
            deadline = time.monotonic() + _PATIENCE
            while not said.tell() and victim.poll() is None and time.monotonic() < deadline:
                time.sleep(0.001)
                said.seek(0, 2)
            time.sleep(after)
            victim.kill()
        said.seek(0)
        whole = said.read().split(b"\n")[:-1]
    promises = [json.loads(line) for line in whole]
    if promises[:1] != [["ready"]]:
        raise RuntimeError(f"the victim of {work} did not start")
    return promises[1:]


def _is_kept(history: History, promise: Promise) -> bool:
    kind, *words = promise
    keys = [str(word) for word in words]
    kept: dict[str, Callable[[], bool]] = {
        "length": lambda: len(_text(history, keys[0], keys[1])) >= int(keys[2]),
        "draft": lambda: (draft := history.find_draft(keys[0])) is not None and draft.text == keys[1],
        "no message": lambda: keys[1] not in {message.id for message in history.load_messages(keys[0])},
        "no conversation": lambda: history.find_conversation(keys[0]) is None,
        "imported": lambda: brought.found(history, int(keys[0])) == {True},
    }
    return kept[str(kind)]() if kind in kept else True


def _text(history: History, conversation_id: str, message_id: str) -> str:
    return next((one.text for one in history.load_messages(conversation_id) if one.id == message_id), "")


def _broken_rules(history: History, path: Path, work: str) -> Iterator[str]:
    """What must hold whatever was said: nothing half, nothing gone that nobody touched."""
    there = {one.id for one in history.list_conversations(limit=100_000)}
    if work != "deleting" and (gone := {f"k{number}" for number in range(_THERE)} - there):
        yield f"{len(gone)} conversations are gone"
    for one in there:
        messages = history.load_messages(one)
        if any(message.status is Status.STREAMING for message in messages):
            yield f"{one} is still being written"
    if work == "importing":
        yield from _half_imports(history, path.name)
    for copy in list(path.parent.glob(f"{path.name}.*-????????-*[0-9]")):
        if work == "backup":
            with closing(sqlite3.connect(copy)) as connection:
                if connection.execute("SELECT count(*) FROM conversations").fetchone() != (_THERE,):
                    yield f"{copy.name} is not whole"
        if work == "importing" and (database := open_for_reading(copy, busy=1)) is not None:
            with closing(database):
                yield from _half_imports(History(database), copy.name)


def _half_imports(history: History, name: str) -> Iterator[str]:
    for number in range(brought.FILES):
        if len(brought.found(history, number)) != 1:
            yield f"import {number} is half in {name}"


BENCHES: Final = {"kills": Bench(kills, is_long=True)}
