import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desktop.core.blocks import Block, Code, Paragraph, Unit, plain
from desktop.core.markup import References, parse, units
from desktop.ui.transcript.text import growth
from desktop.ui.transcript.text.growth import LONGEST_PARAGRAPH, GrowingMarkup
from desktop.ui.transcript.text.pieces import Piece, flatten
from tests.core.test_markup import TEXTS

CUTS = st.lists(st.floats(0, 1), max_size=8)


def settled(growing: GrowingMarkup) -> list[Piece]:
    while growing.step():
        pass
    return list(flatten([*growing.closed, *growing.open]))


def at_once(text: str) -> list[Piece]:
    growing = GrowingMarkup()
    growing.set_text(text, done=True)
    return settled(growing)


def streamed(text: str, cuts: list[int]) -> list[Piece]:
    growing = GrowingMarkup()
    for cut in cuts:
        growing.set_text(text[:cut], done=False)
        settled(growing)
    growing.set_text(text, done=True)
    return settled(growing)


@given(TEXTS, CUTS)
@example("para\n---", [0.7])
@example("a\n|b|\n|-|\n|c|", [0.3, 0.6])
@example("[x]\n\nwords\n\n[x]: https://example.com", [0.5])
@example("```\n\n\n", [0.9])
def test_any_cuts_end_in_the_same_picture(text: str, cuts: list[float]) -> None:
    places = sorted(int(cut * len(text)) for cut in cuts)
    assert streamed(text, places) == at_once(text) == list(flatten(parse(text)))


@given(st.text(alphabet="ab #*`~>-|:\n\r\t 1.[]()😀\ud83d", max_size=80), CUTS)
def test_any_characters_end_in_the_same_picture(text: str, cuts: list[float]) -> None:
    places = sorted(int(cut * len(text)) for cut in cuts)
    assert streamed(text, places) == at_once(text)


@given(TEXTS, CUTS)
@example("```py\ncode\n```\n\nwords", [0.6, 0.7, 0.8, 0.9])
def test_what_is_shown_on_the_way_is_what_the_text_says_so_far(text: str, cuts: list[float]) -> None:
    text = text.replace("]:", "]")  # what a later line defines is shown at the end
    growing = GrowingMarkup()
    for cut in sorted(cuts):
        sofar = text[: int(cut * len(text))]
        growing.set_text(sofar, done=False)
        assert settled(growing) == list(flatten(parse(sofar)))


def test_each_character_alone_ends_in_the_same_picture() -> None:
    text = (
        "# T\n\nwords `c`\nmore\n===\n\n- a\n- b\n  - c\n\n1. x\n1. y\n\n```py\ncode\n\n```\n\n"
        "|a|b|\n|-|-|\n|1|2|\n\n> q\n\n---\nend"
    )
    assert streamed(text, list(range(len(text)))) == at_once(text) == list(flatten(parse(text)))


def test_closed_blocks_are_handed_out_once() -> None:
    growing = GrowingMarkup()
    growing.set_text("one\n\ntwo\n\nthr", done=False)
    settled(growing)
    first = growing.closed[0]
    growing.set_text("one\n\ntwo\n\nthree\n\nfour\n", done=False)
    settled(growing)
    assert growing.closed[0] is first
    assert [words(block) for block in growing.closed] == ["one", "two", "three"]


def words(block: Block) -> str:
    assert isinstance(block, Paragraph)
    return plain(block.inlines)


def test_a_list_that_is_cut_goes_on_counting() -> None:
    text = "1. a\n1. b\n1. c\n1. d\n"
    assert [piece.mark for piece in streamed(text, [6, 11, 16])] == ["1.", "2.", "3.", "4."]


def test_half_a_character_waits_for_the_other_half() -> None:
    growing = GrowingMarkup()
    growing.set_text("a\ud83d", done=False)
    assert [piece.leaf for piece in settled(growing)] == [parse("a")[0]]
    growing.set_text("a😀", done=False)
    assert [piece.leaf for piece in settled(growing)] == [parse("a😀")[0]]


def test_a_huge_text_is_taken_in_steps() -> None:
    growing = GrowingMarkup()
    growing.set_text("words and more words " * 50_000, done=True)
    assert growing.step()
    assert growing.waiting > 1_000_000
    pieces = settled(growing)
    assert max(len(words(piece.leaf)) for piece in pieces if isinstance(piece.leaf, Paragraph)) <= LONGEST_PARAGRAPH
    assert growing.waiting == 0


def test_a_long_paragraph_is_split_at_the_same_places_however_it_comes() -> None:
    text = "first\n\n" + "some words and " * 2_000 + "\n\nlast"
    assert streamed(text, [100, 5_000, 5_001, 12_345, 29_000]) == at_once(text)
    assert streamed("x" * 20_000, [4_100, 9_000]) == at_once("x" * 20_000)


def test_open_code_is_not_parsed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    growing = GrowingMarkup()
    growing.set_text("```py\nx = 1\n", done=False)
    settled(growing)
    monkeypatch.setattr(growth, "units", None)
    growing.set_text("```py\nx = 1\ny = 2", done=False)
    assert [piece.leaf for piece in settled(growing)] == [Code("py", "x = 1\ny = 2", closed=False)]


@pytest.mark.parametrize("before", range(0, growth.STEP, 25))
def test_code_that_was_read_with_its_end_stays_closed(before: int) -> None:
    text = "x" * before + "\n\n```py\ncode\n```\n\n" + "words " * 120 + "\n\nand an end\n"
    assert at_once(text) == streamed(text, [before + 40]) == list(flatten(parse(text)))


def test_a_text_that_does_not_continue_the_old_one_starts_anew() -> None:
    growing = GrowingMarkup()
    growing.set_text("one\n\ntwo\n\n", done=False)
    settled(growing)
    growing.set_text("other", done=False)
    assert settled(growing) == list(flatten(parse("other")))


def test_a_huge_open_unit_is_read_again_only_now_and_then() -> None:
    growing = GrowingMarkup()
    text = "- item\n" + "  more words\n" * 4_000
    for end in range(0, len(text), 1_000):
        growing.set_text(text[:end], done=False)
        settled(growing)
    growing.set_text(text, done=True)
    assert settled(growing) == at_once(text)


def test_a_long_paragraph_of_short_lines_is_split_alike() -> None:
    text = "first\n\n" + "some words here\n" * 700 + "\nlast\n"
    assert streamed(text, list(range(0, len(text), 501))) == at_once(text)
    assert streamed(text, [4_300, 4_301, 9_999]) == at_once(text)


def table(columns: int, rows: int) -> str:
    cells = "|" + "a|" * columns + "\n"
    return cells + "|" + "-|" * columns + "\n" + cells * rows


DEFINITIONS = "".join(f"[a{number}]: https://example.com/{number}\n" for number in range(2_000))
HOSTILE = {
    "quotes in quotes": ">" * 20_000 + "x",
    "a long quote": "> words\n" * 2_000,
    "a quote that goes on by itself": "> words\n" + "words\n" * 3_000,
    "an item that goes on by itself": "- words\n" + "words\n" * 3_000,
    "a long item": "- words\n" + "  more words here\n" * 1_500,
    "items in items": "\n".join("  " * depth + "- x" for depth in range(300)),
    "indented code": "words\n\n" + "    x = 1\n" * 4_000,
    "indented code in one line": "words\n\n    " + "x = 1 " * 10_000,
    "definitions": DEFINITIONS,
    "a long table": table(3, 1_000),
    "a wide table": table(200, 60),
    "empty lines": "\n" * 20_000,
    "short lines": "b\n" * 8_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_little_is_read_at_a_time_and_nothing_over_and_over(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def counting(text: str, references: References, number: int | None = None) -> tuple[Unit, ...]:
        read.append(text)
        return units(text, references, number)

    monkeypatch.setattr(growth, "units", counting)
    streamed(text, list(range(500, len(text), 500)))
    assert max(map(len, read)) < 25_000
    assert max(part.count("\n") for part in read) < 1_000
    assert sum(map(len, read)) < 40 * len(text)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_too_long_is_split_at_the_same_places_however_it_comes(text: str) -> None:
    assert streamed(text, [700, 4_001, 9_999, 16_100, 16_101]) == streamed(text, [5_000]) == at_once(text)


@pytest.mark.parametrize("rows", [48, 49, 50, 51, 101])
@pytest.mark.parametrize("after", ["", "\n\nwords", "# heading", "- item\n"])
def test_a_table_that_grows_looks_like_one_that_came_whole(rows: int, after: str) -> None:
    text = table(3, rows) + after
    every = [len(table(3, row)) + 2 for row in range(rows)]
    assert streamed(text, every) == at_once(text) == list(flatten(parse(text)))


def test_what_is_defined_late_is_shown_when_all_was_read_again() -> None:
    growing = GrowingMarkup()
    text = "see [x]\n\n" * 500 + "[x]: https://example.com\n"
    growing.set_text(text, done=True)
    before: list[Block] = []
    steps = 0
    while growing.step():
        steps += 1
        if growing.waiting == 0:
            before = before or growing.closed
            assert growing.closed is before
    assert steps > 10
    assert growing.closed is not before
    assert list(flatten([*growing.closed, *growing.open])) == list(flatten(parse(text)))


def test_a_text_that_changes_while_it_is_read_again_starts_anew() -> None:
    growing = GrowingMarkup()
    growing.set_text("see [x]\n\n" * 500 + "[x]: https://example.com\n", done=True)
    while growing.waiting:
        growing.step()
    growing.set_text("other", done=True)
    assert settled(growing) == list(flatten(parse("other")))


def test_the_first_definitions_count_and_the_others_are_left_out() -> None:
    (*_, first, last) = at_once(DEFINITIONS + "\n[a0]\n\n[a1999]")
    assert isinstance(first.leaf, Paragraph)
    assert first.leaf.inlines[0].link == "https://example.com/0"
    assert last.leaf == parse("[a1999]")[0]


def test_what_complete_lines_say_is_read_once_in_a_step(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "|a|b|\n|-|-|\n" + "|[c](https://example.com)|d|\n" * 40
    sizes: list[int] = []

    def counting(part: str, references: References, number: int | None = None) -> tuple[Unit, ...]:
        sizes.append(len(part))
        return units(part, references, number)

    growing = GrowingMarkup()
    growing.set_text(text * 4, done=True)
    monkeypatch.setattr(growth, "units", counting)
    assert growing.step()
    assert len(sizes) == 1
    assert list(flatten(growing.open)) == list(flatten(parse(text[: sizes[0]])))
