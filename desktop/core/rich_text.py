"""Blocks and spans as HTML: what a word processor, a mail program or a browser takes.

Everything that came from a chatbot is escaped; the only attributes are link targets and alignments that we wrote.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import assert_never

from desktop.core.blocks import (
    Block,
    BulletList,
    Code,
    Heading,
    Inlines,
    Item,
    OrderedList,
    Paragraph,
    Quote,
    Rule,
    Table,
)


def blocks_html(blocks: Iterable[Block]) -> str:
    return "".join(_block(block) for block in blocks)


def spans_html(inlines: Inlines) -> str:
    found = []
    for span in inlines:
        text = escape(span.text).replace("\n", "<br>")
        for wanted, tag in ((span.code, "code"), (span.strike, "s"), (span.italic, "em"), (span.bold, "strong")):
            text = f"<{tag}>{text}</{tag}>" if wanted else text
        found.append(f'<a href="{escape(span.link)}">{text}</a>' if span.link else text)
    return "".join(found)


def _block(block: Block) -> str:
    match block:
        case Paragraph():
            return f"<p>{spans_html(block.inlines)}</p>"
        case Heading(level=level):
            return f"<h{level}>{spans_html(block.inlines)}</h{level}>"
        case Code():
            return f"<pre><code>{escape(block.text)}</code></pre>"
        case BulletList():
            return f"<ul>{_items(block.items)}</ul>"
        case OrderedList(start=start):
            return f'<ol start="{start}">{_items(block.items)}</ol>'
        case Quote():
            return f"<blockquote>{blocks_html(block.blocks)}</blockquote>"
        case Table():
            return _table(block)
        case Rule():
            return "<hr>"
        case _:
            assert_never(block)


def _items(items: Iterable[Item]) -> str:
    return "".join(f"<li>{_box(item.checked)}{blocks_html(item.blocks)}</li>" for item in items)


def _box(checked: bool | None) -> str:
    return "" if checked is None else "☑ " if checked else "☐ "


def _table(table: Table) -> str:
    head = "".join(_cell("th", cell, side) for cell, side in zip(table.header, table.alignments, strict=False))
    rows = "".join(
        "<tr>" + "".join(_cell("td", cell, side) for cell, side in zip(row, table.alignments, strict=False)) + "</tr>"
        for row in table.rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _cell(tag: str, inlines: Inlines, side: str) -> str:
    align = f' align="{side}"' if side else ""
    return f"<{tag}{align}>{spans_html(inlines)}</{tag}>"
