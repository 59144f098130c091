from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings

from desktop.api.sse import MAX_LINE, Decoder, Item
from desktop.core.events import Skipped
from tests.api.chunks import BODIES, PLACES, cut


def decode(*chunks: bytes) -> list[Item]:
    decoder = Decoder()
    return [item for chunk in chunks for item in decoder.feed(chunk)] + decoder.close()


def slow_decode(body: bytes) -> list[bytes]:
    """The standard's algorithm, line by line over the whole body, without caps; complete events alone."""
    found: list[bytes] = []
    data: list[bytes] = []
    for line in re.split(rb"\r\n|\n|\r", body.removeprefix(b"\xef\xbb\xbf"))[:-1]:
        name, _, value = line.partition(b":")
        if not line and data:
            found.append(b"\n".join(data))
            data = []
        elif name == b"data":
            data.append(value.removeprefix(b" "))
    return found


def test_each_event_gives_its_data() -> None:
    assert decode(b'data: {"a":1}\n\ndata: {"b":2}\n\ndata: [DONE]\n\n') == [b'{"a":1}', b'{"b":2}', b"[DONE]"]


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
def test_every_line_ending_works_byte_by_byte(end: bytes) -> None:
    body = end.join([b"data: one", b"", b"data: two", b"data:three", b"", b""])
    assert decode(body) == [b"one", b"two\nthree"]
    assert decode(*(bytes([byte]) for byte in body)) == [b"one", b"two\nthree"]


def test_crlf_cut_in_its_middle_is_one_line_end() -> None:
    assert decode(b"data: one\r", b"\n", b"data: two\r", b"\n\r", b"\n") == [b"one\ntwo"]


def test_line_breaks_of_unicode_are_text() -> None:
    assert decode("data: a\u2028b\u2029c\u0085d\x0b\x0c\n\n".encode()) == ["a\u2028b\u2029c\u0085d\x0b\x0c".encode()]


@pytest.mark.parametrize("cuts", [(0,), (1,), (2,), (3,)])
def test_a_byte_order_mark_is_not_part_of_the_first_event(cuts: tuple[int, ...]) -> None:
    body = b"\xef\xbb\xbfdata: one\n\n"
    assert decode(*cut(body, list(cuts))) == [b"one"]


def test_only_the_first_byte_order_mark_is_dropped() -> None:
    assert decode(b"\xef\xbb\xbf\xef\xbb\xbfdata: one\n\n") == [Skipped("not_a_field", "\ufeffdata: one")]


def test_comments_and_the_other_fields_are_ignored() -> None:
    assert decode(b": hello\nevent: x\nid: 3\nretry: 5\nid\ndata: one\n:\n\n") == [b"one"]


def test_an_event_without_data_is_none_and_empty_data_is_one() -> None:
    assert decode(b"event: ping\n\n\n\ndata\n\ndata:\ndata:\n\n") == [b"", b"\n"]


def test_one_space_after_the_colon_is_not_part_of_the_value() -> None:
    assert decode(b"data:  two\n\ndata:none\n\n") == [b" two", b"none"]


def test_another_field_is_reported_with_its_line() -> None:
    assert decode(b"data: one\nevil\nDATA: x\n\n") == [
        Skipped("not_a_field", "evil"),
        Skipped("not_a_field", "DATA: x"),
        b"one",
    ]


def test_an_excerpt_is_cut_to_500_characters() -> None:
    (skipped,) = decode("é".encode() * 1000 + b"\n")
    assert skipped == Skipped("not_a_field", "é" * 500)


@pytest.mark.parametrize(
    ("tail", "outcome"),
    [
        (b"", []),
        (b": half a comm", []),
        (b"data: x", [Skipped("cut_event", "data: x")]),
        (b"data: x\n", [Skipped("cut_event", "x")]),
        (b"data: x\n: half a comm", [Skipped("cut_event", "x")]),
        (b"data: x\nda", [Skipped("cut_event", "x\nda")]),
        (b"da", [Skipped("cut_event", "da")]),
        (b"data: [DON", [Skipped("cut_event", "data: [DON")]),
        (b"[DONE]", [Skipped("cut_event", "[DONE]")]),
        (b"data: x\ndata: [DONE]", [Skipped("cut_event", "x\ndata: [DONE]")]),
        (b"data: [DONE]", [b"[DONE]"]),
        (b"data:[DONE]", [b"[DONE]"]),
        (b"data: [DONE]\n", [b"[DONE]"]),
        (b"data: [DONE]\r\n", [b"[DONE]"]),
        (b"data: [DONE]\n: bye", [b"[DONE]"]),
    ],
)
def test_the_end_of_the_body_reports_a_cut_event_but_counts_a_pending_done(tail: bytes, outcome: list[Item]) -> None:
    assert decode(b"data: one\n\n" + tail) == [b"one", *outcome]


def test_half_a_byte_order_mark_is_a_cut_event() -> None:
    assert decode(b"\xef", b"\xbb") == [Skipped("cut_event", "\ufffd")]


def test_a_line_of_exactly_8_mib_is_taken() -> None:
    line = b"data: " + b"x" * (MAX_LINE - 6)
    assert decode(line + b"\n\n") == [line[6:]]
    assert decode(line, b"\n\n") == [line[6:]]


@pytest.mark.parametrize("size", [1 << 16, 1 << 20, 1 << 24])
def test_a_line_over_8_mib_is_reported_once_and_costs_only_its_event(size: int) -> None:
    long = b"data: " + b"x" * (MAX_LINE + 100)
    body = b"data: one\n\ndata: head\n" + long + b"\ndata: tail\n\ndata: two\n\n"
    chunks = [body[at : at + size] for at in range(0, len(body), size)]
    assert decode(*chunks) == [b"one", Skipped("too_long", "data: " + "x" * 494), b"two"]


def test_a_long_line_without_end_does_not_fill_the_memory() -> None:
    decoder = Decoder()
    found = [item for _ in range(40) for item in decoder.feed(b"data: " + b"x" * (1 << 20))]
    assert [item.reason for item in found if isinstance(item, Skipped)] == ["too_long"]
    assert len(decoder._partial) <= MAX_LINE  # noqa: SLF001  (the memory is what this is about)
    assert decoder.close() == []


def test_a_long_comment_costs_no_event() -> None:
    body = b"data: one\n:" + b"x" * MAX_LINE + b"\n\n"
    assert decode(body) == [Skipped("too_long", ":" + "x" * 499), b"one"]


def test_many_short_lines_of_one_event_are_capped_as_well() -> None:
    line = b"data: " + b"x" * (1 << 20) + b"\n"
    assert decode(*[line] * 12, b"\n", b"data: two\n\n") == [Skipped("too_long", "data:" + "x" * 495), b"two"]


@given(BODIES, PLACES)
@example(b"data: one\r\n\r\ndata: two\r\n\r\n", [11, 12, 13])
@settings(max_examples=500, deadline=None)
def test_the_outcome_is_the_same_for_every_chunking(body: bytes, places: list[int]) -> None:
    whole = decode(body)
    assert decode(*cut(body, places)) == whole
    assert decode(*(bytes([byte]) for byte in body)) == whole


@given(BODIES)
@settings(max_examples=500, deadline=None)
def test_complete_events_are_those_of_the_standard(body: bytes) -> None:
    decoder = Decoder()
    assert [item for item in decoder.feed(body) if isinstance(item, bytes)] == slow_decode(body)
