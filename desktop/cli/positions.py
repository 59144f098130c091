"""Reads a recorded body and remembers where its skipped events stand, for whoever has the file open in an editor.

The trap: only the reducer knows an orphan, and it knows no lines; only the decoder knows lines, and it reports what it
held back while the body might still have been a JSON answer. So the body is fed line by line, each event keeps the line
it began on, and a batch in which something was skipped is folded again in halves until it is found.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from desktop.api.body import CUT_SHORT, BodyReader
from desktop.api.sse import BOM, MAX_LINE, Decoder
from desktop.core.errors import Problem
from desktop.core.events import Event, Skipped
from desktop.core.message import empty_reply
from desktop.core.reducer import fold_all

_BLANK: Final = (b"\n", b"\r\n", b"\r")
_ENDS: Final = (b"\n", b"\r")
_HEAD: Final = len(BOM + b"data:")
"""As much of a line as tells whether it is data."""


class PositionedReader:
    """`feed` chunks in order, then `close` once. `lines` are those of `message.skipped`, counted from 1.

    `begun` and `at` are the times of a recording, in seconds since the epoch; the bytes alone have none.
    """

    def __init__(self, begun: float = 0.0) -> None:
        self.message = empty_reply("replay", begun)
        self._at = 0.0
        self.lines: list[int] = []
        self._reader = BodyReader()
        self._line = 1
        self._event_line = 1
        self._in_event = False
        self._head = b""
        self._cr = b""
        self._size = 0
        # What the decoder could not use before the first event is reported with that event.
        self._scout: Decoder | None = Decoder()
        self._held: list[int] = []

    def feed(self, chunk: bytes, at: float = 0.0) -> None:
        self._at = at
        text = self._cr + chunk
        self._cr = b"\r" if text.endswith(b"\r") else b""  # the line feed that belongs to it may be on its way
        self._read(text.removesuffix(self._cr))

    def close(self, problem: Problem = CUT_SHORT) -> None:
        """`problem` says why the body ended; it counts only when the answer is not complete."""
        self._read(self._cr)
        events = self._reader.close(problem)
        self._fold(events, self._places(events, self._event_line if self._in_event else self._line))

    def _read(self, text: bytes) -> None:
        events: list[Event] = []
        places: list[int] = []
        lines = text.splitlines(keepends=True)
        at = 0
        while at < len(lines) and not self._is_too_large():
            taken = 2 if self._is_event(lines, at) else 1
            found, line = self._event(lines[at], lines[at + 1]) if taken == 2 else self._part(lines[at])
            if found:
                places += self._places(found, line)
                events += found
            at += taken
        self._fold(events, places)

    def _is_too_large(self) -> bool:
        """Whether the body is no stream, and larger than anything else may be: the reader has made up its mind."""
        return self._scout is not None and self._reader.ended and self._size > MAX_LINE

    def _is_event(self, lines: list[bytes], at: int) -> bool:
        """Whether a whole event of one line stands here: the usual case, fed at once."""
        is_fresh = self._scout is None and not self._in_event and not self._head and at + 1 < len(lines)
        return is_fresh and lines[at].startswith(b"data:") and lines[at + 1] in _BLANK

    def _event(self, line: bytes, blank: bytes) -> tuple[Sequence[Event], int]:
        begun = self._line
        self._line += 2
        return self._reader.feed(line + blank), begun

    def _part(self, piece: bytes) -> tuple[Sequence[Event], int]:
        """A line, or a part of a long one. What a blank line sends off began earlier."""
        found = self._reader.feed(piece)
        if self._scout is not None:
            self._size += len(piece)
            self._held += [self._line for item in self._scout.feed(piece) if isinstance(item, Skipped)]
        line = self._line
        if piece in _BLANK and not self._head:
            line = self._event_line
            self._in_event = False
        self._advance(piece)
        return found, line

    def _advance(self, piece: bytes) -> None:
        self._head = (self._head + piece)[:_HEAD]
        head = self._head.removeprefix(BOM) if self._line == 1 else self._head
        if not self._in_event and (head.startswith(b"data:") or head.rstrip(b"\r\n") == b"data" != head):
            self._event_line, self._in_event = self._line, True
        if piece.endswith(_ENDS):
            self._line += 1
            self._head = b""

    def _places(self, events: Sequence[Event], line: int) -> list[int]:
        held, self._held, self._scout = self._held, [], None
        return [*held, *(line for _ in events)][: len(events)]

    def _fold(self, events: Sequence[Event], places: Sequence[int]) -> None:
        grown = fold_all(self.message, events, self._at)
        if len(grown.skipped) == len(self.message.skipped):
            self.message = grown
        elif len(events) == 1:
            self.message = grown
            self.lines.append(places[0])
        else:
            half = len(events) // 2
            self._fold(events[:half], places[:half])
            self._fold(events[half:], places[half:])
