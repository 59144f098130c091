"""Ways are kept, but not longer than what they were made of: passwords, the system's proxy, files of certificates."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from desktop.api.robofy import Robofy
from desktop.api.ways import FindPassword, Ways, no_password
from desktop.core.chatbot import Profile, Secret
from desktop.core.errors import AppError
from desktop.core.proxy import ProxyChoice, ProxyKind, ProxySettings
from desktop.core.settings import NetworkSettings
from tests.api.asking import DONE, PATIENT, START, playing, request
from tests.fakes.certificates import Authority, server_context
from tests.fakes.http_server import FakeServer
from tests.fakes.proxies import FAR, PASSWORD, USER, RealProxy

SERVER = Profile("p", "Shop", "https://chatbots.invalid")
OFFICE = "http://office:3128"


@pytest.fixture
def far(authority: Authority) -> Iterator[FakeServer]:
    """A server that only looks far away."""
    with FakeServer(playing(START, DONE), server_context(authority.sign("ways.pem", FAR))) as server:
        yield server


async def outcome(robofy: Robofy, far: FakeServer) -> str:
    """How a question ends: with a code, or nothing when it is answered."""
    try:
        async for _ in robofy.reply(request(f"https://{FAR}:{far.port}")):
            pass
    except AppError as error:
        return error.problem.code
    return ""


def run(
    settings: NetworkSettings, work: Callable[[Robofy], Awaitable[None]], find_password: FindPassword = no_password
) -> None:
    async def main() -> None:
        robofy = Robofy(settings, find_password=find_password)
        try:
            await work(robofy)
        finally:
            await robofy.aclose()

    asyncio.run(main())


def test_a_password_that_the_keyring_did_not_tell_is_asked_for_again(
    guarded_proxy: RealProxy, far: FakeServer, authority: Authority
) -> None:
    typed = ProxySettings(ProxyChoice.MANUAL, ProxyKind(guarded_proxy.kind), "127.0.0.1", guarded_proxy.port, USER)
    settings = replace(PATIENT, proxy=typed, ca_file=str(authority.file))
    answers = [None, None, Secret(PASSWORD)]

    async def find(_place: str) -> Secret | None:
        return answers.pop(0)

    async def work(robofy: Robofy) -> None:
        codes = [await outcome(robofy, far) for _ in range(4)]
        assert codes == ["proxy_sign_in", "proxy_sign_in", "", ""]

    run(settings, work, find)
    assert answers == []


@pytest.mark.parametrize("answers", [(None, Secret(PASSWORD)), (Secret(PASSWORD), None), (Secret(PASSWORD),) * 2])
def test_of_two_questions_at_once_the_later_gets_the_way_that_has_the_password(
    answers: tuple[Secret | None, Secret | None],
) -> None:
    async def main() -> None:
        asked: asyncio.Queue[asyncio.Future[Secret | None]] = asyncio.Queue()

        async def find(_place: str) -> Secret | None:
            answer: asyncio.Future[Secret | None] = asyncio.get_running_loop().create_future()
            asked.put_nowait(answer)
            return await answer

        proxy = ProxySettings(ProxyChoice.MANUAL, host="proxy.invalid", user=USER)
        ways = Ways(NetworkSettings(proxy=proxy), find)
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(ways.find(SERVER)) for _ in answers]
            for answer in answers:
                (await asked.get()).set_result(answer)
        assert not tasks[-1].result().lacks_password
        assert await ways.find(SERVER) is tasks[-1].result()
        await ways.aclose()

    asyncio.run(main())


def test_who_takes_the_computer_to_another_network_gets_its_proxy(
    open_proxy: RealProxy, far: FakeServer, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def work(robofy: Robofy) -> None:
        monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
        assert await outcome(robofy, far) == "proxy_not_reached"
        monkeypatch.setenv("https_proxy", open_proxy.address)
        assert await outcome(robofy, far) == ""
        monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
        assert await outcome(robofy, far) == "proxy_not_reached"
        monkeypatch.delenv("https_proxy")
        assert await outcome(robofy, far) == ""

    run(replace(PATIENT, ca_file=str(authority.file)), work)


def test_a_way_is_kept_while_nothing_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    async def main() -> None:
        ways = Ways(NetworkSettings())
        at_home = await ways.find(SERVER)
        monkeypatch.setenv("https_proxy", OFFICE)
        in_the_office = await ways.find(SERVER)
        assert (at_home.proxy, in_the_office.proxy) == ("", OFFICE)
        assert await ways.find(SERVER) is in_the_office
        monkeypatch.delenv("https_proxy")
        assert await ways.find(SERVER) is at_home
        await ways.aclose()

    asyncio.run(main())


def test_a_file_of_certificates_that_was_taken_away_or_changed_is_noticed(
    far: FakeServer, authority: Authority, tmp_path: Path
) -> None:
    file = tmp_path / "trusted.pem"
    file.write_bytes(authority.file.read_bytes())
    other = Authority(tmp_path, "Another Authority")

    async def work(robofy: Robofy) -> None:
        assert await outcome(robofy, far) == ""
        file.unlink()
        assert await outcome(robofy, far) == "ca_file_unreadable"
        file.write_bytes(other.file.read_bytes())
        assert await outcome(robofy, far) == "tls_unknown_issuer"
        file.write_bytes(authority.file.read_bytes())
        assert await outcome(robofy, far) == ""

    run(replace(PATIENT, ca_file=str(file)), work)


def test_the_proxy_of_a_profile_is_told_without_asking_the_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    async def find(_place: str) -> Secret | None:
        raise AssertionError("asked")

    async def work(robofy: Robofy) -> None:
        assert await robofy.proxy_of(SERVER) == ""
        monkeypatch.setenv("https_proxy", f"http://{USER}:{PASSWORD}@office:3128")
        assert await robofy.proxy_of(SERVER) == OFFICE
        assert await robofy.proxy_of(Profile("p", "Shop", "no address")) == ""

    run(NetworkSettings(proxy=ProxySettings(user=USER)), work, find)
