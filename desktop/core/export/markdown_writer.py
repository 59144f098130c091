"""Conversations as Markdown: answers as the chatbot wrote them, with a heading above each.

The trap: what a tool said may hold a fence of its own. Ours is longer than the longest in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, assert_never

from desktop.core.conversation import Conversation
from desktop.core.export.pieces import (
    Opened,
    Piece,
    Said,
    ending,
    facts,
    heading,
    title,
    tool_line,
    tool_texts,
    written,
)
from desktop.core.json_text import pretty_json
from desktop.core.message import Data, File, Message, Notice, Part, Reasoning, Source, Step, Text, ToolCall
from desktop.core.text import well_formed

_SPECIAL: Final = re.compile(r"([\\`*_\[\]<>#&~|])")
_TICKS: Final = re.compile(r"`+")
_LINKS: Final = ("https://", "http://", "mailto:")


class MarkdownWriter:
    def __init__(self) -> None:
        self._conversation: Conversation | None = None

    def begin(self) -> str:
        return ""

    def conversation(self, opened: Opened) -> str:
        before = "\n---\n\n" if self._conversation else ""
        self._conversation = opened.conversation
        return f"{before}# {escaped(title(opened.conversation))}\n\n{escaped(facts(opened.conversation))}\n"

    def message(self, said: Said) -> str:
        head = " · ".join(map(escaped, heading(said, self._conversation)))
        return "\n" + "\n\n".join((f"## {head}", *_blocks(said.message))) + "\n"

    def end(self) -> str:
        return ""


def markdown(pieces: Iterable[Piece]) -> str:
    """All of it at once, for the clipboard."""
    return "".join(written(MarkdownWriter(), pieces))


def escaped(text: str) -> str:
    """Words that Markdown leaves as they are, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(well_formed(text).split()))


def fenced(text: str, language: str = "") -> str:
    """A block of code around any text."""
    text = well_formed(text)
    fence = "`" * max(3, *(len(ticks) + 1 for ticks in _TICKS.findall(text)), 0)
    return f"{fence}{language}\n{text}\n{fence}"


def _blocks(message: Message) -> Iterator[str]:
    for part in message.parts:
        yield from filter(None, _part(part))
    if said := ending(message):
        yield f"*{escaped(said)}*"


def _part(part: Part) -> Iterator[str]:
    match part:
        case Text():
            yield well_formed(part.text).strip("\n")
        case Reasoning():
            yield _quoted("Reasoning", part.text)
        case ToolCall():
            yield f"**Tool** {escaped(tool_line(part))}"
            for said in tool_texts(part):
                yield f"{said.name}:\n\n{fenced(said.text, 'json' if said.is_json else '')}"
        case Source():
            yield f"Source: {_link(part.title or part.filename or part.url, part.url)}"
        case File():
            yield f"File: {_link(part.media_type or 'file', part.url)}"
        case Data():
            yield f"Data {escaped(part.name)}"
            yield fenced(pretty_json(part.data), "json")
        case Notice():
            yield _quoted("Notice", part.text)
        case Step():
            return
        case _:
            assert_never(part)


def _quoted(name: str, text: str) -> str:
    lines = well_formed(text).strip("\n").split("\n")
    return "\n".join((f"> **{name}**", ">", *(f"> {line}" for line in lines))) if text.strip() else ""


def _link(words: str, target: str) -> str:
    """A link where it leads to the web, else words: a file may be all of itself in its address."""
    if not target.lower().startswith(_LINKS):
        return escaped(words)
    address = "".join(f"%{ord(char):02X}" if char in '<>() "\\' or ord(char) < 0x20 else char for char in target)
    return f"[{escaped(words)}]({well_formed(address)})"
