"""What is said about a place under the mouse: where a link leads, and when exactly something was written."""

from __future__ import annotations

from PySide6.QtCore import QPointF

from desktop.ui.transcript.layout import RowLayout


def tip_at(layout: RowLayout, point: QPointF) -> str:
    """For a point of the row; empty when there is nothing to say."""
    target = layout.target_at(point)
    if target is not None:
        return target.tip
    if not layout.segments:
        return ""
    segment = layout.segments[layout.segment_at(point.y())]
    return segment.tip_at(point.x() - segment.x, point.y() - segment.y) if segment.rect.contains(point) else ""
