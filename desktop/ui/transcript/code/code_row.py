"""One row of code: laid out once with its colours, painted many times.

The trap: Qt breaks a line at a few rare characters even where it was told not to; they are shown as spaces.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QTextCharFormat, QTextLayout, QTextOption

from desktop.ui.look.tokens import ColorRole
from desktop.ui.transcript import utf16
from desktop.ui.transcript.code.code_lines import TAB, is_simple
from desktop.ui.transcript.code.highlight import Inks
from desktop.ui.transcript.look import Look, has_right_to_left
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
        found: Iterable[tuple[int, int]] = (),
        *,
        is_found: bool = False,
    ) -> None:
        """`found` are words that were looked for; `is_found` says that what is chosen is such a place."""
        line = QRectF(x, top, 0, pitch)
        ranges = [self._marked(painter, line, *place, "found") for place in found if not is_found or place != chosen]
        if chosen:
            ranges.append(self._marked(painter, line, *chosen, "found-here" if is_found else "selection"))
        painter.setPen(self._look.color("text"))
        self._layout.draw(painter, QPointF(x, top + (pitch - self._height) / 2), ranges)
        if chosen and is_found:
            paint_edge(painter, [self._rect(line, *chosen)], self._look)

    def _rect(self, line: QRectF, start: int, stop: int) -> QRectF:
        left, right = self.x_of(start), self.x_of(stop)
        return QRectF(line.left() + left, line.top(), right - left, line.height())

    def _marked(
        self, painter: QPainter, line: QRectF, start: int, stop: int, ground: ColorRole
    ) -> QTextLayout.FormatRange:
        made = QTextCharFormat()
        made.setForeground(self._look.color("selection-text"))
        if has_right_to_left(self.text):
            made.setBackground(self._look.color(ground))
        else:
            painter.fillRect(self._rect(line, start, stop), self._look.color(ground))
        found = QTextLayout.FormatRange()
        found.start, found.length, found.format = start, stop - start, made
        return found

    def x_of(self, position: int) -> float:
        # WORKAROUND PySide6 hands out QTextLine.cursorToX as (x, position).
        found: object = self._layout.lineAt(0).cursorToX(min(position, self._length))
        return float(found[0]) if isinstance(found, tuple) else float(found)  # type: ignore[arg-type] # a pair in one binding, a number in another

    def position_at(self, x: float) -> int:
        return min(self._layout.lineAt(0).xToCursor(x), self._length)
