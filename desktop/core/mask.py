"""Masks a secret in bytes that come in pieces, with as many asterisks, so that every byte keeps its place.

The trap: the secret may be cut anywhere, also into single bytes. So the end of a piece that could be its beginning is
held back until the next piece has shown what it was.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final, Generic, TypeVar

from desktop.core.chatbot import Secret

_M = TypeVar("_M")
_STAR: Final = b"*"


class Mask(Generic[_M]):
    """`feed` pieces with a mark each (their time), `close` at the end; both give pieces with their marks back.

    `count` says how often the secret was masked, as it is or as JSON may spell it.
    """

    def __init__(self, secret: Secret) -> None:
        self.count = 0
        self._spellings = _spellings(secret.reveal())
        self._held = b""
        self._marks: list[tuple[int, _M]] = []

    def feed(self, piece: bytes, mark: _M) -> Iterator[tuple[bytes, _M]]:
        if not self._spellings:
            yield piece, mark
            return
        self._held += piece
        self._marks.append((len(piece), mark))
        if not self._may_go_on():
            yield from self.close()

    def close(self) -> Iterator[tuple[bytes, _M]]:
        text, marks, at = self._masked(self._held), self._marks, 0
        self._held, self._marks = b"", []
        for length, mark in marks:
            yield text[at : at + length], mark
            at += length

    def _may_go_on(self) -> bool:
        """Whether what is held ends with the beginning of the secret."""
        return any(self._ends_with_start_of(spelling) for spelling in self._spellings)

    def _ends_with_start_of(self, spelling: bytes) -> bool:
        at = self._held.find(spelling[:1], max(0, len(self._held) - len(spelling) + 1))
        while at >= 0:
            if spelling.startswith(self._held[at:]):
                return True
            at = self._held.find(spelling[:1], at + 1)
        return False

    def _masked(self, text: bytes) -> bytes:
        for spelling in self._spellings:
            if found := text.count(spelling):
                self.count += found
                text = text.replace(spelling, _STAR * len(spelling))
        return text


def _spellings(value: str) -> tuple[bytes, ...]:
    """The secret and what JSON may write for it, the longest first."""
    if not value:
        return ()
    quoted = json.dumps(value)[1:-1]
    found = {value, quoted, value.replace("/", "\\/"), quoted.replace("/", "\\/")}
    return tuple(sorted((one.encode() for one in found), key=len, reverse=True))
