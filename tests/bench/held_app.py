"""Opens a conversation of so many messages in the app, and prints how long it took and the memory of the process.

The app finds its conversation on the disk, where a shorter one is newer, and opens it as a person does. Another
process wrote both: what that takes is no memory of the app.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Final

from desktop.core.conversation import Conversation
from desktop.store.history import open_history
from desktop.store.paths import Paths
from tests.bench import live, texts
from tests.bench.fresh import hand_back
from tests.bench.held import REST
from tests.bench.live import User
from tests.bench.memory import held

_NOBODY: Final = 9
"""A port that is not asked."""


def _furnish(messages: int, paths: Paths) -> None:
    paths.create()
    command = [sys.executable, "-m", "tests.bench.held_app", str(messages), str(paths.history)]
    subprocess.run(command, check=True)


def _write(messages: int, path: Path) -> None:
    history = open_history(path)
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
    hand_back({"rss": held().rss, "open": (ended - began) * 1000})


def main(messages: int, path: Path | None = None) -> int:
    if path is not None:
        _write(messages, path)
        return 0
    return live.run(_app, _NOBODY, furnish=partial(_furnish, messages))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), *map(Path, sys.argv[2:])))
