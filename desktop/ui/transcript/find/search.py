"""Looks through a conversation in small steps: all rows once, and first of all those on the way to the next match.

The trap: the way may lead through rows that nobody looked through yet. So it is gone row by row as they become known,
and in a row that the reader is in, from there on only: the next match of a long answer must not wait for its beginning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final

from desktop.core.find import Needle
from desktop.core.message import Status
from desktop.ui.conversation.message_model import MessageModel
from desktop.ui.transcript.find.matches import Match, Memory, Reading, Steps
from desktop.ui.transcript.look import Look
from desktop.ui.transcript.reader_place import ReaderPlace
from desktop.ui.transcript.tools.tally import Order, Tally

MOST: Final = 2_000
"""Matches that are counted: a common word is there more often than anybody wants to know."""


@dataclass
class _Way:
    """On the way to the next match, once round: the row that comes next, in it behind (or before) a place."""

    row: int
    order: Order | None
    forward: bool
    or_at: bool
    left: int
    turned: str = ""

    def go_on(self, rows: int) -> None:
        row = self.row + (1 if self.forward else -1)
        if not 0 <= row < rows:
            self.turned = "start" if self.forward else "end"
        self.row, self.order, self.left = row % rows, None, self.left - 1


@dataclass
class _Work:
    """A row that is being looked through; `is_part` when not from its beginning."""

    reading: Reading
    steps: Steps
    found: list[Match]
    is_part: bool


class Search:
    """`advance` works; when the way led to a match, that is `arrived_at` until who goes there takes it away."""

    def __init__(self, needle: Needle, model: MessageModel, look: Look, clock: Callable[[], float]) -> None:
        self.needle = needle
        self.tally = Tally(model.rowCount())
        self.arrived_at: Match | None = None
        self.turned = ""
        """Over which end of the conversation the way to that match led: it went on from the "start" or the "end"."""
        self._model = model
        self._look = look
        self._clock = clock
        self._rows: Iterator[int] = iter(())
        self._work: _Work | None = None
        self._way: _Way | None = None
        self._memories: dict[str, Memory] = {}

    @property
    def is_capped(self) -> bool:
        return self.tally.total >= MOST and self.tally.unknown > 0

    @property
    def is_under_way(self) -> bool:
        return self._way is not None

    def begin_at(self, row: int) -> None:
        """Look through what was not yet: from this row down, then upwards."""
        row, rows = max(row, 0), len(self.tally)
        self._rows = chain(range(row, rows), range(row - 1, -1, -1))

    def set_out(self, place: ReaderPlace, *, forward: bool, or_at: bool) -> None:
        """Look for the next match behind a place, or before it."""
        row, rows = self._model.row_of(place.message_id), len(self.tally)
        order = place.order if row >= 0 else None
        self.arrived_at = self._work = None
        self._way = _Way(max(row, 0), order, forward, or_at, rows + 1) if rows else None
        self.begin_at(row)

    def insert(self, first: int, last: int, place: ReaderPlace) -> None:
        """Rows came; the reader is at this place."""
        self.tally.insert(first, last)
        self._start_over(place)

    def remove(self, first: int, last: int, place: ReaderPlace) -> None:
        self.tally.remove(first, last)
        self._start_over(place)

    def _start_over(self, place: ReaderPlace) -> None:
        """The numbers of the rows are others."""
        if self._way is not None:
            self.set_out(place, forward=self._way.forward, or_at=self._way.or_at)
        self._work = None
        self.begin_at(self._model.row_of(place.message_id))

    def look_again(self, message_id: str) -> bool:
        """A message changed: look through it again. False while its old state is still being read."""
        row = self._model.row_of(message_id)
        if self._work is not None and self._work.reading.message.id == message_id:
            return self._work.reading.message is self._model.message_at(row)
        if row >= 0:
            self.tally.forget(row)
            self.begin_at(row)
        return True

    # ── the work ────────────────────────────────────────────────────────────────────────────────────────────────

    def advance(self, deadline: float) -> bool:
        """Work until the deadline, one piece at least, or until the way is gone; True when there is more to do."""
        while True:
            if self._work is None:
                row = self._next_row()
                if row < 0:
                    return False
                self._work = self._begin(row)
            if not self._read(self._work, deadline) or self.arrived_at is not None or self._clock() >= deadline:
                return True

    def _next_row(self) -> int:
        """The row to look through: one on the way first. -1 when there is none, or the way is gone."""
        row = self._follow_way()
        if row < 0 and self.arrived_at is None and self.tally.total < MOST:
            row = next((row for row in self._rows if not self.tally.is_known(row)), -1)
        return row

    def _follow_way(self) -> int:
        """Go on over rows that are known; the first one that is not, or -1."""
        way = self._way
        while way is not None and way.left > 0:
            if not self.tally.is_known(way.row):
                return way.row
            match = self.tally.beside(way.row, way.order, forward=way.forward, or_at=way.or_at)
            if match is not None:
                self._arrive(match, way)
                return -1
            way.go_on(len(self.tally))
        self._way = None
        return -1

    def _arrive(self, match: Match, way: _Way) -> None:
        self.arrived_at, self.turned, self._way = match, way.turned, None

    def _begin(self, row: int) -> _Work:
        message, way = self._model.message_at(row), self._way
        order = way.order if way is not None and way.row == row and way.forward else None
        memory = self._memories.setdefault(message.id, {}) if message.status is Status.STREAMING else None
        since = order[:2] if order is not None else (0, 0)
        reading = Reading(message, self.needle, self._look, since=since, memory=memory)
        return _Work(reading, iter(reading), [], is_part=order is not None)

    def _read(self, work: _Work, deadline: float) -> bool:
        """Go on looking through a row. False when time ran out before its end."""
        row = self._model.row_of(work.reading.message.id)
        for match in work.steps:
            if match is None:
                if self._clock() >= deadline:
                    return False
                continue
            work.found.append(match)
            if self._way is not None and self._leads_to(match, row, self._way):
                self._arrive(match, self._way)
                if work.is_part:
                    self._work = None
                    self.begin_at(row)
                return True
            if self._way is None and self.tally.total + len(work.found) >= MOST:
                self.tally.put(row, work.found, is_all=False)
                self._work = None
                return True
        self._work = None
        if not work.is_part:
            self.tally.put(row, work.found)
        elif self._way is not None:
            self._way.go_on(len(self.tally))
        return True

    def _leads_to(self, match: Match, row: int, way: _Way) -> bool:
        """Whether the way leads to this match, the newest of the row that is being looked through."""
        if not way.forward or way.row != row:
            return False
        return way.order is None or match.order > way.order or (way.or_at and match.order == way.order)
