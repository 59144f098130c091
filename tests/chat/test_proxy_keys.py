"""The passwords of proxies: each for its own, and a keyring that is away costs nothing but the password."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import TypeVar

from desktop.chat.proxy_keys import ProxyKeys
from desktop.chat.tasks import TaskScope
from desktop.core.chatbot import Secret
from desktop.core.errors import Problem
from tests.fakes.clock import idle, later, on_clock
from tests.fakes.ports import FakeThread, FakeVault

_T = TypeVar("_T")
PLACE = "http://proxy:3128"


class Hanging:
    """A thread whose calls never end."""

    def call(self, *_: object, **__: object) -> Future[_T]:
        return Future()


def run(main: Callable[[], Coroutine[object, object, _T]]) -> _T:
    return asyncio.run(main())


def test_a_password_is_found_for_its_own_proxy_and_for_no_other() -> None:
    async def main() -> None:
        vault = FakeVault()
        keys = ProxyKeys(FakeThread(), vault)
        assert await keys.keep(PLACE, Secret("pw")) is None
        assert await ProxyKeys(FakeThread(), vault).find(PLACE) == Secret("pw")
        assert await keys.find("http://proxy:3129") is None
        assert await keys.forget(PLACE) is None
        assert await keys.find(PLACE) is None

    run(main)


def test_without_a_keyring_it_is_kept_until_the_end_and_that_is_said() -> None:
    async def main() -> None:
        vault = FakeVault()
        vault.broken = "keyring_locked"
        keys = ProxyKeys(FakeThread(), vault)
        assert await keys.find(PLACE) is None
        assert await keys.keep(PLACE, Secret("pw")) == Problem("keyring_locked", retryable=True)
        assert await keys.find(PLACE) == Secret("pw")
        assert await keys.forget(PLACE) == Problem("secret_left")

    run(main)


def test_a_keyring_that_hangs_is_not_waited_for_for_ever() -> None:
    async def main() -> None:
        keys = ProxyKeys(Hanging(), FakeVault(), patience=0.01)
        assert await keys.find(PLACE) is None
        assert await keys.keep(PLACE, Secret("pw")) == Problem("keyring_timeout", retryable=True)

    run(main)


@on_clock
async def test_while_the_system_asks_for_the_password_of_the_keyring_its_user_has_time_and_is_told() -> None:
    thread, vault = FakeThread(), FakeVault()
    await ProxyKeys(thread, vault).keep(PLACE, Secret("pw"))
    keys = ProxyKeys(thread, vault)
    thread.hangs, vault.is_asking = True, True
    told: list[str] = []
    found: list[Secret | None] = []
    keys.tell_asking(lambda: told.append("asked"))

    async def look_up() -> None:
        found.append(await keys.find(PLACE))

    scope = TaskScope("keys", lambda *_: None)
    scope.start("look-up", look_up)
    await later(20.0)
    assert (told, found) == (["asked"], [])
    thread.waiting.pop()()
    await idle()
    assert found == [Secret("pw")]


@on_clock
async def test_a_password_of_the_keyring_that_nobody_types_is_given_up() -> None:
    thread, vault = FakeThread(), FakeVault()
    thread.hangs, vault.is_asking = True, True
    keys = ProxyKeys(thread, vault)
    assert await keys.find(PLACE) is None
    assert await keys.keep(PLACE, Secret("pw")) == Problem("keyring_asks", retryable=True)


@on_clock
async def test_a_call_that_the_keyring_had_no_time_for_counts_as_one_without_an_answer() -> None:
    vault = FakeVault()
    vault.broken = "keyring_timeout"
    keys = ProxyKeys(FakeThread(), vault)
    assert await keys.keep(PLACE, Secret("pw")) == Problem("keyring_timeout", retryable=True)
