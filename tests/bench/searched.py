"""Types into the search of the app, over a copy of a history of so many messages, and prints how that went.

Times in milliseconds. `held` is the longest time in which the window's thread did nothing else, `work` how much of a
processor it had in such a time: other programs make the one longer, and not the other. The floor is the same typing
into an empty field of the same window.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from desktop import __version__
from desktop.core.settings import Settings
from desktop.store.paths import Paths
from desktop.store.settings import save_settings
from tests.bench import live
from tests.bench.archives import Author
from tests.bench.fresh import Figures, hand_back
from tests.bench.heartbeat import Heartbeat, percentile
from tests.bench.live import User
from tests.bench.paints import Paints

_NOBODY: Final = 9
"""A port that is not asked."""
_PLACES: Final = (0.0002, 0.001, 0.02, 0.1, 0.6)
"""Which words are typed: from the common to the rare."""
_HAN_PLACES: Final = (0.001, 0.02, 0.3)
_REST: Final = 0.06
"""Seconds between what was painted and the next key: in them the rest of the page comes."""
_HASTE: Final = 0.05
"""Seconds between two keys of somebody who waits for nothing."""
_SETTLED: Final = 3.0
"""Seconds after the start, and after another field came, in which what was begun behind it ends."""
_PATIENCE: Final = 10.0
_KEY: Final = re.compile(" ?.")
"""A space looks for nothing else."""


def furnish(history: Path, paths: Paths) -> None:
    """The history in its place, and no backup that is due."""
    paths.create()
    shutil.copy(history, paths.history)
    paths.history.with_name(f"{paths.history.name}.daily-{time.strftime('%Y%m%d')}-000000").touch()
    settings = Settings()
    save_settings(paths.settings, replace(settings, updates=replace(settings.updates, started=__version__)))


def written() -> list[str]:
    """Words, two words, and Chinese: of each so much as is in the field when it is whole."""
    author = Author()
    words = [author.words[int(len(author.words) * place)] for place in _PLACES]
    han = [author.han_words[int(len(author.han_words) * place)] for place in _HAN_PLACES]
    return [*words, f"{words[1]} {words[0]}", *han]


class Typist:
    """Types into a field, and sees what `viewport` shows for it."""

    def __init__(self, field: QLineEdit, paints: Paints, shows: Callable[[], bool]) -> None:
        self.times: list[float] = []
        self._field = field
        self._paints = paints
        self._shows = shows
        self._is_typed = False

    async def type_and_see(self, text: str) -> None:
        """Each key once that for the one before is painted."""
        for letter in _KEY.findall(text):
            began = 0.0
            self._is_typed = False

            def press(letter: str = letter) -> None:
                nonlocal began
                began = time.perf_counter()
                self._press(letter)
                self._is_typed = True

            QTimer.singleShot(0, press)  # from Qt's own loop, where keys come from
            async with asyncio.timeout(_PATIENCE):
                ended = await self._paints.until(lambda: self._is_typed and self._shows())
            self.times.append((ended - began) * 1000)
            await asyncio.sleep(_REST)

    async def type_in_haste(self, text: str) -> None:
        for letter in text:
            QTimer.singleShot(0, partial(self._press, letter))
            await asyncio.sleep(_HASTE)

    def _press(self, letter: str) -> None:
        if letter.isascii():
            QTest.keyClicks(self._field, letter)
        else:
            self._field.insert(letter)  # as an input method does


async def measure(typist: Typist, clear: Callable[[], None], texts: list[str]) -> Figures:
    heartbeat = Heartbeat()
    for type_ in (typist.type_and_see, typist.type_in_haste):
        for text in texts:
            clear()
            await asyncio.sleep(_REST)
            await type_(text)
    await asyncio.sleep(_REST)
    held = heartbeat.stop()
    seen = {"p50": percentile(typist.times, 50), "p95": percentile(typist.times, 95)}
    return {"held": held["longest"], "held-p99": held["p99"], "work": max(heartbeat.works)} | seen


async def search(user: User) -> None:
    desktop = user.desktop
    page = desktop.window.search
    texts = written()
    await asyncio.sleep(_SETTLED)
    desktop.window.actions_by_id["search"].trigger()
    await desktop.search.warm()
    field = QLineEdit(desktop.window)
    field.setGeometry(page.rect().adjusted(40, 200, -40, -200))
    field.show()
    field.setFocus()
    await asyncio.sleep(_SETTLED)
    floor = await measure(Typist(field, Paints(field), lambda: True), field.clear, texts)
    field.hide()
    page.focus_field()
    await asyncio.sleep(_SETTLED)
    found = page.results.found
    is_new = False

    def renew(now: bool) -> None:
        nonlocal is_new
        is_new = now

    page.search_changed.connect(lambda: renew(False))
    found.modelReset.connect(lambda: renew(True))
    typist = Typist(page.field, Paints(page.results.viewport()), lambda: is_new and found.rowCount() > 0)
    figures = await measure(typist, page.field.clear, texts)
    hand_back(figures | {f"floor-{name}": value for name, value in floor.items()})


def main(history: Path) -> int:
    return live.run(search, _NOBODY, furnish=partial(furnish, history))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
