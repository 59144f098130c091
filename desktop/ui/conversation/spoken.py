"""Markdown as a screen reader says it: the words without their marks, in portions that somebody would listen to.

The trap: an answer may be a megabyte long and is asked for on the window's thread, so it is cut before it is parsed.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from desktop.core import blocks
from desktop.core.markup import parse
from desktop.core.text import elide, well_formed
from desktop.ui.transcript.text.pieces import Piece, flatten


def plain_words(source: str, longest: int) -> str:
    """At most `longest` characters; an ellipsis at the end says that there is more."""
    head = source[: longest + longest // 2]  # marks and addresses are left out, so a little more is needed
    said = without_marks(head)
    return elide(said if len(head) == len(source) else f"{said} …", longest)


def passages(source: str, longest: int) -> Iterator[str]:
    """The whole source in parts of at most `longest` characters, cut between paragraphs, lines or words if possible."""
    start = 0
    while start < len(source):
        stop = start + longest
        if stop < len(source):
            cuts = (source.rfind(mark, start + longest // 2, stop) + len(mark) for mark in ("\n\n", "\n", " "))
            stop = next((cut for cut in cuts if cut > start + longest // 2), stop)
        yield source[start:stop]
        start = stop


@lru_cache(maxsize=100)  # a screen reader asks for the same name many times
def without_marks(source: str) -> str:
    """The words of a source that is not long."""
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
