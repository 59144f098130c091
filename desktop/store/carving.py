"""Rows of a file whose beginning is gone, found by their shape on the pages that are left.

Without its first page a file has no list of tables. But each leaf page says what it is, and a message or a
conversation is not easily taken for something else. The trap: pages that are free still hold what was deleted, so this
is for files that cannot be read in any other way. Format: https://www.sqlite.org/fileformat.html.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Final

from desktop.core.message import Role
from desktop.store.salvage import Row

_PAGE: Final = 4096
_LEAF: Final = 0x0D
_MOST_LOCAL: Final = _PAGE - 35
_LEAST_LOCAL: Final = (_PAGE - 12) * 32 // 255 - 23
_LARGEST: Final = 64 * 1024 * 1024
"""Bytes of one row; a number above it is garbage."""
_INTEGERS: Final = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
_ROLES: Final = frozenset(role.value for role in Role)
_MESSAGE: Final = 9
_CONVERSATION: Final = 8


def carve(path: Path, is_wanted: Callable[[], bool] = lambda: True) -> Iterator[tuple[str, Row]]:
    """The table and the values of each row in the order of its columns; a message's first is its number."""
    with path.open("rb") as file:
        for number in range(path.stat().st_size // _PAGE):
            if not is_wanted():
                return
            file.seek(number * _PAGE)
            page = file.read(_PAGE)
            if page[0] == _LEAF:
                yield from _rows(file, page)


def _rows(file: BinaryIO, page: bytes) -> Iterator[tuple[str, Row]]:
    count = int.from_bytes(page[3:5], "big")
    for at in range(8, min(8 + 2 * count, _PAGE - 1), 2):
        try:
            number, values = _cell(file, page, int.from_bytes(page[at : at + 2], "big"))
        except (IndexError, struct.error, UnicodeDecodeError):
            continue
        if table := _table_of(values):
            yield table, (number, *values[1:]) if table == "messages" else values


def _table_of(values: Row) -> str:
    texts = [isinstance(value, str) for value in values]
    if len(values) >= _MESSAGE and values[0] is None and values[3] in _ROLES and texts[7:9] == [True, True]:
        return "messages"
    if len(values) >= _CONVERSATION and all(texts[:6]) and not any(texts[6:8]):
        return "conversations"
    return ""


def _cell(file: BinaryIO, page: bytes, at: int) -> tuple[int, Row]:
    size, at = _varint(page, at)
    number, at = _varint(page, at)
    if size > _LARGEST:
        raise IndexError
    if size <= _MOST_LOCAL:
        return number, _values(page[at : at + size])
    local = _LEAST_LOCAL + (size - _LEAST_LOCAL) % (_PAGE - 4)
    local = local if local <= _MOST_LOCAL else _LEAST_LOCAL
    payload = bytearray(page[at : at + local])
    following = int.from_bytes(page[at + local : at + local + 4], "big")
    while len(payload) < size:
        file.seek((following - 1) * _PAGE if following else -1, 0 if following else 2)
        overflow = file.read(_PAGE)
        if len(overflow) < _PAGE:
            raise IndexError
        payload += overflow[4 : 4 + size - len(payload)]
        following = int.from_bytes(overflow[:4], "big")
    return number, _values(bytes(payload))


def _values(payload: bytes) -> Row:
    end, at = _varint(payload, 0)
    body, values = end, []
    while at < end:
        kind, at = _varint(payload, at)
        value, body = _value(payload, kind, body)
        values.append(value)
    if body > len(payload):
        raise IndexError
    return tuple(values)


def _value(payload: bytes, kind: int, at: int) -> tuple[object, int]:
    if kind == 0:
        return None, at
    if kind in _INTEGERS:
        size = _INTEGERS[kind]
        return int.from_bytes(payload[at : at + size], "big", signed=True), at + size
    if kind == 7:
        return struct.unpack(">d", payload[at : at + 8])[0], at + 8
    if kind in (8, 9):
        return kind - 8, at
    size = (kind - 12) // 2
    raw = payload[at : at + size]
    return (raw.decode() if kind % 2 else raw), at + size


def _varint(raw: bytes, at: int) -> tuple[int, int]:
    """A number of up to nine bytes, and where it ends; raises IndexError."""
    value = 0
    for place in range(8):
        byte = raw[at + place]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + place + 1
    return value << 8 | raw[at + 8], at + 9
