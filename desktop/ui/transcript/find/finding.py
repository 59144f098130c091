"""Finding words in the conversation: what is looked for, how often it is there, and which place is gone to.

All rows are looked through, also those that were never laid out, from the one in view on and in small steps, so that
the window never waits. The trap: the conversation goes on meanwhile, so the reader's place is told by message, and a
message that grows is looked through again only now and then.
"""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QModelIndex, QObject, QTimer, Signal

from desktop.core.find import Needle
from desktop.ui.conversation.message_model import MessageModel
from desktop.ui.transcript.find.arrival import Arrival
from desktop.ui.transcript.find.matches import Match
from desktop.ui.transcript.find.search import Search
from desktop.ui.transcript.hand.selection import Selection
from desktop.ui.transcript.reader_place import ReaderPlace, place_in, selected_words
from desktop.ui.transcript.scroll import BUDGET

if TYPE_CHECKING:
    from desktop.ui.transcript.view import TranscriptView

_FRAME: Final = 8
_AGAIN: Final = 250
"""Milliseconds after which a message that grows is looked through again."""


class Finding(QObject):
    """Works on the model and the layouts of a view. `changed` when there is something else to tell."""

    changed = Signal()

    def __init__(self, view: TranscriptView, clock: Callable[[], float] = perf_counter) -> None:
        super().__init__(view)
        self.needle: Needle | None = None
        """What is looked for; None when nothing is."""
        self.turned = ""
        """"start" when the last step went on from the start of the conversation, "end" when from its end."""
        self._view = view
        self._clock = clock
        self._model: MessageModel | None = None
        self._search: Search | None = None
        self._arrival: Arrival | None = None
        self._current: Match | None = None
        self._selection: Selection | None = None
        self._place = ReaderPlace("", None)
        self._only = ""
        """The message in which the first match is gone to; matches in others are not."""
        self._touched: set[str] = set()
        self._steps = self._timer(_FRAME, self._step)
        self._again = self._timer(_AGAIN, self._look_again)
        self._again.setSingleShot(True)

    def _timer(self, interval: int, slot: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(interval)
        timer.timeout.connect(slot)
        return timer

    # ── what others ask ─────────────────────────────────────────────────────────────────────────────────────────

    @property
    def count(self) -> int:
        """How many matches are known."""
        return self._search.tally.total if self._search else 0

    @property
    def number(self) -> int:
        """Which of them is gone to, from 1 on; 0 for none."""
        row = self._view.row_of(self._current.message_id) if self._current else -1
        if row < 0 or self._current is None or self._search is None:
            return 0
        return self._search.tally.number_of(row, self._current)

    @property
    def is_counting(self) -> bool:
        return self._search is not None and self._search.tally.unknown > 0 and not self._search.is_capped

    @property
    def is_capped(self) -> bool:
        """Whether there are more matches than are counted."""
        return self._search is not None and self._search.is_capped

    @property
    def is_at_match(self) -> bool:
        """Whether the selection is the match that was gone to."""
        return self._selection is not None and self._view.hand.selecting.selection == self._selection

    def selected_words(self) -> str:
        """The selection when it is short enough to be looked for; else nothing."""
        return selected_words(self._view)

    # ── what others want ────────────────────────────────────────────────────────────────────────────────────────

    def set_model(self, model: MessageModel | None) -> None:
        if self._model is not None:
            self._model.rowsInserted.disconnect(self._on_rows_inserted)
            self._model.rowsRemoved.disconnect(self._on_rows_removed)
            self._model.dataChanged.disconnect(self._on_data_changed)
            self._model.modelReset.disconnect(self._on_reset)
        self._model = model
        if model is not None:
            model.rowsInserted.connect(self._on_rows_inserted)
            model.rowsRemoved.connect(self._on_rows_removed)
            model.dataChanged.connect(self._on_data_changed)
            model.modelReset.connect(self._on_reset)
        self._on_reset()

    def look_for(self, text: str, *, go: bool = True) -> None:
        """Look for this from where the reader is; with `go`, go to the first place. Empty text ends it."""
        needle = Needle(text) or None
        if needle == self.needle and self._current is not None:
            return
        place = self._place if self.needle is not None else place_in(self._view)
        self._begin(needle, place)
        if self._search is not None and go:
            self._search.set_out(place, forward=True, or_at=True)
        self._step()

    def look_in(self, message_id: str, text: str) -> None:
        """Look for this, and go to the first place in a message; without one there the reader stays where it begins."""
        place = ReaderPlace(message_id, None)
        self._begin(Needle(text) or None, place)
        self._only = message_id
        if self._search is not None:
            self._search.set_out(place, forward=True, or_at=True)
        self._step()

    def stop(self) -> None:
        """Nothing is looked for any more; the selection stays."""
        self.look_for("")

    def go_on(self, *, forward: bool = True) -> None:
        """Go to the next match, or to the one before."""
        if self._search is not None and self._arrival is None and not self._search.is_under_way:
            if self._current is None:
                self._place = place_in(self._view)
            self._search.set_out(self._place, forward=forward, or_at=self._current is None)
            self._step()

    # ── the work ────────────────────────────────────────────────────────────────────────────────────────────────

    def _begin(self, needle: Needle | None, place: ReaderPlace) -> None:
        self.needle, self.turned, self._only = needle, "", ""
        self._place = place
        self._arrival = self._current = self._selection = None
        self._touched.clear()
        self._search = Search(needle, self._model, self._view.look, self._clock) if needle and self._model else None
        if self._search is not None:
            self._search.begin_at(self._view.row_of(place.message_id))
        self._view.viewport().update()

    def _step(self) -> None:
        """One step of work; the next one follows when there is more to do."""
        more = self.advance(self._clock() + BUDGET)
        if more != self._steps.isActive():
            self._steps.start() if more else self._steps.stop()
        self.changed.emit()

    def advance(self, deadline: float) -> bool:
        """Work until the deadline, one piece at least; True when there is more to do."""
        search = self._search
        if search is None:
            return False
        if self._arrival is None:
            more = search.advance(deadline)
            if search.arrived_at is None:
                return more
            self._go_to(search, search.arrived_at)
        if self._arrival is not None and not self._arrival.advance(deadline):
            self._selection, self._arrival = self._arrival.selection, None
            self._current = self._current if self._selection is not None else None
            self._view.viewport().update()
        return True

    def _go_to(self, search: Search, match: Match) -> None:
        search.arrived_at = None
        only, self._only = self._only, ""
        if only not in ("", match.message_id):
            return
        self.turned = search.turned
        self._current, self._place = match, ReaderPlace(match.message_id, match.order)
        self._arrival = Arrival(self._view, match, search.needle)

    # ── the conversation goes on ────────────────────────────────────────────────────────────────────────────────

    def _on_rows_inserted(self, _parent: QModelIndex, first: int, last: int) -> None:
        if self._search is not None:
            self._search.insert(first, last, self._place)
            self._step()

    def _on_rows_removed(self, _parent: QModelIndex, first: int, last: int) -> None:
        if self._search is None or self._model is None:
            return
        if self._view.row_of(self._place.message_id) < 0:
            self._current = self._arrival = None
            beside = min(first, self._model.rowCount() - 1)
            self._place = ReaderPlace(self._model.message_at(beside).id if beside >= 0 else "", None)
        self._search.remove(first, last, self._place)
        self._step()

    def _on_data_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        if self._search is not None and self._model is not None:
            self._touched |= {self._model.message_at(row).id for row in range(first.row(), last.row() + 1)}
            if not self._again.isActive():
                self._again.start()

    def _look_again(self) -> None:
        """Look through what changed. What is being read is read to its end first, or it would never come to it."""
        if self._search is not None:
            self._touched = {one for one in self._touched if not self._search.look_again(one)}
            if self._touched:
                self._again.start()
            self._step()

    def _on_reset(self) -> None:
        self._begin(self.needle, place_in(self._view) if self.needle else ReaderPlace("", None))
        self._step()
