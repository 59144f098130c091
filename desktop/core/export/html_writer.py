"""Conversations as one web page that needs nothing else: no script, no picture, no request.

The trap: every word in it may have been written to do harm. All text is escaped, only http, https and mailto are
links, and the page forbids itself (Content Security Policy) everything but its own style.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Final, assert_never

from desktop.core.blocks import Paragraph, Span
from desktop.core.conversation import Conversation
from desktop.core.export.pieces import (
    Opened,
    Said,
    author,
    ending,
    facts,
    moment,
    title,
    tool_line,
    tool_texts,
    version,
)
from desktop.core.json_text import pretty_json
from desktop.core.markup import parse
from desktop.core.message import Data, File, Message, Notice, Part, Reasoning, Role, Source, Step, Text, ToolCall
from desktop.core.rich_text import blocks_html
from desktop.core.text import well_formed

LONGEST_PARSED: Final = 2_000_000
"""Characters of one text that are read as Markdown; a longer one stands as it came."""
ARTICLE_END: Final = "</div></article>\n"
_LINKS: Final = ("https://", "http://", "mailto:")

_STYLE: Final = """
:root { color-scheme: light dark; --ground: #ffffff; --text: #1d2228; --quiet: #5b6470; --line: #d8dde3;
  --tint: #f0f3f7; --accent: #0b5cad; --danger: #a3261b; }
@media (prefers-color-scheme: dark) { :root { --ground: #16191d; --text: #e4e8ec; --quiet: #a0a9b4; --line: #343b43;
  --tint: #20262c; --accent: #7db7f2; --danger: #f2958c; } }
@media print { :root { color-scheme: light; --ground: #ffffff; --text: #000000; --quiet: #444444; --line: #bbbbbb;
  --tint: #f4f4f4; --accent: #000000; --danger: #7a1710; } main { max-width: none !important; padding: 0 !important; }
  section { break-before: page; } section:first-of-type { break-before: auto; } pre { white-space: pre-wrap; }
  h1, header { break-after: avoid; } }
body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 760px; margin: 0 auto; padding: 24px 16px; overflow-wrap: anywhere; }
section + section { border-top: 1px solid var(--line); margin-top: 48px; padding-top: 24px; }
h1 { font-size: 1.33em; line-height: 1.3; margin: 0; }
header, .facts, summary, .end { color: var(--quiet); font-size: 0.87em; }
header b { color: var(--text); }
article { margin: 24px 0; } article.user > div { background: var(--tint); border-radius: 10px; padding: 8px 16px; }
a { color: var(--accent); } .end { color: var(--danger); }
pre { background: var(--tint); border-radius: 6px; padding: 12px; overflow-x: auto; font-size: 0.93em; }
code { font-family: ui-monospace, monospace; } table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { border: 1px solid var(--line); padding: 4px 8px; text-align: start; }
blockquote { margin: 0; padding-left: 16px; border-left: 3px solid var(--line); color: var(--quiet); }
details { border: 1px solid var(--line); border-radius: 6px; padding: 4px 12px; margin: 8px 0; }
"""
_PAPER: Final = """
body { color: #000000; } h1 { font-size: x-large; } .facts, .end, .author { color: #444444; }
pre { background-color: #f4f4f4; white-space: pre-wrap; } th, td { border: 1px solid #bbbbbb; padding: 3px; }
table { border-collapse: collapse; }
"""
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


class HtmlWriter:
    """`for_paper` keeps to what Qt's own text engine knows, for a printer or a PDF; one page of style, no media."""

    def __init__(self, *, for_paper: bool = False) -> None:
        self._for_paper = for_paper
        self._conversation: Conversation | None = None

    def begin(self) -> str:
        style = _PAPER if self._for_paper else _STYLE
        return (
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            '<meta name="referrer" content="no-referrer">\n'
            f"<title>Conversations</title>\n<style>{style}</style>\n</head>\n<body>\n<main>\n"
        )

    def conversation(self, opened: Opened) -> str:
        before = "</section>\n" if self._conversation else ""
        self._conversation = opened.conversation
        name, about = (_safe(words) for words in (title(opened.conversation), facts(opened.conversation)))
        return f'{before}<section>\n<h1>{name}</h1>\n<p class="facts">{about}</p>\n'

    def message(self, said: Said) -> str:
        return "".join(self.message_pieces(said)) + ARTICLE_END

    def message_pieces(self, said: Said) -> Iterator[str]:
        """Its beginning, then block by block; only its end, `ARTICLE_END`, is left out."""
        message = said.message
        name = author(message.role, self._conversation, message.author) if self._conversation else ""
        role = "user" if message.role is Role.USER else "chatbot"
        head = " · ".join(filter(None, (f"<b>{_safe(name)}</b> {moment(message.created)}", version(said))))
        head = f'<p class="author">{head}</p>' if self._for_paper else f"<header>{head}</header>"
        yield f'<article class="{role}">{head}<div dir="auto">'
        yield from _body(message)

    def end(self) -> str:
        return f"{'</section>' if self._conversation else ''}\n</main>\n</body>\n</html>\n"


def _body(message: Message) -> Iterator[str]:
    for part in message.parts:
        if isinstance(part, Text) and message.role is Role.USER:
            yield _plain(part.text)  # shown as it was typed
        else:
            yield from _part(part)
    if said := ending(message):
        yield f'<p class="end">{_safe(said)}</p>'


def _part(part: Part) -> Iterator[str]:
    match part:
        case Text():
            text = well_formed(part.text)
            if len(text) <= LONGEST_PARSED:
                yield from (blocks_html([block]) for block in parse(text))
            else:
                yield f"<pre>{escape(text)}</pre>"
        case Reasoning() | Notice():
            name = "Reasoning" if isinstance(part, Reasoning) else "Notice"
            if part.text.strip():
                yield f"<blockquote><b>{name}</b>{_plain(part.text)}</blockquote>"
        case ToolCall():
            told = "".join(f"<p>{said.name}</p>{_code(said.text)}" for said in tool_texts(part))
            yield f"<details><summary>{_safe(tool_line(part))}</summary>{told}</details>"
        case Source():
            yield f"<p>Source: {_link(part.title or part.filename or part.url, part.url)}</p>"
        case File():
            yield f"<p>File: {_link(part.media_type or 'file', part.url)}</p>"
        case Data():
            yield f"<p>Data {_safe(part.name)}</p>{_code(pretty_json(part.data))}"
        case Step():
            return
        case _:
            assert_never(part)


def _plain(text: str) -> str:
    return blocks_html([Paragraph((Span(well_formed(text).strip("\n")),))])


def _code(text: str) -> str:
    return f"<pre><code>{_safe(text)}</code></pre>"


def _link(words: str, target: str) -> str:
    if not target.lower().startswith(_LINKS):
        return _safe(words)
    return f'<a href="{_safe(target)}" rel="noopener noreferrer">{_safe(words)}</a>'


def _safe(text: str) -> str:
    """Also without NUL, which no page may have."""
    return escape(well_formed(text)).replace("\0", "\ufffd")
