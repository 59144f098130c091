"""The way of the Tab key through everything that can be pressed: badges, buttons and links, row by row.

It starts at what is in sight and ends at the last row, where the focus leaves the transcript. What only shows under
the mouse is left out: the menu of a message has it too. The trap: what can be pressed is known only of what was read,
so the way reads on as far as the next stop, a step at a time, and goes on later when that takes long. Meanwhile
messages come, go and grow.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf
from time import perf_counter
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from desktop.core.message import Message, Notice, Role, Status, Text
from desktop.ui.transcript.layout import RowLayout
from desktop.ui.transcript.rows import Rows
from desktop.ui.transcript.segment import Segment, Target
from desktop.ui.transcript.stack import moved
from desktop.ui.transcript.text.section import Section, may_have_targets

if TYPE_CHECKING:
    from desktop.ui.transcript.view import TranscriptView

BUDGET: Final = 0.012
"""Seconds after which a walk goes on in the next turn of the event loop."""
_QUIET: Final = (Status.COMPLETE, Status.SENT, Status.STREAMING)
"""How a message stands that offers no remedy."""


@dataclass(frozen=True)
class Stop:
    """Something that can be pressed, and the row that it stands in."""

    row: int
    target: Target


def may_have_stops(message: Message) -> bool:
    """Whether something in the row of a message may be pressed; tells from the message alone."""
    if message.status not in _QUIET or message.problem is not None or message.skipped_count:
        return True
    is_typed = message.role is Role.USER
    return any(
        not is_typed and may_have_targets(part.text) if isinstance(part, Text) else not isinstance(part, Notice)
        for part in message.parts
    )


class Walk:
    """The way to the stop after (or before) the one with this key in this row.

    With an empty key it starts in this row, at what stands inside `seen` (from, to: in the row's coordinates).
    """

    def __init__(self, rows: Rows, row: int, key: str, *, forward: bool, seen: tuple[float, float]) -> None:
        self.is_over = False
        """Whether the end was reached."""
        self.forward = forward
        self._rows = rows
        self._by = 1 if forward else -1
        self._id = rows.message(row).id
        self._key = key
        self._y = seen[0] if forward else seen[1]
        self._index: int | None = None  # the segment; None before the row is entered
        self._leaf: int | None = None  # the piece of it to look at next; None before it is entered

    def go(self, deadline: float) -> Stop | None:
        """Go at least one step, until there is a stop or no time. None also when the way `is_over`."""
        while not self.is_over:
            found = self._step()
            if found is not None or perf_counter() >= deadline:
                return found
        return None

    def _step(self) -> Stop | None:
        rows = self._rows
        row = rows.model.row_of(self._id) if rows.model is not None else -1
        if row < 0:
            self.is_over = True
        elif self._index is None and not may_have_stops(rows.message(row)):
            self._leave(row)
        else:
            return self._step_in(row, rows.layout(row))
        return None

    def _step_in(self, row: int, layout: RowLayout) -> Stop | None:
        if self._index is None:
            self._index = self._first_segment(row, layout)
        elif not 0 <= self._index < len(layout.segments):
            if not self.forward or not self._take_in(row, layout):
                layout.rest()
                self._leave(row)
        else:
            found = self._step_through(row, layout, self._index)
            return Stop(row, found) if found is not None else None
        return None

    def _step_through(self, row: int, layout: RowLayout, index: int) -> Target | None:
        segment = layout.segments[index]
        if self._leaf is None:
            self._leaf = self._first_leaf(segment)
            if self._leaf is None and self._read_on(row, layout, index):
                return None
        if self._leaf is None:  # what the way began with is gone
            self._key = ""
            self._leaf = 0 if self.forward else _steady(segment) - 1
        found = self._look(segment, self._leaf)
        if found is None and not (self.forward and self._read_on(row, layout, index)):
            self._index, self._leaf = index + self._by, None
        return moved(found, segment) if found is not None else None

    def _leave(self, row: int) -> None:
        """Go to the row beside this one."""
        row += self._by
        self._key, self._y = "", -inf if self.forward else inf
        self._index = self._leaf = None
        self.is_over = not 0 <= row < len(self._rows.heights)
        if not self.is_over:
            self._id = self._rows.message(row).id

    def _first_segment(self, row: int, layout: RowLayout) -> int | None:
        """The segment to start with; None as long as text waits that may hold it."""
        if (self._key or not self.forward) and self._take_in(row, layout):
            return None
        if self._key:
            held = (at for at, segment in enumerate(layout.segments) if _holds(segment, self._key))
            index = next(held, None)
            if index is not None:
                self._y = -inf if self.forward else inf
                return index
            self._key = ""
        return layout.segment_at(self._y)

    def _first_leaf(self, segment: Segment) -> int | None:
        """The piece to start with; None as long as it was not read."""
        if not isinstance(segment, Section):
            return 0
        if self._key:
            held = (at for at, leaf in enumerate(segment.segments) if self._key.startswith(f"{leaf.key}:"))
            return next(held, None)
        steady = segment.steady
        if self.forward:
            return 0
        reaches = steady > 0 and segment.y + segment.segments[steady - 1].y > self._y
        return steady - 1 if reaches or segment.is_known else None

    def _look(self, segment: Segment, at: int) -> Target | None:
        """The next stop in the pieces that were read, from this one on."""
        pieces = _pieces(segment)
        end = _steady(segment) if self.forward else len(pieces)
        while 0 <= at < end:
            piece = pieces[at]
            inside = piece is not segment
            y = self._y - segment.y - (piece.y if inside else 0.0)
            if self._key or (y <= piece.height if self.forward else y >= 0):
                for target in piece.targets_from(self._key, y, forward=self.forward):
                    if not target.on_hover:
                        return moved(target, piece) if inside else target
            self._key = ""
            at += self._by
        self._leaf = at
        return None

    def _take_in(self, row: int, layout: RowLayout) -> bool:
        """Bring text that waits into sections. True when more waits."""
        more = layout.advance(0.0)
        self._rows.heights[row] = layout.height
        return more

    def _read_on(self, row: int, layout: RowLayout, index: int) -> bool:
        """Read a step of a segment. False when there was nothing to read."""
        read = layout.read_on(index)
        self._rows.heights[row] = layout.height
        return read


class Walker(QObject):
    """Goes one way at a time, in the turns of the event loop. `arrived` gets the stop, None where the way ends."""

    def __init__(self, view: TranscriptView, arrived: Callable[[Stop | None], None]) -> None:
        super().__init__(view)
        self._view = view
        self._arrived = arrived
        self._walk: Walk | None = None
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.timeout.connect(self._on_next)

    @property
    def is_under_way(self) -> bool:
        return self._walk is not None

    def begin(self, walk: Walk) -> bool:
        """Go; what takes longer goes on later. False when the end is reached already."""
        self._walk = walk
        return self._go()

    def stop(self) -> None:
        """The reader does something else."""
        self._walk = None
        self._next.stop()

    def _go(self) -> bool:
        walk = self._walk
        if walk is None:
            return True
        found = walk.go(perf_counter() + BUDGET)
        if found is None and not walk.is_over:
            self._next.start(0)
            self._view.settle()  # heights are others
            return True
        self._walk = None
        self._arrived(found)
        return found is not None

    def _on_next(self) -> None:
        walk = self._walk
        if walk is not None and not self._go():
            self._view.settle()
            QWidget.focusNextPrevChild(self._view, walk.forward)


def _pieces(segment: Segment) -> Sequence[Segment]:
    return segment.segments if isinstance(segment, Section) else [segment]


def _steady(segment: Segment) -> int:
    """How many of its pieces are read and stay."""
    return segment.steady if isinstance(segment, Section) else 1


def _holds(segment: Segment, key: str) -> bool:
    """Whether something with this key may stand in a segment."""
    if isinstance(segment, Section):
        return key.startswith(f"{segment.key}.")
    return segment.target(key) is not None
