"""Shows at once where a link leads: the keyboard and a quick click would open it before a tool tip came by itself.

The trap: a tool tip is a window of its own that stays where it is while the text scrolls away below it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QPoint, QPointF, QRect
from PySide6.QtWidgets import QToolTip

from desktop.ui import words
from desktop.ui.transcript.segment import Action, Target

if TYPE_CHECKING:
    from desktop.ui.transcript.view import TranscriptView

_FOR_LONG: Final = 24 * 60 * 60 * 1000
"""Milliseconds; what hides it is that the keyboard or the mouse goes on."""


class AddressTip(QObject):
    """At most one address, below its link."""

    def __init__(self, view: TranscriptView) -> None:
        super().__init__(view)
        self._view = view
        self._is_shown = False
        view.verticalScrollBar().valueChanged.connect(self.hide)

    def show(self, row: int, target: Target | None) -> None:
        """Where this leads; of what leads nowhere, and of None, nothing."""
        if target is None or target.action is not Action.LINK or not target.tip or not target.rects:
            self.hide()
            return
        viewport, rect = self._view.viewport(), target.rects[0]
        below = QPointF(rect.left(), rect.bottom()).toPoint() + self._view.row_rect(row).topLeft()
        # Qt puts a tip a cursor's height below the point that it is given.
        place = viewport.mapToGlobal(below - QPoint(0, int(rect.height() / 2)))
        QToolTip.showText(place, words.tip(target.tip), viewport, QRect(), _FOR_LONG)
        self._is_shown = True

    def hide(self) -> None:
        """Leaves a tip alone that somebody else shows."""
        if self._is_shown:
            self._is_shown = False
            QToolTip.hideText()
