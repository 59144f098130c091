"""Selecting text: began, led on, by word, by paragraph, over messages, by mouse and by keyboard.

The trap: what is selected may be far out of sight, so nothing here lays out more than the row it works in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from PySide6.QtCore import QMimeData, QObject, QPointF, Signal
from PySide6.QtGui import QClipboard, QGuiApplication

from desktop.core.message import Message
from desktop.ui.transcript.hand import selection as values
from desktop.ui.transcript.hand.clipboard import (
    Making,
    Pieces,
    Row,
    excerpt,
    may_show_more,
    shows_text_alone,
    whole,
)
from desktop.ui.transcript.hand.offer import Offer
from desktop.ui.transcript.hand.selection import Selection, Spot
from desktop.ui.transcript.layout import Ranges, RowLayout
from desktop.ui.transcript.text.section import END, Section

if TYPE_CHECKING:
    from desktop.ui.transcript.view import TranscriptView

_Unit: TypeAlias = Callable[[RowLayout, Spot], Selection]
Step = Literal["character", "word", "line", "line end", "page", "all"]
_NEXT_LINE: Final = 2.0


class Selecting(QObject):
    """Holds the selection of a view. `changed` after each change."""

    changed = Signal()

    def __init__(self, view: TranscriptView) -> None:
        super().__init__(view)
        self._view = view
        self._selection = Selection()
        view.rows.renumbered = self._renumber
        self._unit: _Unit | None = None  # what dragging takes as a whole; characters without
        self._first = Selection()  # the one that dragging began with
        self._across: float | None = None  # where the head wants to stand while it goes from line to line

    @property
    def selection(self) -> Selection:
        return self._selection

    def set_selection(self, selection: Selection) -> None:
        self._across = None
        self._set(selection)

    def _set(self, selection: Selection) -> None:
        if selection != self._selection:
            self._selection = selection
            self.changed.emit()

    def _renumber(self, message_id: str, moved: Mapping[int, int]) -> None:
        """Something came before what is selected, or went."""

        def there(spot: Spot | None) -> Spot | None:
            found = spot is not None and spot.message_id == message_id
            return spot._replace(segment=moved.get(spot.segment, spot.segment)) if spot and found else spot

        self._selection = Selection(there(self._selection.anchor), there(self._selection.head))
        self._first = Selection(there(self._first.anchor), there(self._first.head))

    def clear(self) -> None:
        self.set_selection(Selection())

    def _row(self, message_id: str) -> int:
        model = self._view.messages
        return model.row_of(message_id) if model is not None else -1

    def _layout(self, spot: Spot) -> RowLayout:
        return self._view.rows.layout(self._row(spot.message_id))

    # ── by mouse ────────────────────────────────────────────────────────────────────────────────────────────────

    def spot_at(self, point: QPointF) -> Spot | None:
        """The place nearest to a point of the viewport."""
        view, rows = self._view, self._view.rows
        if not len(rows.heights):
            return None
        y = min(max(point.y() + view.verticalOffset(), 0.0), float(rows.heights.total - 1))
        row = rows.heights.row_at(int(y))
        place = view.row_rect(row)
        found = rows.layout(row).place_at(QPointF(point.x(), y - view.verticalOffset() - place.top()))
        return Spot(rows.message(row).id, *found)

    def begin(self, spot: Spot | None) -> None:
        self._unit = None
        self.set_selection(Selection(spot, spot))

    def begin_in(self, message_id: str) -> None:
        """Nothing is selected any more; the keys that select begin at the start of this message."""
        start = Spot(message_id, 0, 0)
        self.begin(start if self._layout(start).segments[0].length else self._along(start, "character", forward=True))

    def lead(self, spot: Spot) -> None:
        self._unit = None
        self.set_selection(self._selection.to(spot))

    def take_word(self, spot: Spot) -> None:
        self._take(spot, values.word)

    def take_paragraph(self, spot: Spot) -> None:
        self._take(spot, values.paragraph)

    def _take(self, spot: Spot, unit: _Unit) -> None:
        self._unit, self._first = unit, unit(self._layout(spot), spot)
        self.set_selection(self._first)

    def drag(self, spot: Spot) -> None:
        """Lead on by what was taken first: whole words after a word, whole paragraphs after a paragraph."""
        if self._unit is None:
            self.lead(spot)
        else:
            self.set_selection(self._first.united(self._unit(self._layout(spot), spot), self._row))

    def offer(self) -> None:
        """Where the middle button pastes what is selected: let it have that."""
        clipboard = QGuiApplication.clipboard()
        making = Making(self.rows()) if clipboard.supportsSelection() else None
        if making:
            clipboard.setMimeData(Offer(making), QClipboard.Mode.Selection)

    # ── by keyboard ─────────────────────────────────────────────────────────────────────────────────────────────

    def take_more(self, message_id: str) -> None:
        """All of a message; all messages when that is selected already."""
        model = self._view.messages
        if model is None or not model.rowCount():
            return
        message = values.whole(message_id)
        if self._selection in (message, self._everything()) or model.row_of(message_id) < 0:
            message = self._everything()
        self.set_selection(message)

    def _everything(self) -> Selection:
        model = self._view.messages
        if model is None or not model.rowCount():
            return Selection()
        first, last = model.message_at(0).id, model.message_at(model.rowCount() - 1).id
        return Selection(Spot(first, 0, 0), Spot(last, END, END))

    def step(self, step: Step, *, forward: bool) -> None:
        """Lead the selection on from where it is, or from the first line in sight."""
        head = self._selection.head or self._first_in_sight()
        if head is None or self._row(head.message_id) < 0:
            return
        head = self._clipped(head)
        found = self._across_lines(head, step, forward=forward) if step in ("line", "page") else None
        if step == "all":
            ends = self._everything()
            found = ends.head if forward else ends.anchor
        elif step not in ("line", "page"):
            self._across = None
            found = self._along(head, step, forward=forward)
        if found is not None:
            self._set(Selection(self._selection.anchor or head, found))
            self._view.show_spot(found)
            for segment in self._layout(found).segments[found.segment : found.segment + 1]:
                segment.uncover(found.position)

    def _first_in_sight(self) -> Spot | None:
        spot = self.spot_at(QPointF(0, 0))
        if spot is None or self._layout(spot).segments[spot.segment].length:
            return spot
        return self._along(spot, "character", forward=True)

    def _clipped(self, spot: Spot) -> Spot:
        """A place that is there: the ends of whole messages are behind everything."""
        segments = self._layout(spot).segments
        index = min(spot.segment, len(segments) - 1)
        return Spot(spot.message_id, index, min(spot.position, segments[index].length))

    def _along(self, head: Spot, step: Step, *, forward: bool) -> Spot | None:
        layout = self._layout(head)
        segment = layout.segments[head.segment]
        position = segment.step(head.position, step, forward=forward)
        if position != head.position or step == "line end":
            return head._replace(position=position)
        by = 1 if forward else -1
        index, row = head.segment + by, self._row(head.message_id)
        while True:
            segments = self._view.rows.layout(row).segments
            while 0 <= index < len(segments):
                if segments[index].length:
                    layout = self._view.rows.layout(row)
                    layout.wake_down(index, 1.0, None)
                    return Spot(self._view.rows.message(row).id, index, 0 if forward else segments[index].length)
                index += by
            row += by
            if not 0 <= row < len(self._view.rows.heights):
                return None
            index = 0 if forward else len(self._view.rows.layout(row).segments) - 1

    def _across_lines(self, head: Spot, step: Step, *, forward: bool) -> Spot | None:
        """The place a line, or a screen, below or above."""
        view = self._view
        at = view.point_of(head)
        if self._across is None:
            self._across = at.x()
        far = view.look.pitch(view.look.body) if step == "line" else float(view.viewport().height())
        goal = QPointF(self._across, at.y() + (far if forward else 0.0) + (_NEXT_LINE if forward else -_NEXT_LINE))
        if not forward and step == "page":
            goal.setY(at.y() - far)
        found = self.spot_at(goal)
        while found and step == "line" and self._is_beside(found, at) and self._is_inside(goal):
            goal.setY(goal.y() + (far if forward else -far) / 2)  # over what cannot be selected
            found = self.spot_at(goal)
        return found

    def _is_beside(self, spot: Spot, point: QPointF) -> bool:
        """Whether a place stands in the line at this point."""
        return abs(self._view.point_of(spot).y() - point.y()) < 1

    def _is_inside(self, point: QPointF) -> bool:
        return 0 <= point.y() + self._view.verticalOffset() < self._view.rows.heights.total

    # ── asked by others ─────────────────────────────────────────────────────────────────────────────────────────

    def ranges(self, row: int, layout: RowLayout) -> Ranges:
        return self._selection.ranges(row, layout, self._row)

    def rows(self) -> list[Row]:
        """What is selected of each message, by whom; nothing when nothing is."""
        ends = self._selection.ends(self._row)
        if ends is None:
            return []
        rows, model = self._view.rows, self._view.messages
        found = []
        for row in range(ends[0][0], ends[1][0] + 1):
            message = rows.message(row)
            inside = ends[0][0] < row < ends[1][0]
            is_text = inside and not may_show_more(message, rows.opened_in(message.id))
            pieces = whole(message) if is_text else self._pieces(row, message)
            found.append((model.author(message) if model else "", pieces))
        return found

    def _pieces(self, row: int, message: Message) -> Pieces:
        layout = self._view.rows.layout(row)
        ends = self._selection.ends(self._row)
        last = ends[1] if ends and ends[1][0] == row else (row, END, END)
        while not _reaches(layout, *last[1:]) and layout.advance():
            pass  # text that waits is selected too
        if self._selection.covers(row, layout, self._row) and shows_text_alone(message, layout):
            return whole(message)
        found = self._selection.ranges(row, layout, self._row)
        beyond = {index: (start, END) for index, (start, _stop) in found.items() if _runs_on(layout, index, *last[1:])}
        return excerpt(layout, {**found, **beyond})

    def mime(self) -> QMimeData | None:
        """What is selected, for the clipboard, however long it takes; None when nothing is."""
        making = Making(self.rows())
        while making.step():
            pass
        return making.mime() if making else None


def _reaches(layout: RowLayout, index: int, position: int) -> bool:
    """Whether a place in a row is laid out; END is not."""
    segment = layout.segments[index] if index < len(layout.segments) else None
    return isinstance(segment, Section) and segment.is_awake and position < segment.length


def _runs_on(layout: RowLayout, index: int, last: int, position: int) -> bool:
    """Whether all is taken that follows in a segment, also what is not laid out, when a selection ends there."""
    return isinstance(layout.segments[index], Section) and (index < last or position == END)
