"""What is selected: from one place to another, in one message or over many.

A place is (message, segment, position), so it stays where it is while messages grow and rows are laid out anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from desktop.ui.transcript.layout import Ranges, RowLayout
from desktop.ui.transcript.text.section import END


class Spot(NamedTuple):
    """A place in a text: the message, the number of the segment in its row, the position in it (UTF-16 units)."""

    message_id: str
    segment: int
    position: int


@dataclass(frozen=True)
class Selection:
    """From where it began to where it is led."""

    anchor: Spot | None = None
    head: Spot | None = None

    @property
    def is_empty(self) -> bool:
        return self.anchor is None or self.head is None or self.anchor == self.head

    def to(self, head: Spot) -> Selection:
        return Selection(self.anchor or head, head)

    def united(self, other: Selection, row_of: Callable[[str], int]) -> Selection:
        """This and another one, both in reading order, with all between them; the head is at the end of the other."""
        if self.anchor is None or self.head is None or other.anchor is None or other.head is None:
            return self

        def order(spot: Spot) -> tuple[int, int, int]:
            return row_of(spot.message_id), spot.segment, spot.position

        if order(other.anchor) < order(self.anchor):
            return Selection(self.head, other.anchor)
        return Selection(self.anchor, max(self.head, other.head, key=order))

    def ends(self, row_of: Callable[[str], int]) -> tuple[tuple[int, int, int], tuple[int, int, int]] | None:
        """First and last place as (row, segment, position), in reading order; None without a selection.

        `row_of` gives -1 for a message that is no longer there.
        """
        if self.anchor is None or self.head is None or self.anchor == self.head:
            return None
        first, last = sorted(
            (row_of(spot.message_id), spot.segment, spot.position) for spot in (self.anchor, self.head)
        )
        return (first, last) if first[0] >= 0 else None

    def ranges(self, row: int, layout: RowLayout, row_of: Callable[[str], int]) -> Ranges:
        """What is selected in each segment of a row."""
        ends = self.ends(row_of)
        if ends is None or not ends[0][0] <= row <= ends[1][0]:
            return {}
        first, last = ends
        start = first[1:] if row == first[0] else (0, 0)
        stop = last[1:] if row == last[0] else (len(layout.segments) - 1, END)
        found = {}
        for index in range(start[0], min(stop[0] + 1, len(layout.segments))):
            length = layout.segments[index].length
            begin, end = (start[1] if index == start[0] else 0), (stop[1] if index == stop[0] else length)
            if begin < end and length:
                found[index] = (begin, min(end, length))
        return found

    def covers(self, row: int, layout: RowLayout, row_of: Callable[[str], int]) -> bool:
        """Whether all the text of a row is selected."""
        ranges = self.ranges(row, layout, row_of)
        lengths = {index: segment.length for index, segment in enumerate(layout.segments) if segment.length}
        return bool(lengths) and ranges == {index: (0, length) for index, length in lengths.items()}


def whole(message_id: str) -> Selection:
    """All of a message's text."""
    return Selection(Spot(message_id, 0, 0), Spot(message_id, END, END))


def word(layout: RowLayout, spot: Spot) -> Selection:
    return _around(spot, layout.segments[spot.segment].word_at(spot.position))


def paragraph(layout: RowLayout, spot: Spot) -> Selection:
    return _around(spot, layout.segments[spot.segment].paragraph_at(spot.position))


def _around(spot: Spot, found: tuple[int, int]) -> Selection:
    return Selection(spot._replace(position=found[0]), spot._replace(position=found[1]))
