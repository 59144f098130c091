"""Words that follow words: the same blocks as reading the whole text gives, or none."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desktop.core.markup import parse
from desktop.core.tail import with_words

SIGNS = "ab1 #*_`~>-|:.,?!'\"\n[]()/$&\\+x"
TEXTS = st.text(alphabet=SIGNS, max_size=60) | st.lists(
    st.sampled_from(
        [
            "www.",
            "ww",
            "me@e.",
            "co",
            "- a",
            "> ",
            "1. ",
            "a",
            " b",
            "\n",
            "**",
            "https://example.com/a",
            "[x]",
            "(",
            "- [x] ",
            "|",
            "`",
        ]
    ),
    max_size=12,
).map("".join)


@given(TEXTS, st.text(alphabet="ab1 .,:-?!'\"", min_size=1, max_size=12))
@example("http:", "a")
@example("see https://example.com/a,", "b")
@example("a ", "  b ")
@example("- a\n- b", " c")
@example("> a\n> b", " c")
@example("1. [x] a", "b")
@example("see ww", "w.e.com")
@example("see w", "ww.e.com")
@example("www.e.", "com")
@example("me@e.", "com")
@example("a@b.c", "-d")
@example("*" * 100 + "a **b", "c" * 120)
def test_what_is_not_parsed_is_what_parsing_gives(text: str, fresh: str) -> None:
    longer = with_words(parse(text), text, fresh)
    assert longer is None or longer == parse(text + fresh)


@pytest.mark.parametrize(
    "text", ["Some words", "a **b** c", "- one\n- two", "> said", "1. [ ] open", "- a\n  > b", "a "]
)
def test_words_behind_words_are_not_parsed(text: str) -> None:
    assert with_words(parse(text), text, "er and more") == parse(text + "er and more")


@pytest.mark.parametrize(
    ("text", "fresh"),
    [
        *(
            ("", "a"),
            ("#", " a"),
            ("# a", " b"),
            ("1", ". a"),
            ("a\n-", "-"),
            ("a *b", "*"),
            ("_a_", "b"),
            ("a", "\nb"),
        ),
        *(
            ("see https://example.co", "m"),
            ("see https://example.com/a ", "b"),
            ("see www.example.co", "m"),
            ("see w", "ww.example.com"),
            ("to me@example.o", "rg"),
            ("[a]:", " b"),
            ("[a]:\nb", "c"),
            ("```\na", "b"),
            ("|a|\n|-|\nb", "c"),
            ("&am", "p;"),
        ),
    ],
)
def test_what_may_be_markup_is_parsed(text: str, fresh: str) -> None:
    assert with_words(parse(text), text, fresh) is None
