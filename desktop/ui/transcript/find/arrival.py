"""Going to a match: open what hides it, lay it out, select it, and bring it into the middle of the view.

The trap: the text around it may be long and unread, so the way there is gone in steps; until the end of it neither the
selection nor the view moves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.core.find import Needle
from desktop.ui.transcript import utf16
from desktop.ui.transcript.find.matches import Match
from desktop.ui.transcript.find.opening import closed_over
from desktop.ui.transcript.hand.selection import Selection, Spot
from desktop.ui.transcript.layout import RowLayout
from desktop.ui.transcript.segment import Segment
from desktop.ui.transcript.text.section import Section

if TYPE_CHECKING:
    from desktop.ui.transcript.view import TranscriptView

_PATIENCE: Final = 500
"""Steps after which a place that does not come up is given up."""
_MIDDLE: Final = 0.4
"""Where in the view a match comes to stand."""
_TRIES: Final = 3
_DOTS: Final = "…"
_MARKS: Final = 2
"""Characters that a line may have more before a match than the one that was looked through: marks of direction."""


class Arrival:
    """On the way to a match. `selection` is what it selected in the end; None when the match was no longer there."""

    def __init__(self, view: TranscriptView, match: Match, needle: Needle) -> None:
        self.match = match
        self.selection: Selection | None = None
        self._view = view
        self._needle = needle
        self._left = _PATIENCE
        self._is_open = False

    def advance(self, deadline: float) -> bool:
        """Go on until the deadline; True when there is more to do."""
        view = self._view
        row = view.row_of(self.match.message_id)
        self._left -= 1
        if row < 0 or self._left < 0:
            return False
        view.scroll_keeper.hold()
        if not self._is_open:
            self._open(row)
        layout = view.rows.layout(row, deadline)
        index = self._segment(layout)
        if index < 0:
            return view.rows.is_waiting(row)
        segment = layout.segments[index]
        if isinstance(segment, Section) and not segment.is_known:
            view.rows.wake_down(row, index, 1.0, deadline)
            if not segment.is_known:
                return True
        return self._arrive(row, index, segment)

    def _open(self, row: int) -> None:
        self._is_open = True
        view = self._view
        message = view.rows.message(row)
        opened = view.rows.opened.get(message.id, frozenset())
        for key in closed_over(self.match, message, opened, view.look):
            view.rows.toggle(row, key)
        view.settle()

    def _segment(self, layout: RowLayout) -> int:
        found = (
            index
            for index, segment in enumerate(layout.segments)
            if segment.key == self.match.key and segment.start_of(self.match.line) >= 0
        )
        return next(found, -1)

    def _arrive(self, row: int, index: int, segment: Segment) -> bool:
        view, before = self._view, segment.start_of(self.match.line)
        start, stop = before + self.match.start, before + self.match.stop
        if not self.match.line:
            start, stop = self._nearest(segment, start, stop)
        closed = segment.uncover(stop - 1 - before, self.match.line)
        if closed:
            view.rows.toggle(row, closed)
            view.settle()
            return True
        if self.match.line:
            start, stop = self._in_line(segment, before)
        ends = Spot(self.match.message_id, index, start), Spot(self.match.message_id, index, stop)
        self.selection = Selection(*ends)
        view.hand.selecting.set_selection(self.selection)
        self._centre(ends[0])
        return False

    def _in_line(self, segment: Segment, before: int) -> tuple[int, int]:
        """Where the match is in a line of a tree: the dots at its end, when what is shown of it ends before that."""
        words = next((words for at, words in segment.passages() if at == before), "")
        start, stop = self.match.start, self.match.stop
        for first, last in utf16.places(words, self._needle.places(words)):
            if abs(first - start) <= _MARKS:
                return before + first, before + last
        dots = utf16.length(words[: words.rfind(_DOTS) + 1])
        return (before + dots - 1, before + dots) if dots else (before + start, before + stop)

    def _nearest(self, segment: Segment, start: int, stop: int) -> tuple[int, int]:
        """Where the match is now: a message that grows may have been cut into sections otherwise."""
        if Needle(utf16.cut(segment.content, start, stop)) == self._needle:
            return start, stop
        found = [
            (at + first, at + last)
            for at, words in segment.passages()
            for first, last in utf16.places(words, self._needle.places(words))
        ]
        return min(found, key=lambda place: abs(place[0] - start), default=(start, start))

    def _centre(self, spot: Spot) -> None:
        """Bring a place into the middle third; once more when what comes into sight is not as high as was guessed."""
        view = self._view
        bar, room = view.verticalScrollBar(), view.viewport().height()
        for _ in range(_TRIES):
            y = view.point_of(spot).y()
            if room / 3 <= y <= room * 2 / 3 - view.look.pitch(view.look.body):
                break
            before = bar.value()
            bar.setValue(before + round(y - room * _MIDDLE))
            view.scroll_keeper.hold()
            if bar.value() == before:
                break
