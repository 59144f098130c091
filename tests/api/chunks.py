"""Ways to cut a body into network reads."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import strategies as st


def cut(body: bytes, places: list[int]) -> Iterator[bytes]:
    """The body in pieces, cut at the given places (taken modulo its length); some pieces may be empty."""
    edges = sorted(place % (len(body) + 1) for place in places)
    for start, end in zip([0, *edges], [*edges, len(body)], strict=True):
        yield body[start:end]


PLACES = st.lists(st.integers(0, 2000), max_size=12)

_LINES = st.sampled_from(
    [
        b"data: [DONE]",
        b'data: {"type":"start","messageId":"m"}',
        b'data: {"type":"text-start","id":"0"}',
        b'data: {"type":"text-delta","id":"0","delta":"caf\xc3\xa9 \\ud83d"}',
        b'data:{"type":"text-delta","id":"0","delta":"\\ude00"}',
        b'data: {"type":"data-session","data":"s"}',
        b'data: {"type":"newer"}',
        b"data",
        b"data:",
        b"data:  two spaces",
        b": keep-alive",
        b"event: message",
        b"id: 7",
        b"retry: 10",
        b"nonsense",
        b'{"message":"Success","data":{"answer":"Hi","session_id":"s"}}',
        b'{"message":"Bad Request","error":{"code":"BAD_REQUEST","detail":"No."}}',
        b"<html>",
        b"\xe2\x80\xa8 line separator is text",
        b"",
    ]
)
_ENDS = st.sampled_from([b"\n", b"\r", b"\r\n", b"\n\n", b"\r\r", b"\r\n\r\n", b""])
_ODD = st.sampled_from([b"", b"\xef\xbb\xbf", b"\xef\xbb", b"\xff", b"\x00"])

BODIES = st.one_of(
    st.binary(max_size=60),
    st.builds(
        lambda odd, lines: odd + b"".join(line + end for line, end in lines),
        _ODD,
        st.lists(st.tuples(_LINES, _ENDS), max_size=8),
    ),
)
"""Bytes of every kind: noise, streams with every line ending, JSON and HTML, some of them mixed."""
