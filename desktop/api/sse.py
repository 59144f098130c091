"""Bytes of an event stream to the data of its events.

The trap: a network read may end anywhere, also between CR and LF or inside the byte order mark, and the outcome must
not depend on where. Only CR, LF and CRLF end a line; Unicode's other line breaks are text.

Source: HTML Living Standard (WHATWG), 9.2.6 "Interpreting an event stream".
"""

from __future__ import annotations

from typing import Final, TypeAlias

from desktop.core.events import Skipped

MAX_LINE: Final = 8 * 1024 * 1024
"""The most bytes that one line, and the data of one event, may have."""
DONE: Final = b"[DONE]"
MAX_TOLD: Final = 50
"""Of what could not be used, so many keep their text; the rest is only counted."""
_EXCERPT: Final = 500
BOM: Final = b"\xef\xbb\xbf"
_BETWEEN: Final = b"\n\ndata: "
_IGNORED: Final = (b"event", b"id", b"retry")

_ANOTHER: Final = Skipped("not_a_field")

Item: TypeAlias = bytes | Skipped
"""The data of one event, or something in its place that could not be used."""


def excerpt(data: bytes) -> str:
    """The first 500 characters of some bytes, for a person to look at."""
    return data[: 4 * _EXCERPT].decode("utf-8", "replace")[:_EXCERPT]


class Decoder:
    """Reads one body. `feed` its chunks in order, then `close` it once."""

    def __init__(self) -> None:
        self._partial = bytearray()
        self._data: list[bytes] = []
        self._size = 0
        self._at_start = True
        self._after_cr = False
        self._dropping_line = False
        self._dropping_event = False
        self._told = 0

    def feed(self, chunk: bytes) -> list[Item]:
        text = self._without_bom(chunk) if self._at_start else chunk
        if self._after_cr and text:
            self._after_cr = False
            text = text.removeprefix(b"\n")
        if b"\n" not in text and b"\r" not in text:
            return self._grow(text)
        if self._partial:
            text = bytes(self._partial) + text
            self._partial.clear()
        return self._plain(text) or self._lines(text)

    def close(self) -> list[Item]:
        """What the end of the body leaves: nothing, an event that was cut, or a `[DONE]` without its empty line."""
        partial = b"" if self._partial.startswith(b":") else bytes(self._partial)
        data, self._data = self._data, []
        if self._dropping_event or not (data or partial):
            return []
        value = [_value(partial)] if partial.startswith(b"data:") else []
        if [*data, *value] == [DONE] and (value or not partial):
            return [DONE]
        return [Skipped("cut_event", excerpt(b"\n".join([*data, partial] if partial else data)))]

    def _without_bom(self, chunk: bytes) -> bytes:
        """The bytes after a byte order mark; empty while its three bytes are not all there."""
        text = bytes(self._partial) + chunk
        if len(text) < len(BOM) and BOM.startswith(text):
            self._partial += chunk
            return b""
        self._partial.clear()
        self._at_start = False
        return text.removeprefix(BOM)

    def _plain(self, text: bytes) -> list[Item]:
        """The usual case at the speed of `bytes.split`: one `data: ` line an event, LF only; empty for all others."""
        end = text.rfind(b"\n\n")
        plain = text.startswith(b"data: ") and end > 0 and text.find(b"\n", end + 2) < 0 and b"\r" not in text
        if not plain or self._data or self._dropping_line or self._dropping_event or len(text) > MAX_LINE:
            return []
        found: list[Item] = [*text[6:end].split(_BETWEEN)]
        if text.count(b"\n", 0, end) != 2 * (len(found) - 1):
            return []
        self._partial += text[end + 2 :]
        return found

    def _lines(self, text: bytes) -> list[Item]:
        lines = text.splitlines()
        partial = b"" if text.endswith((b"\n", b"\r")) else lines.pop()
        self._after_cr = text.endswith(b"\r")
        if self._dropping_line:
            self._dropping_line = False
            del lines[0]
        found: list[Item] = []
        for line in lines:
            self._line(line, found)
        return found + self._grow(partial)

    def _grow(self, partial: bytes) -> list[Item]:
        """Keep a line that has not ended; one that is too long already is reported once and its rest thrown away."""
        if self._dropping_line:
            return []
        self._partial += partial
        if len(self._partial) <= MAX_LINE:
            return []
        line = bytes(self._partial)
        self._partial.clear()
        self._dropping_line = True
        return [self._too_long(line)]

    def _line(self, line: bytes, found: list[Item]) -> None:
        if not line:
            self._dispatch(found)
        elif len(line) > MAX_LINE:
            found.append(self._too_long(line))
        elif line.startswith(b"data:") or line == b"data":
            self._add(_value(line), found)
        elif not line.startswith(b":") and line.partition(b":")[0] not in _IGNORED:
            found.append(Skipped("not_a_field", excerpt(line)) if self._told < MAX_TOLD else _ANOTHER)
            self._told += 1

    def _add(self, value: bytes, found: list[Item]) -> None:
        """Add a line of data. The cap also holds for their sum, or endless short lines would fill the memory."""
        if self._dropping_event:
            return
        self._data.append(value)
        self._size += len(value) + 1
        if self._size > MAX_LINE + 1:
            found.append(self._too_long(b"data:" + self._data[0]))

    def _dispatch(self, found: list[Item]) -> None:
        if self._data:
            found.append(b"\n".join(self._data))
        self._data.clear()
        self._size = 0
        self._dropping_event = False

    def _too_long(self, line: bytes) -> Skipped:
        """Report a line; an event that lost data with it is not dispatched with a hole in it."""
        if line.startswith(b"data:"):
            self._dropping_event = True
            self._data.clear()
        return Skipped("too_long", excerpt(line))


def _value(line: bytes) -> bytes:
    """The value of a `data` field: what follows the colon, less one space."""
    return line[5:].removeprefix(b" ")
