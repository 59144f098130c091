"""Where the reader is: at a place in a message, or at the end; never at a pixel.

Heights above the reader change when rows are laid out, and rows grow while they are read. So the place is (message,
segment, offset), and the scroll value is worked out from it. The trap: setting the scroll bar's value looks like the
reader's own doing, so what is ours is done under a flag.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Final

from PySide6.QtWidgets import QScrollBar

from desktop.ui.conversation.message_model import MessageModel
from desktop.ui.transcript.layout import RowLayout
from desktop.ui.transcript.rows import Rows

BUDGET: Final = 0.006
"""Seconds after which laying out pauses, so that with the step under way a flush takes about 8 ms."""


@dataclass(frozen=True)
class Place:
    """The top of the viewport: this far below the start of a segment; of the message itself when `segment` is -1.

    `name` tells the segment when others came before it, `mark` finds the line again at another width.
    """

    message_id: str
    segment: int
    offset: float
    name: str = ""
    mark: tuple[int, int, float] | None = None


class Scroll:
    """Keeps the reader's place over everything that happens to the rows."""

    def __init__(self, rows: Rows, bar: QScrollBar) -> None:
        self.following = True
        self.moving = False
        """Whether the scroll bar is being moved by us and not by the reader."""
        self._rows = rows
        self._bar = bar
        self._model: MessageModel | None = None
        self._place: Place | None = None
        self._page = 0

    def set_model(self, model: MessageModel | None) -> None:
        self._model = model
        self.follow()

    @property
    def place(self) -> Place | None:
        """Where the reader is; None at the end."""
        return None if self.following else self._place

    def go_to(self, place: Place | None) -> None:
        """Go where a reader was before; to the end with None."""
        self.following, self._place = place is None, place

    def follow(self) -> None:
        """Go to the end and stay there."""
        self.go_to(None)

    def hold(self) -> None:
        """Stay at what is being read now, whatever comes."""
        if self.following:
            self.following = False
            self._place = self._place_at(self._bar.value())

    def moved(self) -> None:
        """The reader moved the scroll bar."""
        self.following = self._bar.value() >= self._bar.maximum()
        self._place = None if self.following else self._place_at(self._bar.value())

    def _place_at(self, value: int) -> Place | None:
        """The place at this scroll value, told by the first segment in sight whose height is known.

        What stands above it may turn out higher or lower than it was guessed; what was seen before stays where it is.
        """
        rows, heights = self._rows, self._rows.heights
        first = heights.row_at(value)
        if first < 0:
            return None
        if value <= 0:
            return Place(rows.message(0).id, -1, 0)  # the very start, however high the first rows turn out to be
        last = heights.row_at(value + self._page)
        row = next((row for row in range(first, last + 1) if rows.find(row) is not None), first)
        top = heights.top(row)
        layout = rows.find(row)
        if layout is None or not layout.segments:
            return Place(rows.message(row).id, -1, value - top)
        index = layout.segment_at(value - top)
        end = layout.segment_at(value - top + self._page)
        index = next((at for at in range(index, end + 1) if layout.is_known(at)), index)
        return Place(rows.message(row).id, index, value - top - layout.segments[index].y, layout.name_of(index))

    def lose(self, first: int, last: int) -> None:
        """Before these rows go: a reader who is in one of them finds the next message, or the one before."""
        row = self._row()
        if first <= row <= last:
            beside = last + 1 if last + 1 < len(self._rows.heights) else first - 1
            self._place = Place(self._rows.message(beside).id, -1, 0) if beside >= 0 else None

    def _row(self) -> int:
        """The row of the place, -1 without one."""
        return self._model.row_of(self._place.message_id) if self._model and self._place else -1

    def remember(self) -> None:
        """Before everything is laid out anew: note the line that is read, not only its height."""
        place, row = self._place, self._row()
        layout = self._rows.find(row) if row >= 0 else None
        if place and layout and place.mark is None:
            self._place = replace(place, mark=layout.mark(self._inside(place, layout)))

    def recall(self) -> None:
        """After everything was laid out anew: find the line again."""
        place, row = self._place, self._row()
        if place and place.mark is not None and row >= 0:
            layout = self._rows.layout(row, perf_counter())  # a step further, or a long text looks like a short one
            offset = layout.offset_of(place.mark)
            index = place.mark[0]
            if 0 <= index < len(layout.segments):
                beside = offset - layout.segments[index].y
                self._place = replace(place, segment=index, offset=beside, name=layout.name_of(index))
            else:
                self._place = replace(place, segment=-1, offset=offset, name="")

    def _inside(self, place: Place, layout: RowLayout) -> float:
        """How far the top of the viewport is below the start of the row."""
        index = self._index(place, layout)
        return (layout.segments[index].y if index >= 0 else 0.0) + place.offset

    def _index(self, place: Place, layout: RowLayout) -> int:
        """The segment of a place, -1 for the message itself."""
        found = layout.index_of(place.name, place.segment) if place.name else place.segment
        return min(found, len(layout.segments) - 1)

    def settle(self, page: int) -> None:
        """Lay out the rows in sight, `page` pixels of them, and put the scroll value where the reader is."""
        self._page = page
        deadline = perf_counter() + BUDGET
        self._rows.begin_waking()
        if not self.following and not self._settle_place(deadline):
            self.follow()
        if self.following:
            self._settle_end(deadline)
        total = self._rows.heights.total
        with self._ours():
            self._bar.setRange(0, max(total - page, 0))
            self._bar.setPageStep(page)
            self._bar.setValue(self._wanted())
        if self._place is not None and self._place.offset < 0 and self._place.mark is None:
            self._place = self._place_at(self._bar.value())

    def _settle_end(self, deadline: float) -> None:
        self._wake_above(len(self._rows.heights), float(self._page), deadline)

    def _settle_place(self, deadline: float) -> bool:
        """False when what was read is no longer there."""
        row, place = self._row(), self._place
        if row < 0 or place is None:
            return False
        rows = self._rows
        layout = rows.layout(row, deadline)
        index = max(self._index(place, layout), 0)
        start = layout.segments[index].y if layout.segments else 0.0
        offset = self._inside(place, layout) - start
        # A line that was found again moves as long as what stands above it in its section is laid out at the new width.
        is_moving = place.mark is not None and bool(layout.segments) and not layout.is_known(index)
        rows.wake_down(row, index, max(offset + self._page, 1.0), deadline)
        if offset < 0:
            rows.wake_up(row, index, -offset, deadline)
            self._wake_above(row, -self._inside(place, layout), deadline)
        if is_moving:
            self.recall()
            place = self._place or place
        self._wake_below(row + 1, self._page - (layout.height - self._inside(place, layout)), deadline)
        return True

    def _wake_above(self, row: int, room: float, deadline: float) -> None:
        """Lay out what stands within `room` pixels above a row."""
        while room > 0 and row > 0:
            row -= 1
            layout = self._rows.layout(row, deadline)
            self._rows.wake_up(row, -1, room, deadline)
            room -= layout.height

    def _wake_below(self, row: int, room: float, deadline: float) -> None:
        """Lay out what stands within `room` pixels from the start of a row on."""
        while room > 0 and row < len(self._rows.heights):
            layout = self._rows.layout(row, deadline)
            self._rows.wake_down(row, 0, room, deadline)
            room -= layout.height
            row += 1
        if room > 0:
            self._settle_end(deadline)

    def _wanted(self) -> int:
        row, place = self._row(), self._place
        layout = self._rows.find(row) if row >= 0 else None
        if self.following or place is None or layout is None:
            return self._bar.maximum()
        return self._rows.heights.top(row) + round(self._inside(place, layout))

    @contextmanager
    def _ours(self) -> Iterator[None]:
        self.moving = True
        try:
            yield
        finally:
            self.moving = False
