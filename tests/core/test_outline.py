"""What a listing is divided into, and what a tag may be."""

import pytest

from desktop.core.outline import LONGEST_TAG, Outline, clean_tag


def test_the_total_is_the_pinned_ones_and_all_spans() -> None:
    assert Outline().total == 0
    assert Outline(2, (3, 0, 4)).total == 9


@pytest.mark.parametrize(
    ("typed", "tag"),
    [
        ("refund", "refund"),
        ("  two   words ", "two words"),
        ("in\ntwo\tlines", "in two lines"),
        ("\u202e退款", "退款"),
        (" \n ", ""),
        ("x" * 60, "x" * LONGEST_TAG),
        ("x" * (LONGEST_TAG - 1) + " yz", "x" * (LONGEST_TAG - 1)),
    ],
)
def test_a_tag_is_one_short_line(typed: str, tag: str) -> None:
    assert clean_tag(typed) == tag
