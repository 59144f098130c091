"""Paints the part of a transcript that is in sight: row by row, with what the hand does to each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter

from desktop.ui.transcript.paint import paint_edges, paint_row
from desktop.ui.transcript.segment import Scene

if TYPE_CHECKING:
    from desktop.ui.transcript.view import TranscriptView


def paint_view(painter: QPainter, view: TranscriptView, area: QRect, phase: float) -> None:
    """`area` is the part of the viewport to paint; `phase` where in its period the pulse is."""
    painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # sides are ours, see `Look.mirrored`
    painter.fillRect(area, view.look.color("window"))
    for row in view.rows_in_sight():
        place = view.row_rect(row)
        if place.intersects(area):
            _paint_row(painter, view, row, place, area, phase)
    if view.hand.rings_view:
        paint_edges(painter, view.viewport().rect(), view.look)


def _paint_row(painter: QPainter, view: TranscriptView, row: int, place: QRect, area: QRect, phase: float) -> None:
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
