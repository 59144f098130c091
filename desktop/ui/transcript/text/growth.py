"""Markdown that is still being written, read in small steps: what is closed is handed out once and never read again.

The trap: parsing a reply anew for every delta costs the square of its length. Here only the open end is parsed again,
and text that waits is taken in steps, so a caller with a deadline can stop between two of them.
"""

from __future__ import annotations

import re
from typing import Final

from msgspec.structs import replace

from desktop.core.blocks import Block, BulletList, Code, Heading, OrderedList, Paragraph, Rule, Table, Unit
from desktop.core.markup import References, normal, units
from desktop.core.tail import with_words
from desktop.core.text import well_formed

STEP: Final = 600
"""Characters taken in one step, at the least: about 1 ms of parsing and 2 ms of laying out."""
WHOLE: Final = 3_000
"""A text of so many characters that is done is taken in one step: nothing of it is read twice then."""
_LINES_OF_STEP: Final = 50
LONGEST_PARAGRAPH: Final = 4_000
"""A longer one is laid out as several: a paragraph is laid out again whenever it grows."""
MOST_LINES: Final = 100
"""So many lines are a long paragraph too, and a long quote: every line is asked whether it is still one."""
_LONGEST_ITEM: Final = 16_000
_MOST_LINES_OF_ITEM: Final = 600
"""Both are also for code that is indented, which is read again as it grows; fenced code is not."""
_PATIENT: Final = 16_000
_INDENTED: Final = re.compile(r" {4}| {0,3}\t")
"""Code without a fence: also what is left of an item that was cut."""
_FENCE: Final = re.compile(r"(`{3,}+(?=[^`\n]*(?:\n|\Z))|~{3,}+)([^\n]*)(?:\n|\Z)")


class GrowingMarkup:
    """Feed it the whole text so far with `set_text`, then `step` until it returns False.

    `closed` are the blocks that stay, `open` those of the last unit, which may yet become something else. What is
    defined late may have been used early: then all is read a second time, and shown when that is done.
    """

    def __init__(self, references: References | None = None, *, number: int | None = None) -> None:
        """`number` is what the first item counts as, when the text goes on with a numbered list."""
        self.closed: list[Block] = []
        self.open: tuple[Block, ...] = ()
        self._text = ""
        self._done = False
        self._first_number = number
        self._references = References() if references is None else references
        self._restart()

    def _restart(self) -> None:
        self.closed, self.open = [], ()
        self._cut = 0  # what stands before is closed
        self._head = ""  # the header of a table whose first rows are closed
        self._seen = 0  # what stands before was taken in
        self._parsed = 0  # the open end was last parsed when this much was seen
        self._complete = -1  # where the complete lines end of which those that are closed were handed out
        self._number = self._first_number
        self._known = len(self._references)
        self._again: GrowingMarkup | None = None

    def set_text(self, text: str, *, done: bool) -> None:
        """The text so far; `done` when nothing more will come. A text that does not continue the old starts anew.

        One that ends earlier, but behind all that is closed, does continue it.
        """
        text = normal(well_formed(text if done else _without_half(text)))
        if (text, done) == (self._text, self._done):
            return
        if len(text) < len(self._text) and len(text) >= self._cut and self._text.startswith(text):
            self._seen = min(self._seen, len(text))
            self._parsed = -1 if self._parsed > len(text) else self._parsed
        elif not text.startswith(self._text) or (self._done and not done):
            self._references = References()
            self._restart()
        self._parsed = -1 if done else self._parsed
        self._text, self._done = text, done

    @property
    def waiting(self) -> int:
        """Characters that were not taken in yet."""
        return len(self._text) - self._seen

    def step(self) -> bool:
        """Take in some more; False when all is taken in."""
        if self._again is not None:
            return self._read_again(self._again)
        if self._seen < len(self._text) or self._parsed < 0:
            self._take()
        if self._seen < len(self._text):
            return True
        if self._done and len(self._references) > self._known:
            self._again = GrowingMarkup(self._references, number=self._first_number)
            self._again.set_text(self._text, done=True)
            return True
        return False

    def _read_again(self, again: GrowingMarkup) -> bool:
        if again.step():
            return True
        self.closed, self.open = again.closed, again.open
        self._again, self._known = None, len(self._references)
        return False

    def _take(self) -> None:
        step = max(STEP, (self._seen - self._cut) // 4)
        if self._done and len(self._text) <= WHOLE:
            step = WHOLE
        lines = max(_LINES_OF_STEP, self._text.count("\n", self._cut, self._seen) // 4)
        stop = min(self._seen + step, _after_lines(self._text, self._seen, lines))
        self._seen = stop if stop == len(self._text) else self._text.rfind("\n", self._seen, stop) + 1 or stop
        if self._fence():
            return
        size = self._seen - self._cut
        last = self._done and self._seen == len(self._text)
        if size > _PATIENT and not last and self._seen - self._parsed < size // 8:
            return  # a unit of this size is read again only when it has grown by a part of itself
        end = self._text.rfind("\n", self._cut, self._seen) + 1
        open_unit = None
        if end != self._complete:  # without another complete line nothing more is closed
            open_unit = self._close()
            self._complete = self._text.rfind("\n", self._cut, self._seen) + 1
        elif not last and self._lengthen():
            return
        if open_unit is not None and self._complete == self._seen:
            self.open = open_unit.blocks  # all that was seen was read just now
        else:
            self._open(self._references if last else References(self._references))
        self._parsed = self._seen

    def _units(self, end: int, references: References) -> tuple[Unit, ...]:
        """What stands between the cut and `end`; places are counted from the cut."""
        found = units(self._head + self._text[self._cut : end], references, self._number)
        back = len(self._head)
        return tuple(replace(unit, start=max(unit.start - back, 0), end=unit.end - back) for unit in found)

    def _close(self) -> Unit | None:
        """Hand out the units that complete lines have closed. The last one, which may go on."""
        while True:
            end = self._text.rfind("\n", self._cut, self._seen) + 1
            found = self._units(end, self._references) if end > self._cut else ()
            for unit in found[:-1]:
                if self._too_long(unit):
                    break
                self.closed.extend(unit.blocks)
            else:
                if not found or not self._too_long(found[-1]):
                    self._advance(found[-1] if found else None, end)
                    return found[-1] if found else None
                unit = found[-1]
            self._split(unit)

    def _advance(self, last: Unit | None, end: int) -> None:
        if last is not None:
            self._number = getattr(last.blocks[0], "start", None) if last.blocks else None
            self._move(last.start)
        elif end > self._cut:  # empty lines and definitions, of which the last one may go on
            start = self._text.rfind("\n", self._cut, end - 1) + 1
            if start > self._cut and self._text.startswith("[", start):
                self._move(start - self._cut)
            elif not self._text[self._cut : end].strip():
                self._move(end - self._cut)

    def _move(self, size: int) -> None:
        self._cut += size
        self._head = "" if size else self._head

    def _too_long(self, unit: Unit) -> bool:
        first = unit.blocks[0] if unit.blocks else None
        if isinstance(first, Table):
            return len(unit.blocks) > 1
        start, end = self._cut + unit.start, self._cut + unit.end
        if first is None or isinstance(first, Rule) or (isinstance(first, Code) and not self._is_indented(start)):
            return False
        size, lines = _limits(first)
        return end - start > size or self._text.count("\n", start, end) > lines

    def _is_indented(self, start: int) -> bool:
        return _INDENTED.match(self._text, start) is not None

    def _split(self, unit: Unit) -> None:
        """Close the first part of a unit that is too long."""
        first = unit.blocks[0]
        if isinstance(first, Table):
            self._split_table(unit, first)
            return
        start, (size, lines) = self._cut + unit.start, _limits(first)
        stop = min(start + size, _after_lines(self._text, start, lines))
        gap = " " if isinstance(first, Paragraph | Heading) and self._text[stop - 1] != "\n" else "\n"
        cut = self._text.rfind(gap, start + (stop - start) // 2, stop) + 1 or stop
        for part in units(self._text[start:cut], self._references):
            self.closed.extend(part.blocks)
        self._cut, self._head, self._number = cut, "", None

    def _split_table(self, unit: Unit, first: Table) -> None:
        """Close the first rows: those that follow are read below the same header."""
        start = self._cut + unit.start
        rows = start if self._head and not unit.start else _after_lines(self._text, start, 2)
        head = self._text[start:rows] or self._head
        self.closed.append(first)
        self._cut, self._head, self._number = _after_lines(self._text, rows, len(first.rows)), head, None

    def _open(self, references: References) -> None:
        """Read the open end as it stands. Its last line may be half a definition, so a copy takes what it defines."""
        if not self._text[self._cut : self._seen].strip(" \t\n"):
            self.open = ()
            return
        found = self._units(self._seen, references)
        while found and self._too_long(found[-1]) and not isinstance(found[-1].blocks[0], Table):
            for unit in found[:-1]:
                self.closed.extend(unit.blocks)
            self._split(found[-1])
            found = self._units(self._seen, references)
        self.open = tuple(block for unit in found for block in unit.blocks)

    def _lengthen(self) -> bool:
        """Words that follow words only make the open end longer: nothing is parsed for them."""
        before, size = self._text[self._cut : self._parsed], self._seen - self._cut
        if not self._cut < self._parsed < self._seen or size > LONGEST_PARAGRAPH:
            return False
        longer = with_words(self.open, before, self._text[self._parsed : self._seen])
        if longer is None:
            return False
        self.open, self._parsed = longer, self._seen
        return True

    def _fence(self) -> bool:
        """Code that is still open only grows: it is not parsed at all."""
        opening = _FENCE.match(self._text, self._cut, self._seen)
        if opening is None:
            return False
        fence = opening[1]
        closing = re.compile(rf"^ {{0,3}}{fence[0]}{{{len(fence)},}}[ \t]*$", re.MULTILINE)
        looked = self._parsed if self._is_in_code() else 0  # else the end of the code may have been read with the rest
        start = max(opening.end(), self._text.rfind("\n", self._cut, max(looked, 0)) + 1)
        if closing.search(self._text, start, self._seen):
            return False
        inside = self._text[opening.end() : self._seen].removesuffix("\n")
        last = inside[inside.rfind("\n") + 1 :]
        if not last.strip(" \t"):  # at the end of a text the parser leaves such a line out
            inside = inside[: len(inside) - len(last)].removesuffix("\n") if last else inside
        self.open = (Code(opening[2].split(maxsplit=1)[0] if opening[2].strip() else "", inside, closed=False),)
        self._parsed = self._seen
        return True

    def _is_in_code(self) -> bool:
        return len(self.open) == 1 and isinstance(self.open[0], Code) and not self.open[0].closed


def _without_half(text: str) -> str:
    """The text without a half character at its end: the other half is on its way."""
    return text[:-1] if text and "\ud800" <= text[-1] <= "\udbff" else text


def _limits(first: Block) -> tuple[int, int]:
    """How many characters and lines a unit that starts with this block may have."""
    is_large = isinstance(first, BulletList | OrderedList | Code)
    return (_LONGEST_ITEM, _MOST_LINES_OF_ITEM) if is_large else (LONGEST_PARAGRAPH, MOST_LINES)


def _after_lines(text: str, start: int, number: int) -> int:
    """Where so many lines after `start` end; the end of the text when there are fewer."""
    for _ in range(number):
        start = text.find("\n", start) + 1
        if not start:
            return len(text)
    return start
