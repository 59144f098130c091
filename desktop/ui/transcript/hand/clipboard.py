"""What the clipboard gets: words as they are read, the same as Markdown, and rich text for mails and documents.

The trap: rich text has to be parsed; of a very long message only the words and the Markdown are handed out, so that
copying never stops the window.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal, TypeGuard

from PySide6.QtCore import QMimeData

from desktop.core import blocks
from desktop.core.markup import parse
from desktop.core.message import Message, Notice, Role, Text
from desktop.core.rich_text import blocks_html
from desktop.core.text import well_formed
from desktop.ui import words
from desktop.ui.transcript.layout import Ranges, RowLayout
from desktop.ui.transcript.segment import Segment
from desktop.ui.transcript.text.markdown_text import joined_markdown
from desktop.ui.transcript.text.pieces import Piece, flatten
from desktop.ui.transcript.text.section import Section

Form = Literal["markdown", "plain", "rich"]
MOST: Final = 50_000
"""Characters of a message that are parsed while it is copied."""


class Excerpt:
    """A piece of a message in three forms."""

    def __init__(self, plain: str, markdown: str, html: str) -> None:
        self.plain, self.markdown, self.html = plain, markdown, html


def excerpt(layout: RowLayout, ranges: Ranges) -> Excerpt:
    """What is selected of a row. Sections of a text that are selected whole are not laid out for it."""
    chosen = [(layout.segments[index], start, stop) for index, (start, stop) in sorted(ranges.items())]
    size = sum(len(one.text) for one, start, stop in chosen if _is_whole(one, start, stop))
    pieces = [
        _section_excerpt(segment, parsed=size <= MOST)
        if _is_whole(segment, start, stop)
        else Excerpt(segment.plain(start, stop), segment.markdown(start, stop), segment.html(start, stop))
        for segment, start, stop in chosen
    ]
    return Excerpt(
        "\n".join(piece.plain for piece in pieces),
        joined_markdown(piece.markdown for piece in pieces),
        "".join(piece.html for piece in pieces) if size <= MOST else "",
    )


def _is_whole(segment: Segment, start: int, stop: int) -> TypeGuard[Section]:
    return isinstance(segment, Section) and start == 0 and stop >= segment.length


def _section_excerpt(section: Section, *, parsed: bool) -> Excerpt:
    text = section.text.strip("\n")
    if section.is_plain or not parsed:
        return Excerpt(text, text, blocks_html([blocks.Paragraph((blocks.Span(text),))]))
    found = section.blocks()
    return Excerpt("\n".join(_plain(piece) for piece in flatten(found)), text, blocks_html(found))


def may_show_more(message: Message, opened: frozenset[str]) -> bool:
    """Whether other words than its text may be selected in a message, or not all of its text; only its row tells."""
    return bool(opened) or bool(words.ending(message)) or any(isinstance(part, Notice) for part in message.parts)


def shows_text_alone(message: Message, layout: RowLayout) -> bool:
    """Whether all of its text can be selected in its row, and no other words."""
    shown = {segment.key.partition(".")[0] for segment in layout.segments if segment.length}
    parts = enumerate(message.parts)
    return shown == {f"text:{index}" for index, part in parts if isinstance(part, Text) and part.text}


def whole_excerpt(message: Message, *, parsed: bool = True) -> Excerpt:
    """A whole message: its Markdown as it came, and that alone when it is not to be `parsed`."""
    text = well_formed(message.text)
    if not parsed or len(text) > MOST:
        return Excerpt(text, text, "")
    if message.role is Role.USER:
        return Excerpt(text, text, blocks_html([blocks.Paragraph((blocks.Span(text),))]))
    found = parse(text)
    return Excerpt("\n".join(_plain(piece) for piece in flatten(found)), text, blocks_html(found))


def on_clipboard(excerpts: Iterable[tuple[str, Excerpt]]) -> QMimeData:
    """Excerpts one below the other; an author stands above each when there are several."""
    found = list(excerpts)
    named = len(found) > 1
    mime = QMimeData()
    mime.setText("\n\n".join(f"{author}:\n{one.plain}" if named else one.plain for author, one in found))
    markdown = "\n\n".join(f"**{author}:**\n\n{one.markdown}" if named else one.markdown for author, one in found)
    mime.setData("text/markdown", markdown.encode())
    if all(one.html for _author, one in found):
        mime.setHtml("".join(f"{_name(author)}{one.html}" if named else one.html for author, one in found))
    return mime


def _name(author: str) -> str:
    return blocks_html([blocks.Paragraph((blocks.Span(f"{author}:", bold=True),))])


def message_on_clipboard(message: Message, form: Form) -> QMimeData:
    """A whole message. Where only words are taken, "markdown" gives its source, the other forms its words alone."""
    piece = whole_excerpt(message)
    if form == "plain":
        mime = QMimeData()
        mime.setText(piece.plain)
        return mime
    mime = on_clipboard([("", piece)])
    if form == "markdown":
        mime.setText(piece.markdown)
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
