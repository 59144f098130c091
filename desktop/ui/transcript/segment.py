"""A segment: what a row on screen is made of, one below the other, each laid out, painted and asked on its own.

Places inside a segment are relative to its own top left corner; only the row knows where it stands. The trap: `width`
is set by the row, so a segment that was never resized has no height.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from math import inf, isinf
from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from desktop.core.find import Needle
from desktop.ui.transcript import utf16
from desktop.ui.transcript.look import Look
from desktop.ui.transcript.text.pieces import Level

LIVE: Final = "live"
"""Stands among the keys of what was opened in a row that was seen while it was written: nothing in it folds away."""


class Action(StrEnum):
    """What happens when a target is pressed."""

    TOGGLE = "toggle"
    COPY = "copy"
    LINK = "link"
    RETRY = "retry"
    SECRET = "secret"  # noqa: S105 - the name of a wish, not a password
    DETAILS = "details"
    COPY_WHOLE = "copy_whole"
    WHOLE = "whole"
    SAVE = "save"
    EDIT = "edit"
    VERSION = "version"
    SIDE = "side"


@dataclass(frozen=True)
class Target:
    """Something in a segment that can be pressed, by mouse or by keyboard.

    `key` is the same for the same thing after a new layout. `value` is what the action is about: an address, the text
    to copy, the key of what to open, copy, show whole or move to the side, the name of a file and in the next line
    what to save, 1 or -1 for another version. `name` is what a screen reader says. `on_hover` is true of what only
    shows under the mouse.
    """

    key: str
    action: Action
    value: str
    name: str
    rects: tuple[QRectF, ...]
    tip: str = ""
    on_hover: bool = False

    def is_from(self, y: float, *, forward: bool) -> bool:
        """Whether it stands from this height on, on the way down or up."""
        if not self.rects:
            return isinf(y)
        place = self.rects[0].center().y()
        return place >= y if forward else place <= y


@dataclass(frozen=True)
class Scene:
    """What a painting depends on besides the layout. `phase` runs from 0 to 1 once per pulse.

    `needle` is what is looked for: where it stands is marked. `is_found` is true when the selection is such a place.
    """

    hovered: str = ""
    focused: str = ""
    copied: str = ""
    row_hovered: bool = False
    phase: float = 0.0
    needle: Needle | None = None
    is_found: bool = False
    again: Callable[[float], None] = lambda _seconds: None
    """Asks for another painting in so many seconds: what is shown now is not finished."""


class Segment:
    """`rtl` says at which side it starts; `levels` how deep it stands in lists and quotes.

    `key` is what it is called in its message; nobody looks for words in one without a name.
    """

    wide = False
    """Whether it may be wider than a line of prose."""
    framed = True
    """Whether it stands in the frame of its row, when the row has one."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.key = ""
        self.x = self.y = self.width = self.height = 0.0
        self.rtl = look.mirrored
        self.levels: tuple[Level, ...] = ()
        self.frame = ""
        self.deepest = inf
        """The most that it may stand in; the row says how much."""
        self.is_stale = False
        """Whether its content changed since it was laid out."""
        self.reach = 0.0
        """How far its quote bars reach up, to meet those of the segment above."""

    @property
    def is_nothing(self) -> bool:
        """Whether it takes no room, not even between its neighbours."""
        return False

    @property
    def first(self) -> Segment | None:
        """What the room above it is measured from; None while that is not known."""
        return self

    @property
    def last(self) -> Segment | None:
        """What the room below it is measured from; None while that is not known."""
        return self

    @property
    def length(self) -> int:
        """How many positions a selection can go through; 0 when it cannot be selected."""
        return 0

    def set_opened(self, opened: frozenset[str]) -> None:
        """The keys of what the reader opened in this row; one that shows itself otherwise now sets `is_stale`."""

    def resize(self, width: float) -> None:
        """Lay out at this width; sets `width` and `height`."""
        self.width = width

    def paint(self, painter: QPainter, scene: Scene, selection: tuple[int, int] | None) -> None:
        """Paint at the segment's own place."""

    def targets(self) -> Iterable[Target]:
        return ()

    def target(self, key: str) -> Target | None:
        return next((target for target in self.targets() if target.key == key), None)

    def targets_from(self, key: str, y: float, *, forward: bool) -> Iterator[Target]:
        """Those after the one with this key, on the way down or up; without a key those from this height on."""
        found = iter(self.targets()) if forward else reversed(list(self.targets()))
        if key and any(target.key == key for target in found):
            yield from found
        elif key:
            yield from self.targets_from("", -inf if forward else inf, forward=forward)
        else:
            yield from (target for target in found if target.is_from(y, forward=forward))

    def target_at(self, point: QPointF) -> Target | None:
        return next((target for target in self.targets() if any(rect.contains(point) for rect in target.rects)), None)

    def leaves(self) -> Iterator[tuple[Segment, QPointF]]:
        """What it is made of, with the place of each; itself when it is one piece."""
        yield self, QPointF()

    def position_at(self, x: float, y: float) -> int:
        return 0

    def tip_at(self, x: float, y: float) -> str:
        """What is said about a place under the mouse, where nothing can be pressed."""
        return ""

    def top_of(self, position: int) -> float:
        """Where the line with this position starts."""
        return 0.0

    def word_at(self, position: int) -> tuple[int, int]:
        return position, position

    def point_of(self, position: int) -> QPointF:
        """Where a character stands: its start, and the top of its line."""
        return QPointF(0.0, self.top_of(position))

    def step(self, position: int, step: str, *, forward: bool) -> int:
        """The next place by "character" or "word", or the end of the line; the same place at the segment's own end."""
        if step == "line end":
            return self.position_at(self.width if forward else 0.0, self.top_of(position) + 1)
        return utf16.step(self.content, position, by_word=step == "word", forward=forward)

    @property
    def content(self) -> str:
        """The text that positions count in."""
        return self.plain(0, self.length) if self.length else ""

    def passages(self) -> Iterable[tuple[int, str]]:
        """Position and text of everything in it that words are looked for in; no match reaches over two of them."""
        return ((0, self.content),) if self.length else ()

    def said(self) -> Iterable[tuple[str, str]]:
        """One after the other: the key of something to press, or words that a screen reader says; other is ""."""
        return (("", self.content),) if self.length else ()

    def start_of(self, line: str) -> int:
        """The position where the line with this key starts, in what has lines with keys; -1 when it is not shown."""
        return 0

    def uncover(self, position: int, line: str = "") -> str:
        """Bring a position into sight inside the segment: what has to be opened for that first, by its key, or "".

        With the key of a line, `position` counts from its start.
        """
        return ""

    def paragraph_at(self, position: int) -> tuple[int, int]:
        """From where to where a third click selects."""
        return 0, self.length

    def plain(self, start: int, stop: int) -> str:
        return ""

    def markdown(self, start: int, stop: int) -> str:
        return self.plain(start, stop)

    def html(self, start: int, stop: int) -> str:
        return ""

    @property
    def rect(self) -> QRectF:
        """Its place in the row."""
        return QRectF(self.x, self.y, self.width, self.height)

    def indent(self) -> float:
        """How far it stands in, from the side where it starts."""
        return sum(self.steps())

    def steps(self) -> list[float]:
        """How far each of its levels stands in. What is nested too deep stands no further in than what it is in."""
        steps, room = [], self.deepest
        for level in self.levels:
            step = min(self.look.gutter if level == "list" else float(self.look.sizes.space_l), room)
            room -= step
            steps.append(step)
        return steps

    def paint_bars(self, painter: QPainter) -> None:
        """The bars of the quotes that it stands in."""
        at, bar = -self.indent(), self.look.sizes.space_xs - self.look.sizes.line_width
        for level, step in zip(self.levels, self.steps(), strict=True):
            if level == "quote" and step >= bar:
                x = at if not self.rtl else self.width - at - bar
                painter.fillRect(QRectF(x, -self.reach, bar, self.height + self.reach), self.look.color("line"))
            at += step
