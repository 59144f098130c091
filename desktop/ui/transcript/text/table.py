"""A table: columns as wide as their words need, narrower where there is no room, each cell wrapped.

No column is narrower than its longest word, unless that is very long: a table with many is scrolled to its side.
The columns run in the direction of the header's words; the words in a cell keep their own direction.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate, pairwise

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from desktop.core import blocks
from desktop.core.blocks import Inlines, Span
from desktop.core.text import revealed
from desktop.ui.transcript.look import Look, reads_right_to_left
from desktop.ui.transcript.segment import Action, Scene, Target
from desktop.ui.transcript.sideways import Sideways
from desktop.ui.transcript.text.markdown_text import table_markdown
from desktop.ui.transcript.text.pieces import Level
from desktop.ui.transcript.text.text_box import TextBox

_SIDES = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "center": Qt.AlignmentFlag.AlignHCenter,
    "right": Qt.AlignmentFlag.AlignRight,
}
_LONGEST_WORD = 20
"""Letters; a longer word is broken where there is no room."""


class Table(Sideways):
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

    @property
    def _hidden(self) -> float:
        return max(self._used - self.width, 0.0)

    def _track(self) -> QRectF:
        sizes = self.look.sizes
        return QRectF(sizes.space_m, self._tops[-1] + sizes.space_xs, self.width - 2 * sizes.space_m, sizes.space_xs)

    def resize(self, width: float) -> None:
        pad, gap = self.look.sizes.space_m, self.look.sizes.space_s
        passed = self._hidden - self._scrolled if self.rtl else self._scrolled
        widths = self._widths(width, 2 * pad)
        lefts = [*accumulate(widths, initial=0.0)]
        self._used = lefts[-1]
        room = max(width, self._used)
        self._columns = [
            (room - left - wide if self.rtl else left, wide) for left, wide in zip(lefts, widths, strict=False)
        ]
        y = 0.0
        self._tops = []
        for row in self._rows:
            self._tops.append(y)
            for box, (_left, wide) in zip(row, self._columns, strict=False):
                box.resize(wide - 2 * pad)
            y += max((box.height for box in row), default=0.0) + 2 * gap
        self._tops.append(y)
        self.width = width
        self.height = y + (2 * self.look.sizes.space_xs if self._hidden else 0)
        passed = min(passed, self._hidden)
        self._scrolled = self._hidden - passed if self.rtl else passed

    def _widths(self, width: float, pad: float) -> list[float]:
        """Natural widths when they fit; else the widest columns share what the narrow ones leave."""
        columns = [[row[at] for row in self._rows if at < len(row)] for at in range(len(self.table.header))]
        wanted = [float(int(max(box.wanted_width for box in column) + pad + 2)) for column in columns]
        if sum(wanted) <= width:
            return wanted
        most = self.look.code_advance * _LONGEST_WORD
        words = (min(max(box.word_width for box in column), most) for column in columns)
        least = [min(one, float(int(max(word + 2, 24) + pad))) for one, word in zip(wanted, words, strict=True)]
        return _shared(wanted, least, width)

    def paint(self, painter: QPainter, scene: Scene, selection: tuple[int, int] | None) -> None:
        self.paint_bars(painter)
        look, sizes = self.look, self.look.sizes
        left = max(self.width - self._used, 0.0) if self.rtl else 0.0
        left, low = left - self._scrolled, self._tops[-1]
        outer = QRectF(left + 0.5, 0.5, self._used - 1, low - 1)
        if self._hidden:
            self._paint_track(painter)
            painter.save()
            painter.setClipRect(QRectF(0, 0, self.width, low), Qt.ClipOperation.IntersectClip)
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
        if self._hidden:
            painter.restore()

    def _cells(self) -> Iterator[tuple[int, TextBox, QRectF]]:
        """Number, words and place of each cell, as far to the side as the table is."""
        cell = 0
        for row, (top, bottom) in zip(self._rows, pairwise(self._tops), strict=False):
            for box, (x, wide) in zip(row, self._columns, strict=False):
                yield cell, box, QRectF(x - self._scrolled, top, wide, bottom - top)
                cell += 1

    def _chosen(self, cell: int, box: TextBox, selection: tuple[int, int] | None) -> tuple[int, int] | None:
        if selection is None:
            return None
        start = self._starts[cell]
        first, last = max(selection[0] - start, 0), min(selection[1] - start, box.length)
        return (first, last) if first < last else None

    def targets(self) -> list[Target]:
        found = []
        for cell, box, place in self._cells():
            for start, stop, address in box.links():
                rects = tuple(self._in_sight(rect) for rect in self._placed(box, place, start, stop))
                key = f"{self.key}:link{cell}.{start}"
                found.append(Target(key, Action.LINK, address, box.plain(start, stop), rects, tip=revealed(address)))
        if self._hidden:
            name = QCoreApplication.translate("transcript", "Scroll the table to the side")
            found.append(Target(f"{self.key}:side", Action.SIDE, self.key, name, (self._track(),)))
        return found

    def _placed(self, box: TextBox, place: QRectF, start: int, stop: int) -> list[QRectF]:
        """Where some words of a cell stand."""
        pad, gap = self.look.sizes.space_m, self.look.sizes.space_s
        return [rect.translated(place.x() + pad, place.y() + gap) for rect in box.rects(start, stop)]

    def _in_sight(self, rect: QRectF) -> QRectF:
        """What can be seen of a place; a line without width at the side where nothing can."""
        left, right = (min(max(x, 0.0), self.width) for x in (rect.left(), rect.right()))
        return QRectF(left, rect.top(), right - left, rect.height())

    def show_target(self, key: str) -> None:
        for cell, box, place in self._cells():
            for start, stop, _address in box.links():
                if key == f"{self.key}:link{cell}.{start}":
                    self._show(self._placed(box, place, start, stop)[0])

    def uncover(self, position: int, line: str = "") -> str:
        cell = self._cell_of(position)
        self._show(next(place for at, _box, place in self._cells() if at == cell))
        return ""

    def _show(self, place: QRectF) -> None:
        """Go to the side as little as needed; of what is too wide its start is shown."""
        if place.left() < 0 or place.width() > self.width:
            self.scroll_by(place.left())
        elif place.right() > self.width:
            self.scroll_by(place.right() - self.width)

    def _cell_of(self, position: int) -> int:
        return next((i for i in range(len(self._starts) - 2, -1, -1) if self._starts[i] <= position), 0)

    def _cell_at(self, x: float, y: float) -> tuple[int, TextBox, float, float]:
        x += self._scrolled
        row = next((i for i in range(len(self._rows) - 1, -1, -1) if self._tops[i] <= y), 0)
        boxes = self._rows[row]
        inside = (i for i, (left, wide) in enumerate(self._columns) if left <= x < left + wide and i < len(boxes))
        outside = 0 if (x < self._columns[0][0]) != self.rtl else len(boxes) - 1
        column = next(inside, outside)
        cell = sum(len(one) for one in self._rows[:row]) + column
        return cell, boxes[column], self._columns[column][0] - self._scrolled, self._tops[row]

    def position_at(self, x: float, y: float) -> int:
        cell, box, left, top = self._cell_at(x, y)
        pad, gap = self.look.sizes.space_m, self.look.sizes.space_s
        down = min(max(y - top - gap, 0.0), max(box.height - 1, 0.0))
        return self._starts[cell] + box.position_at(x - left - pad, down)

    def top_of(self, position: int) -> float:
        cell = self._cell_of(position)
        for row, top in zip(self._rows, self._tops, strict=False):
            if cell < len(row):
                return top
            cell -= len(row)
        return 0.0

    def word_at(self, position: int) -> tuple[int, int]:
        cell = self._cell_of(position)
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


def _shared(wanted: list[float], least: list[float], width: float) -> list[float]:
    """The columns at one limit, but none below what it needs at the least: together they may be wider than `width`."""
    is_least = [False] * len(wanted)
    while True:
        room = width - sum(one for one, is_it in zip(least, is_least, strict=True) if is_it)
        limit = _water_level([one for one, is_it in zip(wanted, is_least, strict=True) if not is_it], room)
        widths = [
            small if is_it else min(one, limit) for one, small, is_it in zip(wanted, least, is_least, strict=True)
        ]
        below = [wide < small for wide, small in zip(widths, least, strict=True)]
        if not any(below):
            return widths
        is_least = [before or now for before, now in zip(is_least, below, strict=True)]


def _water_level(wanted: list[float], width: float) -> float:
    """The width at which columns are capped so that all of them fill `width`."""
    rest, room = sorted(wanted), width
    while rest and rest[0] <= room / len(rest):
        room -= rest.pop(0)
    return float(int(room / len(rest))) if rest else width
