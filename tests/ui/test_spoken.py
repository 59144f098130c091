"""Markdown as it is said aloud."""

import pytest

from desktop.ui.spoken import plain_words


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
