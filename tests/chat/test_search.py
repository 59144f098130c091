"""The newest search wins, and what was saved becomes searchable by itself."""

import asyncio
import logging
from collections.abc import Callable

import pytest

from desktop.chat.archive import Archive
from desktop.chat.search import Search, keep_searchable
from desktop.core.conversation import Conversation
from desktop.core.search import SearchPage, SearchQuery
from tests.chat.stage import wait
from tests.fakes.clock import on_clock
from tests.fakes.ports import FakeHistoryFile, FakeThread

ONE = Conversation("1", "s", "p", "b", "Helper")


later = wait(10.0)


class FakeSearchFile:
    """Answers with the place where it was asked to begin, and notes whether anybody wanted to know."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.wanted: list[bool] = []

    def warm(self) -> None:
        self.calls.append("warm")

    def find(self, query: SearchQuery, after: int | None, is_wanted: Callable[[], bool]) -> SearchPage:
        self.calls.append(f"find {query.text}")
        self.wanted.append(is_wanted())
        return SearchPage(after=after)

    def interrupt(self) -> None:
        self.calls.append("interrupt")

    def close(self) -> None:
        self.calls.append("close")


@on_clock
async def test_every_call_reaches_the_file_on_the_thread() -> None:
    thread, file = FakeThread(), FakeSearchFile()
    search = Search(thread, file)
    await search.warm()
    assert await search.find(SearchQuery("lamp")) == SearchPage()
    assert await search.find(SearchQuery("vase"), 7) == SearchPage(after=7)
    await search.aclose()
    assert file.calls == ["warm", "interrupt", "find lamp", "interrupt", "find vase", "interrupt", "close"]
    assert file.wanted == [True, True]
    assert thread.calls == 4


@on_clock
async def test_search_that_is_overtaken_is_not_wanted_any_more() -> None:
    thread, file = FakeThread(), FakeSearchFile()
    search = Search(thread, file)
    thread.hangs = True
    older = asyncio.ensure_future(search.find(SearchQuery("l")))
    await asyncio.sleep(0)
    newer = asyncio.ensure_future(search.find(SearchQuery("la")))
    await asyncio.sleep(0)
    for job in thread.waiting:
        job()
    await asyncio.gather(older, newer)
    assert file.wanted == [False, True]


@on_clock
async def test_cancelled_search_is_stopped_but_not_the_one_after_it() -> None:
    thread, file = FakeThread(), FakeSearchFile()
    search = Search(thread, file)
    thread.hangs = True
    first = asyncio.ensure_future(search.find(SearchQuery("l")))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.wait([first])
    assert file.calls == ["interrupt", "interrupt"]
    second = asyncio.ensure_future(search.find(SearchQuery("la")))
    third = asyncio.ensure_future(search.find(SearchQuery("lam")))
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.wait([second])
    for job in thread.waiting:
        job()
    await third
    assert file.wanted == [True]


@on_clock
async def test_old_history_is_worked_through_and_then_what_is_saved(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    file = FakeHistoryFile()
    archive = Archive(FakeThread(), lambda: file)
    file.search_index.steps = 3
    task = asyncio.ensure_future(keep_searchable(archive))
    await later()
    assert file.search_index.calls == 3
    await archive.save_conversation(ONE)
    await later()
    assert file.search_index.calls == 4
    file.search_index.steps = -1
    await archive.save_conversation(ONE)
    await later()
    assert file.search_index.calls == 5
    assert "disk_full" in caplog.text
    await archive.save_conversation(ONE)
    await later()
    assert file.search_index.calls == 6
    task.cancel()
    await asyncio.wait([task])
