"""Text as people see it: titles and well-formed strings.

The trap: a surrogate pair may be split over two deltas, so a growing text can end in half a character. `append` joins
the halves; `well_formed` mends what is left before text is shown or saved.
"""

from __future__ import annotations

import re
from typing import Final

TITLE_LENGTH: Final = 60
_SURROGATES = re.compile("[\ud800-\udfff]")


def append(text: str, delta: str) -> str:
    """`text + delta`, with a pair joined that was split between them. Only a half at the very end may stay.

    `text` is what `append` made so far, so no more than its last character needs another look.
    """
    half = text[-1:] if _is_first_half(text[-1:]) else ""
    if not half and (delta.isascii() or _SURROGATES.search(delta) is None):
        return text + delta
    fresh = half + delta
    tail = fresh[-1:] if _is_first_half(fresh[-1:]) else ""
    return text[: len(text) - len(half)] + well_formed(fresh[: len(fresh) - len(tail)]) + tail


def well_formed(text: str) -> str:
    """The text with surrogate pairs joined and lone surrogates replaced by U+FFFD, so that it can be encoded."""
    if text.isascii() or _SURROGATES.search(text) is None:
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def revealed(text: str) -> str:
    """The text in one direction, with a mark for what cannot be seen: an address must not look like another one."""
    return "".join(char if char.isprintable() else f"⟨U+{ord(char):04X}⟩" for char in well_formed(text))


def well_formed_json(value: object) -> object:
    """A JSON value with every string (keys too) well formed."""
    if isinstance(value, str):
        return well_formed(value)
    if isinstance(value, list):
        return [well_formed_json(item) for item in value]
    if isinstance(value, dict):
        return {well_formed(str(key)): well_formed_json(item) for key, item in value.items()}
    return value


def elide(text: str, length: int) -> str:
    """At most `length` characters, the last one an ellipsis when something was cut."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def title_of(text: str) -> str:
    """A one-line title for a conversation, from its first question."""
    lines = [" ".join(line.split()) for line in well_formed(text).splitlines()]
    words = [line.lstrip("#>*- ") for line in lines]
    return elide(next(filter(None, words + lines), ""), TITLE_LENGTH)


def _is_first_half(char: str) -> bool:
    return "\ud800" <= char <= "\udbff"
