"""Paints a row from its layout: frames, then the segments in sight, then the ring around what has the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from desktop.ui.transcript.chip import paint_ring
from desktop.ui.transcript.layout import Ranges, RowLayout
from desktop.ui.transcript.look import Look
from desktop.ui.transcript.segment import Action, Scene
from desktop.ui.transcript.spacing import QUESTION


def paint_row(painter: QPainter, layout: RowLayout, seen: QRectF, scene: Scene, ranges: Ranges) -> None:
    """`seen` is the part to paint, in the row's coordinates, which the painter is already moved to."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for frame, rect in layout.frames:
        if rect.intersects(seen):
            _paint_frame(painter, frame, rect, layout.look)
    for index, segment in layout.visible(seen.top(), seen.bottom()):
        painter.save()
        painter.translate(segment.x, segment.y)
        segment.paint(painter, scene, ranges.get(index))
        painter.restore()
    if scene.focused:
        _paint_link_ring(painter, layout, scene)


def _paint_frame(painter: QPainter, frame: str, rect: QRectF, look: Look) -> None:
    is_question = frame == QUESTION
    painter.setPen(Qt.PenStyle.NoPen if is_question else QPen(look.color("line"), look.sizes.line_width))
    painter.setBrush(look.color("question-tint" if is_question else "surface"))
    radius = look.sizes.radius_card
    painter.drawRoundedRect(rect if is_question else rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)


def _paint_link_ring(painter: QPainter, layout: RowLayout, scene: Scene) -> None:
    """Links are drawn with their text; chips draw their own ring."""
    target = layout.target(scene.focused)
    if target is not None and target.action is Action.LINK and ":link" in target.key:
        for rect in target.rects:
            paint_ring(painter, rect.adjusted(-1, 1, 1, -1), layout.look)


def paint_edges(painter: QPainter, room: QRect, look: Look) -> None:
    """A ring along the inner edges of the view, or of a message, that has the keyboard as a whole."""
    width = look.sizes.focus_width
    for edge in (
        QRect(room.left(), room.top(), room.width(), width),
        QRect(room.left(), room.bottom() + 1 - width, room.width(), width),
        QRect(room.left(), room.top(), width, room.height()),
        QRect(room.right() + 1 - width, room.top(), width, room.height()),
    ):
        painter.fillRect(edge, look.color("focus"))
