"""Text: halves of characters that meet, titles, and cuts."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.text import append, elide, revealed, title_of, well_formed, well_formed_json

HIGH, LOW, FACE = "\ud83d", "\ude00", "😀"
# Halves are rare in arbitrary text, so they are asked for.
torn = st.text(st.sampled_from(["a", "é", "😀", "\ud83d", "\ude00", "\udbff", "\udc00", "\ud800"]), max_size=8)


@pytest.mark.parametrize(
    ("text", "delta", "expected"),
    [
        ("", "", ""),
        ("a", "b", "ab"),
        ("a", "é", "aé"),
        ("a", HIGH, "a" + HIGH),
        ("a" + HIGH, LOW + "b", "a😀b"),
        ("a" + HIGH, "", "a" + HIGH),
        ("a" + HIGH, "b", "a\ufffdb"),
        ("a" + HIGH, HIGH, "a\ufffd" + HIGH),
        ("a", LOW, "a\ufffd"),
        ("", HIGH + LOW, FACE),
        ("", HIGH + LOW + HIGH, FACE + HIGH),
        (HIGH, LOW + HIGH, FACE + HIGH),
    ],
)
def test_append_joins_halves_and_keeps_an_open_one_at_the_end(text: str, delta: str, expected: str) -> None:
    assert append(text, delta) == expected


@given(st.lists(st.one_of(torn, st.text(max_size=4))))
def test_appending_piece_by_piece_makes_the_same_text_as_all_at_once(pieces: list[str]) -> None:
    grown = ""
    for piece in pieces:
        grown = append(grown, piece)
        assert re.search("[\ud800-\udfff]", grown[:-1]) is None, "only a half at the very end may stay"
    assert well_formed(grown) == well_formed("".join(pieces))


@given(torn)
def test_well_formed_text_can_be_encoded_and_loses_no_whole_character(text: str) -> None:
    mended = well_formed(text)
    mended.encode("utf-8")
    joined = re.sub(HIGH + LOW, FACE, text)
    assert [char for char in mended if char in "aé"] == [char for char in text if char in "aé"]
    assert mended.count(FACE) == joined.count(FACE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("plain", "plain"), ("naïve", "naïve"), (HIGH + "a", "\ufffda"), (HIGH + LOW, FACE), (LOW + HIGH, "\ufffd\ufffd")],
)
def test_lone_halves_become_replacement_characters(text: str, expected: str) -> None:
    assert well_formed(text) == expected


def test_json_is_well_formed_in_every_string_and_key() -> None:
    value = {HIGH: [LOW, 1, None, {"k": HIGH + LOW}], "f": 1.5, "t": True}
    assert well_formed_json(value) == {"\ufffd": ["\ufffd", 1, None, {"k": FACE}], "f": 1.5, "t": True}


@pytest.mark.parametrize(
    ("text", "length", "expected"),
    [("", 3, ""), ("abc", 3, "abc"), ("abcd", 3, "ab…"), ("a bcd", 3, "a…"), ("abcd", 1, "…")],
)
def test_elided_text_says_that_something_was_cut(text: str, length: int, expected: str) -> None:
    assert elide(text, length) == expected


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("", ""),
        (" \n\t", ""),
        ("Hello", "Hello"),
        ("\n  Where   is\tmy order? \nIt was due.", "Where is my order?"),
        ("# A heading", "A heading"),
        ("> - *quoted* item", "quoted* item"),
        ("---\nBelow a rule", "Below a rule"),
        ("***", "***"),
        ("half " + HIGH, "half \ufffd"),
        ("x" * 61, "x" * 59 + "…"),
        ("x" * 60, "x" * 60),
    ],
)
def test_title_is_the_first_line_with_words(text: str, title: str) -> None:
    assert title_of(text) == title


@given(st.text())
def test_title_is_one_short_line_for_any_text(text: str) -> None:
    title = title_of(text)
    assert len(title) <= 60
    assert len(title.splitlines()) <= 1
    assert bool(title) == bool(text.strip())


def test_what_is_not_seen_is_revealed() -> None:
    assert (
        revealed("https://example.com/\u202egpj.exe\u200b\n") == "https://example.com/⟨U+202E⟩gpj.exe⟨U+200B⟩⟨U+000A⟩"
    )
    assert revealed("a\ud83d") == "a\ufffd"
    assert revealed("résumé 日本 😀.pdf") == "résumé 日本 😀.pdf"
