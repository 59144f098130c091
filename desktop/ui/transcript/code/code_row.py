"""One row of code: laid out once with its colours, painted many times.

The trap: Qt breaks a line at a few rare characters even where it was told not to; they are shown as spaces.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QTextCharFormat, QTextLayout, QTextOption

from desktop.ui.look.tokens import ColorRole
from desktop.ui.transcript import utf16
from desktop.ui.transcript.code.code_lines import TAB, is_simple
from desktop.ui.transcript.code.highlight import Inks
from desktop.ui.transcript.look import Look, has_right_to_left
from desktop.ui.transcript.text.marks import beside, draw, fill, inked, sides, within, x_of
from desktop.ui.transcript.text.text_box import paint_edge

_NO_BREAKS: Final = dict.fromkeys((0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029), " ")
_UNBOUNDED: Final = 1_000_000.0


class CodeRow:
    """Positions are in UTF-16 units from the row's start; `formats` are those of the colours in `inks`."""

    def __init__(
        self, text: str, look: Look, inks: Inks = (), formats: Mapping[ColorRole, QTextCharFormat] | None = None
    ) -> None:
        self.inks = inks
        self.text = text
        self._look = look
        self._is_simple = is_simple(text)
        self._length = utf16.length(text)
        self._is_mixed = has_right_to_left(text)
        self._layout = QTextLayout(text if self._is_simple else text.translate(_NO_BREAKS), look.code)
        option = QTextOption(Qt.AlignmentFlag.AlignLeft)
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
        option.setTabStopDistance(TAB * look.code_advance)
        self._layout.setTextOption(option)
        self._layout.setCacheEnabled(True)
        self._layout.setFormats([self._range(start, stop, (formats or {})[role]) for start, stop, role in inks])
        self._layout.beginLayout()
        line = self._layout.createLine()
        line.setLineWidth(_UNBOUNDED)
        self._layout.endLayout()
        self._height = line.height()

    def _range(self, start: int, stop: int, made: QTextCharFormat) -> QTextLayout.FormatRange:
        if not self._is_simple:
            start, stop = utf16.length(self.text[:start]), utf16.length(self.text[:stop])
        found = QTextLayout.FormatRange()
        found.start, found.length, found.format = start, stop - start, made
        return found

    def paint(
        self,
        painter: QPainter,
        x: float,
        top: float,
        pitch: float,
        chosen: tuple[int, int] | None,
        found: Sequence[tuple[int, int]] = (),
        *,
        is_found: bool = False,
    ) -> None:
        """`found` are words that were looked for; `is_found` says that what is chosen is such a place."""
        look, line = self._look, QRectF(x, top, 0, pitch)
        room = QRectF(x, top, self._layout.lineAt(0).naturalTextWidth(), pitch).adjusted(-pitch, -pitch, pitch, pitch)
        if painter.hasClipping():
            room &= painter.clipBoundingRect()
        places = beside(within(found, *self._between(room.left() - x, room.right() - x)), chosen)
        marks = [rect for place in places for rect in self._rects(line, *place)]
        fill(painter, marks, look.color("found"))
        ground: ColorRole = "found-here" if is_found else "selection"
        ranges = []
        if chosen:
            ranges.append(inked(*chosen, look, ground if self._is_mixed else None))
            fill(painter, () if self._is_mixed else self._rects(line, *chosen), look.color(ground))
        painter.setPen(look.color("text"))
        draw(painter, self._layout, QPointF(x, top + (pitch - self._height) / 2), marks, ranges, look, room)
        if chosen and is_found:
            paint_edge(painter, self._rects(line, *chosen), look)

    def _between(self, left: float, right: float) -> tuple[int, int]:
        """The positions that stand between two places, and perhaps some beside them."""
        line = self._layout.lineAt(0)
        return (0, self._length) if self._is_mixed else (max(line.xToCursor(left) - 1, 0), line.xToCursor(right) + 1)

    def _rects(self, line: QRectF, start: int, stop: int) -> list[QRectF]:
        found = sides(self._layout.lineAt(0), start, min(stop, self._length), mixed=self._is_mixed)
        return [QRectF(line.left() + left, line.top(), right - left, line.height()) for left, right in found]

    def x_of(self, position: int) -> float:
        return x_of(self._layout.lineAt(0), min(position, self._length))

    def position_at(self, x: float) -> int:
        return min(self._layout.lineAt(0).xToCursor(x), self._length)
