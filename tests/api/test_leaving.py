"""What is left of a reply when it is over, or when nobody wants it any more."""

from __future__ import annotations

import asyncio
import sys
from contextlib import aclosing

import pytest

from desktop.api.robofy import Robofy
from desktop.core.request import ChatRequest
from tests.api.asking import DONE, PATIENT, START, batches_of, playing, request
from tests.fakes.http_server import STREAM_HEAD, FakeServer, Peer, Script


async def begun(robofy: Robofy, asked: ChatRequest, seen: asyncio.Event) -> None:
    async with aclosing(robofy.reply(asked)) as reply:
        async for _ in reply:
            seen.set()


def waiting(server: list[FakeServer]) -> Script:
    def script(peer: Peer) -> None:
        peer.send(STREAM_HEAD + START)
        peer.wait_until_left()
        server[0].left.set()

    return script


@pytest.mark.parametrize("with_hooks", [True, False], ids=["asyncio", "a loop without async generator hooks"])
@pytest.mark.parametrize("way", ["cancel", "close"])
def test_leaving_closes_the_socket_at_once(way: str, with_hooks: bool) -> None:
    servers: list[FakeServer] = []

    async def close_early(robofy: Robofy, asked: ChatRequest) -> None:
        async with aclosing(robofy.reply(asked)) as reply:
            async for _ in reply:
                return

    async def cancel(robofy: Robofy, asked: ChatRequest) -> None:
        seen = asyncio.Event()
        task = asyncio.get_running_loop().create_task(begun(robofy, asked, seen))
        await seen.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    async def leave(address: str) -> bool:
        if not with_hooks:
            sys.set_asyncgen_hooks(None, None)
        robofy = Robofy(PATIENT)
        await {"cancel": cancel, "close": close_early}[way](robofy, request(address))
        left = await asyncio.to_thread(servers[0].left.wait, 10)
        await robofy.aclose()
        return left

    with FakeServer(waiting(servers)) as server:
        servers.append(server)
        assert asyncio.run(leave(server.address))


def test_no_timer_and_no_task_outlives_a_reply() -> None:
    async def count(server: FakeServer) -> tuple[int, int]:
        await batches_of(Robofy(PATIENT), request(server.address))
        scheduled: list[asyncio.TimerHandle] = vars(asyncio.get_running_loop())["_scheduled"]
        timers = [timer for timer in scheduled if not timer.cancelled()]
        return len(timers), len(asyncio.all_tasks())

    with FakeServer(playing(START * 2000, DONE)) as server:
        assert asyncio.run(count(server)) == (0, 1)
