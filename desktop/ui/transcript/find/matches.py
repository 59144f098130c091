"""Where a needle stands in a message: in all that can be shown of it, also what is closed, folded or not laid out.

The same segments are asked that would show it, but they are never laid out, and a text that cannot hold the needle is
not read. The trap: a message may hold megabytes, so the search pauses after each piece of work.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple, TypeAlias

from desktop.core.find import Needle
from desktop.core.json_tree import every_line
from desktop.core.markup import References, normal, units
from desktop.core.message import File, Message, Notice, Reasoning, Role, Source, Status, Text, ToolCall
from desktop.core.sections import Cut, Cutter, may_define
from desktop.core.text import well_formed
from desktop.ui.transcript import utf16
from desktop.ui.transcript.groups import file_chip, grown, is_shown
from desktop.ui.transcript.look import Look
from desktop.ui.transcript.notes import shown_of
from desktop.ui.transcript.text.block_run import BlockRun, PlainText
from desktop.ui.transcript.text.growth import GrowingMarkup
from desktop.ui.transcript.text.pieces import Level
from desktop.ui.transcript.text.text_run import SIZE, Lines
from desktop.ui.transcript.titles import Titles
from desktop.ui.transcript.tools.json_tree import searched
from desktop.ui.transcript.tools.sources import PART, sources_flow
from desktop.ui.transcript.tools.tool_card import glimpse, head, sections

_SLICE: Final = 20_000
"""Characters that are looked through for cuts in one piece of work: about 2 ms."""
_REACH: Final = 8
"""How much longer a place may be than what is looked for: by spaces, and by what cannot be seen."""
_PASSAGES: Final = 50
"""Passages of a segment in one piece of work."""


class Match(NamedTuple):
    """A place in a message. `part` is the number of its part, `at` that of the text's section or of the tool's line.

    `key` is the segment's, `line` that of the line in a tree; `start` and `stop` are positions in the segment, or in
    the line.
    """

    message_id: str
    part: int
    at: int
    key: str
    line: str
    start: int
    stop: int

    @property
    def order(self) -> tuple[int, int, int]:
        """What puts the matches of one message in reading order."""
        return self.part, self.at, self.start


Steps: TypeAlias = Iterator[Match | None]
Place: TypeAlias = tuple[int, int]
Memory: TypeAlias = dict[str, tuple[str, tuple[Match, ...]]]
"""For each section its text, and what was found in it."""


class Reading:
    """Looks through one message; iterated, it gives the matches in reading order, and None after each piece of work.

    `since` (a part, and a place in it) says what is passed over. `memory` spares reading again what did not change.
    """

    def __init__(
        self, message: Message, needle: Needle, look: Look, *, since: Place = (0, 0), memory: Memory | None = None
    ) -> None:
        self.message = message
        self.since = since
        self._needle = needle
        self._look = look
        self._memory = {} if memory is None else memory
        self._is_plain = message.role is Role.USER

    def __iter__(self) -> Steps:
        for index, part in enumerate(self.message.parts):
            if not is_shown(part) or index < self.since[0]:
                continue
            match part:
                case Text():
                    yield from self._in_text(index, f"text:{index}", ())
                case Reasoning():
                    yield from self._in_text(index, f"reasoning:{index}:text", ("quote",))
                case Notice():
                    yield from self._in_words(shown_of(part.text), self._at(index, 0, f"notice:{index}"))
                case ToolCall():
                    yield from self._in_call(index, part)
                case File():
                    yield from self._in_chips(file_chip(part, self._look, f"file:{index}"), index)
                case _:
                    pass
            yield None
        sources = [part for part in self.message.parts if isinstance(part, Source)]
        yield from self._in_chips(sources_flow(sources, self._look, shows_all=True), PART)

    def _in_chips(self, chips: Titles, index: int) -> Iterator[Match]:
        for number, (position, words) in enumerate(chips.passages()):
            if (index, number) >= self.since:
                yield from self._in_words(words, self._at(index, number, chips.key), position)

    def _at(self, index: int, at: int, key: str, line: str = "") -> Match:
        """A match at the start of something, to be moved to where it is."""
        return Match(self.message.id, index, at, key, line, 0, 0)

    def _in_words(self, words: str, where: Match, position: int = 0) -> Iterator[Match]:
        for start, stop in utf16.places(words, self._needle.places(words)):
            yield where._replace(start=position + start, stop=position + stop)

    # ── text ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _in_text(self, index: int, key: str, levels: tuple[Level, ...]) -> Steps:
        text, done = grown(key, self.message)
        text = normal(well_formed(text))
        cuts: Sequence[Cut] = ()
        for found in _cuts(text, is_plain=self._is_plain):
            cuts = found or cuts
            yield None
        first = self.since[1] if index == self.since[0] else 0
        parts = list(zip(cuts, (*(cut.at for cut in cuts[1:]), len(text)), strict=True))
        references = References()
        for cut, end in parts if not self._is_plain else ():
            if (done or end < len(text)) and may_define(text[cut.at : end]):
                units(text[cut.at : end], references)
                yield None
        for cut, end in parts:
            if end <= first:
                continue
            where, section = self._at(index, cut.at, f"{key}.{cut.at}"), text[cut.at : end]
            before, read = self._memory.get(where.key), f"{len(references)} {section}"
            if before is not None and before[0] == read:
                yield from before[1]
            elif self._is_plain or self._needle.may_be_in(section):
                source = PlainText() if self._is_plain else GrowingMarkup(References(references), number=cut.number)
                run = BlockRun(self._look, where.key, source, levels=levels)
                run.set_text(section, done=done or end < len(text))
                matches: list[Match] = []
                yield from self._in_run(run, where, matches)
                self._memory[where.key] = read, tuple(matches)
            yield None

    def _in_run(self, run: BlockRun, where: Match, found: list[Match]) -> Steps:
        """What is in one section; it is noted in `found` too."""
        while run.step()[1]:
            yield None
        position = 0
        for segment in run.segments:
            for count, (at, words) in enumerate(segment.passages(), start=1):
                for one in self._in_words(words, where, position + at):
                    found.append(one)
                    yield one
                if count % _PASSAGES == 0:
                    yield None
            position += segment.length + 1

    # ── tools ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _in_call(self, index: int, call: ToolCall) -> Steps:
        for line, (key, of, words) in enumerate(self._lines(f"tool:{index}", call)):
            if (index, line) >= self.since:
                yield from self._in_long(words, self._at(index, line, key, of))
            yield None

    def _in_long(self, words: str, where: Match) -> Steps:
        """As `_in_words`, in pieces of work: one string of an output may be all of it."""
        reach = len(self._needle.text) * _REACH
        at = position = 0
        while at < len(words):
            piece = words[at : at + _SLICE + reach]
            found = [place for place in self._needle.places(piece) if place[0] < _SLICE]
            for start, stop in utf16.places(piece, found):
                yield where._replace(start=position + start, stop=position + stop)
            step = max(_SLICE, found[-1][1] if found else 0)
            at, position = at + step, position + utf16.length(piece[:step])
            yield None

    def _lines(self, key: str, call: ToolCall) -> Iterator[tuple[str, str, str]]:
        """The lines of a card that is wholly open: key of the segment, key of the line in a tree, words."""
        ended = self.message.status is not Status.STREAMING
        call = glimpse(call, ended=ended)
        for segment in head(call, self._look, key, ended=ended):
            yield segment.key, "", segment.content
        for section in sections(call, key, ended=ended):
            if section.is_empty:
                yield section.key, "", section.emptiness
                continue
            for node in every_line(section.value, section.key):
                yield section.key, node.key, searched(node)


def _cuts(text: str, *, is_plain: bool) -> Iterator[list[Cut]]:
    """Where the sections start, as the row cuts them; nothing until all are known."""
    cutter = Lines() if is_plain else Cutter()
    cuts, end = [Cut(0)], 0
    while end < len(text):
        end = text.rfind("\n", end, end + _SLICE) + 1 or text.find("\n", end) + 1 or len(text)
        more = True
        while more:  # a slice may have more lines than are read in one go
            for cut in cutter.feed(text[:end]):
                if cut.at - cuts[-1].at >= SIZE:
                    cuts.append(cut)
            more = cutter.is_behind
            yield []
    yield cuts
