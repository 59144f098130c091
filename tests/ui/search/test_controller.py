"""Which words the search in the conversation goes on with."""

import pytest

from desktop.ui.search.controller import words_to_find
from tests.ui.search.test_results import hit

SNIPPET = "Where is my order 4711?"


@pytest.mark.parametrize(
    ("text", "marks", "words"),
    [
        ("order", ((12, 17),), "order"),
        ('"my order"', ((9, 17),), "my order"),
        ("my order", ((9, 11), (12, 17)), "my order"),
        ("order where", ((0, 5), (12, 17)), "Where"),
        ("nowhere title", (), ""),
        ("", (), ""),
    ],
)
def test_all_of_it_where_it_stands_together_else_the_word_in_sight(
    text: str, marks: tuple[tuple[int, int], ...], words: str
) -> None:
    assert words_to_find(text, hit("1", SNIPPET, marks)) == words
