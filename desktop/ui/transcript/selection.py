"""What is selected: from one place in a message to another, and what that is on the clipboard.

A place is (segment, position), so it stays where it is while the message grows below it.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QMimeData

from desktop.core import blocks
from desktop.core.markup import parse
from desktop.core.message import Message, Role
from desktop.core.text import well_formed
from desktop.ui.transcript.layout import Ranges, RowLayout
from desktop.ui.transcript.pieces import Piece, flatten
from desktop.ui.transcript.rich_text import blocks_html

Spot = tuple[int, int]
"""A segment's number and a position in it."""


@dataclass(frozen=True)
class Selection:
    """From where the mouse went down to where it is."""

    message_id: str = ""
    anchor: Spot = (0, 0)
    head: Spot = (0, 0)

    @property
    def is_empty(self) -> bool:
        return not self.message_id or self.anchor == self.head

    def to(self, head: Spot) -> Selection:
        return Selection(self.message_id, self.anchor, head)

    def ranges(self, layout: RowLayout) -> Ranges:
        """What is selected in each segment."""
        if self.is_empty:
            return {}
        (first, start), (last, stop) = sorted((self.anchor, self.head))
        found = {}
        for index in range(first, min(last + 1, len(layout.segments))):
            length = layout.segments[index].length
            begin, end = (start if index == first else 0), (stop if index == last else length)
            if begin < end and length:
                found[index] = (begin, min(end, length))
        return found


def whole(message_id: str, layout: RowLayout) -> Selection:
    """All of a message's text."""
    last = len(layout.segments) - 1
    return Selection(message_id, (0, 0), (last, layout.segments[last].length)) if last >= 0 else Selection()


def word(message_id: str, layout: RowLayout, spot: Spot) -> Selection:
    index, position = spot
    start, stop = layout.segments[index].word_at(position)
    return Selection(message_id, (index, start), (index, stop))


def paragraph(message_id: str, layout: RowLayout, spot: Spot) -> Selection:
    index, position = spot
    start, stop = layout.segments[index].paragraph_at(position)
    return Selection(message_id, (index, start), (index, stop))


def piece_on_clipboard(layout: RowLayout, ranges: Ranges) -> QMimeData:
    """What is selected: words without marks, and with their styles."""
    chosen = [(layout.segments[index], start, stop) for index, (start, stop) in sorted(ranges.items())]
    mime = QMimeData()
    mime.setText("\n".join(segment.plain(start, stop) for segment, start, stop in chosen))
    mime.setHtml("".join(segment.html(start, stop) for segment, start, stop in chosen))
    return mime


def message_on_clipboard(message: Message) -> QMimeData:
    """A whole message: its Markdown as it came, and rendered."""
    text = well_formed(message.text)
    mime = QMimeData()
    mime.setText(text)
    if message.role is not Role.USER:
        mime.setData("text/markdown", text.encode())
        mime.setHtml(blocks_html(parse(text)))
    return mime


def plain_on_clipboard(message: Message) -> QMimeData:
    """A whole message without any marks."""
    text = well_formed(message.text)
    if message.role is not Role.USER:
        text = "\n".join(_plain(piece) for piece in flatten(parse(text)))
    mime = QMimeData()
    mime.setText(text)
    return mime


def _plain(piece: Piece) -> str:
    indent = "  " * max(len(piece.levels) - 1, 0)
    mark = f"{indent}{piece.mark} " if piece.mark else ""
    match piece.leaf:
        case blocks.Code(text=text):
            return text
        case blocks.Table(header=header, rows=rows):
            return "\n".join("\t".join(blocks.plain(cell) for cell in row) for row in (header, *rows))
        case blocks.Rule():
            return ""
        case blocks.Paragraph(inlines=inlines) | blocks.Heading(inlines=inlines):
            return mark + blocks.plain(inlines)
