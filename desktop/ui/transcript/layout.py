"""One message at one width and in one look: its segments, where they stand, what can be pressed and selected.

The trap: texts are read only where they are looked at, so heights are guesses until `wake_down` or `wake_up` was
called for what is in sight; both move what stands below.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from math import ceil, inf
from time import perf_counter
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSizeF

from desktop.core.message import Message, Role
from desktop.ui.transcript.groups import Group, Setting, grown, recipes
from desktop.ui.transcript.look import Look
from desktop.ui.transcript.segment import Segment, Target
from desktop.ui.transcript.spacing import QUESTION, Column, column, frame_padding
from desktop.ui.transcript.stack import Stack
from desktop.ui.transcript.text.section import Section
from desktop.ui.transcript.text.text_run import TextRun

Ranges = Mapping[int, tuple[int, int]]
"""What is selected: segment -> from position, to position."""
LONG: Final = 16_000
"""Characters of a section that is not laid out at another width in one go."""
AWAKE: Final = 8
"""Sections of one text that stay laid out."""


class RowLayout:
    """Lays out what it is given with `update`; when `advance` returns True there is more to lay out later."""

    def __init__(self, look: Look, width: float) -> None:
        self.look = look
        self.width = width
        self.height = 0
        self.frames: list[tuple[str, QRectF]] = []
        self.setting = Setting()
        self.column: Column = column(look, width)
        self._stack = Stack(look, top=float(look.sizes.space_m))
        self._groups: dict[str, Group] = {}
        self._first = 0  # what stands before is placed
        self._question = False
        self._names: list[str] = []  # of the segments, the same as long as they are
        self._moved: dict[int, int] = {}
        self._awake: OrderedDict[Section, None] = OrderedDict()
        self._dirty = 0.0  # from here on it was not painted yet

    @property
    def segments(self) -> list[Segment]:
        return self._stack.segments

    def update(self, message: Message, setting: Setting, *, deadline: float | None = None) -> bool:
        """Show this message; with a deadline (of `perf_counter`) as far as time allows. True when more waits."""
        self._question = message.role is Role.USER
        self.setting = setting
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
        """Take in text that waits, until the deadline. True when more waits."""
        more, at = False, 0
        for group in self._groups.values():
            if group.run is not None:
                group.run.width = self.column.width
                self._changed(at + group.run.take(deadline))
                more = more or group.run.is_waiting
            at += len(group.shown)
        self._place()
        return more

    def resize(self, width: float) -> None:
        self.width = width
        self.column = column(self.look, width)
        self._first = 0
        self._place()

    def dress(self, look: Look, width: float) -> bool:
        """Take another look and width, and keep what took long to read; call `update` after.

        False when nothing did: such a row is better made anew.
        """
        if not any(isinstance(one, Section) and one.is_awake and len(one.text) > LONG for one in self.segments):
            return False
        self.look = look
        self.width, self.column = width, column(look, width)
        self._stack.dress(look, float(look.sizes.space_m))
        self._groups = {key: group for key, group in self._groups.items() if group.run is not None}
        for group in self._groups.values():
            if group.run is not None:
                group.run.dress(look)
        self._first = 0
        return True

    def complete(self) -> None:
        """Lay out everything, however long it takes."""
        while self.advance():
            pass
        self.wake_down(0, float("inf"), None)

    # ── what is in sight ────────────────────────────────────────────────────────────────────────────────────────

    def wake_down(self, index: int, room: float, deadline: float | None) -> bool:
        """Lay out what stands within `room` pixels from the start of a segment on. False when time ran out."""
        start = self.segments[index].y if index < len(self.segments) else 0.0
        while index < len(self.segments) and self.segments[index].y - start < room:
            if not self._wake(index, deadline):
                return False
            index += 1
        return True

    def wake_up(self, index: int, room: float, deadline: float | None) -> bool:
        """Lay out what stands within `room` pixels above the end of the segment before this one, upwards."""
        index, left = index - 1, room
        while index >= 0 and left > 0:
            if not self._wake(index, deadline):
                return False
            left -= self.segments[index].y + self.segments[index].height - self._stack.bottom(index)
            index -= 1
        return True

    def _wake(self, index: int, deadline: float | None) -> bool:
        section = self.segments[index]
        if not isinstance(section, Section):
            return True
        self._awake[section] = None
        self._awake.move_to_end(section)
        if section.is_known:
            return True
        before = (section.height, section.first, section.last, section.is_nothing)
        more = section.advance(deadline)
        is_late = deadline is not None and perf_counter() >= deadline
        if (section.height, section.first, section.last, section.is_nothing) != before:
            self._changed(index)
            self._place()
        else:
            self._soil(index, stands=True)
        return not more and not is_late

    def reach(self, index: int, position: int) -> bool:
        """Lay out a segment as far as this position; the rest of it follows in steps, where it is in sight.

        False when it was so before.
        """
        segment = self.segments[index]
        if not isinstance(segment, Section) or segment.is_known:
            return False
        is_new = False
        while not segment.reaches(position) and (segment.segments or not segment.is_awake):
            self._wake(index, 0.0)  # what shows nothing so far has one place, its start
            is_new = True
        if not segment.renew_at(position) and not is_new:
            return False
        self._changed(index)
        self._place()
        return True

    def rest(self) -> None:
        """Let go of the sections that were not in sight for longest."""
        while len(self._awake) > AWAKE:
            section, _ = self._awake.popitem(last=False)
            section.release()

    def is_known(self, index: int) -> bool:
        """Whether the height of this segment is no guess."""
        segment = self.segments[index]
        return not isinstance(segment, Section) or segment.is_known

    # ── placing ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _place(self) -> None:
        """Place every segment from the first one on that is new or changed."""
        first, at, stack = self._first, 0, self._stack
        shown = [segment for group in self._groups.values() for segment in group.shown]
        before = [(segment, segment.y) for segment in stack.segments[first : first + 1]]
        stack.segments[first:] = shown[first:]
        for segment in (one for one in stack.segments[first:] if self._question and one.framed):
            segment.frame = QUESTION
        self._rename()
        stack.left, stack.width = self.column.left, self.column.width
        stack.place(first)
        self._soil(first, stands=before == [(segment, segment.y) for segment in stack.segments[first : first + 1]])
        self._first = at = len(stack.segments)
        self._frame()
        closing = frame_padding(stack.segments[-1].frame, self.look) if at else 0.0
        self.height = ceil(stack.bottom(at) + closing + self.look.sizes.space_m)

    def _rename(self) -> None:
        """Note which segments have other numbers than before."""
        before, self._names = (
            self._names,
            [
                segment.key if isinstance(segment, Section) else f"{key}/{number}"
                for key, group in self._groups.items()
                for number, segment in enumerate(group.shown)
            ],
        )
        if before == self._names[: len(before)]:
            return
        now = {name: index for index, name in enumerate(self._names)}
        known = 0  # what is gone is taken for what stood above it
        moved = []
        for name in before:
            known = now.get(name, known)
            moved.append(known)
        earlier = self._moved or {index: index for index in range(len(before))}
        self._moved = {old: moved[index] for old, index in earlier.items() if index < len(moved)}

    def take_moved(self) -> dict[int, int]:
        """Old and new numbers of the segments since this was last asked; nothing when none changed."""
        moved, self._moved = self._moved, {}
        return moved

    def name_of(self, index: int) -> str:
        """A name of a segment that stays when others come before it; empty where there is none."""
        return self._names[index] if 0 <= index < len(self._names) else ""

    def index_of(self, name: str, index: int) -> int:
        """The number of the segment with this name; the number that it had when it is gone."""
        if self.name_of(index) == name or name not in self._names:
            return index
        return self._names.index(name)

    def _soil(self, index: int, *, stands: bool) -> None:
        """What stands from this segment on is to be painted again; `stands` when the segment itself did not move."""
        clean = self._stack.bottom(index)
        section = self.segments[index] if stands and index < len(self.segments) else None
        if isinstance(section, Section):
            clean, section.dirty = section.y + min(section.dirty, section.height), inf
        self._dirty = min(self._dirty, clean)

    def take_dirty(self) -> float:
        """From where on it is to be painted again; to be asked once."""
        dirty, self._dirty = self._dirty, inf
        return dirty

    def _frame(self) -> None:
        self.frames = []
        first, segments = 0, self.segments
        if not self._question and not any(
            segment.frame for group in self._groups.values() for segment in group.segments
        ):
            return
        for index in range(1, len(segments) + 1):
            frame = segments[first].frame
            if index < len(segments) and segments[index].frame == frame:
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

    # ── asking ──────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def leaves(self) -> list[Segment]:
        """The segments that are laid out, those in sections too."""
        return [leaf for leaf, _place in self.placed_leaves()]

    def placed_leaves(self) -> Iterator[tuple[Segment, QPointF]]:
        """The same, each with its place in the row."""
        for segment in self.segments:
            for leaf, place in segment.leaves():
                yield leaf, place + QPointF(segment.x, segment.y)

    def leaf_at(self, point: QPointF) -> tuple[Segment, QPointF] | None:
        """The segment under a point, and its place."""
        for _index, segment in self.visible(point.y(), point.y()):
            for leaf, place in segment.leaves():
                found = place + QPointF(segment.x, segment.y)
                if QRectF(found, QSizeF(leaf.width, leaf.height)).contains(point):
                    return leaf, found
        return None

    def visible(self, top: float, bottom: float) -> Iterator[tuple[int, Segment]]:
        """The segments that reach into a range of the row, with their numbers."""
        return self._stack.visible(top, bottom)

    def segment_at(self, y: float) -> int:
        """The segment at this height, or the one above when it falls between two."""
        return self._stack.segment_at(y)

    def targets(self) -> Iterator[tuple[int, Target]]:
        """Everything that can be pressed, in reading order, in the row's coordinates, with its segment's number."""
        return self._stack.targets()

    def read_on(self, index: int) -> bool:
        """Read a step of a segment in which something may be pressed. False when there was nothing to read."""
        segment = self.segments[index]
        if not isinstance(segment, Section) or segment.is_known or not (segment.is_awake or segment.may_have_targets):
            return False
        self._wake(index, 0.0)
        return True

    def target(self, key: str) -> Target | None:
        return self._stack.target(key)

    def target_at(self, point: QPointF) -> Target | None:
        return self._stack.target_at(point)

    def place_at(self, point: QPointF) -> tuple[int, int]:
        """The segment and position nearest to a point, for selecting."""
        return self._stack.place_at(point)

    def mark(self, offset: float) -> tuple[int, int, float]:
        """What stands at this height, such that it is found again at another width or size.

        Segment, position, and the rest in lines of text; segment -1 above the first one.
        """
        segments, pitch = self.segments, self.look.pitch(self.look.body)
        if not segments or offset < segments[0].y:
            return -1, 0, offset / pitch
        index = self.segment_at(offset)
        segment = segments[index]
        position = segment.position_at(0.0, offset - segment.y) if segment.length else 0
        return index, position, (offset - segment.y - segment.top_of(position)) / pitch

    def offset_of(self, mark: tuple[int, int, float]) -> float:
        """The height at which a mark stands now."""
        (index, position, lines), pitch = mark, self.look.pitch(self.look.body)
        if index < 0 or index >= len(self.segments):
            return lines * pitch
        segment = self.segments[index]
        if isinstance(segment, Section) and len(segment.text) >= LONG:
            if not segment.reaches(position):  # it is read in steps, and asked again after each
                return segment.y + segment.height * min(position / len(segment.text), 1.0)
            segment.renew_at(position)  # the rest of it follows in steps
            self._changed(index)
            self._place()
        else:
            self.wake_down(index, 1.0, None)
        return segment.y + segment.top_of(position) + lines * pitch
