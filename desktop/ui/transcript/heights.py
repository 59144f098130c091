"""How high each row is, summed up: which row stands at y, and where a row starts.

Whole pixels, with a sum for each block of rows: ten thousand are taken in at once when a conversation is opened. The
trap: rows that were never laid out count with an estimate, so a sum is only as good as the rows in it; who corrects a
height above the reader must move the scroll value with it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Final

_BLOCK: Final = 256


class Heights:
    """Heights by row, none of them negative."""

    def __init__(self, heights: Iterable[int] = ()) -> None:
        self.reset(heights)

    def reset(self, heights: Iterable[int]) -> None:
        self._heights = list(heights)
        starts = range(0, len(self._heights), _BLOCK)
        self._sums = [sum(self._heights[start : start + _BLOCK]) for start in starts]

    def __len__(self) -> int:
        return len(self._heights)

    def __getitem__(self, row: int) -> int:
        return self._heights[row]

    def __iter__(self) -> Iterator[int]:
        return iter(self._heights)

    def __setitem__(self, row: int, height: int) -> None:
        """`row` counts from the first one on."""
        self._sums[row // _BLOCK] += height - self._heights[row]
        self._heights[row] = height

    def append(self, height: int) -> None:
        if len(self._heights) % _BLOCK == 0:
            self._sums.append(0)
        self._heights.append(height)
        self._sums[-1] += height

    def top(self, row: int) -> int:
        """Where the row starts: the sum of all heights before it. `row` may be the number of rows."""
        block = row // _BLOCK
        return sum(self._sums[:block]) + sum(self._heights[block * _BLOCK : row])

    @property
    def total(self) -> int:
        return sum(self._sums)

    def row_at(self, y: int) -> int:
        """The row at this height: the first one for y < 0, the last one below the end; -1 without rows."""
        ends = [*accumulate(self._sums, initial=0)]
        block = max(bisect_right(ends, y) - 1, 0)
        start = block * _BLOCK
        inside = accumulate(self._heights[start : start + _BLOCK])
        return min(start + bisect_right([*inside], y - ends[block]), len(self._heights) - 1)
