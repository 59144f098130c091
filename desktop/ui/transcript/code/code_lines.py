"""The lines of a code block as rows on screen, by counting alone: nothing is laid out to know how many there are.

A row is as high as every other, so the place of a position is arithmetic. The traps: one line may hold a megabyte, so
a line is cut into pieces that Qt can lay out, also where lines do not wrap; and positions count UTF-16 units, while
Python counts characters.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from functools import cache
from itertools import accumulate
from typing import Final, NamedTuple

from desktop.ui.transcript import utf16

PIECE: Final = 1_000
"""Characters of a line that stand in one row at the most."""
TAB: Final = 4
_SIMPLE: Final = re.compile(r"[ -~]*")
_SPLITS: Final = 2_000


class Row(NamedTuple):
    """What stands in one row: `line` and `column` (in characters) say where it begins, `start` its position."""

    line: int
    column: int
    text: str
    start: int


class CodeLines:
    """`lines` is the text as it came; `set_text` changes that same list."""

    def __init__(self) -> None:
        self.lines: list[str] = [""]
        self.widest = 0
        """Columns of the widest row when nothing wraps."""
        self._text = ""
        self._pieces: list[str] = [""]
        self._owners: list[int] = [0]  # which line each piece is of
        self._firsts: list[int] = [0]  # which piece each line begins with
        self._sums: list[int] = [0]  # UTF-16 units before each piece, line ends not counted
        self._columns = 0
        self._counts: list[int] = []  # rows before each piece and its own, when lines wrap
        self._splits: dict[int, tuple[int, ...]] = {}

    def set_text(self, text: str) -> int:
        """Take the text; only what it has more than before is looked at. The first line that is not as it was."""
        kept = len(self.lines) - 1 if text.startswith(self._text) else 0
        offset = self._text.rfind("\n") + 1 if kept else 0
        piece = self._firsts[kept]
        total = self._sums[piece] if kept else 0
        del self.lines[kept:], self._firsts[kept:]
        del self._pieces[piece:], self._owners[piece:], self._sums[piece:], self._counts[piece:]
        self._splits = {index: split for index, split in self._splits.items() if index < piece}
        self.widest = self.widest if kept else 0
        fresh = text[offset:].split("\n")
        self.lines += fresh
        self._text = text
        self._add_pieces(fresh, kept, total)
        self._count()
        return kept

    def _add_pieces(self, fresh: list[str], line: int, total: int) -> None:
        piece = len(self._pieces)
        if max(map(len, fresh)) <= PIECE:
            pieces = fresh
            self._owners += range(line, line + len(fresh))
            self._firsts += range(piece, piece + len(fresh))
        else:
            pieces = []
            for owner, whole in enumerate(fresh, start=line):
                cut = [whole[at : at + PIECE] for at in range(0, max(len(whole), 1), PIECE)]
                self._firsts.append(piece + len(pieces))
                self._owners += [owner] * len(cut)
                pieces += cut
        self._pieces += pieces
        sizes = map(len if all(map(str.isascii, pieces)) else utf16.length, pieces)
        self._sums += accumulate(sizes, initial=total)
        self._sums.pop()
        widest = max(map(cells, pieces))
        self.widest = max(self.widest, widest)

    def wrap(self, columns: int) -> None:
        """Let lines go on in the next row after so many columns; 0 for never."""
        if columns != self._columns:
            self._columns = columns
            self._counts.clear()
            self._splits.clear()
            self._count()

    def _count(self) -> None:
        """Count the rows of the pieces that have no number yet."""
        if not self._columns:
            return
        done = len(self._counts)
        before = self._counts[-1] if done else 0
        counts = (self._rows_of(index) for index in range(done, len(self._pieces)))
        self._counts += list(accumulate(counts, initial=before))[1:]

    def _rows_of(self, index: int) -> int:
        piece, columns = self._pieces[index], self._columns
        if len(piece) * TAB <= columns or cells(piece) <= columns:
            return 1
        return -(-len(piece) // columns) if is_simple(piece) else len(self._split(index))

    def _split(self, index: int) -> tuple[int, ...]:
        """The characters at which the rows of a piece begin."""
        if index not in self._splits:
            if len(self._splits) > _SPLITS:
                self._splits.clear()
            piece = self._pieces[index]
            simple = tuple(range(0, max(len(piece), 1), self._columns))
            self._splits[index] = simple if is_simple(piece) else _breaks(piece, self._columns)
        return self._splits[index]

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return self._counts[-1] if self._columns else len(self._pieces)

    @property
    def length(self) -> int:
        """How many positions there are."""
        return self._start(len(self._pieces) - 1) + utf16.length(self._pieces[-1])

    def rows_before(self, line: int) -> int:
        """How many rows the lines before this one take."""
        if line >= len(self.lines):
            return self.rows
        piece = self._firsts[line]
        return (self._counts[piece - 1] if piece else 0) if self._columns else piece

    def _start(self, piece: int) -> int:
        return self._sums[piece] + self._owners[piece]

    def row(self, number: int) -> Row:
        if not self._columns:
            piece, column = number, 0
            text = self._pieces[piece]
        else:
            piece = bisect_right(self._counts, number)
            inside = number - (self._counts[piece - 1] if piece else 0)
            split = self._split(piece) if self._rows_of(piece) > 1 else (0,)
            column = split[inside]
            text = self._pieces[piece][column : split[inside + 1] if inside + 1 < len(split) else None]
        line = self._owners[piece]
        start = self._start(piece) + utf16.length(self._pieces[piece][:column])
        return Row(line, (piece - self._firsts[line]) * PIECE + column, text, start)

    def row_at(self, position: int) -> int:
        """The row in which this position stands."""
        piece = max(bisect_right(range(len(self._pieces)), position, key=self._start) - 1, 0)
        if not self._columns:
            return piece
        before = self._counts[piece - 1] if piece else 0
        if self._rows_of(piece) == 1:
            return before
        inside = len(utf16.cut(self._pieces[piece], 0, max(position - self._start(piece), 0)))
        return before + bisect_right(self._split(piece), inside) - 1


def is_simple(text: str) -> bool:
    """Whether each character takes one column and one position."""
    return _SIMPLE.fullmatch(text) is not None


def cells(text: str) -> int:
    """How many columns a text takes, at the most."""
    if text.isascii():
        return len(text) + (TAB - 1) * text.count("\t") if "\t" in text else len(text)
    return sum(map(_cell, text))


@cache
def _cell(char: str) -> int:
    if char == "\t":
        return TAB
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


def _breaks(text: str, columns: int) -> tuple[int, ...]:
    """Where rows begin: before a character that has no room, never between a letter and its marks."""
    found, room = [0], columns
    for index, char in enumerate(text):
        size = _cell(char)
        if size > room and room < columns:
            found.append(index)
            room = columns
        room -= size
    return tuple(found)
