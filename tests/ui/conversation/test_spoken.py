"""Markdown as it is said aloud."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.ui.conversation.spoken import passages, plain_words


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("It left **Leipzig**, see [the way](https://example.com).", "It left Leipzig, see the way."),
        ("# Title\n\nwords\n\n---\n\n> quoted", "Title\nwords\nquoted"),
        ("* one\n* two\n\n3. three", "• one\n• two\n3. three"),
        ("- [x] done\n- [ ] open", "☑ done\n☐ open"),
        ("```python\nprint(1)\n```", "print(1)"),
        ("| a | b |\n|---|---|\n| 1 | **2** |", "a, b\n1, 2"),
        ("half a pair \ud83d", "half a pair \N{REPLACEMENT CHARACTER}"),
        ("", ""),
    ],
)
def test_marks_are_not_said(source: str, said: str) -> None:
    assert plain_words(source, 1000) == said


def test_a_long_text_is_cut_and_says_so() -> None:
    assert plain_words("word " * 100, 20) == "word word word word…"
    assert plain_words("a" * 20, 20) == "a" * 20


def test_marks_that_were_cut_off_still_say_that_there_is_more() -> None:
    said = plain_words("[a](https://example.com/a-very-long-address-that-is-not-said) " * 20, 100)
    assert said.endswith("…")
    assert len(said) <= 100


@given(st.text(alphabet="ab \n", max_size=300), st.integers(2, 40))
def test_passages_are_the_whole_text_in_bounded_parts(source: str, longest: int) -> None:
    found = list(passages(source, longest))
    assert "".join(found) == source
    assert all(0 < len(passage) <= longest for passage in found)


def test_passages_are_cut_between_paragraphs_if_possible() -> None:
    assert list(passages("one two\n\nthree four", 12)) == ["one two\n\n", "three four"]
    assert list(passages("one two three", 9)) == ["one two ", "three"]
    assert list(passages("abcdefgh", 3)) == ["abc", "def", "gh"]
