"""Words are found as readers mean them, and told in characters of the text as it is."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desktop.core.blocks import Block, BulletList, Code, Heading, OrderedList, Paragraph, Quote, Table, plain
from desktop.core.find import FoldedText, Needle, fold
from desktop.core.markup import normal, parse

LETTERS = "aAbß sSüÜu\u0308\n\t\u00a0\u200bﬁfi´ıæł’–→😀가각か\u3099İ\x1f"


def found(needle: str, text: str) -> list[str]:
    return [text[start:stop] for start, stop in Needle(needle).places(text)]


@pytest.mark.parametrize(
    ("needle", "text", "places"),
    [
        ("order", "My ORDER, your orders.", ["ORDER", "order"]),
        ("muller", "Müller", ["Müller"]),
        ("Müller", "muller and MÜLLER", ["muller", "MÜLLER"]),
        ("uber", "u\u0308ber", ["u\u0308ber"]),
        ("strasse", "Straße", ["Straße"]),
        ("straße", "STRASSE", ["STRASSE"]),
        ("s", "ß", []),
        ("final", "ﬁnal", ["ﬁnal"]),
        ("two words", "two \n\t words, two\u00a0words", ["two \n\t words", "two\u00a0words"]),
        ("two words", "two\u2028words", ["two\u2028words"]),
        ("lodz", "Łódź", ["Łódź"]),
        ("sog", "søg", ["søg"]),
        ("aero", "Ærø", ["Ærø"]),
        ("da nang", "Đà Nẵng", ["Đà Nẵng"]),
        ("don't", "don’t", ["don’t"]),
        ("don’t", "don't", ["don't"]),
        ("5 - 3", "5 − 3", ["5 − 3"]),
        ('"so"', "„so“", ["„so“"]),
        ("twowords", "two words, two\u200bwords", ["two\u200bwords"]),
        ("aa", "aaaaa", ["aa", "aa"]),
        ("각", "가각", ["각"]),
        ("가", "각", []),
        ("か", "が", []),
        ("كتب", "كَتَبَ", ["كَتَبَ"]),
        ("😀", "a 😀!", ["😀"]),
        ("->", "a->b", ["->"]),
        ("don't", "I don’t, I don't", ["don’t", "don't"]),
        ("don’t", "I don't", ["don't"]),
        ('"yes"', "said “yes”", ["“yes”"]),
        ("", "words", []),
        (" \n", "two words", []),
    ],
)  # fmt: skip
def test_words_are_found_as_readers_mean_them(needle: str, text: str, places: list[str]) -> None:
    assert found(needle, text) == places


def test_needles_that_find_the_same_are_equal() -> None:
    assert Needle("Größe  1") == Needle("GROSSE 1")
    assert len({Needle("a"), Needle("A"), Needle("b")}) == 2
    assert Needle("a") != "a"
    assert not Needle("  ")
    assert Needle("x").text == "x"


def naive(needle: str, text: str) -> list[tuple[int, int]]:
    """Every piece of the text that folds to what the needle folds to: the first, the longest, and on behind it."""
    places, start = [], 0
    while start < len(text):
        stops = [stop for stop in range(start + 1, len(text) + 1) if fold(text[start:stop]) == fold(needle)]
        if stops and fold(text[start]):
            places.append((start, stops[-1]))
            start = stops[-1]
        else:
            start += 1
    return places if fold(needle).strip() else []


@given(st.text(LETTERS, max_size=4), st.text(LETTERS, max_size=14))
@example(" a ", " a  a ")
@example("´b", "a ´b")
@example("ss", "ßß sß")
def test_places_are_those_of_a_slow_search(needle: str, text: str) -> None:
    assert Needle(needle).places(text) == naive(needle, text)


def words_of(blocks: tuple[Block, ...]) -> list[str]:
    """The words of each paragraph, cell and code block."""
    words: list[str] = []
    for block in blocks:
        match block:
            case Paragraph() | Heading():
                words.append(plain(block.inlines))
            case Code():
                words.append(block.text)
            case Quote():
                words += words_of(block.blocks)
            case BulletList() | OrderedList():
                words += [one for item in block.items for one in words_of(item.blocks)]
            case Table():
                words += [plain(cell) for row in (block.header, *block.rows) for cell in row]
            case _:
                pass
    return words


MARKED = st.lists(
    st.sampled_from(
        ["word", "Wörter", " ", "\n", "\n\n", "**", "*", "`", "~~", "[", "](http://x.y/z)", "](javascript:alert)",
         "&amp;", "&auml;", "\\", "- ", "1. ", "> ", "|", "\n|-|-|\n", "```\n", "    ", "<", "http://a.b/%20", "<http://c.d/%C3%A4>",
         "![](http://", "e" * 120, ")", "…", "# ", "[ ] ", "[r]", "\n\n[r]: http://x.y\n"]
    ),
    max_size=14,
).map("".join)  # fmt: skip


@given(MARKED, st.data())
@example("**wo**rd", None)
@example("see [the page](http://x.y) now", None)
def test_a_text_that_is_not_worth_reading_has_no_match_in_its_words(text: str, data: st.DataObject | None) -> None:
    for words in words_of(parse(normal(text))):
        start = data.draw(st.integers(0, len(words))) if data else 0
        stop = data.draw(st.integers(start, len(words))) if data else len(words)
        needle = Needle(words[start:stop])
        if needle.places(words):
            assert needle.may_be_in(normal(text))


@pytest.mark.parametrize(
    ("needle", "text", "is_worth_it"),
    [
        ("foobar", "a **foo**bar", True),
        ("page now", "see [the page](https://x.y/z) now", True),
        ("x.y/z", "see [the page](https://x.y/z) now", True),
        ("elsewhere", "see [the page](https://x.y/z) now", False),
        ("elsewhere", "plain words", False),
        ("a->b", "a-b", False),
        ("->", "a -> b", True),
        ("don't", "I don’t", True),
        ("anything", "[odd](javascript:x)", True),
        ("anything", "[odd][reference]", True),
        ("ä", "&auml;", True),
        ("absent", "ä" * 50_001, True),
        ("absent", "a" * 50_001, False),
    ],
)
def test_only_what_may_hold_it_is_read(needle: str, text: str, is_worth_it: bool) -> None:
    assert Needle(needle).may_be_in(text) is is_worth_it


@given(
    st.text(LETTERS, max_size=40), st.text(LETTERS, max_size=4), st.sampled_from([0, 16_380, 16_383, 16_384, 40_000])
)
@example("ß", "s", 0)
@example("a ß", "a s", 0)
@example("u\u0308b", "b", 16_383)
def test_first_place_in_a_folded_text_is_the_first_of_all_places(text: str, words: str, size: int) -> None:
    needle = Needle(fold(words).strip())
    whole = "x" * (size - 1) + "é" + text if size else text
    assert FoldedText(whole).first(needle) == next(iter(needle.places(whole)), None)
