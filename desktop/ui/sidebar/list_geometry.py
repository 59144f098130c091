"""Where the rows of the conversation list stand: all equally high, with a heading above the first of each section.

The trap: Qt's own list asks every row for its height, a hundred thousand of them at each change. Here two heights and
the few headings say where everything is, so that nothing depends on how many rows there are.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence


class ListGeometry:
    """Lengths in pixels; y counts from the top of the first row."""

    def __init__(self) -> None:
        self.row_height = 1
        self.heading_height = 0
        self._count = 0
        self._starts: list[int] = []  # the first row of each section
        self._tops: list[int] = []  # where its heading begins

    def arrange(self, count: int, starts: Sequence[int], row_height: int, heading_height: int) -> None:
        self.row_height, self.heading_height = row_height, heading_height
        self._count = count
        self._starts = [start for start in starts if start < count]
        self._tops = [start * row_height + number * heading_height for number, start in enumerate(self._starts)]

    def __len__(self) -> int:
        return self._count

    @property
    def height(self) -> int:
        return self._count * self.row_height + len(self._starts) * self.heading_height

    def top(self, row: int) -> int:
        """Where a row begins, below its heading."""
        return row * self.row_height + bisect_right(self._starts, row) * self.heading_height

    def heading_top(self, row: int) -> int:
        """Where a row begins, or its heading when it has one."""
        return self.top(row) - (self.heading_height if row in self._starts else 0)

    def row_at(self, y: int) -> int | None:
        """The row at this height; None on a heading, above the first row and below the last."""
        row = self.nearest(y)
        return row if row is not None and self.top(row) <= y < self.top(row) + self.row_height else None

    def nearest(self, y: int) -> int | None:
        """The row at this height, or the one that is closest to it from below; None when there are no rows."""
        if not self._count:
            return None
        section = bisect_right(self._tops, y) - 1
        start, top = (self._starts[section], self._tops[section] + self.heading_height) if section >= 0 else (0, 0)
        return min(max(start + max(y - top, 0) // self.row_height, 0), self._count - 1)
