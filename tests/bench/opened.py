"""Opens something long and uses it, and prints what that took: `conversation MESSAGES` or `answer CHARACTERS`.

Times in milliseconds.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable, Iterable
from functools import partial
from random import Random
from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QAbstractSlider

from desktop.core.message import Message, question
from desktop.ui import loop
from desktop.ui.conversation.message_model import MessageModel
from desktop.ui.garbage import GarbageCollector
from desktop.ui.look.tokens import Theme
from desktop.ui.transcript.view import TranscriptView
from tests.bench import stage, texts
from tests.bench.fresh import Figures, hand_back
from tests.bench.heartbeat import Heartbeat, percentile
from tests.bench.paints import Paints
from tests.bench.sight import Sight

REST: Final = 0.5
"""Seconds in which what was warmed comes to rest."""
_STEPS: Final = 150
_DRAGS: Final = 60
_SIZES: Final = 40
_Action = QAbstractSlider.SliderAction


class Reader:
    """A person with a view, whose every step is timed until what it asked for is painted."""

    def __init__(self, view: TranscriptView) -> None:
        self.view = view
        self.bar = view.verticalScrollBar()
        self._paints = Paints(view.viewport())
        self._sight = Sight(view)

    async def warm(self) -> None:
        """See every kind of block once, and how an answer ends."""
        for seed in range(8):
            await self.open([question("q", "Where?", texts.CREATED), texts.reply("r", texts.answer(4_000, seed))])
        await asyncio.sleep(REST)
        self._sight.learn()
        self.view.setModel(MessageModel())
        await asyncio.sleep(REST)

    async def open(self, messages: Iterable[Message], *, see: bool = False) -> float:
        """Until the view is painted at its end; with `see` until the last words are on the screen."""
        model = MessageModel()
        messages = list(messages)
        began = time.perf_counter()
        model.reset(messages)
        self.view.setModel(model)
        if see:
            ended = await self._paints.until(lambda: stage.is_at_end(self.view), then=self._sight.shows_end)
        else:
            ended = await self._paints.until(lambda: stage.is_at_end(self.view) and self.is_laid_out())
        return (ended - began) * 1000

    async def step(self, action: Callable[[], None]) -> float:
        """Until everything in sight is painted."""
        began = time.perf_counter()
        action()
        return (await self._paints.until(self.is_laid_out) - began) * 1000

    def is_laid_out(self) -> bool:
        return not any(self.view.rows.is_waiting(row) for row in self.view.rows_in_sight())

    async def page(self, steps: int) -> list[float]:
        """Towards the start, as far as it goes."""
        found: list[float] = []
        while len(found) < steps and self.bar.value() > self.bar.minimum():
            found.append(await self.step(partial(self.bar.triggerAction, _Action.SliderPageStepSub)))
        return found

    async def drag(self, steps: int) -> list[float]:
        """The scroll bar to places all over."""
        random = Random(steps)
        self.bar.setSliderDown(True)
        found: list[float] = []
        for _ in range(steps):
            place = int(random.random() * self.bar.maximum())
            if place != self.bar.value():
                found.append(await self.step(partial(self.bar.setSliderPosition, place)))
        self.bar.setSliderDown(False)
        return found

    async def resize(self, steps: int) -> list[float]:
        """Narrower step by step, at the place where the person reads."""
        window = self.view.window()
        sizes = [QSize(stage.SIZE.width() - 7 * at, stage.SIZE.height()) for at in range(1, steps + 1)]
        return [await self.step(partial(window.resize, size)) for size in sizes]


async def conversation(reader: Reader, messages: int) -> Figures:
    opened = await reader.open(texts.messages(messages), see=True)
    await asyncio.sleep(REST)
    paged = await reader.page(_STEPS)
    dragged = await reader.drag(_DRAGS)
    resized = await reader.resize(_SIZES)
    return {
        "open": opened,
        "page": percentile(paged, 95),
        "drag": percentile(dragged, 95),
        "resize": percentile(resized, 95),
    }


async def answer(reader: Reader, characters: int) -> Figures:
    asked = question("q", "Everything, please", texts.CREATED)
    opened = await reader.open([asked, texts.reply("r", texts.answer(characters))], see=True)
    await asyncio.sleep(REST)
    heartbeat = Heartbeat()
    paged = await reader.page(_STEPS)
    gaps = {"page": heartbeat.stop()["longest"], "page-p95": percentile(paged, 95)}
    heartbeat = Heartbeat()
    dragged = await reader.drag(_DRAGS)
    gaps |= {"drag": heartbeat.stop()["longest"], "drag-p95": percentile(dragged, 95)}
    return {"open": opened} | gaps


async def measure(dress: Theme, kind: str, size: int) -> int:
    collector = GarbageCollector()
    view = TranscriptView(dress, clock=lambda: texts.CREATED)
    stage.show(view)
    reader = Reader(view)
    await reader.warm()
    work = conversation if kind == "conversation" else answer
    hand_back(await work(reader, size))
    collector.close()
    view.close()
    return 0


def main(kind: str, size: int) -> int:
    app, dress = stage.set_up()
    return loop.run(app, partial(measure, dress, kind, size))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
