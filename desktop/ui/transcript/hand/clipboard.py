"""What the clipboard gets: words as they are read, the same as Markdown, and rich text for mails and documents.

The trap: words and rich text have to be read from the Markdown, which takes seconds for a very long one, so it is done
in steps; what is to be copied is kept as values until then, for the messages may be others by the end.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final, Literal, NamedTuple, TypeAlias

from msgspec.structs import replace
from PySide6.QtCore import QMimeData

from desktop.core import blocks
from desktop.core.message import Message, Notice, Role, Text
from desktop.core.rich_text import blocks_html
from desktop.core.text import well_formed
from desktop.ui import words
from desktop.ui.transcript.hand.stretch import Stretch
from desktop.ui.transcript.layout import Ranges, RowLayout
from desktop.ui.transcript.segment import Segment
from desktop.ui.transcript.text.block_run import Growing
from desktop.ui.transcript.text.growth import GrowingMarkup
from desktop.ui.transcript.text.markdown_text import joined_markdown
from desktop.ui.transcript.text.pieces import Piece, flatten
from desktop.ui.transcript.text.plain_text import joined_plain
from desktop.ui.transcript.text.section import END, Section

Form = Literal["markdown", "plain", "rich"]
AT_ONCE: Final = 6_000
"""Characters that are read in one go: in about 40 ms."""
_SOME: Final = 8_000
"""Characters that are written in one step, at the least: in about 2 ms."""
_ROWS: Final = 20
"""Rows of a table that are written in one go: its head is written again for each."""


class Excerpt(NamedTuple):
    """A piece of a message in three forms."""

    plain: str
    markdown: str
    html: str


class Written(NamedTuple):
    """A piece of a message as it was written. `source` reads it, None where it is shown as it was typed.

    `plain` are its words where they are known already.
    """

    text: str
    source: Growing | None
    plain: str = ""


Copied: TypeAlias = Excerpt | Written | Stretch
Pieces: TypeAlias = Sequence[Copied]
Row: TypeAlias = tuple[str, Pieces]
"""What is copied of a message, and the name of its author."""


# ── what is copied ──────────────────────────────────────────────────────────────────────────────────────────────────


def excerpt(layout: RowLayout, ranges: Ranges) -> Pieces:
    """What is selected of a row. Nothing is laid out for it; END stands for all of a section that is not read yet."""
    chosen = [(layout.segments[index], *ranges[index]) for index in sorted(ranges)]
    found: list[Copied] = []
    for (frame, is_typed), group in groupby(chosen, lambda one: (one[0].frame, _is_typed(one[0]))):
        if is_typed:
            text = "\n".join(_typed(*one).removesuffix("\n") for one in group)
            found.append(Written(text, None, text))
        else:
            pieces = [_piece(*one) for one in group]
            found += [_card(pieces)] if frame else pieces
    return found


def _is_typed(segment: Segment) -> bool:
    return isinstance(segment, Section) and segment.is_plain


def _typed(segment: Segment, start: int, stop: int) -> str:
    if isinstance(segment, Section) and _is_whole(segment, start, stop):
        return segment.text
    return segment.plain(start, stop)


def _is_whole(segment: Segment, start: int, stop: int) -> bool:
    is_known = not isinstance(segment, Section) or segment.is_known
    return start == 0 and stop >= (segment.length if is_known else END)


def _piece(segment: Segment, start: int, stop: int) -> Copied:
    if not isinstance(segment, Section):
        plain = segment.plain(start, stop)
        return Excerpt(plain, segment.markdown(start, stop), segment.html(start, stop) or _paragraph(plain))
    if _is_whole(segment, start, stop):
        return Written(segment.text.strip("\n"), segment.reader())
    return Stretch(segment, start, stop)


def _card(pieces: Iterable[Copied]) -> Excerpt:
    """The lines of a card stand close together."""
    lines = [piece for piece in pieces if isinstance(piece, Excerpt)]
    markdown = joined_markdown(line.markdown for line in lines)
    return Excerpt("\n".join(line.plain for line in lines), markdown, "".join(line.html for line in lines))


def may_show_more(message: Message, opened: frozenset[str]) -> bool:
    """Whether other words than its text may be selected in a message, or not all of its text; only its row tells."""
    return bool(opened) or bool(words.ending(message)) or any(isinstance(part, Notice) for part in message.parts)


def shows_text_alone(message: Message, layout: RowLayout) -> bool:
    """Whether all of its text can be selected in its row, and no other words."""
    shown = {segment.key.partition(".")[0] for segment in layout.segments if segment.length}
    parts = enumerate(message.parts)
    return shown == {f"text:{index}" for index, part in parts if isinstance(part, Text) and part.text}


def whole(message: Message) -> Pieces:
    """The text of a message; nothing when it has none."""
    text = well_formed(message.text)
    if message.role is Role.USER:
        return [Written(text, None, text)] if text else []
    return [Written(text, GrowingMarkup())] if text else []


# ── making it ───────────────────────────────────────────────────────────────────────────────────────────────────────


class Making:
    """Makes what the clipboard gets of some rows. An author stands above each row when there are several.

    Where only words are taken, the form "markdown" gives its source, the other forms its words alone.
    """

    def __init__(self, rows: Sequence[Row], form: Form = "rich") -> None:
        self.rows = [(author, pieces) for author, pieces in rows if any(map(_is_something, pieces))]
        self.size = sum(_size(piece) for _author, pieces in self.rows for piece in pieces)
        self._form: Form = form
        self._made: list[tuple[str, Excerpt]] = []
        self._steps = self._make()

    def __bool__(self) -> bool:
        """Whether there is anything to copy."""
        return bool(self.rows)

    def step(self) -> bool:
        """Make some more of it; False when all is made."""
        return next(self._steps, True) is None

    def _make(self) -> Iterator[None]:
        for author, pieces in self.rows:
            self._made.append((author, (yield from _read(pieces))))

    def mime(self) -> QMimeData:
        """What was made."""
        return _on_clipboard(self._made, self._form)

    @property
    def is_at_hand(self) -> bool:
        """Whether `unread` takes no time."""
        return not any(isinstance(piece, Stretch) for _author, pieces in self.rows for piece in pieces)

    def unread(self) -> QMimeData:
        """What can be had first: all as it was written."""
        return _on_clipboard([(author, _unread(pieces)) for author, pieces in self.rows], "rich")


def _is_something(piece: Copied) -> bool:
    match piece:
        case Excerpt():
            return bool(piece.plain)
        case Written():
            return bool(piece.text)
        case Stretch():
            return bool(piece)


def _size(piece: Copied) -> int:
    """Characters that have to be read for it."""
    match piece:
        case Excerpt():
            return 0
        case Written():
            return len(piece.text)
        case Stretch():
            return piece.size


def _unread(pieces: Pieces) -> Excerpt:
    plain = (piece.plain or piece.text if isinstance(piece, Written) else piece.plain for piece in pieces)
    return Excerpt("\n\n".join(plain), joined_markdown(map(_markdown, pieces)), "")


def _markdown(piece: Copied) -> str:
    return piece.text if isinstance(piece, Written) else piece.markdown


def _read(pieces: Pieces) -> Generator[None, None, Excerpt]:
    """All pieces as one. A list that goes on from one piece to the next stays one."""
    plain: list[str] = []
    html: list[str] = []
    text: list[blocks.Block] = []
    for one in pieces:
        piece = (yield from _written(one)) if isinstance(one, Stretch) else one
        if isinstance(piece, Excerpt):
            html += [*(yield from _html(text)), piece.html]
            text = []
            plain.append(piece.plain)
        else:
            found = yield from _blocks(piece)
            text += found
            plain += [piece.plain] if piece.plain else (yield from _words(found))
    html += yield from _html(text)
    return Excerpt(joined_plain(plain), joined_markdown(map(_markdown, pieces)), "".join(html))


def _written(stretch: Stretch) -> Generator[None, None, Written]:
    while stretch.step():
        yield
    return Written(stretch.markdown, GrowingMarkup(), stretch.plain)


def _blocks(piece: Written) -> Generator[None, None, Sequence[blocks.Block]]:
    source = piece.source
    if source is None:
        return [blocks.Paragraph((blocks.Span(piece.text),))]
    source.set_text(piece.text, done=True)
    while source.step():
        yield
    return (*source.closed, *source.open)


def _words(found: Iterable[blocks.Block]) -> Generator[None, None, list[str]]:
    return (yield from _in_steps(_plain(piece) for block in found for piece in flatten([block])))


def _html(found: Iterable[blocks.Block]) -> Generator[None, None, list[str]]:
    return (yield from _in_steps(html for block in _merged(found) for html in _cut_html(block)))


def _in_steps(pieces: Iterable[str]) -> Generator[None, None, list[str]]:
    found, size = [], 0
    for piece in pieces:
        found.append(piece)
        size += len(piece)
        if size >= _SOME:
            size = 0
            yield
    return found


def _cut_html(block: blocks.Block) -> Iterator[str]:
    """A block as rich text, a long one in pieces: how it opens, what it holds by some, how it closes."""
    match block:
        case blocks.BulletList(items=items) | blocks.OrderedList(items=items):
            yield from _filled_in(replace(block, items=()), (replace(block, items=(item,)) for item in items), "</")
        case blocks.Code(text=text):
            lines = (replace(block, text=text[at : at + _SOME]) for at in range(0, len(text), _SOME))
            yield from _filled_in(replace(block, text=""), lines, "</")
        case blocks.Table(rows=rows):
            some = (replace(block, rows=rows[at : at + _ROWS]) for at in range(0, len(rows), _ROWS))
            yield from _filled_in(replace(block, rows=()), some, "</tbody>")
        case _:
            yield blocks_html([block])


def _filled_in(empty: blocks.Block, some: Iterable[blocks.Block], end: str) -> Iterator[str]:
    """What some blocks hold, in an empty one of their kind, before what closes it."""
    frame = blocks_html([empty])
    at = frame.index(end)
    yield frame[:at]
    for block in some:
        html = blocks_html([block])
        yield html[at : len(html) - (len(frame) - at)]
    yield frame[at:]


def _merged(found: Iterable[blocks.Block]) -> Iterator[blocks.Block]:
    """The blocks with lists in one piece: a text that is read in steps gives each item as a list of its own."""
    last: blocks.Block | None = None
    items: list[blocks.Item] = []
    for block in found:
        match last, block:
            case blocks.BulletList(), blocks.BulletList(items=more):
                items += more
            case blocks.OrderedList(start=first), blocks.OrderedList(items=more, start=start) if start == first + len(
                items
            ):
                items += more
            case _:
                yield from _filled(last, items)
                last = block
                items = [*block.items] if isinstance(block, blocks.BulletList | blocks.OrderedList) else []
    yield from _filled(last, items)


def _filled(block: blocks.Block | None, items: Sequence[blocks.Item]) -> Iterator[blocks.Block]:
    if isinstance(block, blocks.BulletList | blocks.OrderedList):
        yield replace(block, items=tuple(items))
    elif block is not None:
        yield block


def _on_clipboard(made: Sequence[tuple[str, Excerpt]], form: Form) -> QMimeData:
    named = len(made) > 1
    plain = "\n\n".join(f"{author}:\n{one.plain}" if named else one.plain for author, one in made)
    markdown = "\n\n".join(f"**{author}:**\n\n{one.markdown}" if named else one.markdown for author, one in made)
    mime = QMimeData()
    mime.setText(markdown if form == "markdown" else plain)
    if form == "plain":
        return mime
    mime.setData("text/markdown", markdown.encode())
    if all(one.html for _author, one in made):
        mime.setHtml("".join(f"{_name(author)}{one.html}" if named else one.html for author, one in made))
    return mime


def _paragraph(text: str) -> str:
    return blocks_html([blocks.Paragraph((blocks.Span(text),))])


def _name(author: str) -> str:
    return blocks_html([blocks.Paragraph((blocks.Span(f"{author}:", bold=True),))])


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
