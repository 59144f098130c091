"""Reading a body gives others a turn when it never waits, and only then."""

import asyncio
from collections.abc import AsyncIterator
from types import SimpleNamespace

import httpx
import pytest

from desktop.api import response
from desktop.api.response import Clock, OpenResponse
from desktop.api.watchdog import Watchdog
from desktop.core.recording import NoTape
from desktop.core.settings import NetworkSettings


@pytest.mark.parametrize(("waits", "given"), [(True, 0), (False, 5)])
def test_who_has_waited_for_the_bytes_gives_no_turn_again(
    monkeypatch: pytest.MonkeyPatch, waits: bool, given: int
) -> None:
    now, turns = 0.0, 0

    async def give_turn(_seconds: float) -> None:
        nonlocal turns
        turns += 1

    async def chunks() -> AsyncIterator[bytes]:
        nonlocal now
        for _ in range(5):
            now += 1
            if waits:
                came = asyncio.Event()
                asyncio.get_running_loop().call_soon(came.set)
                await came.wait()
            yield b"x"

    async def read_all() -> None:
        reply = httpx.Response(200, content=chunks())
        watchdog = Watchdog()
        opened = OpenResponse(reply, watchdog, NetworkSettings(), Clock(), NoTape())
        while (await opened.read())[0]:
            pass
        watchdog.close()
        await opened.aclose()

    monkeypatch.setattr(response, "time", SimpleNamespace(monotonic=lambda: now, time=lambda: now))
    monkeypatch.setattr(asyncio, "sleep", give_turn)
    asyncio.run(read_all())
    assert turns == given
