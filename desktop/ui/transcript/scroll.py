"""Where the reader is: at a place in a message, or at the end; never at a pixel.

Heights above the reader change when rows are laid out, and rows grow while they are read. So the place is (message,
offset), and the scroll value is worked out from it. The trap: setting the scroll bar's value looks like the reader's
own doing, so what is ours is done under a flag.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Final

from PySide6.QtWidgets import QScrollBar

from desktop.ui.message_model import MessageModel
from desktop.ui.transcript.rows import Rows

BUDGET: Final = 0.006
"""Seconds after which laying out pauses, so that with the step under way a flush takes about 8 ms."""


@dataclass(frozen=True)
class Place:
    """The top of the viewport: this far below the start of this message. `mark` finds it again at another width."""

    message_id: str
    offset: int
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

    def follow(self) -> None:
        """Go to the end and stay there."""
        self.following, self._place = True, None

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
        """The place at this scroll value, told by the first row in sight whose height is known.

        Rows above it may turn out higher or lower than they were guessed; what was seen before stays where it is.
        """
        rows, heights = self._rows, self._rows.heights
        first = heights.row_at(value)
        if first < 0:
            return None
        if value <= 0:
            return Place(rows.message(0).id, 0)  # the very start, however high the first rows turn out to be
        last = heights.row_at(value + self._page)
        row = next((row for row in range(first, last + 1) if rows.find(row) is not None), first)
        return Place(rows.message(row).id, value - heights.top(row))

    def lose(self, first: int, last: int) -> None:
        """Before these rows go: a reader who is in one of them finds the next message, or the one before."""
        row = self._model.row_of(self._place.message_id) if self._model and self._place else -1
        if first <= row <= last:
            beside = last + 1 if last + 1 < len(self._rows.heights) else first - 1
            self._place = Place(self._rows.message(beside).id, 0) if beside >= 0 else None

    def remember(self) -> None:
        """Before everything is laid out anew: note the line that is read, not only its height."""
        place = self._place
        row = self._model.row_of(place.message_id) if self._model and place else -1
        layout = self._rows.find(row) if row >= 0 else None
        if place and layout and place.mark is None:
            self._place = Place(place.message_id, place.offset, layout.mark(place.offset))

    def recall(self) -> None:
        """After everything was laid out anew: find the line again."""
        place = self._place
        row = self._model.row_of(place.message_id) if self._model and place else -1
        if place and place.mark is not None and row >= 0:
            offset = self._rows.layout(row).offset_of(place.mark)
            self._place = Place(place.message_id, round(offset), place.mark)

    def settle(self, page: int) -> None:
        """Lay out the rows in sight, `page` pixels of them, and put the scroll value where the reader is."""
        self._page = page
        deadline = perf_counter() + BUDGET
        if not self.following and not self._settle_place(deadline):
            self.follow()
        if self.following:
            self._settle_end(deadline)
        total = self._rows.heights.total
        with self._ours():
            self._bar.setRange(0, max(total - page, 0))
            self._bar.setPageStep(page)
            self._bar.setValue(self._wanted())
        if self._place is not None and self._place.offset < 0:
            self._place = self._place_at(self._bar.value())

    def _settle_end(self, deadline: float) -> None:
        room = self._page
        for row in range(len(self._rows.heights) - 1, -1, -1):
            if room <= 0:
                return
            room -= self._rows.layout(row, deadline).height

    def _settle_place(self, deadline: float) -> bool:
        """False when what was read is no longer there."""
        row = self._model.row_of(self._place.message_id) if self._model and self._place else -1
        if row < 0 or self._place is None:
            return False
        above, room = row - 1, -self._place.offset
        while room > 0 and above >= 0:
            room -= self._rows.layout(above, deadline).height
            above -= 1
        room = self._page + self._place.offset
        while room > 0 and row < len(self._rows.heights):
            room -= self._rows.layout(row, deadline).height
            row += 1
        if room > 0:
            self._settle_end(deadline)
        return True

    def _wanted(self) -> int:
        if self.following or self._place is None or self._model is None:
            return self._bar.maximum()
        return self._rows.heights.top(self._model.row_of(self._place.message_id)) + self._place.offset

    @contextmanager
    def _ours(self) -> Iterator[None]:
        self.moving = True
        try:
            yield
        finally:
            self.moving = False
