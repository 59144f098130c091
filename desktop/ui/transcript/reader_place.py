"""Where the reader is, told so that matches can be compared with it, and what is selected there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from desktop.ui.transcript import utf16
from desktop.ui.transcript.text.section import Section
from desktop.ui.transcript.text.text_box import LINE_BREAK
from desktop.ui.transcript.tools.tally import Order

if TYPE_CHECKING:
    from desktop.ui.transcript.view import TranscriptView

LONGEST: Final = 100
"""Positions of a selection that is looked for."""


class ReaderPlace(NamedTuple):
    """A message, and the order of a match that would stand at this place in it; None for its start."""

    message_id: str
    order: Order | None


def place_in(view: TranscriptView) -> ReaderPlace:
    """The start of the selection, else what stands at the top of the view."""
    ends = view.hand.selecting.selection.ends(lambda message_id: _row(view, message_id))
    if ends is not None:
        return _place(view, *ends[0])
    seen = view.rows_in_sight()
    if not seen:
        return ReaderPlace("", None)
    layout = view.rows.layout(seen[0])
    return _place(view, seen[0], layout.segment_at(float(-view.row_rect(seen[0]).top())), 0)


def _row(view: TranscriptView, message_id: str) -> int:
    return view.messages.row_of(message_id) if view.messages is not None else -1


def _place(view: TranscriptView, row: int, index: int, position: int) -> ReaderPlace:
    message, segments = view.rows.message(row), view.rows.layout(row).segments
    if not any(segment.key for segment in segments[: index + 1]):
        return ReaderPlace(message.id, None)  # also before what is closed at its beginning
    for segment in segments[index:]:
        if segment.key:
            name, _, at = segment.key.partition(".")
            inside = position if isinstance(segment, Section) else 0
            return ReaderPlace(message.id, (int(name.split(":")[1]), int(at or 0), inside))
        position = 0
    return ReaderPlace(message.id, (len(message.parts), 0, 0))


def selected_words(view: TranscriptView) -> str:
    """The selection when it is short enough to be looked for, and in one line; else nothing."""
    ends = view.hand.selecting.selection.ends(lambda message_id: _row(view, message_id))
    if ends is None or ends[0][:2] != ends[1][:2] or ends[1][2] - ends[0][2] > LONGEST:
        return ""
    row, index, start = ends[0]
    segments = view.rows.layout(row).segments
    words = utf16.cut(segments[index].content, start, ends[1][2]) if index < len(segments) else ""
    return "" if "\n" in words or LINE_BREAK in words else words
