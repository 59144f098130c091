"""Markdown that is still being written, read in small steps: what is closed is handed out once and never read again.

The trap: parsing a reply anew for every delta costs the square of its length. Here only the open end is parsed again,
and text that waits is taken in steps, so a caller with a deadline can stop between two of them.
"""

from __future__ import annotations

import re
from typing import Final

from desktop.core.blocks import Block, Code, Heading, Paragraph, Unit
from desktop.core.markup import References, normal, units
from desktop.core.text import well_formed

STEP: Final = 600
"""Characters taken in one step, at the least: about 1 ms of parsing and 2 ms of laying out."""
LONGEST_PARAGRAPH: Final = 4_000
"""A longer one is laid out as several: a paragraph is laid out again whenever it grows."""
_PATIENT: Final = 16_000
_FENCE: Final = re.compile(r"(`{3,}(?=[^`\n]*\n)|~{3,}(?=[^\n]*\n))([^\n]*)\n")


class GrowingMarkup:
    """Feed it the whole text so far with `set_text`, then `step` until it returns False.

    `closed` are the blocks that stay, `open` those of the last unit, which may yet become something else.
    """

    def __init__(self) -> None:
        self.closed: list[Block] = []
        self.open: tuple[Block, ...] = ()
        self._text = ""
        self._done = False
        self._references: References = {}
        self._restart()

    def _restart(self) -> None:
        self.closed, self.open = [], ()
        self._cut = 0  # what stands before is closed
        self._seen = 0  # what stands before was taken in
        self._parsed = 0  # the open end was last parsed when this much was seen
        self._number: int | None = None
        self._known = len(self._references)

    def set_text(self, text: str, *, done: bool) -> None:
        """The text so far; `done` when nothing more will come. A text that does not continue the old starts anew."""
        text = normal(well_formed(text if done else _without_half(text)))
        if (text, done) == (self._text, self._done):
            return
        if not text.startswith(self._text) or (self._done and not done):
            self._references = {}
            self._restart()
        self._parsed = -1 if done else self._parsed
        self._text, self._done = text, done

    @property
    def waiting(self) -> int:
        """Characters that were not taken in yet."""
        return len(self._text) - self._seen

    def step(self) -> bool:
        """Take in some more; False when all is taken in."""
        if self._seen < len(self._text) or self._parsed < 0:
            self._take()
        if self._seen < len(self._text):
            return True
        if self._done and len(self._references) > self._known:
            self._restart()  # what is defined late may have been used early
            while self._seen < len(self._text):
                self._take()
        return False

    def _take(self) -> None:
        step = max(STEP, (self._seen - self._cut) // 4)
        self._seen = min(self._seen + step, len(self._text))
        if self._fence():
            return
        size = self._seen - self._cut
        last = self._done and self._seen == len(self._text)
        if size > _PATIENT and not last and self._seen - self._parsed < size // 8:
            return  # a unit of this size is read again only when it has grown by a part of itself
        self._close()
        self._open(self._references if last else dict(self._references))
        self._parsed = self._seen

    def _close(self) -> None:
        """Hand out the units that complete lines have closed."""
        while True:
            end = self._text.rfind("\n", self._cut, self._seen) + 1
            found = units(self._text[self._cut : end], self._references, self._number) if end > self._cut else ()
            for unit in found[:-1]:
                if self._too_long(unit):
                    break
                self.closed.extend(unit.blocks)
            else:
                if not found or not self._too_long(found[-1]):
                    self._advance(found[-1] if found else None)
                    return
                unit = found[-1]
            self._split(unit)

    def _advance(self, last: Unit | None) -> None:
        if last is not None:
            self._number = getattr(last.blocks[0], "start", None) if last.blocks else None
            self._cut += last.start

    def _too_long(self, unit: Unit) -> bool:
        return unit.end - unit.start > LONGEST_PARAGRAPH and isinstance(unit.blocks[0], Paragraph | Heading)

    def _split(self, unit: Unit) -> None:
        """Close the first part of a long paragraph, up to a space."""
        start = self._cut + unit.start
        space = self._text.rfind(" ", start + LONGEST_PARAGRAPH // 2, start + LONGEST_PARAGRAPH)
        cut = space + 1 if space >= 0 else start + LONGEST_PARAGRAPH
        for part in units(self._text[start:cut], self._references):
            self.closed.extend(part.blocks)
        self._cut, self._number = cut, None

    def _open(self, references: References) -> None:
        """Read the open end as it stands. Its last line may be half a definition, so a copy takes what it defines."""
        found = units(self._text[self._cut : self._seen], references, self._number)
        while found and self._too_long(found[-1]):
            for unit in found[:-1]:
                self.closed.extend(unit.blocks)
            self._split(found[-1])
            found = units(self._text[self._cut : self._seen], references, self._number)
        self.open = tuple(block for unit in found for block in unit.blocks)

    def _fence(self) -> bool:
        """Code that is still open only grows: it is not parsed at all."""
        opening = _FENCE.match(self._text, self._cut, self._seen)
        if opening is None:
            return False
        fence = opening[1]
        closing = re.compile(rf"^ {{0,3}}{fence[0]}{{{len(fence)},}}[ \t]*$", re.MULTILINE)
        start = max(opening.end(), self._text.rfind("\n", self._cut, max(self._parsed, 0)) + 1)
        if closing.search(self._text, start, self._seen):
            return False
        inside = self._text[opening.end() : self._seen].removesuffix("\n")
        self.open = (Code(opening[2].split(maxsplit=1)[0] if opening[2].strip() else "", inside, closed=False),)
        self._parsed = self._seen
        return True


def _without_half(text: str) -> str:
    """The text without a half character at its end: the other half is on its way."""
    return text[:-1] if text and "\ud800" <= text[-1] <= "\udbff" else text
