"""The built-in server as a profile: there to be chosen before it runs, started once, and gone with the program."""

import asyncio
import importlib
import socket
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest

from desktop.chat.profile_book import ProfileBook
from desktop.core.chatbot import SANDBOX_PROFILE, Profile, Secret
from desktop.core.errors import NetworkError, Problem
from desktop.local_sandbox import LocalSandbox
from desktop.store.thread import DaemonThread
from tests.fakes.ports import FakeThread, FakeVault


class Home:
    """A sandbox with its book, on a real thread."""

    def __init__(self) -> None:
        self.saved: list[tuple[Profile, ...]] = []
        self.thread = DaemonThread("imports")
        self.book = ProfileBook(FakeThread(), self.saved.append, FakeThread(), FakeVault())
        self.sandbox = LocalSandbox(self.book, self.thread, "Sandbox")

    def profile(self) -> Profile:
        profile = self.book.find(SANDBOX_PROFILE)
        assert profile is not None
        return profile

    async def secret(self) -> Secret:
        secret = await self.book.secret(self.profile())
        assert secret is not None
        return secret

    async def ask(self) -> int:
        """The status of a question that is sent as the program sends it."""
        profile, secret = self.profile(), await self.secret()
        headers = {"Authorization": f"Bearer {secret.reveal()}"}
        body = {
            "query": "Hello, instantly",
            "pid": profile.project_id,
            "chatbot_id": profile.chatbots[0].id,
            "user_context": {"platform": "DESKTOP"},
        }
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.post(f"{profile.address}/v1/ai-agent/chat", json=body, headers=headers)
        return answer.status_code


@pytest.fixture
def home() -> Iterator[Home]:
    made = Home()
    yield made
    made.sandbox.close()
    assert made.thread.close(timeout=10)


def test_its_chatbots_can_be_chosen_before_it_runs(home: Home) -> None:
    home.sandbox.announce()
    assert home.profile().name == "Sandbox"
    assert [bot.name for bot in home.profile().chatbots][:1] == ["Concierge"]
    assert urlsplit(home.profile().address).port is None
    assert home.book.stored == ()
    assert home.saved == []


def test_once_started_it_answers_on_loopback_with_its_own_key(home: Home) -> None:
    async def main() -> None:
        home.sandbox.announce()
        await home.sandbox.start()
        assert home.profile().address.startswith("http://127.0.0.1:")
        assert await home.ask() == 200

    asyncio.run(main())
    assert home.book.stored == ()


def test_two_who_want_it_at_once_get_the_same_server(home: Home) -> None:
    async def main() -> None:
        addresses = []

        async def want() -> None:
            await home.sandbox.start()
            addresses.append(home.profile().address)

        await asyncio.gather(want(), want())
        await want()
        assert len(addresses) == 3
        assert len(set(addresses)) == 1

    asyncio.run(main())


def test_a_key_that_was_typed_over_its_own_does_no_harm(home: Home) -> None:
    async def main() -> None:
        await home.sandbox.start()
        address = home.profile().address
        home.book.add_built_in(home.profile(), Secret("typed_by_somebody"))
        assert await home.ask() == 401
        await home.sandbox.start()
        assert home.profile().address == address
        assert await home.ask() == 200

    asyncio.run(main())


def test_closing_ends_the_server_and_one_that_never_ran_closes_too(home: Home) -> None:
    home.sandbox.close()
    asyncio.run(home.sandbox.start())
    port = urlsplit(home.profile().address).port
    assert port is not None
    home.sandbox.close()
    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
        pass


def test_starting_does_not_stop_the_loop(home: Home) -> None:
    """The work is done on the thread: the loop goes round while the server is imported and started."""

    async def main() -> int:
        rounds = 0
        starting = asyncio.ensure_future(home.sandbox.start())
        while not starting.done():
            await asyncio.sleep(0)
            rounds += 1
        await starting
        return rounds

    assert asyncio.run(main()) > 5


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit of open files to reach")
def test_a_computer_that_lets_no_server_run_is_an_error_with_words_and_the_next_start_tries_again(home: Home) -> None:
    import resource

    async def main() -> None:
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        await asyncio.wrap_future(home.thread.call(importlib.import_module, "desktop.sandbox.service"))
        await asyncio.wrap_future(home.thread.call(importlib.import_module, "desktop.sandbox.endpoints"))
        resource.setrlimit(resource.RLIMIT_NOFILE, (3, hard))
        try:
            with pytest.raises(NetworkError) as caught:
                await home.sandbox.start()
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        assert caught.value.problem == Problem("sandbox_failed", retryable=True)
        await home.sandbox.start()
        assert await home.ask() == 200

    asyncio.run(main())
