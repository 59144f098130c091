"""Blocks and spans as Markdown again: what is pasted where Markdown is written.

The trap: words may hold characters that would be read as markup; those that would be are escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from desktop.core.blocks import Inlines, Span, Table
from desktop.ui.transcript.text.pieces import BULLET, TASK, TASK_DONE, Level

_MARKS: Final = {BULLET: "-", TASK: "- [ ]", TASK_DONE: "- [x]"}
_INSIDE: Final = "    "
"""Far enough in for any item, also one with a number of two digits, and no code."""
_SPECIAL: Final = re.compile(r"([\\`*_\[\]<>|])")
_START: Final = re.compile(r"^(#{1,6}(?= )|[-+](?= )|\d+(?=[.)] )|~~~)", re.MULTILINE)
_ITEM: Final = re.compile(r"\s*(?:[-+*]|\d+[.)]) ")


def spans_markdown(inlines: Inlines) -> str:
    return "".join(_span(span) for span in inlines)


def _span(span: Span) -> str:
    if span.code:
        fence = "``" if "`" in span.text else "`"
        text = f"{fence} {span.text} {fence}" if "`" in span.text else f"`{span.text}`"
    else:
        text = _SPECIAL.sub(r"\\\1", span.text)
    for wanted, mark in ((span.strike, "~~"), (span.italic, "*"), (span.bold, "**")):
        text = f"{mark}{text}{mark}" if wanted and text.strip() else text
    if span.link:
        return f"<{span.link}>" if span.text == span.link else f"[{text}]({span.link})"
    return text


def paragraph_markdown(inlines: Inlines, levels: tuple[Level, ...], *, mark: str = "", heading: int = 0) -> str:
    """A paragraph, a heading (`heading` is its level) or an item of a list, nested as its levels say."""
    text = _START.sub(r"\\\1", spans_markdown(inlines)).replace("\n", "  \n")
    if heading:
        text = f"{'#' * heading} {text}"
    return _nested(text, levels, mark)


def code_markdown(text: str, language: str, levels: tuple[Level, ...]) -> str:
    fence = "```"
    while fence in text:
        fence += "`"
    word = language if re.fullmatch(r"[\w+#.-]+", language) else ""
    return _nested(f"{fence}{word}\n{text}\n{fence}", levels)


def table_markdown(table: Table, levels: tuple[Level, ...]) -> str:
    dashes = {"left": ":--", "center": ":-:", "right": "--:", "": "---"}
    rows = [_row(table.header), f"| {' | '.join(dashes[side] for side in table.alignments)} |"]
    return _nested("\n".join([*rows, *(_row(row) for row in table.rows)]), levels)


def _row(cells: Iterable[Inlines]) -> str:
    return f"| {' | '.join(spans_markdown(cell).replace(chr(10), ' ') for cell in cells)} |"


def _nested(text: str, levels: tuple[Level, ...], mark: str = "") -> str:
    """The text with what its levels put before each line; the innermost list gets the mark on the first one."""
    first, rest, depth = "", "", max((at for at, level in enumerate(levels) if level == "list"), default=-1)
    for at, level in enumerate(levels):
        if level == "quote":
            first, rest = first + "> ", rest + "> "
        else:
            shown = f"{_MARKS.get(mark, mark)} " if mark and at == depth else _INSIDE
            first, rest = first + shown, rest + " " * len(shown)
    lines = text.split("\n")
    return "\n".join([f"{first}{lines[0]}", *(f"{rest}{line}".rstrip() for line in lines[1:])])


def outdented(pieces: Iterable[str]) -> Iterator[str]:
    """Blocks nested less deep, as far as the first one is and those after it: what it stands in is not among them."""
    out = -1
    for piece in filter(None, pieces):
        indent = len(piece) - len(piece.lstrip(" "))
        out = indent if out < 0 else min(out, indent)
        yield "\n".join(line.removeprefix(" " * out) for line in piece.split("\n"))


def joined_markdown(pieces: Iterable[str]) -> str:
    """Blocks one below the other: items of a list close together, others with an empty line between."""
    found: list[str] = []
    for piece in filter(None, pieces):
        if found:
            near = _ITEM.match(piece) and _ITEM.match(found[-1].rpartition("\n")[2])
            found.append("\n" if near else "\n\n")
        found.append(piece)
    return "".join(found)
