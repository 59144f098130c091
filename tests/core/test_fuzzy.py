"""What a few typed letters find, which of the finds is best, and which letters are marked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.fuzzy import Candidate, words_of


def score(query: str, *fields: str) -> int | None:
    return Candidate(*fields).score(words_of(query))


def marked(query: str, text: str) -> str:
    (marks,) = Candidate(text).marks(words_of(query))
    return "|".join(text[start:stop] for start, stop in marks)


@pytest.mark.parametrize(
    ("query", "text", "letters"),
    [
        ("ord", "Order desk", "Ord"),
        ("DESK", "Order desk", "desk"),
        ("nc", "New conversation", "N|c"),
        ("ordes", "Order desk", "Or|des"),
        ("cb", "ChatBot", "C|B"),
        ("esk", "Order desk", "esk"),
        ("odrer", "Order desk", "Order"),
        ("ordr", "Order desk", "Ord|r"),
        ("strasse", "Hauptstraße", "straße"),
        ("uber", "Über uns", "Über"),
        ("über", "Uber", "Uber"),
        ("訂單", "我的訂單", "訂單"),
        ("desk order", "Order desk", "Order|desk"),
        ("ord order", "Order desk", "Order"),
        ("éte", "E\u0301te\u0301 2020", "E\u0301te"),
    ],
)
def test_letters_are_found_and_marked(query: str, text: str, letters: str) -> None:
    assert score(query, text)
    assert marked(query, text) == letters


@pytest.mark.parametrize(
    ("query", "text"),
    [("odk", "Order desk"), ("rds", "Order desk"), ("xyz", "Order"), ("ordered", "Order"), ("aab", "a a a cb")],
)
def test_letters_scattered_over_a_text_are_not_found(query: str, text: str) -> None:
    assert score(query, text) is None
    assert not marked(query, text)


@pytest.mark.parametrize(
    "better_first",
    [
        ("Order", "Order desk", "The order desk", "Disorder"),
        ("Order desk", "Order desk of the night shift"),
        ("Order", "Odd red ermine"),
    ],
)
def test_the_better_fit_has_more_points(better_first: tuple[str, ...]) -> None:
    points = [score("order", text) or 0 for text in better_first]
    assert points == sorted(points, reverse=True)
    assert len(set(points)) == len(points)


def test_the_name_counts_more_than_the_place_and_words_may_be_in_either() -> None:
    assert (score("shop", "Shop", "Order desk") or 0) > (score("shop", "Order desk", "Shop") or 0)
    assert score("desk stag", "Order desk", "Shop · staging")
    assert score("desk prod", "Order desk", "Shop · staging") is None
    assert Candidate("Order desk", "Shop · staging").marks(words_of("desk stag")) == (((6, 10),), ((7, 11),))


def test_nothing_typed_fits_everything() -> None:
    assert score("", "Order desk") == 0
    assert score("  \t", "") == 0


def test_a_text_that_was_pasted_is_cut_and_takes_no_time() -> None:
    assert words_of("a" * 100_000) == ("a" * 64,)
    assert len(words_of("a b " * 1000)) == 8
    assert score("ab" * 32, *["a b " * 5000] * 3) is None


@given(st.text(max_size=40), st.text(max_size=60), st.text(max_size=30))
def test_any_text_is_scored_and_marks_are_places_in_it(query: str, text: str, place: str) -> None:
    candidate, words = Candidate(text, place), words_of(query)
    found = candidate.score(words)
    assert found is None or found >= 0
    for marks, of in zip(candidate.marks(words), (text, place), strict=True):
        ends = [0, *(end for mark in marks for end in mark)]
        assert ends == sorted(ends)
        assert ends[-1] <= len(of)
        assert all(start < stop for start, stop in marks)


@given(st.text(min_size=1, max_size=30))
def test_a_text_is_found_by_its_own_words(text: str) -> None:
    words = words_of(text)
    assert all(Candidate(text).score((word,)) for word in words)
