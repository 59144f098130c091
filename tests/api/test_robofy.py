"""Replies, over a real socket."""

from __future__ import annotations

import asyncio
import gzip
import threading
import time
from contextlib import aclosing

import pytest

from desktop.api import response
from desktop.api.robofy import Robofy
from desktop.core.errors import Problem, ProtocolError
from desktop.core.events import Batch, DataEvent, Done, Event, Failed, Interrupted, Skipped, Start, TextDelta, TextStart
from desktop.core.message import Message, Status, empty_reply
from desktop.core.recording import Ending, Head, NoTape, Tape
from desktop.core.reducer import fold_all
from desktop.core.request import ChatRequest
from desktop.core.settings import NetworkSettings
from tests.api.asking import DONE, KEY, PATIENT, START, answering, ask, batches_of, playing, refused, request
from tests.fakes.http_server import STREAM_HEAD, FakeServer, Peer
from tests.fakes.tape import FakeTape


def test_the_request_is_sent_as_documented() -> None:
    with FakeServer(playing(START, DONE)) as server:
        ask(request(server.address + "/", query="Hi \ud83d", key=f" Bearer {KEY}\n"))
    (received,) = server.requests
    assert received.line == "POST /v1/ai-agent/chat/stream HTTP/1.1"
    assert received.json == {
        "query": "Hi \ufffd",
        "pid": "31",
        "chatbot_id": "bot",
        "user_context": {"session_id": "s-1", "platform": "web"},
    }
    assert received.headers["authorization"] == f"Bearer {KEY}"
    assert received.headers["content-type"] == "application/json"
    assert received.headers["accept"] == "text/event-stream"
    assert received.headers["accept-encoding"] == "identity"
    assert received.headers["user-agent"].startswith("robofy-desktop/")


def test_without_streaming_the_other_endpoint_is_asked_and_tells_the_same() -> None:
    body = b'{"message":"Success","data":{"answer":"Hello!","session_id":"s-2"}}'
    with FakeServer(answering("200 OK", body)) as server:
        events = ask(request(server.address, streaming=False, session=""))
    assert server.requests[0].line == "POST /v1/ai-agent/chat HTTP/1.1"
    assert server.requests[0].headers["accept"] == "application/json"
    assert server.requests[0].json == {
        "query": "Hello?",
        "pid": "31",
        "chatbot_id": "bot",
        "user_context": {"platform": "web"},
    }
    assert events[0] == TextStart("0")
    assert events[-2:] == [DataEvent("session", "s-2"), Done()]


def test_the_documented_stream_becomes_a_complete_message() -> None:
    stream = (
        b'data: {"type":"text-start","id":"0"}\n\ndata: {"type":"text-delta","id":"0","delta":"Hello"}\n\n'
        b'data: {"type":"text-end","id":"0"}\n\ndata: {"type":"finish","finishReason":"stop"}\n\n'
        b'data: {"type":"data-session","data":"s-9"}\n\n'
    )
    with FakeServer(playing(START, stream, DONE)) as server:
        message = told(asyncio.run(batches_of(Robofy(PATIENT), request(server.address))))
    assert (message.status, message.text, message.session_id) == (Status.COMPLETE, "Hello", "s-9")


def told(batches: list[Batch]) -> Message:
    message = empty_reply("m", 0.0)
    for batch in batches:
        message = fold_all(message, batch.events, batch.at)
    return message


def test_batches_carry_the_time_of_their_arrival() -> None:
    before = time.time()
    with FakeServer(playing(START, DONE)) as server:
        batches = asyncio.run(batches_of(Robofy(PATIENT), request(server.address)))
    times = [batch.at for batch in batches]
    assert times == sorted(times)
    assert before - 1 <= times[0] <= times[-1] <= time.time() + 1


def test_events_are_handed_on_while_the_server_still_writes() -> None:
    seen = threading.Event()

    def script(peer: Peer) -> None:
        peer.send(STREAM_HEAD + START)
        assert seen.wait(20)
        peer.send(DONE)

    async def watch(server: FakeServer) -> list[Event]:
        robofy = Robofy(PATIENT)
        events: list[Event] = []
        async with aclosing(robofy.reply(request(server.address))) as reply:
            async for batch in reply:
                events += batch.events
                seen.set()
        await robofy.aclose()
        return events

    with FakeServer(script) as server:
        assert asyncio.run(watch(server)) == [Start(), Done()]


def test_others_get_a_turn_while_much_lies_in_the_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(response, "_TURN", 0.0)
    event = b'data: {"type":"text-start","id":"0"}\n\n'
    chunk = b"%x\r\n%s\r\n" % (len(event), event)
    head = STREAM_HEAD.replace(b"\r\n\r\n", b"\r\ntransfer-encoding: chunked\r\n\r\n")

    async def watch(server: FakeServer) -> tuple[int, int]:
        turns = 0

        async def others() -> None:
            nonlocal turns
            while True:
                turns += 1
                await asyncio.sleep(0)

        beside = asyncio.create_task(others())
        batches = await batches_of(Robofy(PATIENT), request(server.address))
        beside.cancel()
        return len(batches), turns

    with FakeServer(lambda peer: peer.send(head + chunk * 1_000 + b"0\r\n\r\n")) as server:
        batches, turns = asyncio.run(watch(server))
    assert batches == 1_001
    assert turns > batches


def test_reading_stops_at_done_though_the_server_stays() -> None:
    def script(peer: Peer) -> None:
        peer.send(STREAM_HEAD + START + DONE)
        peer.wait_until_left()

    with FakeServer(script) as server:
        assert ask(request(server.address)) == [Start(), Done()]


@pytest.mark.parametrize(
    ("body", "end"),
    [
        (b"", Failed(Problem("empty_answer", retryable=True))),
        (b"<html>Sign in</html>", Failed(Problem("html_answer", retryable=True))),
    ],
)
def test_a_200_that_is_no_answer(body: bytes, end: Event) -> None:
    with FakeServer(answering("200 OK", body)) as server:
        assert ask(request(server.address)) == [end]


def test_another_2xx_is_read_like_200() -> None:
    with FakeServer(answering("201 Created", START + DONE)) as server:
        assert ask(request(server.address)) == [Start(), Done()]


def test_a_clean_end_without_done_is_interrupted() -> None:
    with FakeServer(playing(START)) as server:
        assert ask(request(server.address)) == [Start(), Interrupted(Problem("cut_short", retryable=True))]


def test_a_reset_keeps_what_came() -> None:
    got = threading.Event()

    def script(peer: Peer) -> None:
        peer.send(STREAM_HEAD + START + b'data: {"type":"text-del')
        assert got.wait(20)
        peer.reset()

    async def watch(server: FakeServer) -> list[Event]:
        robofy = Robofy(PATIENT)
        events: list[Event] = []
        async with aclosing(robofy.reply(request(server.address))) as reply:
            async for batch in reply:
                events += batch.events
                got.set()
        await robofy.aclose()
        return events

    with FakeServer(script) as server:
        events = asyncio.run(watch(server))
    assert events == [
        Start(),
        Skipped("cut_event", 'data: {"type":"text-del'),
        Interrupted(Problem("connection_lost", retryable=True)),
    ]


def test_a_body_shorter_than_announced_is_a_lost_connection() -> None:
    def script(peer: Peer) -> None:
        peer.send(b"HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\n" + START)

    with FakeServer(script) as server:
        assert ask(request(server.address)) == [Start(), Interrupted(Problem("connection_lost", retryable=True))]


def test_silence_between_bytes_ends_the_wait_and_keeps_what_came() -> None:
    def script(peer: Peer) -> None:
        peer.send(STREAM_HEAD + START)
        peer.wait_until_left()

    settings = NetworkSettings(first_byte=20, silence=0.05)
    with FakeServer(script) as server:
        events = ask(request(server.address), settings)
    assert events == [Start(), Interrupted(Problem("silence_timeout", {"seconds": "0.05"}, retryable=True))]


@pytest.mark.parametrize("encoding", ["gzip", "Deflate", "identity, gzip", "br"])
def test_a_packed_answer_is_refused_and_not_unpacked(encoding: str) -> None:
    packed = gzip.compress(START + DONE)
    with FakeServer(answering("200 OK", packed, f"content-encoding: {encoding}")) as server:
        error = refused(request(server.address))
    assert isinstance(error, ProtocolError)
    assert error.problem == Problem("unreadable_answer")


def test_a_packed_refusal_is_still_a_refusal() -> None:
    with FakeServer(answering("401 No", gzip.compress(b'{"error":"no"}'), "content-encoding: gzip")) as server:
        assert refused(request(server.address)).problem == Problem("unauthorized", status=401)


def test_an_answer_that_says_it_is_not_packed_is_read() -> None:
    with FakeServer(answering("200 OK", START + DONE, "content-encoding: Identity")) as server:
        assert ask(request(server.address)) == [Start(), Done()]


def test_every_read_can_be_observed_with_the_key_masked() -> None:
    observed: list[object] = []

    def observe(asked: ChatRequest, head: Head) -> Tape:
        observed.extend([asked.query, head])
        return tape

    tape = FakeTape()
    begun = time.time()
    with FakeServer(answering(f"200 Fine {KEY}", START + DONE, f"x-echo: {KEY}", "set-cookie: a=b")) as server:
        asyncio.run(batches_of(Robofy(PATIENT, observe), request(server.address)))
    query, head = observed
    assert query == "Hello?"
    assert isinstance(head, Head)
    assert (head.status, head.protocol, head.reason) == (200, "HTTP/1.1", "Fine [redacted]")
    assert begun - 1 < head.asked <= head.at < time.time() + 1
    assert dict(head.headers)["x-echo"] == "[redacted]"
    assert dict(head.headers)["set-cookie"] == "[redacted]"
    assert tape.body == START + DONE
    assert tape.ending is Ending.LEFT
    assert sorted(tape.times) == tape.times
    assert tape.times[0] >= head.at


def test_cookies_are_not_kept() -> None:
    async def twice(server: FakeServer) -> None:
        robofy = Robofy(PATIENT)
        for _ in range(2):
            async with aclosing(robofy.reply(request(server.address))) as reply:
                assert [event async for batch in reply for event in batch.events][-1] == Done()
        await robofy.aclose()

    with FakeServer(answering("200 OK", START + DONE, "set-cookie: a=b; Path=/")) as server:
        asyncio.run(twice(server))
    assert [received.headers.get("cookie") for received in server.requests] == [None, None]
    assert server.connections == 2


def test_half_an_event_makes_no_empty_batch() -> None:
    delta = b'data: {"type":"text-delta","id":"0","delta":"x"}\n\n'
    arrived = threading.Event()

    def script(peer: Peer) -> None:
        peer.send(STREAM_HEAD + delta[:10])
        assert arrived.wait(20)
        peer.send(delta[10:] + DONE)

    class Arrival(NoTape):
        def put(self, chunk: bytes, at: float) -> None:
            arrived.set()

    def observe(asked: ChatRequest, head: Head) -> Tape:
        return Arrival()

    with FakeServer(script) as server:
        batches = asyncio.run(batches_of(Robofy(PATIENT, observe), request(server.address)))
    assert [batch.events for batch in batches] == [(TextDelta("0", "x"), Done())]
