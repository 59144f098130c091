"""A JSON value as the lines of a tree: those that show for what the reader opened, and never more than a page of each.

The trap: a value may hold 100,000 items or nest a thousand levels deep, so a walk goes only where something is open,
takes only what it shows and keeps its own stack.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from itertools import islice
from typing import Final, TypeAlias

from msgspec import Struct

from desktop.core.text import elide

PAGE: Final = 100
"""Items of an object or array that show at once, and how many more come at a time."""
FEW: Final = 12
"""An object or array with no more items than this, inside one with no more, is open from the start."""
SHORT: Final = 300
"""Characters of a string that show until it is opened."""
LONG: Final = 20_000
"""Characters of a string that show when it is opened."""
_SHORT_LINES: Final = 8
_LONG_LINES: Final = 500
_NAME: Final = 200
_UNSEEN: Final = re.compile("[\0-\b\v-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

_Members: TypeAlias = Iterator[tuple["Node", object]]


class Kind(StrEnum):
    """What stands in a line. `more` and `whole` are no values: pressing them shows more items, or all of a string."""

    OBJECT = "object"
    ARRAY = "array"
    STRING = "string"
    NUMBER = "number"
    BOOLEAN = "boolean"
    NULL = "null"
    TEXT = "text"
    MORE = "more"
    WHOLE = "whole"


class Node(Struct, frozen=True):
    """A line. `toggle` is the key that flips when it is pressed; empty when there is nothing to open.

    `name` is the member's name or the item's number, `text` the value as it reads, `count` the number of items of an
    object or array, of characters of a string, of items that a page would add.
    """

    key: str
    depth: int
    kind: Kind
    name: str = ""
    text: str = ""
    count: int = 0
    is_open: bool = False
    toggle: str = ""


def is_open(key: str, opened: frozenset[str], *, by_default: bool) -> bool:
    """Whether what has this key is open, by the reader's wish or else by default."""
    if f"{key}:open" in opened:
        return True
    return by_default and f"{key}:closed" not in opened


def toggle(key: str, opened: frozenset[str], *, by_default: bool) -> str:
    """The key that, flipped in `opened`, turns an open thing closed and a closed one open.

    It holds also when the default changed from open to closed since, as it does for what grows.
    """
    if f"{key}:open" in opened or not is_open(key, opened, by_default=by_default):
        return f"{key}:open"
    return f"{key}:closed"


def nodes(value: object, key: str, opened: frozenset[str]) -> Iterator[Node]:
    """The lines of a value, without one for the value itself when it is an object or array.

    `key` comes first in the keys of all lines. A value that is a string is text, not JSON, and stands without quotes.
    """
    if not isinstance(value, dict | list):
        kind = Kind.TEXT if isinstance(value, str) else None
        yield from (node for node, _held in _value(value, "", key, 0, opened, kind))
        return
    waiting = [_members(value, key, 0, opened)]
    while waiting:
        found = next(waiting[-1], None)
        if found is None:
            waiting.pop()
            continue
        node, held = found
        yield node
        if node.is_open and isinstance(held, dict | list):
            waiting.append(_members(held, node.key, node.depth + 1, opened))


def every_line(value: object, key: str) -> Iterator[Node]:
    """The lines of a value when all is open, without those that only open more.

    All strings are whole, also those of which `nodes` never shows more than their beginning.
    """
    waiting: list[Iterator[tuple[object, str, str]]] = [iter([(value, "", key)])]
    kind = Kind.TEXT if isinstance(value, str) else None
    while waiting:
        found = next(waiting[-1], None)
        if found is None:
            waiting.pop()
            continue
        item, name, at = found
        if isinstance(item, str):
            yield Node(at, max(len(waiting) - 2, 0), kind or Kind.STRING, name, visible(item), len(item))
        elif at != key or not isinstance(value, dict | list):
            yield next(_value(item, name, at, max(len(waiting) - 2, 0), _EVERYTHING))[0]
        if isinstance(item, dict | list):
            waiting.append(_inside(item, at))


def way_to(value: object, key: str, line: str, opened: frozenset[str]) -> frozenset[str]:
    """The keys that, flipped in `opened`, show the line with this key. A string that is cut short stays so."""
    flips, holder, at = set(), value, key
    numbers = [int(number) for number in line.removeprefix(key).split(".")[1:]]
    for depth, number in enumerate(numbers):
        if not isinstance(holder, dict | list) or number >= len(holder):
            break
        by_default = depth == 1 and len(holder) <= FEW and isinstance(value, dict | list) and len(value) <= FEW
        if depth and not is_open(at, opened, by_default=by_default):
            flips.add(toggle(at, opened, by_default=by_default))
        flips |= {f"{at}:more{page}" for page in range(1, number // PAGE + 1)} - opened
        holder = next(islice(holder.values() if isinstance(holder, dict) else holder, number, None))
        at = f"{at}.{number}"
    return frozenset(flips)


def is_large(value: object) -> bool:
    """Whether a tree would hide some of it for its size. Looks at no more than some hundred values."""
    waiting, seen = [value], 0
    while waiting and seen <= PAGE:
        item = waiting.pop()
        seen += 1
        if isinstance(item, str) and is_cut(item):
            return True
        if isinstance(item, dict | list):
            waiting += islice(item.values() if isinstance(item, dict) else item, PAGE + 1)
    return seen > PAGE


def is_cut(text: str) -> bool:
    """Whether a string shows only its beginning until it is opened."""
    return _cut(text, SHORT, _SHORT_LINES) is not text


def visible(text: str) -> str:
    """The text with what cannot be seen, or turns the letters around it, written as JSON would escape it."""
    text = text.replace("\r\n", "\n")
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


class _Everything(frozenset[str]):
    """What the reader opened when nothing is closed or cut short."""

    def __contains__(self, key: object) -> bool:
        return True


_EVERYTHING: Final = _Everything()


def _inside(holder: dict[object, object] | list[object], key: str) -> Iterator[tuple[object, str, str]]:
    """Each item with its name and key."""
    named = holder.items() if isinstance(holder, dict) else enumerate(holder)
    for index, (name, item) in enumerate(named):
        yield item, _name(str(name)) if isinstance(holder, dict) else str(index), f"{key}.{index}"


def _members(holder: dict[object, object] | list[object], key: str, depth: int, opened: frozenset[str]) -> _Members:
    pages = 1
    while f"{key}:more{pages}" in opened:
        pages += 1
    shown, of = pages * PAGE, len(holder)
    named = holder.items() if isinstance(holder, dict) else enumerate(holder)
    for index, (name, item) in enumerate(islice(named, shown)):
        spoken = _name(str(name)) if isinstance(holder, dict) else str(index)
        yield from _value(item, spoken, f"{key}.{index}", depth, opened, is_small=depth == 0 and of <= FEW)
    if of > shown:
        more = min(PAGE, of - shown)
        yield Node(f"{key}:more", depth, Kind.MORE, count=more, toggle=f"{key}:more{pages}"), None


def _value(
    value: object,
    name: str,
    key: str,
    depth: int,
    opened: frozenset[str],
    kind: Kind | None = None,
    *,
    is_small: bool = False,
) -> _Members:
    if isinstance(value, dict | list):
        of = Kind.OBJECT if isinstance(value, dict) else Kind.ARRAY
        by_default = is_small and len(value) <= FEW
        shows = bool(value) and is_open(key, opened, by_default=by_default)
        flips = toggle(key, opened, by_default=by_default) if value else ""
        yield Node(key, depth, of, name, count=len(value), is_open=shows, toggle=flips), value
    elif isinstance(value, str):
        yield from _string(value, name, key, depth, opened, kind or Kind.STRING)
    else:
        yield Node(key, depth, _scalar_kind(value), name, scalar(value)), None


def _string(text: str, name: str, key: str, depth: int, opened: frozenset[str], kind: Kind) -> _Members:
    whole = f"{key}:whole"
    is_whole = whole in opened
    shown = _cut(text, LONG, _LONG_LINES) if is_whole else _cut(text, SHORT, _SHORT_LINES)
    dots = "" if shown is text else "…"
    yield Node(key, depth, kind, name, visible(shown) + dots, len(text)), None
    if is_cut(text):
        yield Node(whole, depth, Kind.WHOLE, count=len(text), is_open=is_whole, toggle=whole), None


def _cut(text: str, length: int, lines: int) -> str:
    """Its beginning; the very same text when it is not too long."""
    at = -1
    for _ in range(lines):
        at = text.find("\n", at + 1, length)
        if at < 0:
            return text if len(text) <= length else text[:length]
    return text[:at] if at < len(text) - 1 else text


def _name(name: str) -> str:
    return visible(elide(" ".join(name.split("\n")), _NAME)) or '""'


def _scalar_kind(value: object) -> Kind:
    if isinstance(value, bool):
        return Kind.BOOLEAN
    return Kind.NULL if value is None else Kind.NUMBER


def scalar(value: object) -> str:
    """A number, truth value or null as JSON writes it."""
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)
