"""Blocks flattened to what stands below each other on screen: each paragraph, code block and table a piece of its own.

A piece knows how deep it stands in lists and quotes and which mark stands before it, so a code block inside a list
is the same segment as one outside.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, Literal, TypeAlias, assert_never

from msgspec import Struct
from msgspec.structs import replace

from desktop.core.blocks import (
    Block,
    BulletList,
    Code,
    Heading,
    Inlines,
    OrderedList,
    Paragraph,
    Quote,
    Rule,
    Span,
    Table,
)

Level: TypeAlias = Literal["list", "quote"]
Leaf: TypeAlias = Paragraph | Heading | Code | Table | Rule
BULLET: Final = "•"
TASK: Final = "☐"
TASK_DONE: Final = "☑"
LONGEST: Final = 4_000
"""Characters of a paragraph in a list or quote; a longer one becomes several, which are laid out when they are seen."""


class Piece(Struct, frozen=True):
    """`mark` is what stands in the gutter before it: a bullet, a number with its point, a box; empty for none."""

    leaf: Leaf
    levels: tuple[Level, ...] = ()
    mark: str = ""


def flatten(blocks: Iterable[Block], levels: tuple[Level, ...] = (), mark: str = "") -> Iterator[Piece]:
    """The pieces of some blocks; the first one gets the mark."""
    for block in blocks:
        match block:
            case BulletList() | OrderedList():
                if mark:  # a list that opens with a list: each mark has a line of its own
                    yield Piece(Paragraph(()), levels, mark)
                yield from _items(block, (*levels, "list"))
            case Quote():
                yield from flatten(block.blocks, (*levels, "quote"), mark)
            case Paragraph() if levels:
                for inlines in _cut(block.inlines):
                    yield Piece(Paragraph(inlines), levels, mark)
                    mark = ""
            case Paragraph() | Heading() | Code() | Table() | Rule():
                yield Piece(block, levels, mark)
            case _:
                assert_never(block)
        mark = ""


def _items(block: BulletList | OrderedList, levels: tuple[Level, ...]) -> Iterator[Piece]:
    for index, item in enumerate(block.items):
        mark = f"{block.start + index}." if isinstance(block, OrderedList) else BULLET
        if item.checked is not None:
            mark = TASK_DONE if item.checked else TASK
        yield from flatten(item.blocks or (Paragraph(()),), levels, mark)


def _cut(inlines: Inlines) -> Iterator[Inlines]:
    """The words in parts that are not too long; they may be none."""
    part: list[Span] = []
    room = LONGEST
    for span in inlines:
        text = span.text
        while len(text) > room:
            yield (*part, replace(span, text=text[:room]))
            text, part, room = text[room:], [], LONGEST
        part.append(replace(span, text=text) if text is not span.text else span)
        room -= len(text)
    yield tuple(part)
