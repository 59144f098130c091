"""What comes over the socket is put on a tape as it came, with how it ended; refused and broken answers too."""

from __future__ import annotations

import asyncio
from contextlib import aclosing, suppress
from pathlib import Path

import pytest

from desktop.api.robofy import Robofy
from desktop.core.errors import AppError
from desktop.core.recording import Ending
from desktop.core.settings import NetworkSettings
from tests.api.asking import DONE, PATIENT, QUICK, START, answering, batches_of, playing, request
from tests.fakes.http_server import STREAM_HEAD, FakeServer, Peer, Script
from tests.fakes.tape import FakeTape

STREAMS = sorted((Path(__file__).parent.parent / "streams").glob("*.sse"))
LIMIT = 64 * 1024


def taped(script: Script, settings: NetworkSettings = PATIENT) -> tuple[bytes, Ending | None]:
    tape = FakeTape()
    with FakeServer(script) as server, suppress(AppError):
        asyncio.run(batches_of(Robofy(settings, lambda _asked, _head: tape), request(server.address)))
    return tape.body, tape.ending


def silent_after(data: bytes) -> Script:
    def script(peer: Peer) -> None:
        peer.send(data)
        peer.wait_until_left()

    return script


def broken_after(data: bytes) -> Script:
    def script(peer: Peer) -> None:
        peer.send(b"HTTP/1.1 " + data)

    return script


@pytest.mark.parametrize("path", STREAMS, ids=lambda path: path.stem)
def test_the_body_is_what_the_server_sent(path: Path) -> None:
    body = path.read_bytes()
    found, ending = taped(playing(body))
    assert found == body if ending is Ending.ENDED else body.startswith(found)
    assert ending is Ending.ENDED or b"[DONE]" in found


def test_the_framing_of_http_is_not_part_of_it() -> None:
    head = STREAM_HEAD[:-2] + b"transfer-encoding: chunked\r\n\r\n"
    chunks = b"5\r\nhello\r\n6;note=x\r\n world\r\n0\r\n\r\n"
    assert taped(lambda peer: peer.send(head + chunks)) == (b"hello world", Ending.ENDED)


def test_a_refusal_is_taped() -> None:
    assert taped(answering("503 No", b"busy")) == (b"busy", Ending.ENDED)
    assert taped(silent_after(b"HTTP/1.1 500 No\r\n\r\nso"), QUICK) == (b"so", Ending.TIMED_OUT)
    assert taped(broken_after(b"500 No\r\ncontent-length: 9\r\n\r\nso")) == (b"so", Ending.LOST)


def test_of_a_large_refusal_the_head_is_taped() -> None:
    def script(peer: Peer) -> None:
        peer.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        with suppress(ConnectionError):
            while True:
                peer.send(b"x" * LIMIT)

    body, ending = taped(script)
    assert LIMIT <= len(body) < 4 * LIMIT
    assert ending is Ending.LEFT


def test_what_broke_off_is_taped() -> None:
    assert taped(playing(START)) == (START, Ending.ENDED)
    assert taped(silent_after(STREAM_HEAD + START), QUICK) == (START, Ending.TIMED_OUT)
    assert taped(broken_after(b"200 OK\r\ncontent-length: 99\r\n\r\n" + START)) == (START, Ending.LOST)
    assert taped(answering("200 OK", b"packed", "content-encoding: gzip")) == (b"", Ending.LEFT)
    assert taped(playing(START + DONE)) == (START + DONE, Ending.LEFT)


def test_what_is_stopped_is_taped_so_far() -> None:
    tape = FakeTape()

    async def stop_early(address: str) -> None:
        robofy = Robofy(PATIENT, lambda _asked, _head: tape)
        async with aclosing(robofy.reply(request(address))) as reply:
            await anext(reply)
        await robofy.aclose()

    with FakeServer(silent_after(STREAM_HEAD + START)) as server:
        asyncio.run(stop_early(server.address))
    assert (tape.body, tape.ending) == (START, Ending.LEFT)
