"""An event stream without its keys: every event is there, and says what it said."""

import json
from functools import partial
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.report import MASK, redacted, redacted_pieces
from desktop.core.report_stream import masked_stream

MASKING = partial(redacted_pieces, home="/home/anna", names=["anna"])
STREAMS = Path(__file__).parent.parent / "streams"
PRIVATE = [
    "rk-live-0123456789ab",
    "anna.smith@example.com",
    "token=0123456789ab",
    '{"api_key": ["0123", "4567"]}',
    "/home/anna/x",
]
SHOWN = ["0123", "4567", "9ab", "anna", "smith", "example"]
KINDS = [("text", "id", "delta"), ("reasoning", "id", "delta"), ("tool-input", "toolCallId", "inputTextDelta")]


def event(**members: object) -> str:
    return f"data: {json.dumps(members)}\n\n"


def said(stream: str, member: str = "delta", part: str = "0") -> list[str]:
    """What the deltas of a part say; every event has to be JSON in a line of its own."""
    events = [json.loads(line.removeprefix("data: ")) for line in stream.splitlines() if line.startswith("data: {")]
    return [one[member] for one in events if member in one and part in (one.get("id"), one.get("toolCallId"))]


@pytest.mark.parametrize("private", PRIVATE)
@pytest.mark.parametrize(("kind", "name", "member"), KINDS)
def test_wherever_a_delta_ends_nothing_is_shown(kind: str, name: str, member: str, private: str) -> None:
    whole = f"Use {private} for it"
    for first, second in combinations(range(len(whole) + 1), 2):
        pieces = [whole[:first], whole[first:second], whole[second:]]
        stream = "".join(event(type=f"{kind}-delta", **{name: "0", member: piece}) for piece in pieces)
        found = said(masked_stream(stream, MASKING), member)
        assert len(found) == 3
        assert "".join(found) == redacted(whole, "/home/anna", ["anna"])


@given(st.sampled_from(PRIVATE), st.lists(st.tuples(st.sampled_from("01"), st.integers(1, 9)), max_size=40))
def test_parts_that_alternate_are_masked_each(private: str, lengths: list[tuple[str, int]]) -> None:
    texts = {"0": f"ß {private} \U0001f511\n", "1": f"- {private}. "}
    left, stream = dict(texts), ""
    for part, length in [*lengths, ("0", 99), ("1", 99)]:
        stream += ": 0.500 s\n" + event(type="text-delta", id=part, delta=left[part][:length])
        left[part] = left[part][length:]
    clean = masked_stream(stream, MASKING)
    assert clean.count(": 0.500 s\ndata: {") == len(lengths) + 2
    for part, text in texts.items():
        assert "".join(said(clean, part=part)) == redacted(text, "/home/anna", ["anna"])
        assert len(said(clean, part=part)) == len(said(stream, part=part))


@pytest.mark.parametrize("between", [event(type="text-end", id="0"), event(type="text-start", id="0")])
def test_a_part_ends(between: str) -> None:
    stream = event(type="text-delta", id="0", delta="tea") + between
    stream += event(type="text-delta", id="0", delta="rk-live-") + event(type="text-delta", id="0", delta="01234567")
    assert said(masked_stream(stream, MASKING)) == ["tea", MASK, ""]


@pytest.mark.parametrize("ending", ["\n", "\r", "\r\n"])
def test_what_holds_no_key_stays_to_the_letter(ending: str) -> None:
    lines = [
        *(": HTTP/1.1 200 OK", ": 0.500 s", 'data:{ "type" : "text-delta","id":"0",', ": 0.600 s"),
        *('data:  "delta":"gr\\u00fc\\ud83d","n":1.50}', "", "data: [DONE]", "", "", "data", "retry: 3", "data:"),
    ]
    stream = ending.join(lines)
    assert masked_stream(stream, MASKING) == stream
    assert masked_stream("", MASKING) == ""


@pytest.mark.parametrize("path", sorted(STREAMS.glob("*.sse")), ids=lambda path: path.stem)
def test_every_line_stays_where_it_was(path: Path) -> None:
    stream = path.read_bytes().decode("utf-8", "replace")
    assert masked_stream(stream, MASKING) == stream


def test_a_delta_that_asks_for_a_value_takes_none_from_the_next_event() -> None:
    stream = event(type="text-delta", id="0", delta='the "token":') + event(type="text-end", id="0")
    stream += event(type="text-delta", id="1", delta='"b" token=') + event(type="finish")
    assert masked_stream(stream, MASKING) == stream


@pytest.mark.parametrize(
    ("data", "clean"),
    [
        ('{"api_key":"0123","more":1}', '{"api_key":"[redacted]","more":1}'),
        (
            '{"a":{"x-key":["0123",{"b":4567},[]],"c":3},"d":"e"}',
            '{"a":{"x-key":["[redacted]",{"b":"[redacted]"},[]],"c":3},"d":"e"}',
        ),
        ('{"token":null}', '{"token":"[redacted]"}'),
        ('{"type":"error","errorText":"\\nrk-live-0123456789ab \\ud83d"}', None),
        ('{"input":{"to anna.smith@example.com":["/home/anna/x"]}}', '{"input":{"to [address]":["~/x"]}}'),
        ('{"type":"x","delta":{"token":"0123"},"id":0}', '{"type":"x","delta":{"token":"[redacted]"},"id":0}'),
        ('{"type":"x","delta":0}', '{"type":"x","delta":0}'),
        ('["anna"]', '["[redacted]"]'),
    ],
)
def test_json_stays_json(data: str, clean: str | None) -> None:
    found = masked_stream(f"data: {data}\n\n", MASKING)
    assert clean is None or found == f"data: {clean}\n\n"
    json.loads(found.removeprefix("data: "))
    assert not [one for one in SHOWN if one in found]


def test_a_half_character_beside_a_key_stays_a_half() -> None:
    deltas = ["anna \ud83d", "\ude00 anna"]
    stream = "".join(event(type="text-delta", id="0", delta=delta) for delta in deltas)
    clean = masked_stream(stream, MASKING)
    clean.encode()
    assert said(clean) == [f"{MASK} \ud83d", f"\ude00 {MASK}"]


@pytest.mark.parametrize("rest", ['4567"', "4567", "4567\\", '4567\\u00"}]', "4567\\n\ndata: rest rk-live-0123456"])
def test_an_event_that_was_cut_is_masked_as_far_as_it_goes(rest: str) -> None:
    start = event(type="text-delta", id="0", delta="rk-live-0123")
    clean = masked_stream(f'{start}data: {{"type":"text-delta","id":"0","delta":"{rest}', MASKING)
    assert not [one for one in SHOWN if one in clean]
    assert clean.count("\ndata: ") == 1 + rest.count("\ndata: ")


@pytest.mark.parametrize(
    ("stream", "clean"),
    [
        ("data: anna.smith@example.com\n\n", "data: [address]\n\n"),
        ('data: {rk-live-0123456789ab,\ndata: "a":\n\n', 'data: {"[redacted]",\ndata: "a":\n\n'),
        (': token: "\n\n: 0123"\ndata: x\n\n', ': token: "[redacted]"\n\n\ndata: x\n\n'),
        ('{\n "api_key":\n "0123"\n}\n', '{\n "api_key":\n "[redacted]"\n}\n'),
        ("event: anna\rdata: anna", "event: [redacted]\rdata: [redacted]"),
    ],
)
def test_what_is_no_json_is_masked_as_text(stream: str, clean: str) -> None:
    assert masked_stream(stream, MASKING) == clean


@pytest.mark.parametrize("piece", ["a", "rk-live-01234567 ", "token=", '"token":"', '{"token":[', "a.b-", "\\"])
def test_a_long_answer_comes_to_an_end(piece: str) -> None:
    stream = event(type="text-delta", id="0", delta=piece) * 10_000 + event(type="text-delta", id="1", delta="anna")
    assert said(masked_stream(stream, MASKING), part="1") == [MASK]


@pytest.mark.parametrize("data", ["[" * 100_000, '{"token":[' * 20_000, '{"a' * 50_000, '"\\', "]" * 1000 + '"anna"'])
def test_long_data_comes_to_an_end(data: str) -> None:
    assert masked_stream(f"data: [{data}\n\ndata: anna\n\n", MASKING).endswith(f"\n\ndata: {MASK}\n\n")
