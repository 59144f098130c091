"""The passwords of proxies: each for its own, and a keyring that is away costs nothing but the password."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import TypeVar

from desktop.chat.proxy_keys import ProxyKeys
from desktop.core.chatbot import Secret
from desktop.core.errors import Problem
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
