"""Paints the part of a transcript that is in sight: row by row, with what the hand does to each.

A row is painted from its layout: frames, then the segments in sight, then the ring around what has the keyboard.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from desktop.ui.transcript.chip import paint_ring
from desktop.ui.transcript.layout import Ranges, RowLayout
from desktop.ui.transcript.look import Look
from desktop.ui.transcript.segment import Action, Scene
from desktop.ui.transcript.spacing import QUESTION

if TYPE_CHECKING:
    from desktop.ui.transcript.view import TranscriptView


def paint_view(painter: QPainter, view: TranscriptView, area: QRect, phase: float) -> None:
    """`area` is the part of the viewport to paint; `phase` where in its period the pulse is."""
    painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # sides are ours, see `Look.mirrored`
    painter.fillRect(area, view.look.color("window"))
    for row in view.rows_in_sight():
        place = view.row_rect(row)
        if place.intersects(area):
            _paint_message(painter, view, row, place, area, phase)
    if view.hand.rings_view:
        paint_edges(painter, view.viewport().rect(), view.look)


def _paint_message(painter: QPainter, view: TranscriptView, row: int, place: QRect, area: QRect, phase: float) -> None:
    layout, hand, message_id = view.rows.layout(row), view.hand, view.rows.message(row).id
    seen = QRectF(area.intersected(place)).translated(0, -place.top())
    scene = Scene(
        hovered=hand.hovered_in(message_id),
        focused=hand.focused_in(message_id),
        copied=hand.copied_in(message_id),
        row_hovered=hand.is_row_hovered(message_id),
        phase=phase,
        again=view.later.ask,
        needle=view.finding.needle,
        is_found=view.finding.is_at_match,
    )
    painter.save()
    painter.translate(QPointF(place.topLeft()))
    painter.setClipRect(seen)
    paint_row(painter, layout, seen, scene, hand.ranges(row, layout))
    painter.restore()
    if hand.is_row_ringed(message_id):
        paint_edges(painter, place, view.look)


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
