"""More words at the end of a text that was read already: most of what a reply grows by is no markup at all.

The trap: a plain word may still change what stands before it (the `#` of a heading, the end of a web address, a `*`
that closes nothing before a space). So both sides of the seam must be plain, and all else is for the parser.
"""

from __future__ import annotations

import re
from typing import Final

from msgspec.structs import replace

from desktop.core.addresses import may_grow
from desktop.core.blocks import Block, BulletList, Inlines, Item, OrderedList, Paragraph, Quote, Span
from desktop.core.density import LONG_RUN

_WORDS: Final = re.compile(r"(?:[^\W_]|[ ,.:?!'\"-])+")
"""Characters that open and close nothing."""
_SETTLED: Final = re.compile(r"(?:[ >]|[-*+] |\d{1,9}[.)] |\[[ xX]\] )*[^\W\d_]")
"""A line whose block is certain: after its marks it starts with a letter."""


def with_words(blocks: tuple[Block, ...], text: str, fresh: str) -> tuple[Block, ...] | None:
    """The blocks of `text` and `fresh` together, where `blocks` are those of `text`; None where only reading it tells.

    The links of `text` may be looked up in definitions, but it must define none itself.
    """
    line = text[text.rfind("\n") + 1 :]
    seam = line.rstrip(" ")
    if not blocks or not _WORDS.fullmatch(fresh) or not _WORDS.fullmatch(seam[-1:]) or not _SETTLED.match(line):
        return None
    if may_grow(line, fresh) or "]:" in text or LONG_RUN.search(text):
        return None
    last = _longer(blocks[-1], seam[-1], (line[len(seam) :] + fresh).rstrip(" "))
    return None if last is None else (*blocks[:-1], last)


def _longer(block: Block, seam: str, more: str) -> Block | None:
    """The block with more words at its end; None when it does not end in plain words with `seam` as the last sign."""
    match block:
        case Paragraph():
            inlines = _longer_words(block.inlines, seam, more)
            return None if inlines is None else Paragraph(inlines)
        case Quote():
            blocks = _longer_last(block.blocks, seam, more)
            return None if blocks is None else Quote(blocks)
        case BulletList() | OrderedList():
            item = _longer_item(block.items[-1], seam, more)
            return None if item is None else replace(block, items=(*block.items[:-1], item))
        case _:
            return None


def _longer_item(item: Item, seam: str, more: str) -> Item | None:
    blocks = _longer_last(item.blocks, seam, more)
    return None if blocks is None else Item(blocks, item.checked)


def _longer_last(blocks: tuple[Block, ...], seam: str, more: str) -> tuple[Block, ...] | None:
    last = _longer(blocks[-1], seam, more) if blocks else None
    return None if last is None else (*blocks[:-1], last)


def _longer_words(inlines: Inlines, seam: str, more: str) -> Inlines | None:
    last = inlines[-1] if inlines else Span("")
    if not last.text.endswith(seam) or last != Span(last.text):
        return None
    return (*inlines[:-1], Span(last.text + more))
