"""Text measured as Qt measures it: in UTF-16 units, where an emoji counts two and Python's strings count one."""

from __future__ import annotations


def length(text: str) -> int:
    """The number of UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, start: int, stop: int) -> str:
    """The piece between two places in UTF-16 units; half a character at an edge becomes U+FFFD."""
    if text.isascii():
        return text[start:stop]
    return text.encode("utf-16-le", "surrogatepass")[2 * start : 2 * stop].decode("utf-16-le", "replace")
