"""Holds a view on so many messages and prints the memory of the process: nothing else of the app is imported."""

from __future__ import annotations

import asyncio
import sys
from functools import partial
from typing import Final

from desktop.ui import loop
from desktop.ui.conversation.message_model import MessageModel
from desktop.ui.garbage import forget_sources
from desktop.ui.look.tokens import Theme
from desktop.ui.transcript.view import TranscriptView
from tests.bench import stage, texts
from tests.bench.fresh import hand_back
from tests.bench.memory import held
from tests.bench.paints import Paints

REST: Final = 1.0
"""Seconds until a window that was just painted has nothing left to do."""


async def _view(messages: int, dress: Theme) -> int:
    forget_sources()  # as the app does when it has started
    view = TranscriptView(dress, clock=lambda: texts.CREATED)
    model = MessageModel()
    model.reset(texts.messages(messages))
    paints = Paints(view.viewport())
    stage.show(view)
    view.setModel(model)
    await paints.until(lambda: stage.is_at_end(view) and not view.rows.is_waiting(messages - 1))
    await asyncio.sleep(REST)
    hand_back({"rss": held().rss})
    view.close()
    return 0


def main(messages: int) -> int:
    app, dress = stage.set_up()
    return loop.run(app, partial(_view, messages, dress))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
