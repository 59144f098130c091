"""The mark of a profile in a row: a small badge in its colour, or the bare name of one that wears neither."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter

from desktop.core.profile_names import ProfileMark
from desktop.ui.look.tokens import ColorRole, Theme

_PART: Final = 0.5
"""Of the line, at most: the chatbot stands beside it."""
_GROUNDS: Final[dict[str, ColorRole]] = {
    "blue": "profile-blue",
    "green": "profile-green",
    "amber": "profile-amber",
    "red": "profile-red",
    "violet": "profile-violet",
}


def paint_mark(painter: QPainter, line: QRect, font: QFont, mark: ProfileMark, theme: Theme, *, rtl: bool) -> QRect:
    """Paint it at the end of the line; the room that is left of it."""
    sizes, metrics, ground = theme.sizes, QFontMetrics(font), _GROUNDS.get(mark.colour)
    is_badge = ground is not None or mark.is_label
    padding = sizes.space_xs if is_badge else 0
    most = round(line.width() * _PART) - 2 * padding
    words = metrics.elidedText(mark.words, Qt.TextElideMode.ElideRight, most)
    wide = metrics.horizontalAdvance(words) + 1 + 2 * padding
    badge = QRect(line.left() if rtl else line.right() - wide + 1, line.top(), wide, line.height())
    painter.save()
    painter.setFont(font)
    if is_badge:
        painter.setPen(Qt.PenStyle.NoPen if ground else theme.color("line-field"))
        painter.setBrush(theme.color(ground) if ground else Qt.BrushStyle.NoBrush)
        around = badge.adjusted(0, -sizes.line_width, 0, sizes.line_width)  # the letters of a line fill it
        painter.drawRoundedRect(around, sizes.radius_control, sizes.radius_control)
    painter.setPen(theme.color("profile-text" if ground else "text-secondary"))
    painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, words)
    painter.restore()
    room = wide + sizes.space_s
    return line.adjusted(room, 0, 0, 0) if rtl else line.adjusted(0, 0, -room, 0)
