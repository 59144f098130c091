"""JSON read strictly, and JSON read while it is still being written."""

import json
from collections.abc import Callable
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.core.json_text import MAX_DEPTH, partial_json, pretty_json, shallow, strict_json

TOO_DEEP = "(nested too deeply to keep)"
# Without halves of characters: a cut between two escapes shows a replacement character for one frame.
words = st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"]), max_size=6)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a":1}', {"a": 1}),
        ('{"a":tru', {"a": True}),
        ('{"a":fals', {"a": False}),
        ('{"a":n', {"a": None}),
        ('{"a":true,', {"a": True}),
        ('{"a":12.', {"a": 12}),
        ('{"a":1.5e', {"a": 1.5}),
        ('{"a":1e+', {"a": 1}),
        ('{"a":-', {}),
        ('{"a":-1', {"a": -1}),
        ('{"ke', {}),
        ('{"key"', {}),
        ('{"key":', {}),
        ('{"key" : "v', {"key": "v"}),
        ('{"a":"x\\', {"a": "x"}),
        ('{"a":"x\\u', {"a": "x"}),
        ('{"a":"x\\u00', {"a": "x"}),
        ('{"a":"x\\u00e9', {"a": "xé"}),
        ('{"a":"x\\\\', {"a": "x\\"}),
        ('{"a":"x\\\\u12', {"a": "x\\u12"}),
        ('{"a":"say \\"hi', {"a": 'say "hi'}),
        ("[1,2,", [1, 2]),
        ("[1,2", [1, 2]),
        ('{"a":1,', {"a": 1}),
        ('{"a":1, "b', {"a": 1}),
        ('{"a":[1,{"b":"c', {"a": [1, {"b": "c"}]}),
        ("[", []),
        ("[]", []),
        ("[[],1", [[], 1]),
        ("[{},1", [{}, 1]),
        ("[ ] ,", []),
        ("{ } x", {}),
        ('"abc', "abc"),
        ("  [1] ", [1]),
        ("tr", True),
    ],
)
def test_unfinished_json_is_read_as_far_as_it_goes(text: str, value: object) -> None:
    assert partial_json(text) == value
    assert type(partial_json(text)) is type(value)


@pytest.mark.parametrize(
    "text", ["", "  ", "-", "hello", "}", "]", ":", ",", "'a'", "NaN", "Infinity", '"a\\q', '"a\nb']
)
def test_what_was_never_json_is_nothing(text: str) -> None:
    assert partial_json(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("[1,]", [1]),
        ("[,", []),
        ('{"a":1,}', {"a": 1}),
        ("{,", {}),
        ('{"a" 1', {}),
        ('{"a"}', {}),
        ('{"a":}', {}),
        ("[1 2", [1]),
        ("[1}", [1]),
        ('{"a":1]', {"a": 1}),
        ("{1", {}),
        ("[trux", []),
        ("[truex", []),
        ("[true x", [True]),
        ("[nulx", []),
        ("[tru,1", [True]),
        ("[0123", [0]),
        ("[NaN", []),
    ],
)
def test_garbage_after_a_good_start_leaves_the_start(text: str, value: object) -> None:
    assert partial_json(text) == value


@given(st.text(st.sampled_from('{}[]",:\\u0123.eE+-truefalsn \n\ud83d\x00é'), max_size=40) | st.text())
def test_any_text_is_read_without_an_error(text: str) -> None:
    value = partial_json(text)
    json.dumps(value, ensure_ascii=False).encode()


@settings(max_examples=200)
@given(values)
def test_a_value_only_grows_while_it_is_written(value: object) -> None:
    text = json.dumps(value)
    seen: object = None
    for end in range(len(text) + 1):
        now = partial_json(text[:end])
        assert _continues(seen, now), text[:end]
        seen = now
    assert seen == value


def test_half_a_character_in_an_escape_is_shown_well_formed() -> None:
    assert partial_json('{"a":"\\ud83d') == {"a": "\ufffd"}
    assert partial_json('{"a":"\\ud83d\\ude00') == {"a": "😀"}


def test_deep_unfinished_nesting_stops_where_it_could_not_be_kept() -> None:
    value = partial_json("[" * 100_000)
    assert _depth(value) == MAX_DEPTH - 1
    assert partial_json("[" * 150 + "]" * 150) == TOO_DEEP
    assert _depth(partial_json('{"a":' * 100_000)) == MAX_DEPTH - 1


@pytest.mark.parametrize("text", ["", "{", "NaN", "[Infinity]", "-Infinity", "[" * 100_000, "1" * 5000, "[1] x"])
def test_strict_reading_refuses_with_one_kind_of_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        strict_json(text)


def test_strict_reading_takes_what_json_allows() -> None:
    assert strict_json(' {"__proto__": [1, null, "\\ud83d"]} ') == {"__proto__": [1, None, "\ud83d"]}


@pytest.mark.parametrize("holder", [lambda inner: [inner], lambda inner: {"k": inner}], ids=["list", "object"])
def test_nesting_is_kept_up_to_the_limit(holder: Callable[[object], object]) -> None:
    value: object = 1
    for _ in range(MAX_DEPTH - 1):
        value = holder(value)
    assert shallow(value) is value
    assert shallow(holder(value)) == TOO_DEEP


@pytest.mark.parametrize("value", [None, 0, "", False, [], {}, [[], {}, "x"]])
def test_shallow_values_stay_as_they_are(value: object) -> None:
    assert shallow(value) is value


def _continues(old: object, new: object) -> bool:
    """Whether `new` may stand where `old` stood a character earlier; a number may still change."""
    if old is None:
        return True
    if isinstance(old, dict):
        now = cast("dict[str, object]", new)
        return all(key in now and _continues(item, now[key]) for key, item in old.items())
    if isinstance(old, list):
        items = cast("list[object]", new)
        return len(items) >= len(old) and all(map(_continues, old, items))
    if isinstance(old, str):
        return isinstance(new, str) and new.startswith(old)
    return new == old if isinstance(old, bool) else isinstance(new, int | float)


def _depth(value: object) -> int:
    depth = 0
    while isinstance(value, list | dict):
        depth += 1
        value = next(iter(value.values() if isinstance(value, dict) else value), None)
    return depth


def test_a_number_beyond_every_range_is_refused_and_not_made_infinite() -> None:
    with pytest.raises(ValueError, match="range"):
        strict_json('{"a": 1e999}')
    assert strict_json("[1.5e3]") == [1500.0]


def test_pretty_json_is_exact_and_reads_well() -> None:
    value: dict[str, object] = {"a": [1, 2.5, {"b": []}], "c": {}, "é": None, "f": True}
    assert pretty_json(value) == json.dumps(value, indent=2, ensure_ascii=False)


@given(values)
def test_what_the_fast_writer_refuses_is_written_the_same(value: object) -> None:
    odd = {"\ud83d": "half \ud83d", "rest": value}
    mended = {"\ufffd": "half \ufffd", "rest": value}
    assert pretty_json(odd) == json.dumps(mended, indent=2, ensure_ascii=False)
    assert json.loads(pretty_json(value)) == value


def test_a_thousand_levels_are_written_without_recursion() -> None:
    value: object = {"end": 1}
    for _ in range(1_000):
        value = [value]
    written = pretty_json(value)
    assert (written.count("["), written.count("\n")) == (1_000, 2_002)
