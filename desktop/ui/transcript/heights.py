"""How high each row is, summed up: which row stands at y, and where a row starts, in O(log n).

A Fenwick tree over whole pixels. The trap: rows that were never laid out count with an estimate, so a sum is only
as good as the rows in it; who corrects a height above the reader must move the scroll value with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import accumulate


class Heights:
    """Heights by row, none of them negative."""

    def __init__(self, heights: Iterable[int] = ()) -> None:
        self.reset(heights)

    def reset(self, heights: Iterable[int]) -> None:
        """O(n)."""
        self._heights = list(heights)
        tops = [0, *accumulate(self._heights)]
        # Each sum is that of the heights up to its index, from the one with its lowest bit taken off.
        self._sums = [top - tops[index & (index - 1)] if index else 0 for index, top in enumerate(tops)]

    def __len__(self) -> int:
        return len(self._heights)

    def __getitem__(self, row: int) -> int:
        return self._heights[row]

    def __iter__(self) -> Iterator[int]:
        return iter(self._heights)

    def __setitem__(self, row: int, height: int) -> None:
        change = height - self._heights[row]
        if change:
            self._heights[row] = height
            index = row + 1
            while index < len(self._sums):
                self._sums[index] += change
                index += index & -index

    def append(self, height: int) -> None:
        index = len(self._sums)
        below = index & -index
        total = height + self.top(index - 1) - self.top(index - below)
        self._heights.append(height)
        self._sums.append(total)

    def top(self, row: int) -> int:
        """Where the row starts: the sum of all heights before it. `row` may be the number of rows."""
        total = 0
        while row > 0:
            total += self._sums[row]
            row -= row & -row
        return total

    @property
    def total(self) -> int:
        return self.top(len(self._heights))

    def row_at(self, y: int) -> int:
        """The row at this height: the first one for y < 0, the last one below the end; -1 without rows."""
        row, step = 0, 1 << len(self._heights).bit_length()
        while step:
            if row + step < len(self._sums) and self._sums[row + step] <= y:
                row += step
                y -= self._sums[row]
            step >>= 1
        return min(row, len(self._heights) - 1)
