"""A code block: a label, a Copy button and lines that wrap; always left to right.

The trap: a block of 20,000 lines must cost nothing until it is seen. Plain lines are placed by arithmetic, because
every character of a fixed font is as wide as the next; only lines with other scripts are laid out by Qt.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from html import escape
from typing import Final

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from desktop.core.blocks import Span
from desktop.ui.transcript import utf16
from desktop.ui.transcript.chip import Chip
from desktop.ui.transcript.look import Look
from desktop.ui.transcript.markdown_text import code_markdown
from desktop.ui.transcript.pieces import Level
from desktop.ui.transcript.segment import Action, Scene, Segment, Target
from desktop.ui.transcript.text_box import TextBox

_TAB: Final = 4


class CodeBlock(Segment):
    """`text` may grow at its end at the price of the new lines alone."""

    wide = True

    def __init__(
        self, text: str, look: Look, *, key: str, label: str = "", levels: tuple[Level, ...] = (), copied: str = ""
    ) -> None:
        super().__init__(look)
        self.rtl = False
        self.levels = levels
        self.text = ""
        self._key = key
        self._label = label
        self._copied = copied
        self._lines: list[str] = []
        self._starts: list[int] = []
        self._tops: list[float] = []
        self._boxes: dict[int, TextBox] = {}
        self._columns = 80
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Take the text; lay out only what it has more than before. Call `resize` after."""
        kept = max(len(self._lines) - 1, 0) if self._lines and text.startswith(self.text) else 0
        start = self._starts[kept] if kept else 0
        offset = self.text.rfind("\n") + 1 if kept else 0
        del self._lines[kept:], self._starts[kept:], self._tops[kept:]
        for index in [index for index in self._boxes if index >= kept]:
            del self._boxes[index]
        for line in text[offset:].split("\n"):
            shown = line.expandtabs(_TAB)
            self._lines.append(shown)
            self._starts.append(start)
            start += utf16.length(shown) + 1
        self.text = text
        self.is_stale = True

    @property
    def length(self) -> int:
        return self._starts[-1] + utf16.length(self._lines[-1])

    @property
    def _header(self) -> float:
        return self._copy_chip("").height(self.look) + self.look.sizes.space_s

    def resize(self, width: float) -> None:
        pad = self.look.sizes.space_m
        columns = max(int((width - 2 * pad) / self.look.code_advance), 8)
        if columns != self._columns or width != self.width:
            self._tops = []
            self._boxes.clear()
        self._columns, self.width = columns, width
        y = self._tops[-1] + self._line_height(len(self._tops) - 1) if self._tops else self._header
        for index in range(len(self._tops), len(self._lines)):
            self._tops.append(y)
            y += self._line_height(index)
        self.height = y + pad

    def _line_height(self, index: int) -> float:
        line = self._lines[index]
        if not line.isascii():
            return self._box(index).height
        return self.look.pitch(self.look.code) * max(1, -(-len(line) // self._columns))

    def _box(self, index: int) -> TextBox:
        if index not in self._boxes:
            box = TextBox((Span(self._lines[index]),), self.look, font=self.look.code, ltr=True, breaks_anywhere=True)
            box.resize(self.width - 2 * self.look.sizes.space_m)
            self._boxes[index] = box
        return self._boxes[index]

    def _copy_chip(self, copied: str) -> Chip:
        done = copied == f"{self._key}:copy"
        text = QCoreApplication.translate("transcript", "Copied" if done else "Copy")
        return Chip(
            f"{self._key}:copy",
            Action.COPY,
            self._copied or self.text,
            ((text, "text-secondary"),),
            icon="check" if done else "copy",
            dress="quiet",
            name=QCoreApplication.translate("transcript", "Copy code"),
        )

    def _copy_rect(self) -> QRectF:
        chip, gap = self._copy_chip(""), self.look.sizes.space_xs
        wide = chip.width(self.look)
        return QRectF(self.width - wide - gap, gap, wide, chip.height(self.look))

    def targets(self) -> Iterable[Target]:
        yield self._copy_chip("").target(self._copy_rect())

    def paint(self, painter: QPainter, scene: Scene, selection: tuple[int, int] | None) -> None:
        self.paint_bars(painter)
        self._paint_ground(painter, scene)
        pitch, pad = self.look.pitch(self.look.code), self.look.sizes.space_m
        seen = painter.clipBoundingRect() if painter.hasClipping() else QRectF(0, 0, self.width, self.height)
        first = max(bisect_right(self._tops, seen.top()) - 1, 0)
        painter.setFont(self.look.code)
        for index in range(first, len(self._lines)):
            top = self._tops[index]
            if top > seen.bottom():
                break
            chosen = self._chosen(index, selection)
            if self._lines[index].isascii():
                self._paint_plain(painter, self._lines[index], pad, top, pitch, chosen)
            else:
                self._box(index).paint(painter, pad, top, chosen)
                painter.setFont(self.look.code)

    def _paint_ground(self, painter: QPainter, scene: Scene) -> None:
        look, sizes = self.look, self.look.sizes
        painter.setPen(QPen(look.color("line"), sizes.line_width))
        painter.setBrush(look.color("code-surface"))
        ground = QRectF(0.5, 0.5, self.width - 1, self.height - 1)
        painter.drawRoundedRect(ground, sizes.radius_control, sizes.radius_control)
        label = self._label or QCoreApplication.translate("transcript", "Code")
        painter.setFont(look.small)
        painter.setPen(look.color("text-secondary"))
        room = self._copy_rect()
        place = QRectF(sizes.space_m, room.top(), room.left() - 2 * sizes.space_m, room.height())
        shown = look.metrics(look.small).elidedText(label, Qt.TextElideMode.ElideRight, place.width())
        side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | side, shown)
        self._copy_chip(scene.copied).paint(painter, room, look, scene)

    def _chosen(self, index: int, selection: tuple[int, int] | None) -> tuple[int, int] | None:
        if selection is None:
            return None
        start = self._starts[index]
        size = utf16.length(self._lines[index])
        first, last = max(selection[0] - start, 0), min(selection[1] - start, size)
        return (first, last) if first < last else None

    def _paint_plain(
        self, painter: QPainter, line: str, x: float, top: float, pitch: float, chosen: tuple[int, int] | None
    ) -> None:
        look, metrics = self.look, self.look.metrics(self.look.code)
        base = (pitch - metrics.height()) / 2 + metrics.ascent()
        for start in range(0, max(len(line), 1), self._columns):
            text = line[start : start + self._columns]
            if chosen:
                first, last = max(chosen[0] - start, 0), min(chosen[1] - start, len(text))
                if first < last:
                    room = QRectF(x + first * look.code_advance, top, (last - first) * look.code_advance, pitch)
                    painter.fillRect(room, look.color("selection"))
            painter.setPen(look.color("text"))
            painter.drawText(QPointF(x, top + base), text)
            top += pitch

    def position_at(self, x: float, y: float) -> int:
        if not self._tops or y < self._tops[0]:
            return 0
        index = bisect_right(self._tops, y) - 1
        line, left = self._lines[index], x - self.look.sizes.space_m
        down = y - self._tops[index]
        if not line.isascii():
            return self._starts[index] + self._box(index).position_at(left, down)
        if y >= self.height - self.look.sizes.space_m:
            return self.length
        row = int(down / self.look.pitch(self.look.code))
        column = min(max(round(left / self.look.code_advance), 0), self._columns)
        return self._starts[index] + min(row * self._columns + column, len(line))

    def top_of(self, position: int) -> float:
        index = max(bisect_right(self._starts, position) - 1, 0)
        inside = position - self._starts[index]
        if not self._lines[index].isascii():
            return self._tops[index] + self._box(index).top_of(inside)
        return self._tops[index] + self.look.pitch(self.look.code) * (inside // self._columns)

    def word_at(self, position: int) -> tuple[int, int]:
        index = max(bisect_right(self._starts, position) - 1, 0)
        box = TextBox((Span(self._lines[index]),), self.look, ltr=True)
        first, last = box.word_at(position - self._starts[index])
        return self._starts[index] + first, self._starts[index] + last

    def plain(self, start: int, stop: int) -> str:
        return utf16.cut("\n".join(self._lines), start, stop)

    def markdown(self, start: int, stop: int) -> str:
        return code_markdown(self.plain(start, stop), self._label, self.levels)

    def html(self, start: int, stop: int) -> str:
        return f"<pre><code>{escape(self.plain(start, stop))}</code></pre>"
