"""A segment whose content may be wider than itself: it is moved to the side, and a bar below it says how far.

The trap: what is out of sight at the side must be neither painted nor pressed there.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from desktop.ui.transcript.segment import Segment

_SHORTEST_THUMB: Final = 32.0


class Sideways(Segment):
    """Its content stands `_scrolled` pixels further left than where it was laid out."""

    _scrolled = 0.0

    @property
    def _hidden(self) -> float:
        """How much of the content is out of sight."""
        return 0.0

    def _track(self) -> QRectF:
        """Where the bar's thumb runs."""
        return QRectF()

    def scroll_by(self, distance: float) -> bool:
        """Go to the side, in pixels; False when everything is in sight."""
        self._scrolled = min(max(self._scrolled + distance, 0.0), self._hidden)
        return self._hidden > 0

    def show_target(self, key: str) -> None:
        """Bring what can be pressed into sight."""

    def turn(self) -> None:
        """Go on by what is in sight; from the end back to the start."""
        by = -self.width if self.rtl else self.width
        goal = 0.0 if self.rtl else self._hidden
        if abs(self._scrolled - goal) < 1:
            self._scrolled = self._hidden - goal
        else:
            self.scroll_by(by)

    def _thumb(self) -> QRectF:
        track, hidden = self._track(), self._hidden
        wide = min(max(track.width() * self.width / (self.width + hidden), _SHORTEST_THUMB), track.width())
        left = track.left() + (track.width() - wide) * (self._scrolled / hidden if hidden else 0.0)
        return QRectF(left, track.top(), wide, track.height())

    def grip(self, point: QPointF) -> float | None:
        """Where in the bar's thumb a point takes hold; beside the thumb, the thumb comes to it. None elsewhere."""
        track, reach = self._track(), self.look.sizes.space_xs
        if not self._hidden or not track.adjusted(0, -reach, 0, reach).contains(point):
            return None
        thumb = self._thumb()
        if thumb.left() <= point.x() <= thumb.right():
            return point.x() - thumb.left()
        self.drag_to(point.x(), thumb.width() / 2)
        return thumb.width() / 2

    def drag_to(self, x: float, grip: float) -> None:
        """Let the place in the thumb that was taken hold of stand at `x`."""
        track, thumb = self._track(), self._thumb()
        room = track.width() - thumb.width()
        self._scrolled = min(max((x - grip - track.left()) / room, 0.0), 1.0) * self._hidden if room > 0 else 0.0

    def _paint_track(self, painter: QPainter) -> None:
        thumb = self._thumb()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.look.color("scroll"))
        painter.drawRoundedRect(thumb, thumb.height() / 2, thumb.height() / 2)
