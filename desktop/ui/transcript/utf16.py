"""Text measured as Qt measures it: in UTF-16 units, where an emoji counts two and Python's strings count one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QTextBoundaryFinder

_PLANE: Final = "\uffff"
"""The last character that is one unit."""


def length(text: str) -> int:
    """The number of UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, start: int, stop: int) -> str:
    """The piece between two places in UTF-16 units; half a character at an edge becomes U+FFFD."""
    if text.isascii():
        return text[start:stop]
    return text.encode("utf-16-le", "surrogatepass")[2 * start : 2 * stop].decode("utf-16-le", "replace")


def places(text: str, found: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Places counted in characters as positions in UTF-16 units; given and told from the first to the last."""
    if text.isascii() or max(text) <= _PLANE:
        return list(found)
    told, at, units = [], 0, 0
    for start, stop in found:
        first = units + length(text[at:start])
        at, units = stop, first + length(text[start:stop])
        told.append((first, units))
    return told


def step(text: str, position: int, *, by_word: bool, forward: bool) -> int:
    """The next boundary of a character as readers count them, or of a word; `position` itself at the end."""
    kind = QTextBoundaryFinder.BoundaryType
    finder = QTextBoundaryFinder(kind.Word if by_word else kind.Grapheme, text)
    finder.setPosition(position)
    while True:
        before, found = finder.position(), finder.toNextBoundary() if forward else finder.toPreviousBoundary()
        if found < 0:
            return length(text) if forward else 0
        if not by_word or cut(text, *sorted((before, found))).strip():
            return found
