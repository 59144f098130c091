"""What a text is found by: a part of it never asks for a token that the whole has not."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desktop.core.find import fold, fold_loose
from desktop.core.search_tokens import Clue, Tokens, add_tokens, clues

LETTERS = "abß1_-.@ \n中文字かがカ한국각ㄱไทยहिनคำ😀👍🏽→é\u0301\u200b，。\ue000"
RUN = "0123456789abcdef" * 9


def tokens(folded: str) -> Tokens:
    read = Tokens(set(), set())
    add_tokens(read, folded)
    return read


def found(text: str) -> set[str]:
    words, units = tokens(fold_loose(text))
    return words | units


def holds(text: str, clue: Clue) -> bool:
    """Whether a token of the text has it."""
    words, units = tokens(fold_loose(text))
    if clue.is_whole:
        return clue.text in words | units
    if clue.starts:
        return any(word.startswith(clue.text) for word in words)
    return any(word.endswith(clue.text) if clue.ends else clue.text in word for word in words)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Foo-bar, a@b.de 42!", {"foo", "bar", "a", "b", "de", "42"}),
        ("snake_case Straße", {"snake", "case", "strasse"}),
        ("中文字", {"中", "文", "字", "中文", "文字"}),
        ("iPhone手机", {"iphone", "手", "机", "手机"}),
        ("中，文", {"中", "文"}),
        ("हिन्दी", {"हिन्दी"}),
        ("ไทย", {"ไ", "ท", "ย", "ไท", "ทย"}),
        ("a→b😀", {"a", "→", "b", "😀"}),
        ("\ue000 \x00", set()),
        ("한국", {"하", "구", "하구"}),
        ("", set()),
    ],
)
def test_text_has_these_tokens(text: str, expected: set[str]) -> None:
    assert found(text) == {fold(token) for token in expected}


@given(st.text(LETTERS, max_size=30), st.integers(0, 30), st.integers(1, 12))
@example("foo-bar", 2, 3)
@example("한국말", 1, 1)
@example(RUN, 3, 100)
@example(f"{RUN} {RUN[:70]}", 0, 300)
@example(RUN[:65], 33, 32)
def test_tokens_of_a_text_answer_every_clue_of_its_parts(text: str, start: int, size: int) -> None:
    folded = fold_loose(text)
    for clue in clues(fold_loose(text[start : start + size]).strip()):
        assert holds(text, clue), (folded, clue)


@given(st.text(LETTERS, max_size=40), st.integers(0, 60), st.integers(1, 40))
def test_any_part_of_the_folded_text_is_answered(text: str, start: int, size: int) -> None:
    part = fold_loose(text)[start : start + size]
    assert all(holds(text, clue) for clue in clues(part))


def test_clues_say_where_a_word_ends_for_certain() -> None:
    assert clues("foo-b") == [Clue("foo", starts=False, ends=True), Clue("b", starts=True, ends=False)]
    assert clues("a手") == [Clue("a", starts=False, ends=True), Clue("手", starts=True, ends=True)]
    assert clues("手a") == [Clue("手", starts=True, ends=True), Clue("a", starts=True, ends=False)]
    assert clues("->") == []
    assert clues(RUN) == [Clue(RUN[:32], starts=False, ends=False)]


def test_long_run_is_found_by_any_part_of_it() -> None:
    text = RUN * 40
    for start in range(0, len(text) - 40, 7):
        assert all(holds(text, clue) for clue in clues(text[start : start + 40]))


@pytest.mark.parametrize("word", ["word ", "中文", "x", "a中 "])
def test_long_text_has_the_tokens_of_its_parts(word: str) -> None:
    text = word * 20_000
    assert found(text) >= {token for token in found(word * 3) if len(token) < 3}
    assert len(found(text)) < 40
