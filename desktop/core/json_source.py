"""A JSON file of any size, read piece by piece: its big lists are walked, and only one of their items is in memory.

The trap: whoever made the file may mean harm. So nothing here recurses, a value has a longest size and a deepest
nesting, and all that is wrong has a place in the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

import msgspec

_CHUNK: Final = 1 << 18
_SPACE: Final = re.compile(rb"[ \t\r\n]*")
_TOKEN: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{}"]', re.DOTALL)
_SCALAR: Final = re.compile(rb"[^ \t\r\n,\]}]*")
_BOM: Final = b"\xef\xbb\xbf"


class SourceError(Exception):
    """The file is not what it should be. `reason` is not_json, cut, too_large or too_deep; at a line and a byte,
    both counted from 1.
    """

    def __init__(self, reason: str, line: int, byte: int) -> None:
        super().__init__(f"{reason} at line {line}, byte {byte}")
        self.reason = reason
        self.line = line
        self.byte = byte


class JsonSource:
    """`read` hands out up to so many bytes, none at the end. `longest` is in bytes, `deepest` in levels.

    Members and items are told in their order, and each must be read (`value`, `members`, `items`) before the next one
    is asked for. Raises SourceError.
    """

    def __init__(self, read: Callable[[int], bytes], *, longest: int, deepest: int) -> None:
        self._read = read
        self._longest = longest
        self._deepest = deepest
        self._held = b""
        self._at = 0
        self._before = 0  # bytes of the file before those that are held
        self._line = 1
        self._ended = False
        self._fill()
        if self._held.startswith(_BOM):
            self._at = len(_BOM)

    @property
    def line(self) -> int:
        return self._line + self._held.count(b"\n", 0, self._at)

    @property
    def byte(self) -> int:
        """Where reading stands, from 1."""
        return self._before + self._at + 1

    def members(self) -> Iterator[str]:
        """The names in the object that begins here."""
        self._expect(b"{")
        if self._peek() == b"}":
            self._at += 1
            return
        while True:
            if self._peek() != b'"':
                raise self._wrong()
            try:
                name = msgspec.json.decode(self.value(), type=str)
            except (msgspec.DecodeError, UnicodeDecodeError):
                raise self._wrong() from None
            self._expect(b":")
            yield name
            if self._ends(b"}"):
                return

    def items(self) -> Iterator[None]:
        """One for each item of the array that begins here."""
        self._expect(b"[")
        if self._peek() == b"]":
            self._at += 1
            return
        while True:
            yield
            if self._ends(b"]"):
                return

    def starts(self, opener: bytes) -> bool:
        """Whether the next value begins with this."""
        return self._peek() == opener

    def value(self) -> bytes:
        """The whole next value as it stands in the file; whether all in it is JSON, its decoder will see."""
        opener = self._peek()
        if opener in (b"{", b"["):
            end = self._end_of_nested()
        elif opener == b'"':
            end = self._end_of_string(self._at)
        else:
            end = self._end_of_scalar()
        found = self._held[self._at : end]
        self._at = end
        return found

    def end(self) -> None:
        """Nothing may stand behind the value."""
        self._skip_space()
        if self._at < len(self._held):
            raise self._wrong()

    def _ends(self, closer: bytes) -> bool:
        mark = self._peek()
        if mark not in (b",", closer):
            raise self._wrong()
        self._at += 1
        return mark == closer

    def _expect(self, mark: bytes) -> None:
        if self._peek() != mark:
            raise self._wrong()
        self._at += 1

    def _peek(self) -> bytes:
        self._skip_space()
        if self._at >= len(self._held):
            raise SourceError("cut", self.line, self.byte)
        return self._held[self._at : self._at + 1]

    def _skip_space(self) -> None:
        while True:
            space = _SPACE.match(self._held, self._at)
            self._at = space.end() if space else self._at
            if self._at < len(self._held) or not self._fill():
                return

    def _end_of_nested(self) -> int:
        depth, at = 0, self._at
        while True:
            token = _TOKEN.search(self._held, at)
            if token is None:
                at = len(self._held) - self._at
                self._need_more()
                at += self._at
                continue
            mark = token[0]
            if mark == b'"':  # a string that goes on behind what is held
                at = self._end_of_string(token.start())
                continue
            at = token.end()
            if mark in (b"{", b"["):
                depth += 1
                if depth > self._deepest:
                    raise SourceError("too_deep", self.line, self.byte)
            elif mark in (b"}", b"]"):
                depth -= 1
                if depth == 0:
                    return at

    def _end_of_string(self, start: int) -> int:
        while True:
            token = _TOKEN.match(self._held, start)
            if token is not None and len(token[0]) > 1:
                return token.end()
            start -= self._at
            self._need_more()
            start += self._at

    def _end_of_scalar(self) -> int:
        while True:
            token = _SCALAR.match(self._held, self._at)
            end = token.end() if token else self._at
            if end < len(self._held) or self._ended:
                break
            if len(self._held) - self._at > self._longest:
                raise SourceError("too_large", self.line, self.byte)
            self._fill()
        if end == self._at:
            raise self._wrong()
        return end

    def _need_more(self) -> None:
        if len(self._held) - self._at > self._longest:
            raise SourceError("too_large", self.line, self.byte)
        if not self._fill():
            line = self._line + self._held.count(b"\n")
            raise SourceError("cut", line, self._before + len(self._held) + 1)

    def _fill(self) -> bool:
        """Hold more of the file, and no longer what was read. As much again as is held: a long value is scanned
        anew each time, and so no more than twice in all.
        """
        if self._ended:
            return False
        rest = self._held[self._at :]
        more = self._read(max(_CHUNK, len(rest)))
        self._line += self._held.count(b"\n", 0, self._at)
        self._before += self._at
        self._held = rest + more
        self._at = 0
        self._ended = not more
        return bool(more)

    def _wrong(self) -> SourceError:
        return SourceError("not_json", self.line, self.byte)
