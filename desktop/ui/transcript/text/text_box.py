"""One paragraph broken into lines at one width: measured, painted, and asked where a point or a character is.

QTextLayout itself, not QTextDocument: a paragraph of 400 characters is laid out in 0.06 ms and holds no undo stack.
The trap: Qt's line height is the font's; the reading pitch is ours, so every line is placed by hand.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt, QTextBoundaryFinder
from PySide6.QtGui import QFont, QPainter, QPen, QTextCharFormat, QTextLayout, QTextLine

from desktop.core.blocks import Inlines, Span
from desktop.core.find import Needle
from desktop.ui.look.tokens import ColorRole
from desktop.ui.transcript import utf16
from desktop.ui.transcript.look import Look, has_right_to_left, reads_right_to_left
from desktop.ui.transcript.segment import Scene
from desktop.ui.transcript.text.isolates import Isolates

LINE_BREAK: Final = "\u2028"
_UNBOUNDED: Final = 100_000.0


class TextBox:
    """Positions are in UTF-16 units, places relative to the box's top left corner."""

    def __init__(
        self,
        inlines: Inlines,
        look: Look,
        *,
        font: QFont | None = None,
        role: ColorRole = "text",
        align: Qt.AlignmentFlag | None = None,
        ltr: bool = False,
        breaks_anywhere: bool = False,
    ) -> None:
        self.look = look
        self.inlines = inlines
        self.text = "".join(span.text for span in inlines).replace("\n", LINE_BREAK)
        self.length = utf16.length(self.text)
        self.rtl = not ltr and reads_right_to_left(self.text)
        self.width = self.height = self.natural_width = 0.0
        self._mixed = has_right_to_left(self.text)
        self._font = font or look.body
        self._color = look.color(role)
        self._links: list[tuple[int, int, str]] = []
        self._codes: list[tuple[int, int]] = []
        self._tops: list[float] = []
        self._found: tuple[Needle | None, list[tuple[int, int]]] = (None, [])
        self._isolates = Isolates(inlines, mixed=self._mixed)
        self._layout = QTextLayout(self._isolates.text.replace("\n", LINE_BREAK), self._font)
        option = look.option(align, rtl=self.rtl, breaks_anywhere=breaks_anywhere)
        self._is_left = option.alignment() == Qt.AlignmentFlag.AlignLeft
        self._layout.setTextOption(option)
        self._layout.setCacheEnabled(True)
        self._layout.setFormats(self._ranges())

    def _ranges(self) -> list[QTextLayout.FormatRange]:
        ranges, at = [], 0
        for span in self.inlines:
            size = utf16.length(span.text)
            made = self.look.format(span)
            if made is not None:
                ranges.append(self._range(at, at + size, made))
            if span.link:
                self._links.append((at, at + size, span.link))
            if span.code:
                self._codes.append((at, at + size))
            at += size
        return ranges

    @cached_property
    def wanted_width(self) -> float:
        """As wide as it is when nothing wraps."""
        self.resize(_UNBOUNDED)
        return self.natural_width

    @cached_property
    def word_width(self) -> float:
        """As wide as its longest word. Call `resize` after."""
        self.resize(_UNBOUNDED)
        word = max(self.text.split(), key=len, default="")
        start = utf16.length(self.text[: self.text.index(word)])
        return max((rect.width() for rect in self.rects(start, start + utf16.length(word))), default=0.0)

    def resize(self, width: float) -> None:
        if self._tops and max(width, 1.0) == self.width:
            return
        if len(self._tops) == 1 and self._is_left and self.natural_width + 1 <= width:
            self.width = width  # a line that fits stands as it stood
            return
        self.width = max(width, 1.0)
        pitch = self.look.pitch(self._font)
        self._tops = []
        layout, y, natural = self._layout, 0.0, 0.0
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(self.width)
            advance = max(pitch, line.height())
            line.setPosition(QPointF(0, y + (advance - line.height()) / 2))
            natural = max(natural, line.naturalTextWidth())
            self._tops.append(y)
            y += advance
        layout.endLayout()
        self.height, self.natural_width = y, natural

    @property
    def first_line_height(self) -> float:
        return self._tops[1] if len(self._tops) > 1 else self.height

    def links(self) -> Iterable[tuple[int, int, str]]:
        """Start, stop and target of each link."""
        return self._links

    def position_at(self, x: float, y: float) -> int:
        if not self._tops or y < 0:
            return 0
        if y >= self.height:
            return self.length
        index = next((i for i in range(len(self._tops) - 1, -1, -1) if self._tops[i] <= y), 0)
        return self._isolates.position(self._layout.lineAt(index).xToCursor(x))

    def top_of(self, position: int) -> float:
        """Where the line with this character starts."""
        line = self._line_with(position)
        return self._tops[line.lineNumber()] if line.isValid() and self._tops else 0.0

    def point_of(self, position: int) -> QPointF:
        """Where a character starts, and the top of its line."""
        line = self._line_with(position)
        return QPointF(
            _x(line.cursorToX(self._isolates.begin(position))) if line.isValid() else 0.0, self.top_of(position)
        )

    def _line_with(self, position: int) -> QTextLine:
        return self._layout.lineForTextPosition(self._isolates.begin(min(position, self.length)))

    def word_at(self, position: int) -> tuple[int, int]:
        finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Word, self.text)
        finder.setPosition(min(position, self.length))
        start = finder.position() if finder.isAtBoundary() and position < self.length else finder.toPreviousBoundary()
        finder.setPosition(max(start, 0))
        stop = finder.toNextBoundary()
        return max(start, 0), self.length if stop < 0 else stop

    def rects(self, start: int, stop: int) -> list[QRectF]:
        """The places that a run of characters takes, one per line."""
        found: list[QRectF] = []
        first_line = self._line_with(start)
        start, stop = self._isolates.begin(start), self._isolates.end(stop)
        for index in range(first_line.lineNumber() if first_line.isValid() else 0, len(self._tops)):
            line, top = self._layout.lineAt(index), self._tops[index]
            if line.textStart() >= stop:
                break
            first, last = max(start, line.textStart()), min(stop, line.textStart() + line.textLength())
            if first < last:
                left, right = sorted((_x(line.cursorToX(first)), _x(line.cursorToX(last))))
                bottom = self._tops[index + 1] if index + 1 < len(self._tops) else self.height
                found.append(QRectF(left, top, right - left, bottom - top))
        return found

    def paint(
        self,
        painter: QPainter,
        x: float,
        y: float,
        selection: tuple[int, int] | None = None,
        scene: Scene | None = None,
    ) -> None:
        if self._codes:
            self._paint_codes(painter, x, y)
        is_found = scene is not None and scene.is_found
        marked: list[QTextLayout.FormatRange] = []
        if scene is not None and scene.needle is not None:
            places = (place for place in self.found(scene.needle) if not is_found or place != selection)
            marked += [self._marked(painter, x, y, *place, "found") for place in places]
        if selection and selection[0] < selection[1]:
            ground: ColorRole = "found-here" if is_found else "selection"
            marked.append(self._marked(painter, x, y, *selection, ground))
        painter.setPen(self._color)
        self._layout.draw(painter, QPointF(x, y), marked)
        if selection and is_found:
            paint_edge(painter, [rect.translated(x, y) for rect in self.rects(*selection)], self.look)

    def found(self, needle: Needle) -> list[tuple[int, int]]:
        """Where it stands, looked up once."""
        if self._found[0] is not needle:
            self._found = (needle, utf16.places(self.searched, needle.places(self.searched)))
        return self._found[1]

    @property
    def searched(self) -> str:
        """The words in which others are looked for."""
        return self.text

    def _paint_codes(self, painter: QPainter, x: float, y: float) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.look.color("code-surface"))
        radius = self.look.sizes.space_xs
        for start, stop in self._codes:
            for rect in self.rects(start, stop):
                painter.drawRoundedRect(rect.translated(x, y).adjusted(-2, 1, 2, -1), radius, radius)

    def _marked(
        self, painter: QPainter, x: float, y: float, start: int, stop: int, ground: ColorRole
    ) -> QTextLayout.FormatRange:
        """Marks some words. Left to Qt where directions mix: its own marking is torn between lines, but right."""
        made = QTextCharFormat()
        made.setForeground(self.look.color("selection-text"))
        if self._mixed:
            made.setBackground(self.look.color(ground))
        else:
            for rect in self.rects(start, stop):
                painter.fillRect(rect.translated(x, y), self.look.color(ground))
        return self._range(start, stop, made)

    def _range(self, start: int, stop: int, made: QTextCharFormat) -> QTextLayout.FormatRange:
        found = QTextLayout.FormatRange()
        found.start, found.format = self._isolates.begin(start), made
        found.length = self._isolates.end(stop) - found.start
        return found

    def plain(self, start: int, stop: int) -> str:
        return utf16.cut(self.text, start, stop).replace(LINE_BREAK, "\n")

    def spans(self, start: int, stop: int) -> Inlines:
        """The spans between two positions, cut at both."""
        found, at = [], 0
        for span in self.inlines:
            size = utf16.length(span.text)
            first, last = max(start - at, 0), min(stop - at, size)
            if first < last:
                text = utf16.cut(span.text, first, last)
                found.append(Span(text, span.bold, span.italic, span.code, span.strike, span.link))
            at += size
        return tuple(found)


def paint_edge(painter: QPainter, rects: Iterable[QRectF], look: Look) -> None:
    """The line around the place that was gone to: colour alone does not tell it from the others."""
    painter.setPen(QPen(look.color("selection-text"), look.sizes.line_width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for rect in rects:
        painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5))


def _x(found: object) -> float:
    """WORKAROUND PySide6 hands out QTextLine.cursorToX as (x, position)."""
    return float(found[0]) if isinstance(found, tuple) else float(found)  # type: ignore[arg-type] # a pair in one binding, a number in another
