"""What marked-up text consists of: blocks and the spans in them, as plain values.

`desktop.core.markup` reads them from Markdown. The trap: a block holds words and styles alone, so nothing in it can be
opened or fetched by merely being shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, Literal, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

MAX_TABLE_ROWS: Final = 50
MAX_TABLE_CELLS: Final = 300
"""A longer table becomes several, each with the header, so that its columns can be measured in bounded time."""

Alignment: TypeAlias = Literal["", "left", "center", "right"]


class Span(Struct, frozen=True, omit_defaults=True):
    """A run of words in one style; a newline in `text` is a line break. `link` is the target, empty when none."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    strike: bool = False
    link: str = ""


Inlines: TypeAlias = tuple[Span, ...]


class Paragraph(Struct, frozen=True, tag="paragraph"):
    inlines: Inlines


class Heading(Struct, frozen=True, tag="heading"):
    """`level` is 1 to 6."""

    level: int
    inlines: Inlines


class Code(Struct, frozen=True, tag="code"):
    """`text` is without its last newline. `closed` is false when the fence was not closed (yet)."""

    language: str
    text: str
    closed: bool = True


class Item(Struct, frozen=True, tag="item"):
    """One of a list. `checked` is None when it is no task."""

    blocks: tuple[Block, ...]
    checked: bool | None = None


class BulletList(Struct, frozen=True, tag="bullets"):
    items: tuple[Item, ...]


class OrderedList(Struct, frozen=True, tag="numbers"):
    items: tuple[Item, ...]
    start: int = 1


class Quote(Struct, frozen=True, tag="quote"):
    blocks: tuple[Block, ...]


class Table(Struct, frozen=True, tag="table"):
    """Every row has as many cells as the header."""

    header: tuple[Inlines, ...]
    rows: tuple[tuple[Inlines, ...], ...]
    alignments: tuple[Alignment, ...]


class Rule(Struct, frozen=True, tag="rule"):
    pass


Block: TypeAlias = Paragraph | Heading | Code | BulletList | OrderedList | Quote | Table | Rule


class Unit(Struct, frozen=True):
    """A top-level block, or one item of a top-level list, with the place in the text where it starts and ends."""

    start: int
    end: int
    blocks: tuple[Block, ...]


def split(block: Block) -> Iterator[Block]:
    """The block itself, or the tables that a long one becomes."""
    most = max(1, min(MAX_TABLE_ROWS, MAX_TABLE_CELLS // len(block.header))) if isinstance(block, Table) else 0
    if not isinstance(block, Table) or len(block.rows) <= most:
        yield block
        return
    for start in range(0, len(block.rows), most):
        yield replace(block, rows=block.rows[start : start + most])


def plain(inlines: Iterable[Span]) -> str:
    """The words without their styles."""
    return "".join(span.text for span in inlines)
