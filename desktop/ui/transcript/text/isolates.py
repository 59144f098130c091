"""Code among words that run from right to left: kept left to right by signs that only the layout has.

The trap: everybody else counts positions in the words without these signs. At the edge of a code two places of the
layout are one position: what begins there stands behind the sign, what ends there before it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import Final

from desktop.core.blocks import Inlines
from desktop.ui.transcript import utf16

_OPEN: Final = "\u2066"
_CLOSE: Final = "\u2069"


class Isolates:
    """`text` is what is laid out. Positions are in UTF-16 units."""

    def __init__(self, inlines: Inlines, *, mixed: bool) -> None:
        """`mixed` when some of the words run from right to left."""
        self._starts: list[int] = []
        self._stops: list[int] = []
        self._signs: list[int] = []
        self.text = "".join(span.text for span in inlines)
        if not mixed or not any(span.code for span in inlines):
            return
        parts, at = [], 0
        for span in inlines:
            size = utf16.length(span.text)
            if span.code:
                self._signs += (at + len(self._signs), at + size + len(self._signs) + 1)
                self._starts.append(at)
                self._stops.append(at + size)
            parts.append(f"{_OPEN}{span.text}{_CLOSE}" if span.code else span.text)
            at += size
        self.text = "".join(parts)

    def begin(self, position: int) -> int:
        """The place in the layout of what begins at a position."""
        return position + bisect_right(self._starts, position) + bisect_right(self._stops, position)

    def end(self, position: int) -> int:
        """The place in the layout of what ends at a position."""
        return position + bisect_left(self._starts, position) + bisect_left(self._stops, position)

    def position(self, place: int) -> int:
        """The position of a place in the layout."""
        return place - bisect_left(self._signs, place)
