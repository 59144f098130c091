from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.api.body import CUT_SHORT, MAX_BODY, BodyReader
from desktop.api.sse import MAX_LINE
from desktop.core.chatbot import Secret
from desktop.core.errors import Problem
from desktop.core.events import (
    DataEvent,
    Done,
    ErrorEvent,
    Event,
    Failed,
    Finish,
    Interrupted,
    Skipped,
    Start,
    Stopped,
    TextDelta,
    TextEnd,
    TextStart,
)
from desktop.core.message import empty_reply
from desktop.core.reducer import fold_all
from tests.api.chunks import BODIES, PLACES, cut

LOST = Problem("connection_lost", retryable=True)
START = b'data: {"type":"start"}\n\n'


def read(*chunks: bytes, problem: Problem = CUT_SHORT) -> list[Event]:
    reader = BodyReader()
    return [*(event for chunk in chunks for event in reader.feed(chunk)), *reader.close(problem)]


def joined(events: list[Event]) -> list[Event]:
    assert sum(isinstance(event, Done | Stopped | Interrupted | Failed) for event in events) == 1
    assert isinstance(events[-1], Done | Interrupted | Failed)
    return events


def test_a_stream_is_complete_with_done_also_after_finish() -> None:
    body = START + b'data: {"type":"finish"}\n\ndata: {"type":"data-session","data":"s"}\n\ndata: [DONE]\n\n'
    assert read(body) == [Start(), Finish(), DataEvent("session", "s"), Done()]


def test_done_without_its_empty_line_counts() -> None:
    assert read(START + b"data: [DONE]") == [Start(), Done()]
    assert read(b"data: [DONE]") == [Done()]


def test_the_reader_says_when_nothing_more_can_matter() -> None:
    reader = BodyReader()
    assert reader.feed(START) == (Start(),)
    before = reader.ended
    assert reader.feed(b"data: [DONE]\n\n") == ()
    assert (before, reader.ended) == (False, True)
    assert reader.close(LOST) == (Done(),)


def test_what_follows_the_end_is_counted_before_it() -> None:
    body = START + b"data: [DONE]\n\n" + START + b"data: [DONE]\n\nodd\n"
    assert read(body) == [
        Start(),
        Skipped("after_end", '{"type":"start"}'),
        Skipped("after_end", "[DONE]"),
        Skipped("not_a_field", "odd"),
        Done(),
    ]


def test_a_stream_without_done_is_interrupted() -> None:
    assert read(START) == [Start(), Interrupted(CUT_SHORT)]
    assert read(START, problem=LOST) == [Start(), Interrupted(LOST)]


@pytest.mark.parametrize(
    ("body", "cut_off"),
    [
        (b'data: {"type":"sta', [Skipped("cut_event", 'data: {"type":"sta')]),
        (b": stream-open\n\n", []),
        (b"\xef\xbb\xbf\n\nevent: ping\n\n", []),
    ],
)
def test_a_stream_cut_before_its_first_event_is_interrupted(body: bytes, cut_off: list[Event]) -> None:
    assert read(body) == [*cut_off, Interrupted(CUT_SHORT)]


def test_odd_lines_before_the_first_event_are_told_in_order() -> None:
    assert read(b"one\ntwo\n" + START + b"data: [DONE]\n\n") == [
        Skipped("not_a_field", "one"),
        Skipped("not_a_field", "two"),
        Start(),
        Done(),
    ]


def test_thousands_of_odd_lines_are_counted_without_their_text() -> None:
    events = read(b"x\n" * 3000 + START)
    assert events == [
        *[Skipped("not_a_field", "x")] * 50,
        Skipped("not_a_field", count=2950),
        Start(),
        Interrupted(CUT_SHORT),
    ]


def test_a_json_answer_is_told_like_a_stream() -> None:
    body = b'{\n  "message": "Success",\n  "data": {"answer": "Hi", "session_id": "s"}\n}\n'
    told = [TextStart("0"), TextDelta("0", "Hi"), TextEnd("0"), DataEvent("session", "s"), Done()]
    assert read(body) == told
    assert read(body, problem=LOST) == told
    assert read(b'{"data":{"answer":"Hi"}}') == [TextStart("0"), TextDelta("0", "Hi"), TextEnd("0"), Done()]


def test_a_json_answer_without_words_failed_but_keeps_the_session() -> None:
    empty = Failed(Problem("empty_answer", retryable=True))
    assert read(b'{"data":{"answer":" ","session_id":"s"}}') == [DataEvent("session", "s"), empty]


def test_an_error_envelope_with_status_200_failed() -> None:
    reader = BodyReader(Secret("hush-hush"))
    body = b'{"message":"Bad Request","error":{"code":"BAD_REQUEST","detail":"Not hush-hush."}}'
    assert reader.feed(body) == ()
    assert reader.close() == (
        Failed(Problem("bad_request", detail="Not [redacted].", status=200, server_code="BAD_REQUEST")),
    )


@pytest.mark.parametrize("body", [b"", b"\xef\xbb\xbf", b" \n\n\t"])
def test_a_blank_body_failed(body: bytes) -> None:
    assert read(body) == [Failed(Problem("empty_answer", retryable=True))]
    assert read(body, problem=LOST) == [Interrupted(LOST)]


def test_a_web_page_failed_without_its_lines() -> None:
    page = b"\xef\xbb\xbf\n<!doctype html>\n<p>Sign in</p>\n</html>\n"
    assert read(page) == [Failed(Problem("html_answer", retryable=True))]
    assert read(page, problem=LOST) == [Failed(Problem("html_answer", retryable=True))]


def test_another_body_failed_and_shows_its_lines() -> None:
    unreadable = Failed(Problem("unreadable_answer"))
    assert read(b"hello\nworld\n") == [Skipped("not_a_field", "hello"), Skipped("not_a_field", "world"), unreadable]
    assert read(b'{"message":"Success"}') == [Skipped("cut_event", '{"message":"Success"}'), unreadable]
    assert read(b'{"mess', problem=LOST) == [Interrupted(LOST)]


@pytest.mark.parametrize("size", [1 << 16, 1 << 22, 1 << 24])
def test_a_body_without_events_over_8_mib_failed(size: int) -> None:
    body = b'{"answer":"' + b"x" * MAX_LINE + b"\n" + START
    reader = BodyReader()
    assert [event for at in range(0, len(body), size) for event in reader.feed(body[at : at + size])] == []
    assert reader.ended
    assert reader.close() == (Failed(Problem("answer_too_large", {"size": "8 MiB"})),)


@pytest.mark.parametrize("size", [1 << 16, 1 << 22, 1 << 24])
def test_a_stream_whose_first_line_is_over_8_mib_goes_on(size: int) -> None:
    body = b'data: {"x":"' + b"x" * MAX_LINE + b'"}\n\n' + START + b"data: [DONE]\n\n"
    events = read(*(body[at : at + size] for at in range(0, len(body), size)))
    assert events == [Skipped("too_long", (b'data: {"x":"' + b"x" * 488).decode()), Start(), Done()]


def test_a_read_full_of_odd_lines_is_few_events() -> None:
    reader = BodyReader()
    reader.feed(START)
    lines = b"data: x\n\n" * 40 + b"odd\n" * 16_000 + b"data: x\n\n" * 2 + b"odd\n" * 3
    events = reader.feed(lines)
    assert len(events) == 50 + 3
    assert events[50:] == (
        Skipped("not_a_field", count=15_990),
        Skipped("not_json", count=2),
        Skipped("not_a_field", count=3),
    )


@pytest.mark.parametrize("start", [b"", START])
def test_an_echoed_key_is_masked_in_errors_and_in_what_could_not_be_used(start: bytes) -> None:
    reader = BodyReader(Secret("hush-hush"))
    error = b'data: {"type":"error","errorText":"The key hush-hush is bad."}\n\n'
    events = reader.feed(start + b"no hush-hush\n" + b"x" * 494 + b"hush-hush\n" + error + b"data: hush-hush\n\n")
    assert [event for event in events if event != Start()] == [
        Skipped("not_a_field", "no [redacted]"),
        Skipped("not_a_field", "x" * 494 + "[redacted]"),
        ErrorEvent("The key [redacted] is bad."),
        Skipped("not_json", "[redacted]"),
    ]


@pytest.mark.parametrize("size", [1 << 16, 1 << 24])
def test_a_stream_over_64_mib_is_interrupted_and_what_came_is_kept(size: int) -> None:
    comment = b": " + b"x" * (1 << 16) + b"\n"
    body = START + comment * (MAX_BODY // len(comment) + 1) + START + b"data: [DONE]\n\n"
    reader = BodyReader()
    events = [event for at in range(0, len(body), size) for event in reader.feed(body[at : at + size])]
    assert events == [Start()]
    assert reader.ended
    (end,) = reader.close()
    assert isinstance(end, Interrupted)
    assert end.problem.sentence == "The answer is larger than this program can take (64 MiB)."


@given(st.lists(st.sampled_from([b"odd\n" * 60, b"data: x\n\n" * 30, b"odd\n", START]), max_size=6), PLACES)
@settings(deadline=None)
def test_a_message_is_the_same_for_every_chunking_of_what_cannot_be_used(lines: list[bytes], places: list[int]) -> None:
    body = b"".join(lines)
    whole = fold_all(empty_reply("r", 0.0), read(body))
    for chunks in (cut(body, places), (bytes([byte]) for byte in body)):
        assert fold_all(empty_reply("r", 0.0), read(*chunks)) == whole
    assert whole.skipped_count == body.count(b"odd") + body.count(b"data: x")


@given(BODIES, PLACES)
@settings(max_examples=1000, deadline=None)
def test_the_outcome_is_the_same_for_every_chunking(body: bytes, places: list[int]) -> None:
    whole = joined(read(body))
    assert joined(read(*cut(body, places))) == whole
    assert joined(read(*(bytes([byte]) for byte in body))) == whole
