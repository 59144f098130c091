"""Marks words that were looked for: the ground behind each, and the words on it in the colour that is read there.

The trap: a layout that is drawn with a format for each word cuts each out of all the others, so its time grows as the
square of how many there are. Here all words on marks are drawn at once, and all others at once.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeAlias

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QRegion, QTextCharFormat, QTextLayout, QTextLine

from desktop.ui.look.tokens import ColorRole
from desktop.ui.transcript.look import Look

_ALL: Final = 2**30
Places: TypeAlias = Sequence[tuple[int, int]]
"""From, to; from the first to the last, none in another."""


def within(places: Places, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """What of them stands between two positions."""
    first = max(bisect_left(places, (start, 0)) - 1, 0)
    for begin, end in places[first : bisect_left(places, (stop, 0))]:
        if start < end:
            yield max(begin, start), min(end, stop)


def beside(places: Iterable[tuple[int, int]], chosen: tuple[int, int] | None) -> Iterator[tuple[int, int]]:
    """What of them is not chosen: what is chosen looks so, whatever was looked for."""
    for start, stop in places:
        if chosen is None or stop <= chosen[0] or chosen[1] <= start:
            yield start, stop
            continue
        if start < chosen[0]:
            yield start, chosen[0]
        if chosen[1] < stop:
            yield chosen[1], stop


def sides(line: QTextLine, start: int, stop: int, *, mixed: bool) -> Iterator[tuple[float, float]]:
    """From where to where some characters of a line stand; where directions mix they may stand apart."""
    if mixed:  # a cursor has two places where directions meet
        rects = (run.boundingRect() for run in line.glyphRuns(start, stop - start))
        yield from ((rect.left(), rect.right()) for rect in rects)
    else:
        left, right = sorted((x_of(line, start), x_of(line, stop)))
        yield left, right


def x_of(line: QTextLine, position: int) -> float:
    """WORKAROUND PySide6 hands out QTextLine.cursorToX as (x, position)."""
    found: object = line.cursorToX(position)
    return float(found[0]) if isinstance(found, tuple) else float(found)  # type: ignore[arg-type] # a pair in one binding, a number in another


def fill(painter: QPainter, rects: Iterable[QRectF], color: QColor) -> None:
    for rect in rects:
        painter.fillRect(rect, color)


def draw(
    painter: QPainter,
    layout: QTextLayout,
    at: QPointF,
    marks: Sequence[QRectF],
    chosen: Sequence[QTextLayout.FormatRange],
    look: Look,
    room: QRectF,
) -> None:
    """Draw what stands in `room`: the words on the marks, then the others. The pen has the colour of these."""
    if not marks:
        layout.draw(painter, at, chosen, room)
        return
    region = QRegion()
    for rect in marks:
        region += rect.toRect()
    for clip, ranges in (
        (region, [inked(0, _ALL, look)]),
        (QRegion(room.toAlignedRect()) - region, chosen),
    ):
        painter.save()
        painter.setClipRegion(clip, Qt.ClipOperation.IntersectClip)
        layout.draw(painter, at, ranges, room)
        painter.restore()


def inked(start: int, stop: int, look: Look, ground: ColorRole | None = None) -> QTextLayout.FormatRange:
    """The words from one position to another as they look on a mark; Qt paints the ground when one is given."""
    made = QTextCharFormat()
    made.setForeground(look.color("selection-text"))
    if ground is not None:
        made.setBackground(look.color(ground))
    found = QTextLayout.FormatRange()
    found.start, found.length, found.format = start, stop - start, made
    return found
