"""Chips that stand for something with a title, a source or a file: words are found in them.

The trap: nothing in them can be selected, so what was found has a ring around it instead of a mark.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from desktop.ui.transcript import utf16
from desktop.ui.transcript.chip import Chip, Flow, paint_ring
from desktop.ui.transcript.look import Look
from desktop.ui.transcript.segment import Action, Scene


class Titles(Flow):
    """Positions count in the titles, one below the other."""

    def __init__(self, look: Look, chips: Sequence[Chip], key: str) -> None:
        super().__init__(look, chips)
        self.key = key

    def paint(self, painter: QPainter, scene: Scene, selection: tuple[int, int] | None) -> None:
        super().paint(painter, scene, selection)
        if scene.needle is None:
            return
        seen = painter.clipBoundingRect() if painter.hasClipping() else QRectF(0, 0, self.width, self.height)
        for (_at, title), rect in zip(self.passages(), self._rects, strict=False):
            if rect.intersects(seen) and scene.needle.places(title):
                paint_ring(painter, rect, self.look, "found-here")

    def passages(self) -> Iterator[tuple[int, str]]:
        """Without what opens more of them, which comes last, and without the number before a title."""
        at = 0
        for chip in self.chips:
            title, _role = chip.words[-1]
            if chip.action is not Action.TOGGLE:
                yield at, title
            at += utf16.length(title) + 1

    def top_of(self, position: int) -> float:
        tops = (rect.top() for (at, _title), rect in zip(self.passages(), self._rects, strict=False) if at <= position)
        return max(tops, default=0.0)
