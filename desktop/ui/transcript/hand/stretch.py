"""Some of the words of a section, read for the clipboard in steps.

The trap: the row may be another by then, so what is laid out is kept, and what is not is read apart from the row.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from desktop.ui.transcript.segment import Segment
from desktop.ui.transcript.text.block_run import BlockRun
from desktop.ui.transcript.text.markdown_text import joined_markdown, outdented
from desktop.ui.transcript.text.plain_text import joined_plain
from desktop.ui.transcript.text.section import Section

_SOME: Final = 1_000
"""Positions that are written in one step, at the least."""


class Stretch:
    """Its words are there after `step` returned False, or when they are asked for."""

    def __init__(self, section: Section, start: int, stop: int) -> None:
        """From a position in a section to another one; END for all that follows."""
        is_laid_out = section.is_awake and (section.is_known or stop < section.length)
        self._run: BlockRun | None = None if is_laid_out else section.new_run()
        self._ends = start, stop
        self._segments = [*section.segments] if is_laid_out else []
        self.size = min(stop, section.length) - start if is_laid_out else len(section.text)
        """About how many characters have to be read for it."""
        self._plain: list[str] = []
        self._markdown: list[str] = []
        self._steps = self._read()

    def __bool__(self) -> bool:
        """Whether there may be words in it."""
        return self._run is not None or any(self._chosen())

    def step(self) -> bool:
        """Read some more; False when all is read."""
        return next(self._steps, True) is None

    def _read(self) -> Iterator[None]:
        while self._run is not None:
            if not self._run.step()[1]:
                self._segments, self._run = self._run.segments, None
            yield
        size = 0
        for segment, first, last in self._chosen():
            self._plain.append(segment.plain(first, last))
            self._markdown.append(segment.markdown(first, last))
            size += last - first
            if size >= _SOME:
                size = 0
                yield

    def _chosen(self) -> Iterator[tuple[Segment, int, int]]:
        """The segments between both ends, each with what is chosen of it."""
        at, (start, stop) = 0, self._ends
        for segment in self._segments:
            first, last = max(start - at, 0), min(stop - at, segment.length)
            if first < last:
                yield segment, first, last
            at += segment.length + 1

    @property
    def plain(self) -> str:
        self._finish()
        return joined_plain(self._plain)

    @property
    def markdown(self) -> str:
        self._finish()
        return joined_markdown(outdented(self._markdown))

    def _finish(self) -> None:
        while self.step():
            pass
