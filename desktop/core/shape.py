"""What some JSON looks like without anything that anybody wrote: names of members and kinds of values.

For telling what a server answered when nothing can be made of it. The trap: a name may be data too, an address or a
number that something is kept under, so a name is only told when it looks like one that a programmer chose.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Final

from desktop.core.json_text import pretty_json

_DEPTH: Final = 6
_MEMBERS: Final = 30
_ITEMS: Final = 2
_NAME: Final = re.compile(r"(?!.*\d{3})[A-Za-z_][A-Za-z0-9_]{0,39}")


def outline(value: object) -> str:
    """The shape as indented JSON; a text is `text (12)`, a number 0."""
    return pretty_json(shape(value))


def shape(value: object, depth: int = _DEPTH) -> object:
    """The value with nothing in it but names of members, and as little of a long list or a deep one as tells it all."""
    if isinstance(value, str):
        return f"text ({len(value)})"
    if value is None or isinstance(value, bool):
        return value
    if not isinstance(value, dict | list):
        return 0
    if not depth:
        return f"… ({len(value)})"
    if isinstance(value, list):
        more = [f"… ({len(value)})"] if len(value) > _ITEMS else []
        return [*(shape(item, depth - 1) for item in value[:_ITEMS]), *more]
    return {_told(name, at): shape(member, depth - 1) for at, (name, member) in enumerate(_some(value))}


def _some(value: dict[str, object]) -> list[tuple[str, object]]:
    return list(islice(value.items(), _MEMBERS))


def _told(name: str, at: int) -> str:
    return name if _NAME.fullmatch(name) else f"… {at + 1}"
