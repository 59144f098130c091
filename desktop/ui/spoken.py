"""Markdown as a screen reader says it: the words without their marks, and never more than somebody would listen to.

The trap: an answer may be a megabyte long and is asked for on the window's thread, so it is cut before it is parsed.
"""

from __future__ import annotations

from functools import lru_cache

from desktop.core import blocks
from desktop.core.markup import parse
from desktop.core.text import elide, well_formed
from desktop.ui.transcript.pieces import Piece, flatten


def plain_words(source: str, longest: int) -> str:
    """At most `longest` characters; an ellipsis at the end says that there is more."""
    head = source[: longest + longest // 2]  # marks and addresses are left out, so a little more is needed
    said = _words(head)
    return elide(said if len(head) == len(source) else f"{said} …", longest)


@lru_cache(maxsize=100)  # a screen reader asks for the same name many times
def _words(source: str) -> str:
    return "\n".join(filter(None, (_said(piece) for piece in flatten(parse(well_formed(source))))))


def _said(piece: Piece) -> str:
    match piece.leaf:
        case blocks.Code(text=text):
            return text
        case blocks.Table(header=header, rows=rows):
            return "\n".join(", ".join(blocks.plain(cell) for cell in row) for row in (header, *rows))
        case blocks.Rule():
            return ""
        case blocks.Paragraph(inlines=inlines) | blocks.Heading(inlines=inlines):
            return f"{piece.mark} {blocks.plain(inlines)}".strip()
