"""Where a text is cut: what stands behind a cut must mean the same alone as in its place."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.blocks import Block, BulletList, OrderedList
from desktop.core.markup import References, parse, units
from desktop.core.sections import LINES, Cut, Cutter, may_define

_LINES = st.sampled_from(
    [
        *[
            "para words",
            "para *two*",
            "",
            "",
            "- item",
            "- item b",
            "  more of item",
            "  ```py",
            "```",
            "```py",
            "~~~",
            "1. one",
            "2. two",
            "3) three",
            "   ```",
        ],
        *[
            "   indented",
            "    code",
            "> quote",
            "> - q",
            "# head",
            "---",
            "===",
            "* * *",
            "- - -",
            "-",
            "1.",
            "10. ten",
            "\ttabbed",
            "- ```",
            "- - nested",
            "  - inner",
            " ```",
        ],
        *[
            " text",
            "+ plus",
            "* star",
            "> ```",
            "* [ ] task",
            "1986. year",
            "<b>html</b>",
            " ---",
            "   > q",
            "-\tx",
            "`` ` ``",
            "~~~ `x`",
            "``` a`b",
            "      deep",
        ],
        *["$$", "$$", "\\[", "\\]", "  $$", "$$ x = 1", "y $$ z", "$$$ *x*", "> $$", "- $$", "\\[ = 2 \\]"],
        *["| a | b |", "|---|---|", "| 1 | 2 |", "  | a |", "- a | b"],
        *["[x]: https://one.example", "- [y]: z", "> [x]: w", "[x] and [y]", "[open"],
    ]
)
_SIZES = st.lists(st.integers(1, 12), min_size=1)


def _fed(text: str, sizes: list[int]) -> tuple[Cutter, list[Cut]]:
    cutter, cuts, at = Cutter(), list[Cut](), 0
    while at < len(text):
        at += sizes[len(cuts) % len(sizes)]
        cuts += cutter.feed(text[:at])
    return cutter, cuts


def _parts(text: str, cuts: list[Cut]) -> list[Block]:
    """What is read between the cuts, with lists in items as a screen shows them."""
    parts = [(text[start.at : end.at], start.number) for start, end in pairwise([Cut(0), *cuts, Cut(len(text))])]
    known = References()
    for part, _number in parts:
        if may_define(part):
            units(part, known)
    found = [
        block for part, number in parts for unit in units(part, References(known), number) for block in unit.blocks
    ]
    return _items(found)


def _items(blocks: list[Block] | tuple[Block, ...]) -> list[Block]:
    found: list[Block] = []
    for block in blocks:
        match block:
            case BulletList(items=items):
                found += [BulletList((item,)) for item in items]
            case OrderedList(items=items, start=start):
                found += [OrderedList((item,), start + index) for index, item in enumerate(items)]
            case _:
                found.append(block)
    return found


@given(st.lists(_LINES, max_size=16).map("\n".join), _SIZES)
def test_what_is_cut_reads_the_same(text: str, sizes: list[int]) -> None:
    _cutter, cuts = _fed(text, sizes)
    assert _parts(text, cuts) == _items(parse(text))
    assert all(text[cut.at - 1] == "\n" for cut in cuts)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("a\n\nb\n\nc\n", ["b", "c"]),
        ("a\nb\n", []),
        ("\n \n\na\n\nb\n", ["b"]),
        ("a\n\nlast words", ["last words"]),
        ("a\n\n- undecided", []),
        ("- a\n- b\n- c\n", ["- b", "- c"]),
        ("3. a\n3. b\n", ["3. b"]),
        ("- a\n* b\n* c\n", ["* c"]),
        ("- a\n\n  b\n\nc\n", ["c"]),
        ("```\na\n\nb\n```\n\nc\n", ["c"]),
        ("- a\n\n  ```\n\nb\n", ["b"]),
        ("a\n# b\n- c\n# d\n> e\n ## f\n## g\n#h\n", ["# b", "# d", "## g"]),
        ("```\n# a\n```\n- b\n  # c\n", []),
        ("a\n\n# b\n\n> c\n\n***\n", ["# b", "> c", "***"]),
        ("a\n\n    code\n\n    code\n\nb\n", ["b"]),
        ("- a | b\n- c | d\n", []),
        ("1986. a\n\nb\n", ["b"]),
        ("a\n     b\n\nc\n", ["c"]),
        ("  \n\na\n  \nb\n", ["b"]),
        ("- a\nb\n - c\n\nd\n", ["d"]),
        ("a\n\n$$\n# x\n```\n$$\n# b\n", ["$$", "# b"]),
        ("a\n\n$$\n$$$\n# x\n$$\n# b\n", ["$$", "# b"]),
        ("a\n$$\n# x\n\n# b\n", ["# b"]),
        ("a $$\n$$\n# x\n\n# b\n", ["# b"]),
        ("a $$\n$$\n```\n\n# b\n", []),
        ("- a\nb\n $$\n# x\n\n# b\n", ["# b"]),
        ("- a\n\n $$\n# x\n$$\n# b\n", ["# b"]),
    ],
)
def test_cuts_are_made_where_nothing_is_open(text: str, places: list[str]) -> None:
    cuts = Cutter().feed(text)
    assert [text[cut.at :].split("\n", maxsplit=1)[0] for cut in cuts] == places


def test_items_behind_a_cut_go_on_counting() -> None:
    assert Cutter().feed("7. a\n7. b\n7. c\n") == [Cut(5, 8), Cut(10, 9)]


@pytest.mark.parametrize("line", ["[a]: https://example.com", "> - [a]: x", "[begins here", "  1. [a]: x"])
def test_a_definition_is_suspected_wherever_one_may_stand(line: str) -> None:
    assert may_define(f"a\n\n{line}\n\nb")


@pytest.mark.parametrize("line", ["words [a]: x", "[a] b", "a]: b", "no brackets"])
def test_other_words_define_nothing(line: str) -> None:
    assert not may_define(f"a\n\n{line}\n\nb")


def test_where_code_may_be_open_nothing_is_cut() -> None:
    text = "- a\nwords\n  ```\n\nb\n\nc\n\n"
    assert Cutter().feed(text) == []


def test_each_line_is_read_once() -> None:
    text = "".join(f"line {number}\n\n" for number in range(50))
    cutter, ends = Cutter(), range(9, len(text) + 9, 9)
    assert len([cut for end in ends for cut in cutter.feed(text[:end])]) == 49
    assert cutter.feed(text) == []


def test_many_lines_are_read_in_several_goes() -> None:
    text, cutter = "a\n\n" * LINES, Cutter()
    first = cutter.feed(text)
    assert (len(first), cutter.is_behind) == (LINES // 2 - 1, True)
    second = cutter.feed(text)
    while cutter.is_behind:
        second += cutter.feed(text)
    assert len(first) + len(second) == LINES - 1
    assert cutter.feed(text) == []
