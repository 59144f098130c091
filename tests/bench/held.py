"""Holds something open and prints the memory of the process: `view MESSAGES` or `app MESSAGES`.

The app finds its conversation on the disk, where a shorter one is newer, and opens it as a person does.
"""

from __future__ import annotations

import asyncio
import sys
import time
from functools import partial
from typing import Final

from desktop.core.conversation import Conversation
from desktop.store.history import open_history
from desktop.store.paths import Paths
from desktop.ui import loop, theme
from desktop.ui.message_model import MessageModel
from desktop.ui.transcript.view import TranscriptView
from tests.bench import live, stage, texts
from tests.bench.fresh import hand_back
from tests.bench.live import User
from tests.bench.memory import held
from tests.bench.paints import Paints

REST: Final = 1.0
"""Seconds until a window that was just painted has nothing left to do."""
_NOBODY: Final = 9
"""A port that is not asked."""


async def _view(messages: int, dress: theme.Theme) -> int:
    view = TranscriptView(dress, clock=lambda: texts.CREATED)
    model = MessageModel()
    model.reset(texts.messages(messages))
    paints = Paints(view.viewport())
    stage.show(view)
    view.setModel(model)
    await paints.until(lambda: stage.is_at_end(view) and not view.rows.is_waiting(messages - 1))
    await asyncio.sleep(REST)
    hand_back({"pss": held().pss})
    view.close()
    return 0


def _furnish(messages: int, paths: Paths) -> None:
    paths.create()
    history = open_history(paths.history)
    for name, amount, updated in (("long", messages, 1.0), ("short", 40, 2.0)):
        at = texts.CREATED + updated
        history.save_conversation(
            Conversation(name, f"session-{name}", "bench", live.BOT.id, live.BOT.name, name, texts.CREATED, at)
        )
        history.save_messages(name, tuple(texts.messages(amount)))
    history.close()


async def _app(user: User) -> None:
    await user.paints.until(lambda: bool(user.messages()) and user.has_all())
    await asyncio.sleep(REST)
    user.sight.learn()
    short = len(user.messages())
    began = time.perf_counter()
    sidebar = user.desktop.window.sidebar.list
    sidebar.setCurrentIndex(sidebar.model().index(1, 0))
    ended = await user.paints.until(lambda: len(user.messages()) > short and user.has_all(), then=user.sight.shows_end)
    await asyncio.sleep(REST)
    hand_back({"pss": held().pss, "open": (ended - began) * 1000})


def main(kind: str, messages: int) -> int:
    if kind == "app":
        return live.run(_app, _NOBODY, furnish=partial(_furnish, messages))
    app, dress = stage.set_up()
    return loop.run(app, partial(_view, messages, dress))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
