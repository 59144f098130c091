from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.ui.transcript import heights as module
from desktop.ui.transcript.heights import Heights


@pytest.fixture(scope="module", autouse=True)
def small_blocks() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_BLOCK", 4)
        yield


SIZES = st.lists(st.integers(0, 1000), max_size=60)


@given(
    SIZES, SIZES, st.lists(st.tuples(st.integers(0, 119), st.integers(0, 1000)), max_size=20), st.integers(-5, 70_000)
)
def test_agrees_with_a_plain_list(first: list[int], added: list[int], changes: list[tuple[int, int]], y: int) -> None:
    heights, known = Heights(first), list(first)
    for height in added:
        heights.append(height)
        known.append(height)
    for row, height in changes:
        if row < len(known):
            heights[row] = height
            known[row] = height
    assert list(heights) == known
    assert len(heights) == len(known)
    assert [heights.top(row) for row in range(len(known) + 1)] == [sum(known[:row]) for row in range(len(known) + 1)]
    assert heights.total == sum(known)
    assert heights.row_at(y) == row_at(known, y)


def row_at(known: list[int], y: int) -> int:
    if not known:
        return -1
    tops = [sum(known[:row]) for row in range(len(known))]
    return max((row for row, top in enumerate(tops) if top <= y), default=0)


def test_empty() -> None:
    heights = Heights()
    assert (heights.total, heights.row_at(0), heights.top(0)) == (0, -1, 0)
