"""One paragraph broken into lines at one width: measured, painted, and asked where a point or a character is.

QTextLayout itself, not QTextDocument: a paragraph of 400 characters is laid out in 0.06 ms and holds no undo stack.
The trap: Qt's line height is the font's; the reading pitch is ours, so every line is placed by hand.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
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
from desktop.ui.transcript.text.marks import beside, draw, fill, inked, sides, within, x_of

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
        ranges = self._ranges()
        self._has_colours = any(one.format.hasProperty(QTextCharFormat.Property.ForegroundBrush) for one in ranges)
        self._layout.setFormats(ranges)

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

    def _range(self, start: int, stop: int, made: QTextCharFormat) -> QTextLayout.FormatRange:
        found = QTextLayout.FormatRange()
        found.start, found.format = self._isolates.begin(start), made
        found.length = self._isolates.end(stop) - found.start
        return found

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
        index = max(bisect_right(self._tops, y) - 1, 0)
        return self._isolates.position(self._layout.lineAt(index).xToCursor(x))

    def top_of(self, position: int) -> float:
        """Where the line with this character starts."""
        line = self._line_with(position)
        return self._tops[line.lineNumber()] if line.isValid() and self._tops else 0.0

    def point_of(self, position: int) -> QPointF:
        """Where a character starts, and the top of its line."""
        line = self._line_with(position)
        return QPointF(x_of(line, self._isolates.begin(position)) if line.isValid() else 0.0, self.top_of(position))

    def _line_with(self, position: int) -> QTextLine:
        return self._layout.lineForTextPosition(self._isolates.begin(min(position, self.length)))

    def _ends(self, line: QTextLine) -> tuple[int, int]:
        """The positions that a line begins and ends at."""
        start = line.textStart()
        return self._isolates.position(start), self._isolates.position(start + line.textLength())

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
                left, right = sorted((x_of(line, first), x_of(line, last)))
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
        lines, room = self._in_sight(painter, x, y)
        marks: list[QRectF] = []
        if scene is not None and scene.needle is not None:
            marks = [rect.translated(x, y) for rect in self._marks(scene.needle, selection, lines)]
            fill(painter, marks, self.look.color("found"))
        ground: ColorRole = "found-here" if is_found else "selection"
        chosen = self._chosen(painter, QPointF(x, y), selection, ground, lines)
        painter.setPen(self._color)
        draw(painter, self._layout, QPointF(x, y), marks if self._is_coloured else (), chosen, self.look, room)
        if selection and is_found:
            paint_edge(painter, [rect.translated(x, y) for rect in self.rects(*selection)], self.look)

    @property
    def _is_coloured(self) -> bool:
        """Whether some of it has another colour than words on a mark."""
        return self._has_colours or self._color != self.look.color("selection-text")

    def _in_sight(self, painter: QPainter, x: float, y: float) -> tuple[range, QRectF]:
        """The lines to paint and where they stand. Signs may reach out of theirs: those beside are painted too."""
        first, last, tops = 0, len(self._tops), self._tops
        seen = QRectF(x, y, max(self.width, self.natural_width), self.height)
        if painter.hasClipping():
            seen = painter.clipBoundingRect()
            first = max(bisect_right(tops, seen.top() - y) - 2, 0)
            last = min(bisect_right(tops, seen.bottom() - y) + 1, last)
        pitch = self.look.pitch(self._font)
        return range(first, last), seen.adjusted(-pitch, -pitch, pitch, pitch)

    def _marks(self, needle: Needle, chosen: tuple[int, int] | None, lines: range) -> Iterator[QRectF]:
        """Where the words that are looked for stand in some lines, if they are not chosen."""
        places = self.found(needle)
        for index in lines if places else ():
            line = self._layout.lineAt(index)
            begin, end = self._ends(line)
            bottom = self._tops[index + 1] if index + 1 < len(self._tops) else self.height
            for start, stop in beside(within(places, begin, end), chosen):
                first, last = self._isolates.begin(start), self._isolates.end(stop)
                for left, right in sides(line, first, last, mixed=self._mixed):
                    yield QRectF(left, self._tops[index], right - left, bottom - self._tops[index])

    def _chosen(
        self, painter: QPainter, at: QPointF, selection: tuple[int, int] | None, ground: ColorRole, lines: range
    ) -> list[QTextLayout.FormatRange]:
        """What of a selection stands in some lines. Left to Qt where directions mix: torn between lines, but right."""
        if selection is None or not lines:
            return []
        start = max(selection[0], self._ends(self._layout.lineAt(lines[0]))[0])
        stop = min(selection[1], self._ends(self._layout.lineAt(lines[-1]))[1])
        if start >= stop:
            return []
        if not self._mixed:
            rects = (rect.translated(at) for rect in self.rects(start, stop))
            fill(painter, rects, self.look.color(ground))
        first, last = self._isolates.begin(start), self._isolates.end(stop)
        return [inked(first, last, self.look, ground if self._mixed else None)]

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
