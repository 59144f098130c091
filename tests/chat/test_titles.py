"""Looking for titles while somebody types on: the newest wish is answered, the others are not."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import closing

from desktop.chat.titles import Titles
from desktop.core.conversation import Conversation
from desktop.store.thread import DaemonThread


class Slow:
    """Looks until it is let go or no longer wanted."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.go_on = threading.Event()
        self.wanted: list[bool] = []

    def find(self, query: str, limit: int, is_wanted: Callable[[], bool]) -> tuple[Conversation, ...]:
        self.begun.set()
        self.go_on.wait(20)
        self.wanted.append(is_wanted())
        return (Conversation(query, "", "", "", "", query),)[:limit]

    def recent_chatbots(self) -> tuple[tuple[str, str], ...]:
        return (("p", "b"),)

    def close(self) -> None:
        self.wanted.append(False)


def test_the_newest_wish_is_answered_and_the_one_before_is_told_to_stop() -> None:
    async def main() -> None:
        slow = Slow()
        thread = DaemonThread("search")
        titles = Titles(thread, slow)
        first = asyncio.ensure_future(titles.find("or"))
        await asyncio.to_thread(slow.begun.wait, 20)
        second = asyncio.ensure_future(titles.find("ord"))
        await asyncio.sleep(0)
        slow.go_on.set()
        assert await first is None
        found = await second
        assert found is not None
        assert [one.title for one in found] == ["ord"]
        assert slow.wanted == [False, True]
        assert await titles.recent_chatbots() == (("p", "b"),)
        await titles.aclose()
        thread.close(5)

    asyncio.run(main())


def test_after_a_stop_nothing_is_answered() -> None:
    async def main() -> None:
        slow = Slow()
        thread = DaemonThread("search")
        with closing(slow):
            titles = Titles(thread, slow)
            asked = asyncio.ensure_future(titles.find("or"))
            await asyncio.to_thread(slow.begun.wait, 20)
            titles.stop()
            slow.go_on.set()
            assert await asked is None
        thread.close(5)

    asyncio.run(main())
