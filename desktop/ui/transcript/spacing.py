"""Where things stand: the reading column, the room between two segments, and the frames around some of them."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from desktop.core.blocks import Heading
from desktop.ui.transcript.author_line import AuthorLine
from desktop.ui.transcript.chip import Flow
from desktop.ui.transcript.code.code import CodeBlock
from desktop.ui.transcript.look import Look
from desktop.ui.transcript.notes import DayLine
from desktop.ui.transcript.segment import Segment
from desktop.ui.transcript.text.prose import Prose
from desktop.ui.transcript.text.table import Table

QUESTION = "question"
"""The frame around a question; other frames are cards inside an answer."""

DEEPEST = 0.4
"""The part of the column that lists and quotes may stand in: the rest is for their words."""


@dataclass(frozen=True)
class Column:
    """The reading column in a row: `left` and `width` are those of the text, tints reach out by `hang`."""

    left: float
    width: float
    hang: float


def column(look: Look, width: float) -> Column:
    """At most as wide as the theme says, in the middle; whole pixels, so that edges are sharp."""
    sizes = look.sizes
    is_narrow = width < sizes.column * 0.6
    margin = sizes.space_s if is_narrow else sizes.space_xl
    outer = min(float(sizes.column), width - 2 * margin)
    hang = float(sizes.space_s if is_narrow else sizes.space_l)
    return Column(float(int((width - outer) / 2)) + hang, max(outer - 2 * hang, 40.0), hang)


def gap(above: Segment, below: Segment, look: Look) -> float:
    """The room between two neighbours, before frames are counted."""
    sizes, before, after = look.sizes, above.last, below.first
    if before is None or after is None or isinstance(before, DayLine):
        return sizes.space_m
    if isinstance(before, AuthorLine):
        return sizes.space_xs
    if before.frame and before.frame == after.frame and isinstance(before, Flow):
        return sizes.space_xs
    if isinstance(after, Prose) and isinstance(before, Prose):
        return _prose_gap(before, after, look)
    if isinstance(before, Prose) and isinstance(before.leaf, Heading):
        return sizes.space_s
    if isinstance(after, Prose) and isinstance(after.leaf, Heading):
        return sizes.space_l
    if isinstance(after, CodeBlock | Table | Flow) or isinstance(before, CodeBlock | Table | Flow):
        return sizes.space_m
    return sizes.space_s


def _prose_gap(before: Prose, after: Prose, look: Look) -> float:
    sizes = look.sizes
    if isinstance(after.leaf, Heading):
        return sizes.space_xl if after.leaf.level <= 2 else sizes.space_l
    if isinstance(before.leaf, Heading):
        return sizes.space_s
    if before.frame and before.frame == after.frame:
        return 0.0
    if after.mark and "list" in before.levels:
        same_list = len(before.levels) != len(after.levels) or _is_number(before.mark) == _is_number(after.mark)
        return sizes.space_xs if same_list or not before.mark else sizes.space_m
    return sizes.space_m if not ("list" in before.levels and "list" in after.levels) else sizes.space_s


def _is_number(mark: str) -> bool:
    return mark.endswith(".")


def frame_padding(frame: str, look: Look) -> float:
    """The room between a frame and what stands in it, above and below."""
    return look.sizes.space_m if frame else 0.0


def inset(frame: str, look: Look) -> float:
    """How far a frame's content stands in at both sides; a question's tint hangs out of the column instead."""
    return look.sizes.space_m if frame and frame != QUESTION else 0.0


def guessed_height(look: Look, width: float, size: int, breaks: int) -> int:
    """About how high a text of so many characters and line breaks is in a column of this width."""
    pitch = look.pitch(look.body)
    per_line = max(min(width, look.measure) / (look.measure / 84), 1.0)
    return ceil((size / per_line + breaks * 0.8 + 1) * pitch)
