"""A section of a text: read and laid out only when it is looked at, about as high as it will be before that.

The trap: a section that was never read has neither positions nor a first block, so who asks for more than its height
wakes it first.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import accumulate
from time import perf_counter
from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from desktop.ui.transcript.look import Look
from desktop.ui.transcript.segment import Scene, Segment, Target
from desktop.ui.transcript.spacing import guessed_height
from desktop.ui.transcript.stack import Stack, moved
from desktop.ui.transcript.text.block_run import BlockRun, Growing
from desktop.ui.transcript.text.markdown_text import joined_markdown, outdented
from desktop.ui.transcript.text.pieces import Level
from desktop.ui.transcript.text.plain_text import joined_plain

END: Final = 2**31 - 1
"""The position behind everything, also of a section that was not read yet."""
_TARGET: Final = ("](", "]:", "://", "www.", "```", "~~~", "    ", "\t")
"""What a text has, one of them, that holds a link or a code block, whatever the block stands in."""
_ADDRESS: Final = re.compile(r"<[^\s<>]*[:@]|\w@\w|[-:][ \t]*\|")
"""The only links without one of them, and a table, which may have to be scrolled to its side."""


def may_have_targets(text: str) -> bool:
    """Whether something in a Markdown text may be pressed; only reading it tells for certain."""
    if any(sign in text for sign in _TARGET):
        return True
    return any(sign in text for sign in "<@|") and _ADDRESS.search(text) is not None


class Section(Segment):
    """`advance` wakes it and goes on where it stopped; `release` lets go of all but text and height."""

    wide = True

    def __init__(
        self,
        look: Look,
        key: str,
        source: Callable[[], Growing],
        levels: tuple[Level, ...] = (),
        *,
        is_plain: bool = False,
    ) -> None:
        super().__init__(look)
        self.text = ""
        self.is_plain = is_plain
        """Whether its text is shown as it was typed."""
        self.is_known = False
        """Whether all of it is laid out at its width."""
        self.dirty = 0.0
        """From here on it looks other than when this was last set."""
        self.key = key
        self._source = source
        self._nested = levels
        self._done = False
        self._opened: frozenset[str] = frozenset()
        self._run: BlockRun | None = None
        self._again: BlockRun | None = None  # the text as it is read a second time
        self._stack = Stack(look, framed=False)
        self._starts: list[int] = []
        self._old: set[int] = set()  # segments that are laid out at another width
        self._seen = (0.0, 0.0)  # what was painted last

    @property
    def is_awake(self) -> bool:
        return self._run is not None

    @property
    def is_nothing(self) -> bool:
        """A text that only defines links shows nothing."""
        return self.is_known and not self.segments

    @property
    def may_have_targets(self) -> bool:
        return may_have_targets(self.text)

    @property
    def steady(self) -> int:
        """How many of its segments stay as they are, however it goes on."""
        if self._run is None:
            return 0
        return len(self.segments) if self.is_known else min(self._run.kept, len(self.segments))

    @property
    def segments(self) -> list[Segment]:
        """What it is made of; nothing while it sleeps."""
        return self._stack.segments

    def set_text(self, text: str, *, done: bool) -> None:
        """The text so far; `done` when no more of it comes. Call `advance` after, when it is in sight."""
        if (text, done) == (self.text, self._done):
            return
        self.text, self._done = text, done
        self.is_known = False
        for run in (self._run, self._again):
            if run is not None:
                run.set_text(text, done=done)
        if self._run is None and self.width:
            self._guess()

    def read_again(self) -> None:
        """Links may have become known that the text names; what is shown stays until all is read."""
        if self._run is not None and "[" in self.text:
            self._again = self.new_run()
            self.is_known = False

    def new_run(self) -> BlockRun:
        """What reads its text once more."""
        run = BlockRun(self.look, self.key, self._source(), levels=self._nested)
        run.set_opened(self._opened)
        run.set_text(self.text, done=self._done)
        return run

    def set_opened(self, opened: frozenset[str]) -> None:
        self._opened = opened
        if self._again is not None:
            self._again.set_opened(opened)
        if self._run is not None:
            self._changed(self._run.set_opened(opened))

    def _changed(self, first: int) -> None:
        """Segments from this one on are not what they were: place them when the row is placed."""
        if first < len(self._stack.segments):
            self._settle(first)
            self.is_stale = True

    def _guess(self) -> None:
        self.height = float(guessed_height(self.look, self.width, len(self.text), self.text.count("\n")))

    def resize(self, width: float) -> None:
        before, self.width = self.width, width
        if before == width:
            return
        self.is_known = False
        if self._run is None:
            self._guess()
        else:
            self._old = set(range(len(self.segments)))
            self._stack.width = width

    def dress(self, look: Look) -> None:
        """Show what was read in another look: `advance` makes the segments anew, those in sight first."""
        self.look = look
        self._stack.dress(look, 0.0)
        self.is_known = False
        if self._run is None:
            self._guess()
            return
        self._run.look = look
        self._old = set(range(len(self.segments)))
        self._again = self.new_run() if self._again is not None else None

    def advance(self, deadline: float | None = None) -> bool:
        """Read and lay out, at least one step, until the deadline. True when there is more to do."""
        if self.is_known:
            return False
        if self._old and self._renew(deadline):
            return True
        if self._again is not None:
            return self._go_on_again(self._again, deadline)
        if self._run is None:
            self._run = self.new_run()
        first, more = _stepped(self._run, deadline)
        self._settle(min(first, len(self.segments)))
        self.is_known = not more
        return more

    def _go_on_again(self, again: BlockRun, deadline: float | None) -> bool:
        _first, more = _stepped(again, deadline)
        if not more:
            self._run, self._again = again, None
            self._settle(0)
            self.is_known = True
        return more

    def _renew(self, deadline: float | None) -> bool:
        """Lay out at a new width or in a new look, first what is in sight. True when there is more to do."""
        stack, old = self._stack, self._old
        while old:
            seen = [index for index, _segment in stack.visible(*self._seen) if index in old]
            first = seen[0] if seen else min(old)
            end = seen[-1] + 1 if seen else len(stack.segments)
            old.difference_update(range(first, stack.place_some(first, end, deadline, self._renewed)))
            if deadline is not None and perf_counter() >= deadline:
                break
        self.dirty = 0.0
        self._measure()
        return bool(old)

    def reaches(self, position: int) -> bool:
        """Whether it was read as far as this."""
        return self._run is not None and (not self._run.waiting or position < self.length)

    def renew_at(self, position: int) -> bool:
        """Lay out at a new width or in a new look the segment with this position; False when it is so already."""
        index = self._at(position)[0] if self.segments else -1
        is_old = index in self._old
        if is_old:
            stop = self._stack.place_some(index, index + 1, None, self._renewed)
            self._old.difference_update(range(index, stop))
            self._measure()
        return is_old

    def _renewed(self, index: int) -> Segment:
        segment = self._run.renewed(index) if self._run is not None else self.segments[index]
        segment.frame = self.frame
        return segment

    def _settle(self, first: int) -> None:
        stack, run = self._stack, self._run
        if run is None:
            return
        stack.segments[first:] = run.segments[first:]
        for segment in stack.segments[first:]:
            segment.frame = self.frame
        stack.width = self.width
        stack.place(first)
        self._old = {at for at in self._old if at < first or stack.segments[at].look is not self.look}
        if first < len(stack.segments):
            self.dirty = min(self.dirty, stack.segments[first].y)
        self._starts = []
        self._measure()

    def _measure(self) -> None:
        self.height = self._stack.bottom(len(self.segments))
        waiting = self._run.waiting if self._run else 0
        if waiting:
            lines = self.text.count("\n", len(self.text) - waiting)
            self.height += guessed_height(self.look, self.width, waiting, lines)

    def release(self) -> None:
        """Let go of everything that can be made again from the text."""
        self._run = self._again = None
        self._stack = Stack(self.look, framed=False)
        self._starts, self._old = [], set()
        self.is_known = False

    @property
    def first(self) -> Segment | None:
        return self.segments[0] if self.segments else None

    @property
    def last(self) -> Segment | None:
        return self.segments[-1] if self.segments else None

    def paint(self, painter: QPainter, scene: Scene, selection: tuple[int, int] | None) -> None:
        seen = painter.clipBoundingRect() if painter.hasClipping() else QRectF(0, 0, self.width, self.height)
        self._seen = (seen.top(), seen.bottom())
        for index, segment in self._stack.visible(*self._seen):
            painter.save()
            painter.translate(segment.x, segment.y)
            segment.paint(painter, scene, self._part(index, selection))
            painter.restore()

    def _part(self, index: int, selection: tuple[int, int] | None) -> tuple[int, int] | None:
        """What is selected of one segment."""
        if selection is None:
            return None
        start, length = self._places[index], self.segments[index].length
        first, last = max(selection[0] - start, 0), min(selection[1] - start, length)
        return (first, last) if first < last else None

    def targets(self) -> Iterator[Target]:
        return (target for _index, target in self._stack.targets())

    def target(self, key: str) -> Target | None:
        """Only the segment is asked that its key names: a painting looks for what has the keyboard."""
        if not key.startswith(f"{self.key}."):
            return None
        segment = next((one for one in self.segments if key.startswith(f"{one.key}:")), None)
        found = segment.target(key) if segment is not None else None
        return moved(found, segment) if found is not None and segment is not None else None

    def target_at(self, point: QPointF) -> Target | None:
        return self._stack.target_at(point)

    def leaves(self) -> Iterator[tuple[Segment, QPointF]]:
        return ((segment, QPointF(segment.x, segment.y)) for segment in self.segments)

    @property
    def _places(self) -> list[int]:
        """Where each segment starts, in positions; one more for the end."""
        if not self._starts:
            self._starts = [*accumulate((segment.length + 1 for segment in self.segments), initial=0)]
        return self._starts

    @property
    def length(self) -> int:
        return max(self._places[-1] - 1, 0) if self.is_awake else END

    def _at(self, position: int) -> tuple[int, int]:
        """The segment with this position, and the position in it."""
        index = min(max(bisect_right(self._places, position) - 1, 0), len(self.segments) - 1)
        return index, min(position - self._places[index], self.segments[index].length)

    def position_at(self, x: float, y: float) -> int:
        index, position = self._stack.place_at(QPointF(x, y))
        return self._places[index] + position if self.segments else 0

    def top_of(self, position: int) -> float:
        if not self.segments:
            return 0.0
        index, inside = self._at(position)
        return self.segments[index].y + self.segments[index].top_of(inside)

    def point_of(self, position: int) -> QPointF:
        if not self.segments:
            return QPointF()
        index, inside = self._at(position)
        segment = self.segments[index]
        return segment.point_of(inside) + QPointF(segment.x, segment.y)

    def step(self, position: int, step: str, *, forward: bool) -> int:
        if not self.segments:
            return position
        index, inside = self._at(position)
        found = self.segments[index].step(inside, step, forward=forward)
        if found != inside or step == "line end":
            return self._places[index] + found
        by = 1 if forward else -1
        beside = range(index + by, len(self.segments) if forward else -1, by)
        index = next((at for at in beside if self.segments[at].length), -1)
        if index < 0:
            return position
        return self._places[index] + (0 if forward else self.segments[index].length)

    @property
    def content(self) -> str:
        return "\n".join(segment.content for segment in self.segments)

    def passages(self) -> Iterator[tuple[int, str]]:
        for start, segment in zip(self._places, self.segments, strict=False):
            yield from ((start + at, words) for at, words in segment.passages())

    def uncover(self, position: int, line: str = "") -> str:
        if not self.segments:
            return ""
        index, inside = self._at(position)
        return self.segments[index].uncover(inside, line)

    def word_at(self, position: int) -> tuple[int, int]:
        return self._within(position, lambda segment, inside: segment.word_at(inside))

    def paragraph_at(self, position: int) -> tuple[int, int]:
        return self._within(position, lambda segment, inside: segment.paragraph_at(inside))

    def _within(self, position: int, find: Callable[[Segment, int], tuple[int, int]]) -> tuple[int, int]:
        if not self.segments:
            return position, position
        index, inside = self._at(position)
        first, last = find(self.segments[index], inside)
        return self._places[index] + first, self._places[index] + last

    def plain(self, start: int, stop: int) -> str:
        found = [segment.plain(*part) for segment, part in self._chosen(start, stop)]
        return "\n".join(found) if self.is_plain else joined_plain(found)

    def markdown(self, start: int, stop: int) -> str:
        found = [segment.markdown(*part) for segment, part in self._chosen(start, stop)]
        return joined_markdown(found if self.is_plain else outdented(found))

    def _chosen(self, start: int, stop: int) -> list[tuple[Segment, tuple[int, int]]]:
        """The segments between two positions; all of the text is read for that, and forgotten when it slept."""
        slept = not self.is_awake
        while self.advance():
            pass
        parts = ((segment, self._part(index, (start, stop))) for index, segment in enumerate(self.segments))
        chosen = [(segment, part) for segment, part in parts if part]
        if slept:
            self.release()
        return chosen

    def reader(self) -> Growing:
        """What reads its text, without laying anything out."""
        return self._source()


def _stepped(run: BlockRun, deadline: float | None) -> tuple[int, bool]:
    """Read until the deadline, at least one step. The first segment that changed, and whether there is more to do."""
    first = len(run.segments)
    while True:
        changed, more = run.step()
        first = min(first, changed)
        if not more or (deadline is not None and perf_counter() >= deadline):
            return first, more
