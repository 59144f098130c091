"""One text part as sections: the last one grows, those before it are read only when they are looked at.

The trap: a burst brings more text than a frame can read. It is taken a screen at a time: what would have flown by is
left unread, and the old end stays in sight until the new one is laid out.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from time import perf_counter
from typing import Final, Protocol

from desktop.core.markup import MAX_REFERENCES, References, normal
from desktop.core.sections import Cut, Cutter, may_define
from desktop.core.text import well_formed
from desktop.ui.transcript.look import Look
from desktop.ui.transcript.text.block_run import PlainText
from desktop.ui.transcript.text.growth import GrowingMarkup
from desktop.ui.transcript.text.pieces import Level
from desktop.ui.transcript.text.section import Section

SIZE: Final = 2_000
"""Characters of a section, at the least: read and laid out in about 15 ms."""
_SCREEN: Final = 5_000
"""Characters that fill a screen."""


class Lines:
    """Cuts a text that is shown as it was typed: before any line."""

    is_behind = False

    def __init__(self) -> None:
        self.at = 0

    def feed(self, text: str) -> list[Cut]:
        cuts = []
        while (end := text.find("\n", self.at + SIZE)) >= 0:
            self.at = end + 1
            cuts.append(Cut(self.at))
        return cuts


class _Cutting(Protocol):
    is_behind: bool
    at: int

    def feed(self, text: str) -> list[Cut]: ...


class TextRun:
    """The sections of one text part, Markdown or as it was typed. `key` names their targets."""

    def __init__(self, look: Look, key: str, *, plain: bool = False, levels: tuple[Level, ...] = ()) -> None:
        self.look = look
        self.width = 0.0
        """How wide the sections will be; the row says so."""
        self._key = key
        self._plain = plain
        self._levels = levels
        self._opened: frozenset[str] = frozenset()
        self._done = False
        self._restart()

    def _restart(self) -> None:
        self.segments: list[Section] = []
        self._cutter: _Cutting = Lines() if self._plain else Cutter()
        self._raw = ""
        self._text = ""
        self._taken = -1  # characters that are in sections
        self._start = 0  # where the last section starts
        self._coming: list[Section] = []  # the end of the text, in sections that are not shown yet
        self._references = References()  # definitions of links, from all sections
        self._defining: list[Section] = []  # sections whose definitions were not read yet
        self._definer: GrowingMarkup | None = None  # reads those of the first one
        self._told = 0  # definitions that the sections were read with

    def set_opened(self, opened: frozenset[str]) -> int:
        """What the reader opened. The index of the first section that shows itself otherwise."""
        if opened == self._opened:
            return len(self.segments)
        self._opened = opened
        for section in (*self.segments, *self._coming):
            section.set_opened(opened)
        stale = (index for index, section in enumerate(self.segments) if section.is_stale)
        return next(stale, len(self.segments))

    def dress(self, look: Look) -> None:
        """Show what was read in another look."""
        self.look = look
        for section in (*self.segments, *self._coming):
            section.dress(look)

    def set_text(self, text: str, *, done: bool) -> None:
        """The text so far. One that does not continue the old starts anew."""
        if (text, done) == (self._raw, self._done):
            return
        if not text.startswith(self._raw) or (self._done and not done):
            self._restart()
        held = 0 if done else _unfinished(text)
        fresh = text[len(self._raw) : len(text) - held]
        if fresh or done != self._done:
            self._taken = min(self._taken, len(self._text) - 1)
        self._raw, self._done = text[: len(text) - held], done
        self._text += normal(well_formed(fresh))

    @property
    def is_waiting(self) -> bool:
        """Whether there is text that no section shows yet."""
        return self._taken < len(self._text) or bool(self._coming) or bool(self._defining)

    def take(self, deadline: float | None = None) -> int:
        """Bring text that waits into sections. The index of the first section that is not what it was."""
        changed = len(self.segments)
        if not self._coming and self._taken < len(self._text):
            changed = max(changed - 1, 0)
            burst = self._taken >= 0 and len(self._text) - self._taken > _SCREEN
            fresh = self._cut(deadline)
            if burst and len(self._text) - self._start < _SCREEN:
                self._coming = fresh
                if deadline is not None and perf_counter() >= deadline:
                    return changed  # a step of laying out would come on top
            else:
                self.segments += fresh
        if self._coming and self._prepare(deadline):
            self.segments += self._coming
            self._coming = []
        if self._defining and self._define(deadline):
            changed = 0
        return changed

    def _cut(self, deadline: float | None) -> list[Section]:
        """The sections that begin in the text that was not taken; the last one before them is told its end."""
        fresh: list[Section] = []
        if not self.segments:
            fresh.append(self._section(None))
        for cut in self._cuts(deadline):
            if cut.at - self._start >= SIZE:
                self._tell((fresh or self.segments)[-1], cut.at, done=True)
                self._start = cut.at
                fresh.append(self._section(cut.number))
        end = self._cutter.at if self._cutter.is_behind else len(self._text)
        self._tell((fresh or self.segments)[-1], end, done=self._done and end == len(self._text))
        self._taken = end
        return fresh

    def _cuts(self, deadline: float | None) -> Iterator[Cut]:
        """The cuts in the text that was not taken, as far as there is time to look for them."""
        yield from self._cutter.feed(self._text)
        while self._cutter.is_behind and (deadline is None or perf_counter() < deadline):
            yield from self._cutter.feed(self._text)

    def _tell(self, section: Section, end: int, *, done: bool) -> None:
        """The last section reaches up to here; what it defines is read when no more of it comes."""
        section.set_text(self._text[self._start : end], done=done)
        if done and not self._plain and may_define(section.text):
            self._defining.append(section)

    def _define(self, deadline: float | None) -> bool:
        """Read what sections define. True when more is known than before: what names links is read again then."""
        while self._defining:
            if self._definer is None:
                self._definer = GrowingMarkup(self._references)
                self._definer.set_text(self._defining[0].text, done=True)
            self._definer.step()
            if len(self._references) >= MAX_REFERENCES:
                self._defining.clear()
            elif not self._definer.waiting:
                del self._defining[0]
            elif deadline is not None and perf_counter() >= deadline:
                return False
            else:
                continue
            self._definer = None
            if len(self._references) > self._told:
                break
        if len(self._references) == self._told:
            return False
        self._told = len(self._references)
        for other in (*self.segments, *self._coming):
            other.read_again()
        return True

    def _section(self, number: int | None) -> Section:
        source = PlainText if self._plain else partial(self._markup, number)
        section = Section(self.look, f"{self._key}.{self._start}", source, self._levels, is_plain=self._plain)
        section.set_opened(self._opened)
        section.resize(self.width)
        return section

    def _markup(self, number: int | None) -> GrowingMarkup:
        return GrowingMarkup(References(self._references), number=number)

    def _prepare(self, deadline: float | None) -> bool:
        """Lay out the screen of text that comes into sight next. False when time ran out."""
        size = 0
        for section in reversed(self._coming):
            if section.advance(deadline):
                return False
            size += len(section.text)
            if size >= _SCREEN:
                break
        return True


def _unfinished(text: str) -> int:
    """Characters at the end whose other half is on its way."""
    return 1 if text and (text[-1] == "\r" or "\ud800" <= text[-1] <= "\udbff") else 0
