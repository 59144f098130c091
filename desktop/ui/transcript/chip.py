"""A chip: a small thing to press, painted rather than a widget, with an icon, words and perhaps a state.

Badges, numbered sources and buttons in a row are all chips; a `Flow` lets many of them wrap. The trap: a chip's width
is measured from its words, so it is made anew when they change and never stretched.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from desktop.ui.look.icons import icon
from desktop.ui.look.tokens import ColorRole
from desktop.ui.transcript.look import Look
from desktop.ui.transcript.segment import Action, Scene, Segment, Target

Dress = Literal["badge", "quiet", "button"]


@dataclass(frozen=True)
class Chip:
    """`words` are runs of text with their colours; `name` is what a screen reader says, the words when empty."""

    key: str
    action: Action
    value: str
    words: tuple[tuple[str, ColorRole], ...]
    icon: str = ""
    icon_role: ColorRole = "text-secondary"
    trailing: str = ""
    dress: Dress = "badge"
    name: str = ""
    tip: str = ""

    @property
    def text(self) -> str:
        return "".join(text for text, _role in self.words)

    def height(self, look: Look) -> float:
        return look.pitch(look.small) + look.sizes.space_s

    def width(self, look: Look) -> float:
        sizes = look.sizes
        inner = look.metrics(look.small).horizontalAdvance(self.text)
        icons = sum(sizes.icon + sizes.space_xs for name in (self.icon, self.trailing) if name)
        return float(round(inner + icons + 2 * self._padding(look) + 0.5))

    def _padding(self, look: Look) -> float:
        return look.sizes.space_xs if self.dress == "quiet" else look.sizes.space_s

    def target(self, rect: QRectF) -> Target:
        return Target(self.key, self.action, self.value, self.name or self.text, (rect,), self.tip)

    def answering(self, scene: Scene) -> Chip:
        """The chip as it looks now: one that has just copied something says so."""
        if scene.copied != self.key:
            return self
        text = QCoreApplication.translate("transcript", "Copied")
        return replace(self, icon="check", words=((text, "text-secondary"),))

    def paint(self, painter: QPainter, rect: QRectF, look: Look, scene: Scene) -> None:
        hovered, focused = scene.hovered == self.key, scene.focused == self.key
        self._paint_ground(painter, rect, look, hovered=hovered)
        available = rect.width() - 2 * self._padding(look)
        items = [*self._drawn(look, available)]
        at = rect.left() + self._padding(look)
        for size, draw in reversed(items) if look.mirrored else items:
            draw(painter, QRectF(at, rect.top(), size, rect.height()))
            at += size
        if focused:
            paint_ring(painter, rect, look)

    def _paint_ground(self, painter: QPainter, rect: QRectF, look: Look, *, hovered: bool) -> None:
        line = QPen(look.color("line-button"), look.sizes.line_width)
        if self.dress == "quiet":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("hover") if hovered else Qt.BrushStyle.NoBrush)
        else:
            painter.setPen(line)
            painter.setBrush(look.color("hover" if hovered else "surface"))
        radius = look.sizes.radius_control
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)

    def _drawn(self, look: Look, available: float) -> Iterable[_Item]:
        """What stands in the chip, from its leading side on, with the room that each takes."""
        sizes = look.sizes
        room = available
        for name in (self.icon, self.trailing):
            room -= sizes.icon + sizes.space_xs if name else 0
        if self.icon:
            yield sizes.icon + sizes.space_xs, _Icon(self.icon, self.icon_role, look, lead=True)
        metrics = look.metrics(look.small)
        for text, role in self.words:
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
            size = metrics.horizontalAdvance(shown)
            room -= size
            yield size, _Words(shown, role, look)
        if self.trailing:
            yield sizes.icon + sizes.space_xs, _Icon(self.trailing, "text-secondary", look, lead=False)


class _Icon:
    def __init__(self, name: str, role: ColorRole, look: Look, *, lead: bool) -> None:
        self._name, self._role, self._look = name, role, look
        self._lead = lead != look.mirrored

    def __call__(self, painter: QPainter, room: QRectF) -> None:
        size = self._look.sizes.icon
        x = room.left() if self._lead else room.right() - size
        paint_icon(painter, QPointF(x, room.center().y() - size / 2), self._name, self._role, self._look)


class _Words:
    def __init__(self, text: str, role: ColorRole, look: Look) -> None:
        self._text, self._role, self._look = text, role, look

    def __call__(self, painter: QPainter, room: QRectF) -> None:
        painter.setFont(self._look.small)
        painter.setPen(self._look.color(self._role))
        sides = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute
        flags = sides | Qt.TextFlag.TextDontClip
        painter.drawText(room, int(flags), self._text)


_Item = tuple[float, _Icon | _Words]


def paint_icon(painter: QPainter, at: QPointF, name: str, role: ColorRole, look: Look) -> None:
    size = look.sizes.icon
    icon(name, look.theme, role, size).paint(painter, round(at.x()), round(at.y()), size, size)


def paint_ring(painter: QPainter, rect: QRectF, look: Look, role: ColorRole = "focus") -> None:
    """The ring around what has the keyboard, or was found."""
    width = look.sizes.focus_width
    painter.setPen(QPen(look.color(role), width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    radius = look.sizes.radius_control + width / 2
    painter.drawRoundedRect(rect.adjusted(-width / 2, -width / 2, width / 2, width / 2), radius, radius)


class Flow(Segment):
    """Chips beside each other, in as many lines as they need."""

    wide = True

    def __init__(self, look: Look, chips: Sequence[Chip]) -> None:
        super().__init__(look)
        self.chips = tuple(chips)
        self._rects: list[QRectF] = []

    def resize(self, width: float) -> None:
        look, gap = self.look, self.look.sizes.space_s
        x, y, line = 0.0, 0.0, 0.0
        self._rects = []
        for chip in self.chips:
            wide, high = min(chip.width(look), width), chip.height(look)
            if x > 0 and x + wide > width:
                x, y = 0.0, y + line + gap
            left = width - x - wide if look.mirrored else x
            self._rects.append(QRectF(left, y, wide, high))
            x, line = x + wide + gap, high
        self.width, self.height = width, y + line

    def paint(self, painter: QPainter, scene: Scene, selection: tuple[int, int] | None) -> None:
        seen = painter.clipBoundingRect() if painter.hasClipping() else QRectF(0, 0, self.width, self.height)
        ring = 2 * self.look.sizes.focus_width
        for chip, rect in self._between(seen.top() - ring, seen.bottom() + ring):
            chip.answering(scene).paint(painter, rect, self.look, scene)

    def _between(self, top: float, bottom: float) -> Iterator[tuple[Chip, QRectF]]:
        """What reaches into a range; there may be thousands."""
        first = bisect_left(self._rects, top, key=QRectF.bottom)
        for at in range(first, bisect_right(self._rects, bottom, first, key=QRectF.top)):
            yield self.chips[at], self._rects[at]

    def targets(self) -> Iterable[Target]:
        return (chip.target(rect) for chip, rect in zip(self.chips, self._rects, strict=True))

    def target(self, key: str) -> Target | None:
        chips = zip(self.chips, self._rects, strict=True)
        return next((chip.target(rect) for chip, rect in chips if chip.key == key), None)

    def target_at(self, point: QPointF) -> Target | None:
        chips = self._between(point.y(), point.y())
        return next((chip.target(rect) for chip, rect in chips if rect.contains(point)), None)
