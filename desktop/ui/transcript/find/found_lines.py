"""Where a needle stands in lines that are painted one by one, each looked through when it is painted.

The trap: lines grow and change their numbers, so a line is known by its text, and only those painted last are kept.
"""

from __future__ import annotations

from typing import Final

from desktop.core.find import Needle
from desktop.ui.transcript import utf16

_KEPT: Final = 500


class FoundLines:
    """Positions of what was found, counted from the start of a line."""

    def __init__(self) -> None:
        self._needle: Needle | None = None
        self._found: dict[str, list[tuple[int, int]]] = {}

    def of(self, needle: Needle | None, line: str) -> list[tuple[int, int]]:
        if needle is None:
            return []
        if needle is not self._needle or len(self._found) > _KEPT:
            self._needle = needle
            self._found.clear()
        if line not in self._found:
            self._found[line] = utf16.places(line, needle.places(line))
        return self._found[line]
