"""One message at one width and in one look: its segments, where they stand, what can be pressed and selected.

The trap: a reply that grows is laid out sixty times a second, so segments that did not change are neither made nor
laid out again; only their places are checked.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import replace
from math import ceil
from time import perf_counter

from PySide6.QtCore import QPointF, QRectF

from desktop.core.message import Message, Role
from desktop.ui.transcript import spacing
from desktop.ui.transcript.groups import Group, Setting, grown, recipes
from desktop.ui.transcript.look import Look
from desktop.ui.transcript.segment import Segment, Target
from desktop.ui.transcript.spacing import DEEPEST, QUESTION, Column, column, frame_padding, inset
from desktop.ui.transcript.text_run import TextRun

Ranges = Mapping[int, tuple[int, int]]
"""What is selected: segment -> from position, to position."""


class RowLayout:
    """Lays out what it is given with `update`; when `advance` returns True there is more to lay out later."""

    def __init__(self, look: Look, width: float) -> None:
        self.look = look
        self.width = width
        self.height = 0
        self.segments: list[Segment] = []
        self.frames: list[tuple[str, QRectF]] = []
        self.column: Column = column(look, width)
        self._tops: list[float] = []
        self._groups: dict[str, Group] = {}
        self._first = 0  # what stands before is placed
        self._question = False

    def update(self, message: Message, setting: Setting, *, deadline: float | None = None) -> bool:
        """Show this message; with a deadline (of `perf_counter`) as far as time allows. True when more waits."""
        self._question = message.role is Role.USER
        before, self._groups = self._groups, {}
        order, at = iter(before), 0
        for key, made_from, make in recipes(message, setting, self.look):
            group = before.get(key)
            if group is None or group.made_from != made_from:
                made = make()
                group = Group(made_from, [], made) if isinstance(made, TextRun) else Group(made_from, list(made))
                self._changed(at)
            if next(order, "") != key:
                self._changed(at)
            if group.run is not None:
                text, done = grown(key, message)
                group.run.set_text(text, done=done)
                self._changed(at + group.run.set_opened(setting.opened))
            self._groups[key] = group
            at += len(group.shown)
        self._changed(at)
        return self.advance(deadline)

    def _changed(self, index: int) -> None:
        self._first = min(self._first, index)

    def advance(self, deadline: float | None = None) -> bool:
        """Take in text that waits, at least one step of it, until the deadline. True when more waits."""
        more, at = False, 0
        for group in self._groups.values():
            more = (group.run is not None and self._step(group.run, at, deadline)) or more
            at += len(group.shown)
        self._stack()
        return more

    def _step(self, run: TextRun, at: int, deadline: float | None) -> bool:
        while True:
            changed, more = run.step()
            self._changed(at + changed)
            if not more or (deadline is not None and perf_counter() >= deadline):
                return more

    @property
    def waiting(self) -> int:
        """Characters that are not laid out yet."""
        return sum(group.run.waiting for group in self._groups.values() if group.run)

    def resize(self, width: float) -> None:
        self.width = width
        self.column = column(self.look, width)
        self._first = 0
        self._stack()

    def _stack(self) -> None:
        """Place every segment from the first one on that is new or changed."""
        first, at = self._first, 0
        del self.segments[first:], self._tops[first:]
        for group in self._groups.values():
            shown = group.shown
            if at + len(shown) > first:
                self.segments += shown[max(first - at, 0) :]
            at += len(shown)
        y = self._bottom(first)
        for index in range(first, len(self.segments)):
            y = self._place(index, y)
        self._first = len(self.segments)
        self._frame()
        self.height = ceil(self._bottom(self._first) + self._closing(self._first) + self.look.sizes.space_m)

    def _bottom(self, index: int) -> float:
        """Where the segment before this one ends."""
        if index == 0:
            return float(self.look.sizes.space_m)
        return self.segments[index - 1].y + self.segments[index - 1].height

    def _closing(self, index: int) -> float:
        return frame_padding(self.segments[index - 1].frame, self.look) if index else 0.0

    def _place(self, index: int, y: float) -> float:
        segment, look = self.segments[index], self.look
        if self._question:
            segment.frame = QUESTION
        before = self.segments[index - 1] if index else None
        if before is not None:
            y += spacing.gap(before, segment, look)
        if before is None or before.frame != segment.frame:
            y += frame_padding(before.frame if before else "", look) + frame_padding(segment.frame, look)
        segment.deepest = self.column.width * DEEPEST
        indent, edge = segment.indent(), inset(segment.frame, look)
        room = max(self.column.width - 2 * edge - indent, 32.0)
        width = room if segment.wide else min(room, max(look.measure - indent, 32.0))
        if segment.width != width or segment.is_stale:
            segment.resize(width)
            segment.is_stale = False
        left = self.column.left + edge + indent
        segment.x = left if not segment.rtl else self.column.left + self.column.width - edge - indent - width
        segment.y = float(round(y))
        quoted = before is not None and "quote" in segment.levels and "quote" in before.levels
        segment.reach = segment.y - before.y - before.height if before is not None and quoted else 0.0
        self._tops.append(segment.y)
        return segment.y + segment.height

    def _frame(self) -> None:
        self.frames = []
        first = 0
        if not self._question and not any(
            segment.frame for group in self._groups.values() for segment in group.segments
        ):
            return
        for index in range(1, len(self.segments) + 1):
            frame = self.segments[first].frame
            if index < len(self.segments) and self.segments[index].frame == frame:
                continue
            if frame:
                self.frames.append((frame, self._frame_rect(frame, first, index - 1)))
            first = index

    def _frame_rect(self, frame: str, first: int, last: int) -> QRectF:
        pad = frame_padding(frame, self.look)
        hang = self.column.hang if frame == QUESTION else 0.0
        top = self.segments[first].y - pad
        bottom = self.segments[last].y + self.segments[last].height + pad
        left = self.column.left - hang
        return QRectF(left, top, self.column.width + 2 * hang, bottom - top)

    def visible(self, top: float, bottom: float) -> Iterator[tuple[int, Segment]]:
        """The segments that reach into a range of the row, with their numbers."""
        for index in range(max(self.segment_at(top) - 1, 0), len(self.segments)):
            segment = self.segments[index]
            if segment.y > bottom:
                return
            if segment.y + segment.height >= top:
                yield index, segment

    def segment_at(self, y: float) -> int:
        """The segment at this height, or the one above when it falls between two."""
        return max(bisect_right(self._tops, y) - 1, 0)

    def targets(self) -> Iterator[tuple[int, Target]]:
        """Everything that can be pressed, in reading order, in the row's coordinates, with its segment's number."""
        for index, segment in enumerate(self.segments):
            for target in segment.targets():
                yield index, _moved(target, segment)

    def target(self, key: str) -> Target | None:
        return next((target for _index, target in self.targets() if target.key == key), None)

    def target_at(self, point: QPointF) -> Target | None:
        if not self.segments:
            return None
        segment = self.segments[self.segment_at(point.y())]
        for target in segment.targets():
            if any(rect.translated(segment.x, segment.y).contains(point) for rect in target.rects):
                return _moved(target, segment)
        return None

    def place_at(self, point: QPointF) -> tuple[int, int]:
        """The segment and position nearest to a point, for selecting."""
        if not self.segments:
            return 0, 0
        index = self.segment_at(point.y())
        segment = self.segments[index]
        if point.y() >= segment.y + segment.height and segment.length:
            return index, segment.length
        return index, segment.position_at(point.x() - segment.x, point.y() - segment.y)

    def mark(self, offset: float) -> tuple[int, int, float]:
        """What stands at this height, such that it is found again at another width: segment, position, rest."""
        if not self.segments or offset < self._tops[0]:
            return -1, 0, offset
        index = self.segment_at(offset)
        segment = self.segments[index]
        position = segment.position_at(0.0, offset - segment.y) if segment.length else 0
        return index, position, offset - segment.y - segment.top_of(position)

    def offset_of(self, mark: tuple[int, int, float]) -> float:
        """The height at which a mark stands now."""
        index, position, rest = mark
        if index < 0 or index >= len(self.segments):
            return rest
        segment = self.segments[index]
        return segment.y + segment.top_of(position) + rest


def _moved(target: Target, segment: Segment) -> Target:
    rects = tuple(rect.translated(segment.x, segment.y) for rect in target.rects)
    return replace(target, rects=rects)
