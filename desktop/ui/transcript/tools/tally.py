"""The matches of each row, counted as far as the rows were looked through.

The trap: rows come, go and grow while they are counted. One that changed keeps its old matches until it was looked
through again, so that neither the sum nor a place in it jumps.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import TypeAlias

from desktop.ui.transcript.find.matches import Match
from desktop.ui.transcript.heights import Heights

Order: TypeAlias = tuple[int, int, int]


class Tally:
    """Rows are told by number; the matches of each are in reading order."""

    def __init__(self, rows: int = 0) -> None:
        self.unknown = rows
        """Rows that are yet to be looked through, or again."""
        self._found: list[tuple[Match, ...]] = [()] * rows
        self._known = [False] * rows
        self._sums = Heights([0] * rows)

    def __len__(self) -> int:
        return len(self._found)

    def insert(self, first: int, last: int) -> None:
        size = last - first + 1
        self._found[first:first] = [()] * size
        self._known[first:first] = [False] * size
        self._sum()

    def remove(self, first: int, last: int) -> None:
        del self._found[first : last + 1], self._known[first : last + 1]
        self._sum()

    def _sum(self) -> None:
        self._sums.reset(len(found) for found in self._found)
        self.unknown = self._known.count(False)

    def put(self, row: int, found: Sequence[Match], *, is_all: bool = True) -> None:
        """What was found in a row; `is_all` when it was looked through to its end."""
        self.unknown += self._known[row] - is_all
        self._found[row], self._known[row] = tuple(found), is_all
        self._sums[row] = len(found)

    def forget(self, row: int) -> None:
        """A row is to be looked through again."""
        self.unknown += self._known[row]
        self._known[row] = False

    def is_known(self, row: int) -> bool:
        return self._known[row]

    @property
    def total(self) -> int:
        return self._sums.total

    def number_of(self, row: int, match: Match) -> int:
        """Which one of all it is, from 1 on; 0 when it is not among them."""
        found = self._found[row]
        at = bisect_left(found, match.order, key=_order)
        return self._sums.top(row) + at + 1 if at < len(found) and found[at] == match else 0

    def beside(self, row: int, order: Order | None, *, forward: bool, or_at: bool = False) -> Match | None:
        """The first match of a row behind a place, or at it; the last one before it when not `forward`.

        Without a place, the first or last one of the row.
        """
        found = self._found[row]
        if order is None:
            at = 0 if forward else len(found) - 1
        elif forward:
            at = (bisect_left if or_at else bisect_right)(found, order, key=_order)
        else:
            at = bisect_left(found, order, key=_order) - 1
        return found[at] if 0 <= at < len(found) else None


def _order(match: Match) -> Order:
    return match.order
