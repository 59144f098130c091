"""Conversations as plain text: what was said and by whom, for every editor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, assert_never

from desktop.core.conversation import Conversation
from desktop.core.export.pieces import Opened, Said, ending, facts, heading, title, tool_line, tool_texts
from desktop.core.json_text import pretty_json
from desktop.core.message import Data, File, Message, Notice, Part, Reasoning, Source, Step, Text, ToolCall
from desktop.core.text import well_formed

_WIDTH: Final = 72


class TextWriter:
    def __init__(self) -> None:
        self._conversation: Conversation | None = None

    def begin(self) -> str:
        return ""

    def conversation(self, opened: Opened) -> str:
        before = "\n\n" if self._conversation else ""
        self._conversation = opened.conversation
        name = title(opened.conversation)
        return f"{before}{name}\n{'=' * min(max(len(name), 3), _WIDTH)}\n{facts(opened.conversation)}\n"

    def message(self, said: Said) -> str:
        head = ", ".join(heading(said, self._conversation))
        return "\n" + "\n".join((f"{head}:", *_lines(said.message))) + "\n"

    def end(self) -> str:
        return ""


def _lines(message: Message) -> Iterator[str]:
    for part in message.parts:
        yield from filter(None, _part(part))
    if said := ending(message):
        yield f"[{said}]"


def _part(part: Part) -> Iterator[str]:
    match part:
        case Text():
            yield well_formed(part.text).strip("\n")
        case Reasoning() | Notice():
            kind = "reasoning" if isinstance(part, Reasoning) else "notice"
            yield f"[{kind}] {well_formed(part.text).strip()}" if part.text.strip() else ""
        case ToolCall():
            yield f"[tool] {tool_line(part)}"
            yield from (f"  {said.name.lower()}:\n{_indented(said.text)}" for said in tool_texts(part))
        case Source():
            yield well_formed(f"[source] {part.title or part.filename} {part.url}".rstrip())
        case File():
            address = "" if part.url.startswith("data:") else part.url
            yield well_formed(f"[file] {part.media_type} {address}".rstrip())
        case Data():
            yield well_formed(f"[data] {part.name}:")
            yield _indented(pretty_json(part.data))
        case Step():
            return
        case _:
            assert_never(part)


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in well_formed(text).split("\n"))
