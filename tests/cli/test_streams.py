"""Recorded bodies of every kind, and the message that each must become, as `replay --json` tells it.

The expectations were written by hand after the protocol. `NAME.json` lies beside `NAME.sse`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given

from desktop.api.body import BodyReader
from desktop.api.sse import MAX_LINE
from desktop.cli.positions import PositionedReader
from desktop.cli.report import as_json
from desktop.core.message import Message, empty_reply
from desktop.core.reducer import fold, fold_all
from tests.api.chunks import BODIES, PLACES, cut

STREAMS = sorted((Path(__file__).parent.parent / "streams").glob("*.sse"))
START = b'data: {"type":"text-start","id":"0"}\n\n'
DONE = b"data: [DONE]\n\n"


def replayed(chunks: Iterable[bytes], source: str = "a.sse") -> object:
    reader = PositionedReader()
    for chunk in chunks:
        reader.feed(chunk)
    reader.close()
    return json.loads(as_json(reader.message, source, reader.lines))


def live(chunks: Iterable[bytes]) -> Message:
    """As a reply from the network: the reader alone, and every event folded for itself."""
    reader = BodyReader()
    message = empty_reply("replay", 0.0)
    for chunk in chunks:
        for event in reader.feed(chunk):
            message = fold(message, event)
    return fold_all(message, reader.close())


def single(body: bytes) -> list[bytes]:
    return [bytes([byte]) for byte in body]


def test_there_are_streams_and_each_has_its_message() -> None:
    assert len(STREAMS) >= 36
    assert {path.stem for path in STREAMS} == {path.stem for path in STREAMS[0].parent.glob("*.json")}


@pytest.mark.parametrize("path", STREAMS, ids=lambda path: path.stem)
def test_a_body_becomes_its_message(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert replayed([path.read_bytes()], path.name) == expected


@pytest.mark.parametrize("path", STREAMS, ids=lambda path: path.stem)
def test_how_a_body_is_cut_into_reads_does_not_matter(path: Path) -> None:
    body = path.read_bytes()
    whole = replayed([body])
    assert replayed(single(body)) == whole
    for size in (2, 3, 7, 64):
        assert replayed(body[at : at + size] for at in range(0, len(body), size)) == whole
    assert live([body]) == live(single(body))


@given(BODIES, PLACES)
def test_lines_are_found_in_any_body_however_it_is_cut(body: bytes, places: list[int]) -> None:
    reader = PositionedReader()
    for chunk in cut(body, places):
        reader.feed(chunk)
    reader.close()
    whole = PositionedReader()
    whole.feed(body)
    whole.close()
    assert reader.message == whole.message == live([body])
    assert reader.lines == whole.lines
    assert len(reader.lines) == len(reader.message.skipped)
    assert all(1 <= line <= len(body.splitlines()) + 1 for line in reader.lines)


def test_one_huge_delta_arrives_whole() -> None:
    text = "enormous " * 500_000
    body = (
        b'data: {"type":"text-start","id":"0"}\n\ndata: {"type":"text-delta","id":"0","delta":"%s"}\n\ndata: [DONE]\n\n'
    )
    found = replayed([body % text.encode()])
    assert isinstance(found, dict)
    assert (found["status"], found["text"]) == ("complete", text)


def test_a_line_beyond_the_limit_is_left_out_and_located() -> None:
    long = b'data: {"type":"text-delta","id":"0","delta":"' + b"x" * MAX_LINE + b'"}\n\n'
    body = (
        b'data: {"type":"text-start","id":"0"}\n\n' + long + b'data: {"type":"text-delta","id":"0","delta":"Fine."}\n\n'
    )
    size = 1024 * 1024
    found = replayed(body[at : at + size] for at in range(0, len(body), size))
    assert isinstance(found, dict)
    assert (found["status"], found["text"]) == ("interrupted", "Fine.")
    assert [(event["line"], event["reason"]) for event in found["skipped"]["events"]] == [(3, "too_long")]


def test_of_many_skipped_events_all_are_counted_and_the_first_are_located() -> None:
    found = replayed([b"data: {}\n\n" * 120])
    assert isinstance(found, dict)
    assert found["skipped"]["count"] == 120
    assert [event["line"] for event in found["skipped"]["events"]] == list(range(1, 101, 2))


@pytest.mark.parametrize("start", [b"", b"\n" * 9, b"<html>", b"{", b"\x00"])
def test_a_body_that_is_no_stream_and_too_large_for_an_answer_is_refused(start: bytes) -> None:
    block = b"\x1f\x8b noise without end".ljust(50_000) * 10 + b"\n"
    found = replayed([start, *(block for _ in range(1 + MAX_LINE // len(block))), block])
    assert isinstance(found, dict)
    assert (found["status"], found["error"]["code"]) == ("failed", "answer_too_large")
