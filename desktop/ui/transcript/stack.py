"""Segments one below the other: where each stands, and which of them is at a height.

The trap: a reply that grows is placed again sixty times a second, so segments that did not change are neither made nor
laid out again; only those from the first change on are looked at.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import replace
from time import perf_counter

from PySide6.QtCore import QPointF

from desktop.ui.transcript.look import Look
from desktop.ui.transcript.segment import Segment, Target
from desktop.ui.transcript.spacing import DEEPEST, frame_padding, gap, inset


class Stack:
    """`framed` is false inside a section: its frame is drawn around it, not in it."""

    def __init__(self, look: Look, *, framed: bool = True, top: float = 0.0) -> None:
        self.look = look
        self.segments: list[Segment] = []
        self.left = self.width = 0.0
        self._framed = framed
        self._top = top
        self._tops: list[float] = []

    def place(self, first: int) -> None:
        """Place the segments from this one on; those before it stand where they stood."""
        y = self.bottom(first)
        for index in range(first, len(self.segments)):
            y = self._place(index, y)
        self._tops[first:] = [segment.y for segment in self.segments[first:]]

    def dress(self, look: Look, top: float) -> None:
        """What is placed from now on stands as this look says."""
        self.look, self._top = look, top

    def place_some(
        self, first: int, stop: int, deadline: float | None, renewed: Callable[[int], Segment] | None = None
    ) -> int:
        """Place at least one segment, and those before `stop` for which there is time; the others move along.

        `renewed` gives what stands in the place of each. Returns the number of the first that was not placed.
        """
        y, index = self.bottom(first), first
        while index < stop and (index == first or deadline is None or perf_counter() < deadline):
            if renewed is not None:
                self.segments[index] = renewed(index)
            y = self._place(index, y)
            index += 1
        if index < len(self.segments):
            before, after = self.segments[index - 1], self.segments[index]
            by = round(y + gap(before, after, self.look)) - after.y
            for segment in self.segments[index:] if by else ():
                segment.y += by
            _reach(before, after)
        self._tops[first:] = [segment.y for segment in self.segments[first:]]
        return index

    def bottom(self, index: int) -> float:
        """Where the segment before this one ends."""
        return self.segments[index - 1].y + self.segments[index - 1].height if index else self._top

    def _place(self, index: int, y: float) -> float:
        segment, look = self.segments[index], self.look
        if segment.is_nothing:
            segment.x, segment.y = self.left, y
            return y
        before = self._above(index)
        if before is not None:
            y += gap(before, segment, look)
        if self._framed and (before is None or before.frame != segment.frame):
            y += frame_padding(before.frame if before else "", look) + frame_padding(segment.frame, look)
        segment.deepest = self.width * DEEPEST
        indent, edge = segment.indent(), inset(segment.frame, look) if self._framed else 0.0
        room = max(self.width - 2 * edge - indent, 32.0)
        width = room if segment.wide else min(room, max(look.measure - indent, 32.0))
        if segment.width != width or segment.is_stale:
            segment.resize(width)
            segment.is_stale = False
        left = self.left + edge + indent
        segment.x = left if not segment.rtl else self.left + self.width - edge - indent - width
        segment.y = float(round(y))
        _reach(before, segment)
        return segment.y + segment.height

    def _above(self, index: int) -> Segment | None:
        """The next segment above that takes room."""
        while index > 0 and self.segments[index - 1].is_nothing:
            index -= 1
        return self.segments[index - 1] if index else None

    def visible(self, top: float, bottom: float) -> Iterator[tuple[int, Segment]]:
        """The segments that reach into a range, with their numbers."""
        for index in range(max(self.segment_at(top) - 1, 0), len(self.segments)):
            segment = self.segments[index]
            if segment.y > bottom:
                return
            if segment.y + segment.height >= top:
                yield index, segment

    def segment_at(self, y: float) -> int:
        """The segment at this height, or the one above when it falls between two."""
        return max(bisect_right(self._tops, y) - 1, 0)

    def place_at(self, point: QPointF) -> tuple[int, int]:
        """The segment and position nearest to a point, for selecting."""
        if not self.segments:
            return 0, 0
        index = self.segment_at(point.y())
        segment = self.segments[index]
        if point.y() >= segment.y + segment.height and segment.length:
            return index, segment.length
        return index, segment.position_at(point.x() - segment.x, point.y() - segment.y)

    def targets(self) -> Iterator[tuple[int, Target]]:
        """Everything that can be pressed, in reading order, with its segment's number."""
        for index, segment in enumerate(self.segments):
            for target in segment.targets():
                yield index, moved(target, segment)

    def target(self, key: str) -> Target | None:
        found = ((segment.target(key), segment) for segment in self.segments)
        return next((moved(target, segment) for target, segment in found if target is not None), None)

    def target_at(self, point: QPointF) -> Target | None:
        if not self.segments:
            return None
        segment = self.segments[self.segment_at(point.y())]
        inside = point - QPointF(segment.x, segment.y)
        found = segment.target_at(inside)
        return moved(found, segment) if found else None


def moved(target: Target, segment: Segment) -> Target:
    """A segment's target in the coordinates of what the segment stands in."""
    rects = tuple(rect.translated(segment.x, segment.y) for rect in target.rects)
    return replace(target, rects=rects)


def _reach(above: Segment | None, below: Segment) -> None:
    """Let the bars of a quote meet those of the segment above."""
    upper, lower = above.last if above else None, below.first
    if lower is not None:
        quoted = upper is not None and "quote" in upper.levels and "quote" in lower.levels
        lower.reach = below.y - above.y - above.height if above is not None and quoted else 0.0
