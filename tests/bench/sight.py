"""What stands on the screen, not what the program believes: the lower part of the transcript, read from the display.

Every answer of the benchmarks ends alike, so the end of one that is surely there tells whether that of another is.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage

from desktop.ui.transcript.view import TranscriptView

_HEIGHT: Final = 160
"""Pixels; less than the last paragraphs need."""


class Sight:
    """The end of the text in a view."""

    def __init__(self, view: TranscriptView) -> None:
        self._view = view
        self._known: QImage | None = None

    def learn(self) -> None:
        """This is how the end looks. Raises RuntimeError when nothing is there to be seen."""
        strip = self._known = self._strip()
        colors = {strip.pixel(x, y) for x in range(strip.width()) for y in range(0, _HEIGHT, 4)}
        if len(colors) < 10:
            raise RuntimeError("the end of the text is blank")

    def shows_end(self) -> bool:
        """Whether what was learned is on the screen; true while nothing was."""
        return self._known is None or self._strip() == self._known

    def _strip(self) -> QImage:
        window, viewport = self._view.window(), self._view.viewport()
        at = viewport.mapTo(window, QPoint(0, viewport.height() - _HEIGHT))
        picture = window.screen().grabWindow(window.winId(), at.x(), at.y(), viewport.width(), _HEIGHT)
        return picture.toImage()
