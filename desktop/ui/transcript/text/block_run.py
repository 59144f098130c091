"""One section of a text as segments, growing at its end: closed blocks keep theirs, the open end is matched anew.

The trap: the last block may turn into something else with the next character (a paragraph into a heading, a line of
dashes into a rule), so open segments are kept only while they still show what the text says.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Final, Protocol

from desktop.core.blocks import Block, Code, Heading, Paragraph, Rule, Span
from desktop.core.blocks import Table as TableBlock
from desktop.core.text import well_formed
from desktop.ui.transcript.code.code import CodeBlock
from desktop.ui.transcript.look import Look
from desktop.ui.transcript.segment import Segment
from desktop.ui.transcript.text.pieces import Level, Piece, flatten
from desktop.ui.transcript.text.prose import Line, Prose
from desktop.ui.transcript.text.table import Table

_PLAIN_PIECE: Final = 2_000
_BLOCKS: Final = 40
"""Blocks that get their segments in one step. A text that is read a second time has thousands of them at once."""


class Growing(Protocol):
    """Where the blocks come from: Markdown, or text as it was typed."""

    closed: list[Block]
    open: tuple[Block, ...]

    def set_text(self, text: str, *, done: bool) -> None: ...

    @property
    def waiting(self) -> int: ...

    def step(self) -> bool: ...


class PlainText:
    """Text as it was typed, in pieces of some lines each: a question is not Markdown."""

    def __init__(self) -> None:
        self.closed: list[Block] = []
        self.open: tuple[Block, ...] = ()
        self.waiting = 0

    def set_text(self, text: str, *, done: bool) -> None:
        lines, size = [], 0
        self.closed = []
        for line in well_formed(text).split("\n"):
            lines.append(line)
            size += len(line)
            if size > _PLAIN_PIECE:
                self._close(lines)
                lines, size = [], 0
        self.open = (Paragraph((Span("\n".join(lines)),)),) if lines else ()

    def _close(self, lines: list[str]) -> None:
        text = "\n".join(lines)
        for start in range(0, len(text), _PLAIN_PIECE * 2):
            self.closed.append(Paragraph((Span(text[start : start + _PLAIN_PIECE * 2]),)))

    def step(self) -> bool:
        return False


class BlockRun:
    """The segments of one section of a text. `key` names their targets."""

    def __init__(self, look: Look, key: str, source: Growing, *, levels: tuple[Level, ...] = ()) -> None:
        self.look = look
        self.segments: list[Segment] = []
        self._key = key
        self._levels = levels
        self._source = source
        self._pieces: list[Piece] = []
        self._read = 0  # closed blocks that have their segments
        self._kept = 0  # segments of those
        self._closed: list[Block] = self._source.closed
        self._opened: frozenset[str] = frozenset()

    def set_opened(self, opened: frozenset[str]) -> int:
        """What the reader opened. The index of the first segment that shows itself otherwise."""
        if opened == self._opened:
            return len(self.segments)
        self._opened = opened
        for segment in self.segments:
            segment.set_opened(opened)
        stale = (index for index, segment in enumerate(self.segments) if segment.is_stale)
        return next(stale, len(self.segments))

    def renewed(self, index: int) -> Segment:
        """The segment with this number in the look as it is now: made anew where it was made in another one."""
        segment = self.segments[index]
        if segment.look is not self.look and isinstance(segment, CodeBlock):
            segment.dress(self.look)
        elif segment.look is not self.look:
            self.segments[index] = self._made(self._pieces[index], index)
        return self.segments[index]

    def set_text(self, text: str, *, done: bool) -> None:
        self._source.set_text(text, done=done)

    @property
    def waiting(self) -> int:
        """Characters that wait for their turn."""
        return self._source.waiting

    @property
    def kept(self) -> int:
        """Segments of closed blocks: they stay."""
        return self._kept

    def step(self) -> tuple[int, bool]:
        """Take in some more text. The index of the first segment that changed, and whether there is more to take."""
        more = self._is_behind or self._source.step()
        if self._closed is not self._source.closed:  # the text was begun anew
            self._closed, self._read, self._kept = self._source.closed, 0, 0
        first = self._kept
        fresh = tuple(flatten(islice(self._closed, self._read, self._read + _BLOCKS), self._levels))
        self._read = min(self._read + _BLOCKS, len(self._closed))
        self._kept = first + len(fresh)
        if self._is_behind:  # what stands below stays until it is its turn
            return self._replace(first, fresh, is_all=False), True
        return self._replace(first, (*fresh, *flatten(self._source.open, self._levels))), more

    @property
    def _is_behind(self) -> bool:
        return self._closed is self._source.closed and self._read < len(self._closed)

    def _replace(self, first: int, pieces: Sequence[Piece], *, is_all: bool = True) -> int:
        """Make the pieces from `first` on these; keep segments that still say the same. The first that changed."""
        changed, index = -1, first
        for index, piece in enumerate(pieces, start=first):
            if index < len(self._pieces) and self._pieces[index] == piece:
                continue
            changed = index if changed < 0 else changed
            if index < len(self._pieces):
                if not _grow(self.segments[index], self._pieces[index], piece):
                    self.segments[index] = self._made(piece, index)
                self._pieces[index] = piece
            else:
                self.segments.append(self._made(piece, index))
                self._pieces.append(piece)
        end = index + 1 if pieces else first
        if is_all and end < len(self._pieces):
            changed = end if changed < 0 else changed
            del self._pieces[end:], self.segments[end:]
        return changed if changed >= 0 else len(self.segments)

    def _made(self, piece: Piece, index: int) -> Segment:
        segment = self._segment(piece, index)
        segment.set_opened(self._opened)
        return segment

    def _segment(self, piece: Piece, index: int) -> Segment:
        key, look, leaf = f"{self._key}.{index}", self.look, piece.leaf
        match leaf:
            case Code():
                return CodeBlock(leaf.text, look, key=key, label=leaf.language, levels=piece.levels, folds=True)
            case TableBlock():
                return Table(leaf, look, key=key, levels=piece.levels)
            case Rule():
                return Line(look, piece.levels)
            case Paragraph() | Heading():
                return Prose(leaf, look, key=key, levels=piece.levels, mark=piece.mark)


def _grow(segment: Segment, before: Piece, after: Piece) -> bool:
    """Let a segment take what its block has become; False when it has to be made anew."""
    if before.levels != after.levels:
        return False
    if isinstance(segment, CodeBlock) and isinstance(before.leaf, Code) and isinstance(after.leaf, Code):
        if before.leaf.language != after.leaf.language:
            return False
        segment.set_text(after.leaf.text)
        return True
    if isinstance(segment, Table) and isinstance(after.leaf, TableBlock):
        segment.set_table(after.leaf)
        return True
    return False
