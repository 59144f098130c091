"""Which lines of a JSON value show, for what the reader opened."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.json_tree import FEW, LONG, PAGE, SHORT, Kind, Node, every_line, is_cut, is_large, nodes, way_to

NOTHING: frozenset[str] = frozenset()
ORDER: dict[str, object] = {
    "number": 4711,
    "paid": True,
    "note": None,
    "to": {"city": "Leipzig", "floors": [1, 2]},
    "items": [],
}


def lines(value: object, *opened: str) -> list[Node]:
    return list(nodes(value, "k", frozenset(opened)))


def drawn(found: list[Node]) -> list[str]:
    """A tree as plain text: one line each, two spaces a level, what is open with a minus and what is closed a plus."""
    marks = {True: "-", False: "+"}
    return [
        f"{'  ' * node.depth}{marks[node.is_open] if node.toggle else ''}{node.name}:{node.text or node.count}"
        for node in found
    ]


def press(value: object, key: str, opened: frozenset[str]) -> frozenset[str]:
    """What is open after the line with this key was pressed."""
    node = next(node for node in nodes(value, "k", opened) if node.key == key)
    return opened ^ {node.toggle}


def test_two_levels_are_open_and_deeper_ones_closed() -> None:
    assert drawn(lines(ORDER)) == [
        "number:4711",
        "paid:true",
        "note:null",
        "-to:2",
        "  city:Leipzig",
        "  +floors:2",
        "items:0",
    ]
    kinds = [node.kind for node in lines(ORDER)]
    assert kinds == [Kind.NUMBER, Kind.BOOLEAN, Kind.NULL, Kind.OBJECT, Kind.STRING, Kind.ARRAY, Kind.ARRAY]


def test_pressing_a_line_opens_and_closes_it() -> None:
    opened = press(ORDER, "k.3", NOTHING)
    assert "  city:Leipzig" not in drawn(lines(ORDER, *opened))
    opened = press(ORDER, "k.3", opened)
    opened = press(ORDER, "k.3.1", opened)
    assert drawn(lines(ORDER, *opened))[5:8] == ["  -floors:2", "    0:1", "    1:2"]
    opened = press(ORDER, "k.3", press(ORDER, "k.3", opened))
    assert "  -floors:2" in drawn(lines(ORDER, *opened))


@given(st.lists(st.sampled_from(["press", "grow"]), max_size=12))
def test_a_press_always_turns_what_is_seen_also_while_the_value_grows(steps: list[str]) -> None:
    """What is open by default closes when it becomes long; that must not cost a press."""
    value, opened = {"list": [0] * (FEW - 1)}, NOTHING
    for step in steps:
        if step == "grow":
            value = {"list": [*value["list"], 0]}
            continue
        before = lines(value, *opened)[0].is_open
        opened = press(value, "k.0", opened)
        assert lines(value, *opened)[0].is_open is not before


def test_long_ones_are_closed_from_the_start() -> None:
    assert [node.is_open for node in lines({"a": [0] * FEW, "b": [0] * (FEW + 1)}) if node.depth == 0] == [True, False]
    assert not any(node.is_open for node in lines([{"a": 1}] * (FEW + 1)))


def test_many_items_come_in_pages() -> None:
    many = list(range(PAGE * 2 + 30))
    first = lines(many)
    assert (len(first), first[-1].kind, first[-1].count) == (PAGE + 1, Kind.MORE, PAGE)
    opened = press(many, "k:more", NOTHING)
    second = lines(many, *opened)
    assert (len(second), second[-1].kind, second[-1].count) == (PAGE * 2 + 1, Kind.MORE, 30)
    third = lines(many, *press(many, "k:more", opened))
    assert (len(third), third[-1].text) == (len(many), str(many[-1]))


def test_a_huge_value_is_not_walked() -> None:
    class Watched(list[object]):
        looks = 0

        def __iter__(self) -> "Watched":
            return self

        def __next__(self) -> object:
            self.looks += 1
            return self.looks

    huge = Watched([0] * 1_000_000)
    assert len(lines(huge)) == PAGE + 1
    assert huge.looks <= PAGE
    assert is_large(huge)
    assert huge.looks <= 3 * PAGE


def test_a_thousand_levels_open_without_recursion() -> None:
    value: object = "bottom"
    for _ in range(1_000):
        value = [value]
    keys = ["k" + ".0" * level for level in range(1, 1_001)]
    found = lines(value, *(f"{key}:open" for key in keys))
    assert (len(found), found[-1].text, found[-1].depth) == (1_000, "bottom", 999)
    assert is_large(value)


def test_a_long_string_is_cut_until_it_is_opened() -> None:
    text = "x" * (SHORT + 1)
    cut, whole = lines({"a": text})
    assert cut.text == "x" * SHORT + "…"
    assert (whole.kind, whole.count, whole.is_open) == (Kind.WHOLE, SHORT + 1, False)
    opened = press({"a": text}, whole.key, NOTHING)
    full, again = lines({"a": text}, *opened)
    assert (full.text, again.is_open) == (text, True)
    assert press({"a": text}, again.key, opened) == NOTHING


def test_even_an_opened_string_has_an_end() -> None:
    text = "x" * (LONG + 1)
    assert lines({"a": text}, "k.0:whole")[0].text == "x" * LONG + "…"
    assert lines("line\n" * 5_000, "k:whole")[0].text.count("\n") < 1_000


@pytest.mark.parametrize(
    ("text", "is_it"),
    [("", False), ("x" * SHORT, False), ("a\n" * 8, False), ("a\n" * 8 + "b", True), ("\n" * 20, True)],
)
def test_many_lines_count_as_long(text: str, is_it: bool) -> None:
    assert is_cut(text) is is_it
    assert (len(lines({"a": text})) == 2) is is_it


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        ("Sent.", Kind.TEXT, "Sent."),
        ("", Kind.TEXT, ""),
        (None, Kind.NULL, "null"),
        (False, Kind.BOOLEAN, "false"),
        (1.5e300, Kind.NUMBER, "1.5e+300"),
        (2**70, Kind.NUMBER, str(2**70)),
    ],
)
def test_a_value_that_holds_nothing_is_one_line(value: object, kind: Kind, text: str) -> None:
    (node,) = lines(value)
    assert (node.kind, node.text, node.name, node.toggle) == (kind, text, "", "")


@pytest.mark.parametrize("value", [[], {}])
def test_an_empty_value_has_no_lines(value: object) -> None:
    assert lines(value) == []


def test_what_cannot_be_seen_is_written_out() -> None:
    (node,) = lines({"a\n\u202eb": "x\u202e\0y\r\nz\ttab\ud83d"})
    assert node.name == "a \\u202eb"
    assert node.text == "x\\u202e\\u0000y\nz\ttab\\ud83d"


def test_a_name_may_be_empty_or_long() -> None:
    empty, long = lines({"": 1, "n" * 10_000: 2})
    assert empty.name == '""'
    assert len(long.name) < 300


@pytest.mark.parametrize(
    ("value", "is_it"),
    [
        (ORDER, False),
        ("short", False),
        ([0] * (PAGE - 1), False),
        ([0] * (PAGE + 1), True),
        ({"a": {"b": "x" * (SHORT + 1)}}, True),
        ([[0] * 50, [0] * 50, [0] * 50], True),
    ],
)
def test_what_the_tree_would_hide_is_large(value: object, is_it: bool) -> None:
    assert is_large(value) is is_it


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=15,
)


@given(values, st.data())
def test_whatever_is_pressed_every_line_has_its_own_key_and_stands_under_its_own(
    value: object, data: st.DataObject
) -> None:
    opened = NOTHING
    for _ in range(4):
        toggles = [node.toggle for node in nodes(value, "k", opened) if node.toggle]
        if toggles:
            opened ^= {data.draw(st.sampled_from(toggles))}
    found = lines(value, *opened)
    assert len({node.key for node in found}) == len(found)
    assert all(node.key.startswith("k") for node in found)
    assert all(after.depth <= before.depth + 1 for before, after in pairwise(found))


BIG = [[*range(PAGE + 3)], [{"a": [1]}] * (FEW + 1), {str(name): [name] for name in range(FEW + 1)}, "long\n" * 400]
JSON = st.recursive(
    st.none() | st.booleans() | st.text(max_size=5) | st.sampled_from(BIG),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=6,
)


@given(JSON)
def test_every_line_is_what_shows_when_all_is_opened(value: object) -> None:
    opened: frozenset[str] = frozenset()
    while True:
        shown = list(nodes(value, "k", opened))
        more = {node.toggle for node in shown if node.toggle and not node.is_open}
        if not more:
            break
        opened ^= more
    kept = [node for node in shown if node.kind not in (Kind.MORE, Kind.WHOLE)]
    every = list(every_line(value, "k"))
    assert [(node.key, node.depth, node.kind, node.name, node.text) for node in every] == [
        (node.key, node.depth, node.kind, node.name, node.text) for node in kept
    ]


def test_every_line_is_whole_also_where_a_tree_never_shows_all_of_it() -> None:
    rows = "\n".join(f"row {number}" for number in range(2 * LONG))
    assert [node.text for node in every_line({"a": [rows]}, "k")][1:] == [rows]
    assert [(node.kind, node.text, node.count) for node in every_line(rows, "k")] == [(Kind.TEXT, rows, len(rows))]
    assert [node.text for node in every_line("\x07", "k")] == ["\\u0007"]


@given(JSON, st.data())
def test_the_way_to_a_line_shows_it_whatever_is_open(value: object, data: st.DataObject) -> None:
    opened: frozenset[str] = frozenset()
    for _ in range(data.draw(st.integers(0, 4))):
        toggles = [node.toggle for node in nodes(value, "k", opened) if node.toggle]
        if toggles:
            opened ^= {data.draw(st.sampled_from(toggles))}
    every = list(every_line(value, "k"))
    if every:
        line = data.draw(st.sampled_from(every)).key
        opened ^= way_to(value, "k", line, opened)
        assert line in {node.key for node in nodes(value, "k", opened)}
        assert not way_to(value, "k", line, opened)


def test_the_way_to_a_line_of_a_far_page_goes_over_all_pages() -> None:
    value = {"rows": [{"a": number} for number in range(5 * PAGE)]}
    opened = way_to(value, "k", f"k.0.{4 * PAGE + 7}.0", frozenset())
    shown = {node.key: node for node in nodes(value, "k", opened)}
    assert shown[f"k.0.{4 * PAGE + 7}.0"].text == str(4 * PAGE + 7)


def test_the_way_to_what_is_no_longer_there_ends_where_it_is_lost() -> None:
    assert way_to([1], "k", "k.0.3", frozenset()) == frozenset()
    assert way_to([[1]], "k", "k.4", frozenset()) == frozenset()
