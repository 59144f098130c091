"""Where a Markdown text can be cut without reading it: places where nothing that came before is still open.

What stands behind a cut means the same alone as in its place, so a long answer is read only where it is looked at.
The trap: what is open cannot be told for certain from single lines. Where it cannot, no cut is made. And a definition
of a link reaches over all cuts: who reads a part needs those of all parts that `may_define` some.
"""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct

from desktop.core.formula import closed_at, closing_of

_FENCE: Final = re.compile(r"(`{3,})[^`]*$|(~{3,})")
_ITEM: Final = re.compile(r"([-+*]|(\d{1,9})[.)])([ \t]+|$)")
_BREAK: Final = re.compile(r"([-*_])[ \t]*(?:\1[ \t]*){2,}$")
_HEADING: Final = re.compile(r"#{1,6}(?:[ \t]|$)")
_DEFINITION: Final = re.compile(
    r"^[ \t]*(?:>[ \t]?|(?:[-+*]|\d{1,9}[.)])[ \t]+)*[ \t]*\[(?:[^\]\n]*$|[^\n]*\]:)", re.MULTILINE
)
_UNCERTAIN: Final = "$$ or \\]"
"""Stands for what closes a formula where a line may also close one, or be words."""
_FORMULA: Final = ("$$", "\\]", _UNCERTAIN)
_MARKS: Final = frozenset(" \t`~-+*_#>=|0123456789$\\")
"""What a line starts with that may open, close or go on with something."""
_UNDECIDED: Final = frozenset(" \t-+*0123456789")
"""A line that starts so may yet become an item of a list or stand in one."""


LONGEST_RULE: Final = 1_000
"""A longer line of stars is words: telling whether it is a line across takes long."""
LINES: Final = 2_000
"""Lines that are read in one go: 1 ms, 5 ms when each may be an item of a list."""


def may_define(text: str) -> bool:
    """Whether a definition of a link may stand in a text; that it may not is certain."""
    return "[" in text and _DEFINITION.search(text) is not None


class Cut(Struct, frozen=True):
    """A place (offset of a line's start). `number` counts the item that starts there, None where no list goes on."""

    at: int
    number: int | None = None


class Cutter:
    """Reads the lines of a text that grows, each once; `feed` gives the new cuts.

    It reads some thousand lines at a time: when it `is_behind`, feed it again.
    """

    def __init__(self) -> None:
        self.is_behind = False
        self.at = 0
        """What stands before was read."""
        self._fence = ""  # what closes the code or the formula that is open
        self._offset: int | None = 0  # where the words of the outermost item start; 0 outside a list, None: unknown
        self._list = ""  # the mark of the outermost list when its items start at the margin
        self._number = 0
        self._blank = True
        self._marked = False  # whether a formula may have begun since the last empty line
        self._lost = False
        self._told = 0  # the last cut

    def feed(self, text: str) -> list[Cut]:
        """The cuts in what `text` has more than before; it must continue what was given before, and be `normal`."""
        cuts = []
        for _line in range(LINES):
            end = text.find("\n", self.at) if not self._lost else -1
            self.is_behind = end >= 0
            if not self.is_behind:
                break
            line = text[self.at : end]
            cut = self._read(line) if self._fence or line[:1] in _MARKS else self._read_words(line)
            self._marked = not self._blank and (self._marked or "$$" in line or "\\[" in line)
            if cut is not None and self.at > self._told:
                cuts.append(cut)
                self._told = self.at
            self.at = end + 1
        early = self._early(text) if not self.is_behind else None
        return [*cuts, early] if early else cuts

    def _early(self, text: str) -> Cut | None:
        """A cut before the last line, which is still being written, when its first character settles it."""
        settled = text[self.at : self.at + 1] not in _UNDECIDED and self.at < len(text)
        if self._lost or not settled or not self._is_free() or self.at <= self._told:
            return None
        self._told = self.at
        return Cut(self.at)

    def _is_free(self) -> bool:
        """Whether a line that starts at the margin, and with no item's mark, has nothing open before it."""
        return self._blank and not self._fence

    def _read_words(self, line: str) -> Cut | None:
        """Take in an empty line, or words at the margin: most lines are."""
        if not line:
            self._blank = True
            self._told += self._told == self.at  # empty lines at the start are no section of their own
            return None
        free, self._blank = self._blank, False
        if free:
            self._leave()
            return Cut(self.at)
        if self._offset:
            self._offset = None  # words of the item's last paragraph, or of one below the list
        return None

    def _read(self, line: str) -> Cut | None:
        """Take in one line; a cut when one can be made before it."""
        words = line.strip(" \t")
        if self._fence:
            self._read_code(line, words)
            return None
        if not words:
            self._blank = True
            if self._told == self.at:  # empty lines at the start are no section of their own
                self._told += len(line) + 1
            return None
        indent = _indent(line)
        free, at = self._blank, self.at
        self._blank = False
        return self._open(words, indent, free=free, at=at)

    def _open(self, words: str, indent: int, *, free: bool, at: int) -> Cut | None:
        """What this line opens and closes; `free` when an empty line stands before it."""
        if self._offset and indent >= self._offset:
            return None  # inside the item
        cut = Cut(at) if free and indent == 0 else None
        if words[0] in "$\\" and indent < 4 and closing_of(words):
            self._open_formula(words, indent, free=free)
            return cut
        if self._offset is None and indent and words[0] not in "`~":
            return None  # it may stand in the item
        if indent > 3:
            if free:
                self._leave()
            return None
        first = words[0]
        fence = _FENCE.match(words) if first in "`~" else None
        if fence:
            self._lost = self._offset is None and indent > 0
            self._leave()
            self._fence = fence[1] or fence[2]
            return cut
        if first == "#" and _HEADING.match(words):  # closes everything but code with a fence
            self._leave()
            return Cut(at) if indent == 0 else None
        if first in ">-*_" and (first == ">" or _is_rule(words)):
            self._leave()
            return cut
        item = _ITEM.match(words) if first in "-+*0123456789" else None
        if item:
            return self._open_item(item, words, indent, free=free, at=at)
        if free:
            self._leave()
        elif self._offset:
            self._offset = None
        return cut

    def _open_item(self, item: re.Match[str], words: str, indent: int, *, free: bool, at: int) -> Cut | None:
        mark, number, gap = item[1], item[2], item[3].expandtabs(4)
        kind = mark[-1]
        goes_on = self._offset and self._list == kind and indent == 0
        certain = goes_on or free or bool(self._offset) or number in (None, "1")
        if not certain or len(item[0]) == len(words):  # it may be words of a paragraph, or an item without words
            self._offset, self._list = (None, "") if not goes_on else (None, kind)
            return None
        is_first = self._offset == 0 or self._list not in ("", kind)
        self._offset = indent + len(mark) + (len(gap) if len(gap) < 5 else 1)
        if goes_on:
            self._number += 1
            # Alone, an item with a bar may be read as the head of a table.
            return Cut(at, self._number if number else None) if "|" not in words else None
        self._list = kind if indent == 0 and is_first else ""
        self._number = int(number or 0)
        return None

    def _read_code(self, line: str, words: str) -> None:
        mark = self._fence
        if mark in _FORMULA:
            self._read_formula(words)
            return
        if words and words.strip(mark[0]) == "" and len(words) >= len(mark) and _indent(line) < 4:
            self._fence = ""
        self._blank = False

    def _open_formula(self, words: str, indent: int, *, free: bool) -> None:
        """A formula is open, or may be: where an item may be open, or another formula before it."""
        certain = free if self._offset is None and indent else free or not self._marked
        self._leave()
        self._fence = closing_of(words) if certain else _UNCERTAIN

    def _read_formula(self, words: str) -> None:
        mark = self._fence
        if mark == _UNCERTAIN:
            self._lost = self._lost or words[:3] in ("```", "~~~")
            self._offset = None
        if not words or (mark != _UNCERTAIN and closed_at(words, mark)):
            self._fence = ""
        self._blank = not words

    def _leave(self) -> None:
        """No list is open."""
        self._offset, self._list = 0, ""


def _is_rule(words: str) -> bool:
    return len(words) <= LONGEST_RULE and _BREAK.match(words) is not None


def _indent(line: str) -> int:
    if line[:1] not in " \t":
        return 0
    return len(line[: len(line) - len(line.lstrip(" \t"))].expandtabs(4))
