"""Text as people see it: titles and well-formed strings.

The trap: a surrogate pair may be split over two deltas, so a growing text can end in half a character. `append` joins
the halves; `well_formed` mends what is left before text is shown or saved.
"""

from __future__ import annotations

import re
from typing import Final

TITLE_LENGTH: Final = 60
_SURROGATES = re.compile("[\ud800-\udfff]")
_OPEN_HIGH = re.compile("[\ud800-\udbff]\\Z")


def append(text: str, delta: str) -> str:
    """`text + delta`, with a pair joined that was split between them. Only a half at the very end may stay."""
    joined = text + delta
    if (delta.isascii() or _SURROGATES.search(delta) is None) and not _OPEN_HIGH.search(text[-1:]):
        return joined
    tail = "".join(_OPEN_HIGH.findall(joined))
    return well_formed(joined[: len(joined) - len(tail)]) + tail


def well_formed(text: str) -> str:
    """The text with surrogate pairs joined and lone surrogates replaced by U+FFFD, so that it can be encoded."""
    if text.isascii() or _SURROGATES.search(text) is None:
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


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
    line = next((line for line in well_formed(text).splitlines() if line.strip()), "")
    return elide(re.sub(r"\s+", " ", line.strip().lstrip("#>*- ")), TITLE_LENGTH)
