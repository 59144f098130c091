"""A table: columns as wide as their words need, narrower where there is no room, each cell wrapped.

The columns run in the direction of the header's words; the words in a cell keep their own direction.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate, pairwise

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from desktop.core import blocks
from desktop.core.blocks import Inlines, Span
from desktop.core.text import revealed
from desktop.ui.transcript.look import Look, reads_right_to_left
from desktop.ui.transcript.segment import Action, Scene, Segment, Target
from desktop.ui.transcript.text.markdown_text import table_markdown
from desktop.ui.transcript.text.pieces import Level
from desktop.ui.transcript.text.text_box import TextBox

_SIDES = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "center": Qt.AlignmentFlag.AlignHCenter,
    "right": Qt.AlignmentFlag.AlignRight,
}


class Table(Segment):
    """Selectable by whole text: cells one after the other, rows on lines of their own."""

    wide = True

    def __init__(self, table: blocks.Table, look: Look, *, key: str, levels: tuple[Level, ...] = ()) -> None:
        super().__init__(look)
        self.table = table
        self.levels = levels
        self.key = key
        self._used = 0.0
        self._rows: list[list[TextBox]] = []
        self._columns: list[tuple[float, float]] = []
        self._tops: list[float] = []
        self.set_table(table)

    def set_table(self, table: blocks.Table) -> None:
        """Take the table; what it shares with the one before is not laid out again. Call `resize` after."""
        old, rows = self._rows, (table.header, *table.rows)
        same = (table.header, table.alignments) == (self.table.header, self.table.alignments)
        before = (self.table.header, *self.table.rows) if old and same else ()
        self.table = table
        self.is_stale = True
        self.rtl = _reads_right_to_left(table, mirrored=self.look.mirrored)
        self._rows = [
            old[index] if index < len(before) and before[index] == row else self._boxes(row, header=index == 0)
            for index, row in enumerate(rows)
        ]
        self._starts = [*accumulate((box.length + 1 for row in self._rows for box in row), initial=0)]

    def _boxes(self, cells: tuple[Inlines, ...], *, header: bool = False) -> list[TextBox]:
        font = self.look.strong if header else self.look.body
        start = Qt.AlignmentFlag.AlignRight if self.rtl else Qt.AlignmentFlag.AlignLeft
        return [
            TextBox(cell or (Span(""),), self.look, font=font, align=_SIDES.get(side, start))
            for cell, side in zip(cells, self.table.alignments, strict=False)
        ]

    @property
    def length(self) -> int:
        return max(self._starts[-1] - 1, 0)

    def resize(self, width: float) -> None:
        pad, gap = self.look.sizes.space_m, self.look.sizes.space_s
        widths = self._widths(width, 2 * pad)
        lefts = [*accumulate(widths, initial=0.0)]
        self._columns = [
            (width - left - wide if self.rtl else left, wide) for left, wide in zip(lefts, widths, strict=False)
        ]
        y = 0.0
        self._tops = []
        for row in self._rows:
            self._tops.append(y)
            for box, (_left, wide) in zip(row, self._columns, strict=False):
                box.resize(wide - 2 * pad)
            y += max((box.height for box in row), default=0.0) + 2 * gap
        self._tops.append(y)
        self.width, self.height = width, y
        self._used = sum(widths)

    def _widths(self, width: float, pad: float) -> list[float]:
        """Natural widths when they fit; else the widest columns share what the narrow ones leave."""
        wanted = []
        for column in range(len(self.table.header)):
            natural = max((row[column].wanted_width for row in self._rows if column < len(row)), default=0.0)
            wanted.append(float(int(natural + pad + 2)))
        if sum(wanted) <= width:
            return wanted
        limit = _water_level(wanted, width)
        return [min(one, max(limit, pad + 24)) for one in wanted]

    def paint(self, painter: QPainter, scene: Scene, selection: tuple[int, int] | None) -> None:
        self.paint_bars(painter)
        look, sizes = self.look, self.look.sizes
        left = self.width - self._used if self.rtl else 0.0
        outer = QRectF(left + 0.5, 0.5, self._used - 1, self.height - 1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("code-surface"))
        painter.drawRoundedRect(QRectF(left, 0, self._used, self._tops[1]), sizes.radius_control, sizes.radius_control)
        painter.setPen(QPen(look.color("line"), sizes.line_width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(outer, sizes.radius_control, sizes.radius_control)
        for top in self._tops[1:-1]:
            painter.fillRect(QRectF(left, round(top), self._used, sizes.line_width), look.color("line"))
        seen = painter.clipBoundingRect() if painter.hasClipping() else outer
        for cell, box, place in self._cells():
            if place.intersects(seen):
                chosen = self._chosen(cell, box, selection)
                box.paint(painter, place.x() + sizes.space_m, place.y() + sizes.space_s, chosen, scene)

    def _cells(self) -> Iterator[tuple[int, TextBox, QRectF]]:
        """Number, words and place of each cell."""
        cell = 0
        for row, (top, bottom) in zip(self._rows, pairwise(self._tops), strict=False):
            for box, (x, wide) in zip(row, self._columns, strict=False):
                yield cell, box, QRectF(x, top, wide, bottom - top)
                cell += 1

    def _chosen(self, cell: int, box: TextBox, selection: tuple[int, int] | None) -> tuple[int, int] | None:
        if selection is None:
            return None
        start = self._starts[cell]
        first, last = max(selection[0] - start, 0), min(selection[1] - start, box.length)
        return (first, last) if first < last else None

    def targets(self) -> list[Target]:
        found = []
        pad, gap = self.look.sizes.space_m, self.look.sizes.space_s
        for cell, box, place in self._cells():
            for start, stop, address in box.links():
                rects = tuple(rect.translated(place.x() + pad, place.y() + gap) for rect in box.rects(start, stop))
                key = f"{self.key}:link{cell}.{start}"
                found.append(Target(key, Action.LINK, address, box.plain(start, stop), rects, tip=revealed(address)))
        return found

    def _cell_at(self, x: float, y: float) -> tuple[int, TextBox, float, float]:
        row = next((i for i in range(len(self._rows) - 1, -1, -1) if self._tops[i] <= y), 0)
        boxes = self._rows[row]
        inside = (i for i, (left, wide) in enumerate(self._columns) if left <= x < left + wide and i < len(boxes))
        outside = 0 if (x < self._columns[0][0]) != self.rtl else len(boxes) - 1
        column = next(inside, outside)
        cell = sum(len(one) for one in self._rows[:row]) + column
        return cell, boxes[column], self._columns[column][0], self._tops[row]

    def position_at(self, x: float, y: float) -> int:
        cell, box, left, top = self._cell_at(x, y)
        pad, gap = self.look.sizes.space_m, self.look.sizes.space_s
        down = min(max(y - top - gap, 0.0), max(box.height - 1, 0.0))
        return self._starts[cell] + box.position_at(x - left - pad, down)

    def top_of(self, position: int) -> float:
        cell = next((i for i in range(len(self._starts) - 2, -1, -1) if self._starts[i] <= position), 0)
        for row, top in zip(self._rows, self._tops, strict=False):
            if cell < len(row):
                return top
            cell -= len(row)
        return 0.0

    def word_at(self, position: int) -> tuple[int, int]:
        cell = next((i for i in range(len(self._starts) - 2, -1, -1) if self._starts[i] <= position), 0)
        box = [box for row in self._rows for box in row][cell]
        first, last = box.word_at(position - self._starts[cell])
        return self._starts[cell] + first, self._starts[cell] + last

    def plain(self, start: int, stop: int) -> str:
        found, cell = [], 0
        for row in self._rows:
            words = []
            for box in row:
                chosen = self._chosen(cell, box, (start, stop))
                words += [box.plain(*chosen)] if chosen else []
                cell += 1
            if words:
                found.append("\t".join(words))
        return "\n".join(found)

    @property
    def content(self) -> str:
        return "\n".join(box.text for row in self._rows for box in row)

    def passages(self) -> Iterator[tuple[int, str]]:
        return zip(self._starts, (box.text for row in self._rows for box in row), strict=False)

    def markdown(self, start: int, stop: int) -> str:
        whole = (start, stop) == (0, self.length)
        return table_markdown(self.table, self.levels) if whole else self.plain(start, stop)


def _reads_right_to_left(table: blocks.Table, *, mirrored: bool) -> bool:
    words = "".join(blocks.plain(cell) for cell in table.header)
    return reads_right_to_left(words) if any(char.isalpha() for char in words) else mirrored


def _water_level(wanted: list[float], width: float) -> float:
    """The width at which columns are capped so that all of them fill `width`."""
    rest, room = sorted(wanted), width
    while rest and rest[0] <= room / len(rest):
        room -= rest.pop(0)
    return float(int(room / len(rest))) if rest else width
