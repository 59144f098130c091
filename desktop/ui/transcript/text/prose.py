"""A paragraph, a heading, an item of a list or a line across: the segments that are read as text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPen

from desktop.core.blocks import Heading, Paragraph, Span
from desktop.core.rich_text import blocks_html
from desktop.core.text import revealed
from desktop.ui.look.tokens import ColorRole
from desktop.ui.transcript.look import Look
from desktop.ui.transcript.segment import Action, Scene, Segment, Target
from desktop.ui.transcript.text.markdown_text import paragraph_markdown
from desktop.ui.transcript.text.pieces import BULLET, TASK, TASK_DONE, Level
from desktop.ui.transcript.text.text_box import TextBox

_TO_THE_LEFT: Final = "\N{RIGHT-TO-LEFT MARK}"
_TICK: Final = ((0.22, 0.52), (0.42, 0.72), (0.78, 0.28))


class Prose(Segment):
    """Words in lines, with a mark before the first one when it is an item of a list."""

    def __init__(
        self,
        leaf: Paragraph | Heading,
        look: Look,
        *,
        key: str,
        levels: tuple[Level, ...] = (),
        mark: str = "",
        font: QFont | None = None,
        role: ColorRole = "text",
    ) -> None:
        super().__init__(look)
        self.leaf = leaf
        self.levels = levels
        self.key = key
        self.mark = mark
        self._font = font or (look.heading(leaf.level) if isinstance(leaf, Heading) else look.body)
        if role == "text" and "quote" in levels:
            role = "text-secondary"
        self._role = role
        self._box = TextBox(leaf.inlines, look, font=self._font, role=role)
        self.rtl = self._box.rtl if self._box.text else look.mirrored

    @property
    def length(self) -> int:
        return self._box.length

    def resize(self, width: float) -> None:
        self._box.resize(width)
        self.width, self.height = width, self._box.height

    def paint(self, painter: QPainter, scene: Scene, selection: tuple[int, int] | None) -> None:
        self.paint_bars(painter)
        if self.mark:
            self._paint_mark(painter)
        self._box.paint(painter, 0, 0, selection, scene)

    def _paint_mark(self, painter: QPainter) -> None:
        depth = max(index for index, level in enumerate(self.levels) if level == "list")
        inner = sum(self.steps()[depth + 1 :])
        gap = self.look.sizes.space_s
        x = -inner - self.look.gutter if not self.rtl else self.width + inner
        room = QRectF(x, 0, self.look.gutter, self._box.first_line_height)
        if self.mark == BULLET:
            self._paint_dot(painter, room)
        elif self.mark in (TASK, TASK_DONE):
            self._paint_task(painter, room)
        else:
            side = Qt.AlignmentFlag.AlignRight if not self.rtl else Qt.AlignmentFlag.AlignLeft
            wide = room.adjusted(-gap * 4, 0, -gap, 0) if not self.rtl else room.adjusted(gap, 0, gap * 4, 0)
            shown = f"{_TO_THE_LEFT}{self.mark}" if self.rtl else self.mark
            painter.setFont(self.look.body)
            painter.setPen(self.look.color("text-secondary"))
            painter.drawText(wide, side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter, shown)

    def _paint_dot(self, painter: QPainter, room: QRectF) -> None:
        depth = sum(level == "list" for level in self.levels)
        size = self.look.metrics(self.look.body).height() * 0.32
        x = room.right() - self.look.sizes.space_s - size if not self.rtl else room.left() + self.look.sizes.space_s
        dot = QRectF(x, room.center().y() - size / 2, size, size)
        painter.setPen(QPen(self.look.color("text-secondary"), self.look.sizes.line_width))
        painter.setBrush(self.look.color("text-secondary") if depth % 2 else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(dot)

    def _paint_task(self, painter: QPainter, room: QRectF) -> None:
        size = round(self.look.metrics(self.look.body).height() * 0.85)
        x = room.right() - self.look.sizes.space_s - size if not self.rtl else room.left() + self.look.sizes.space_s
        box = QRectF(round(x) + 0.5, round(room.center().y() - size / 2) + 0.5, size, size)
        done = self.mark == TASK_DONE
        painter.setPen(QPen(self.look.color("accent" if done else "line-field"), self.look.sizes.line_width))
        painter.setBrush(self.look.color("accent") if done else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, 3, 3)
        if done:
            painter.setPen(QPen(self.look.color("accent-text"), self.look.sizes.focus_width))
            painter.drawPolyline([box.topLeft() + QPointF(x, y) * size for x, y in _TICK])

    def targets(self) -> Iterable[Target]:
        return (self._link(*link) for link in self._box.links())

    def target(self, key: str) -> Target | None:
        links = self._box.links()
        return next((self._link(*link) for link in links if key == self._key_of(link[0])), None)

    def _link(self, start: int, stop: int, address: str) -> Target:
        name, rects = self._box.plain(start, stop), tuple(self._box.rects(start, stop))
        return Target(self._key_of(start), Action.LINK, address, name, rects, tip=revealed(address))

    def _key_of(self, start: int) -> str:
        return f"{self.key}:link{start}"

    def position_at(self, x: float, y: float) -> int:
        return self._box.position_at(x, y)

    def top_of(self, position: int) -> float:
        return self._box.top_of(position)

    def point_of(self, position: int) -> QPointF:
        return self._box.point_of(position)

    @property
    def content(self) -> str:
        return self._box.text

    def word_at(self, position: int) -> tuple[int, int]:
        return self._box.word_at(position)

    def plain(self, start: int, stop: int) -> str:
        indent = "  " * max(len(self.levels) - 1, 0)
        mark = f"{indent}{self.mark} " if self.mark and start == 0 else ""
        return mark + self._box.plain(start, stop)

    def markdown(self, start: int, stop: int) -> str:
        return paragraph_markdown(
            self._box.spans(start, stop),
            self.levels,
            mark=self.mark if start == 0 else "",
            heading=self.leaf.level if isinstance(self.leaf, Heading) and start == 0 else 0,
        )

    def html(self, start: int, stop: int) -> str:
        return blocks_html([Paragraph(self._box.spans(start, stop))])


def words(text: str, look: Look, key: str, *, role: ColorRole = "text", font: QFont | None = None) -> Prose:
    """Prose of plain words, shown as they are."""
    return Prose(Paragraph((Span(text),)), look, key=key, role=role, font=font)


class Line(Segment):
    """A line across: a thematic break."""

    wide = True

    def __init__(self, look: Look, levels: tuple[Level, ...]) -> None:
        super().__init__(look)
        self.levels = levels

    def resize(self, width: float) -> None:
        self.width, self.height = width, float(self.look.sizes.space_l)

    def paint(self, painter: QPainter, scene: Scene, selection: tuple[int, int] | None) -> None:
        self.paint_bars(painter)
        size = self.look.sizes.line_width
        painter.fillRect(QRectF(0, round(self.height / 2), self.width, size), self.look.color("line"))
