"""One row of code: laid out once with its colours, painted many times.

The trap: Qt breaks a line at a few rare characters even where it was told not to; they are shown as spaces.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QTextCharFormat, QTextLayout, QTextOption

from desktop.ui.theme import ColorRole
from desktop.ui.transcript import utf16
from desktop.ui.transcript.code_lines import TAB, is_simple
from desktop.ui.transcript.highlight import Inks
from desktop.ui.transcript.look import Look, has_right_to_left

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

    def paint(self, painter: QPainter, x: float, top: float, pitch: float, chosen: tuple[int, int] | None) -> None:
        ranges = []
        if chosen:
            made = QTextCharFormat()
            made.setForeground(self._look.color("selection-text"))
            if has_right_to_left(self.text):
                made.setBackground(self._look.color("selection"))
            else:
                left, right = self.x_of(chosen[0]), self.x_of(chosen[1])
                painter.fillRect(QRectF(x + left, top, right - left, pitch), self._look.color("selection"))
            found = QTextLayout.FormatRange()
            found.start, found.length, found.format = chosen[0], chosen[1] - chosen[0], made
            ranges.append(found)
        painter.setPen(self._look.color("text"))
        self._layout.draw(painter, QPointF(x, top + (pitch - self._height) / 2), ranges)

    def x_of(self, position: int) -> float:
        # WORKAROUND PySide6 hands out QTextLine.cursorToX as (x, position).
        found: object = self._layout.lineAt(0).cursorToX(min(position, self._length))
        return float(found[0]) if isinstance(found, tuple) else float(found)  # type: ignore[arg-type]

    def position_at(self, x: float) -> int:
        return min(self._layout.lineAt(0).xToCursor(x), self._length)
