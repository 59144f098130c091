"""A JSON file is walked in any pieces it comes in, and what is wrong has a place."""

from __future__ import annotations

import io
import json
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core import json_source
from desktop.core.json_source import JsonSource, SourceError

LONGEST: Final = 1_000
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


def source(content: bytes, step: int = 1 << 20, longest: int = LONGEST) -> JsonSource:
    file = io.BytesIO(content)
    return JsonSource(lambda most: file.read(min(most, step)), longest=longest, deepest=20)


def walk(content: bytes) -> None:
    walked = source(content)
    for _ in walked.items():
        walked.value()
    walked.end()


def read_members(walked: JsonSource) -> None:
    for _name in walked.members():
        walked.value()


@given(st.dictionaries(st.text(), st.lists(values, max_size=3), max_size=4), st.integers(1, 9), st.booleans())
def test_it_reads_what_any_other_reader_reads(wanted: dict[str, list[object]], step: int, pretty: bool) -> None:
    text = json.dumps(wanted, indent=2 if pretty else None, ensure_ascii=pretty)
    walked = source(b"\xef\xbb\xbf" * pretty + text.encode() + b"\n", max(step, 3), longest=1_000_000)
    found: dict[str, list[object]] = {}
    for name in walked.members():
        found[name] = [json.loads(walked.value()) for _ in walked.items()]
    walked.end()
    assert found == wanted
    assert walked.byte == len(text.encode()) + 2 + 3 * pretty
    assert walked.line == text.count("\n") + 2


@pytest.mark.parametrize("step", [1, 2, 1000])
def test_a_quote_and_a_backslash_at_the_edge_of_a_piece(step: int) -> None:
    content = json.dumps([{"a": 'x"\\', "b": ['\\"]']}, "\\\\", 12.5]).encode()
    walked = source(content, step)
    assert [json.loads(walked.value()) for _ in walked.items()] == json.loads(content)


@pytest.mark.parametrize(
    ("content", "reason", "line", "byte"),
    [
        (b"", "cut", 1, 1),
        (b"  \n ", "cut", 2, 5),
        (b"[", "cut", 1, 2),
        (b"[1", "cut", 1, 3),
        (b"[1,", "cut", 1, 4),
        (b'["ab', "cut", 1, 5),
        (b'[\n{"a":\n1', "cut", 3, 10),
        (b"{", "not_json", 1, 1),
        (b"[1 2]", "not_json", 1, 4),
        (b"[,]", "not_json", 1, 2),
        (b"[1],", "not_json", 1, 4),
        (b"[" * 30, "too_deep", 1, 2),
        (b'["' + b"x" * 400_000, "too_large", 1, 2),
        (b"[" + b"1" * 400_000, "too_large", 1, 2),
        (b"[[" + b"1," * 200_000, "too_large", 1, 2),
    ],
)
def test_what_is_wrong_in_a_list_has_a_place(content: bytes, reason: str, line: int, byte: int) -> None:
    with pytest.raises(SourceError) as told:
        walk(content)
    assert (told.value.reason, told.value.line, told.value.byte) == (reason, line, byte)
    assert reason in str(told.value)


@pytest.mark.parametrize("content", [b"[]", b"{1:2}", b'{"a" 1}', b'{"a":"x";}', b'{"\\x":1}', b"{]"])
def test_what_is_wrong_in_an_object_is_refused(content: bytes) -> None:
    with pytest.raises(SourceError, match="not_json"):
        read_members(source(content))


def test_a_long_value_is_not_scanned_over_and_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_source, "_CHUNK", 64)
    reads: list[int] = []
    file = io.BytesIO(b'["' + b"x" * 100_000 + b'"]')

    def read(most: int) -> bytes:
        reads.append(most)
        return file.read(most)

    walked = JsonSource(read, longest=1_000_000, deepest=20)
    assert [len(walked.value()) for _ in walked.items()] == [100_002]
    assert len(reads) < 20


def test_an_empty_object_has_no_members() -> None:
    walked = source(b"{ }")
    assert list(walked.members()) == []


def test_how_a_value_begins_is_seen_before_it_is_read() -> None:
    walked = source(b'[ {"a": 1}]')
    for _ in walked.items():
        assert walked.starts(b"{")
        assert not walked.starts(b"[")
        assert walked.value() == b'{"a": 1}'
