"""A message as `replay` and `ask --json` print it: as one documented JSON object, or as text."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Final

import msgspec
from msgspec import UNSET

from desktop.core.errors import Problem
from desktop.core.events import SKIP_REASONS
from desktop.core.message import Data, File, Message, Notice, Part, Reasoning, Source, Step, Text, ToolCall
from desktop.core.text import well_formed

FORMAT: Final = """\
the JSON object (one a line; members may be added, none is taken away):
  version        1
  source         the file, or the name of the chatbot
  status         complete | stopped | interrupted | failed
  text           the text parts, joined by empty lines
  parts          list; each has a "kind":
                   text, reasoning   id, text, done
                   tool              id, name, title, state, input_text, input, output,
                                     error, preliminary, approval_id, approved, started, finished
                                     (input and output are absent until known)
                   source            id, url, title, media_type, filename
                   file              url, media_type, reasoning
                   data              name, data, id
                   notice            text, id
                   step              (nothing: it marks where a step begins)
  message_id, session_id             as the server named them, else ""
  finish_reason  {"normal": text, "raw": text}, "" when not named
  error          null, or {"code", "sentence", "detail", "status", "server_code"}
  metadata       object
  times          {"created", "first_text", "finished"}: seconds since 1970, 0 when not known
  skipped        {"count": number of all, "events": the first 50 as {"reason", "why", "excerpt"}}
"""


def as_json(message: Message, source: str) -> str:
    """The object on one line, ASCII only, so that no terminal or pipe can spoil it."""
    report = {
        "version": 1,
        "source": source,
        "status": message.status.value,
        "text": message.text,
        "parts": [_part(part) for part in message.parts],
        "message_id": message.server_id,
        "session_id": message.session_id,
        "finish_reason": {"normal": message.finish_reason, "raw": message.raw_finish_reason},
        "error": _problem(message.problem),
        "metadata": message.metadata,
        "times": {"created": message.created, "first_text": message.first_text, "finished": message.finished},
        "skipped": {
            "count": message.skipped_count,
            "events": [
                {"reason": item.reason, "why": SKIP_REASONS.get(item.reason, ""), "excerpt": item.excerpt}
                for item in message.skipped
            ],
        },
    }
    return json.dumps(msgspec.to_builtins(report), ensure_ascii=True)


def as_text(message: Message, source: str) -> str:
    """The same for people."""
    return "\n".join(_lines(message, source)) + "\n"


def printable(text: str) -> str:
    """Text for a terminal: control characters, which could steer it, are shown and not obeyed."""
    return "".join(
        char if char.isprintable() or char in "\n\t" else f"\\x{ord(char):02x}" for char in well_formed(text)
    )


def tool_line(call: ToolCall) -> str:
    """One line about a tool call."""
    words = f"[tool] {call.title or call.name}: {call.state.value.replace('_', ' ')}"
    if call.finished > call.started > 0:
        words += f" ({call.finished - call.started:.1f} s)"
    return printable(f"{words}: {call.error}" if call.error else words)


def _part(part: Part) -> dict[str, object]:
    members = {name: value for name, value in msgspec.structs.asdict(part).items() if value is not UNSET}
    return {"kind": part.__struct_config__.tag, **members}


def _problem(problem: Problem | None) -> dict[str, object] | None:
    if problem is None:
        return None
    return {
        "code": problem.code,
        "sentence": problem.sentence,
        "detail": problem.detail,
        "status": problem.status,
        "server_code": problem.server_code,
    }


def _lines(message: Message, source: str) -> Iterator[str]:
    yield f"== {printable(source)}"
    yield f"status: {message.status.value}"
    if message.problem is not None:
        yield f"error: {printable(message.problem.sentence)}"
        if message.problem.detail:
            yield f"detail: {printable(message.problem.detail)}"
    if message.finish_reason or message.raw_finish_reason:
        yield printable(f"finish reason: {message.finish_reason or '-'} (raw: {message.raw_finish_reason or '-'})")
    if message.session_id:
        yield printable(f"session: {message.session_id}")
    if message.server_id:
        yield printable(f"message: {message.server_id}")
    for part in message.parts:
        yield from _part_lines(part)
    if message.skipped_count:
        counted = Counter(item.reason for item in message.skipped)
        yield f"skipped in the stream: {message.skipped_count}"
        for reason, count in counted.items():
            yield f"  {count} x {SKIP_REASONS.get(reason, reason)}"
        for item in message.skipped:
            yield printable(f"    {item.reason}: {item.excerpt}")


def _part_lines(part: Part) -> Iterator[str]:
    match part:
        case Text():
            yield f"-- text {printable(part.id)}".rstrip()
            yield printable(part.text)
        case Reasoning():
            yield f"-- reasoning {printable(part.id)}".rstrip()
            yield printable(part.text)
        case ToolCall():
            yield f"-- {tool_line(part)}"
            for name, value in (("input", part.input), ("output", part.output)):
                if value is not UNSET:
                    yield printable(f"   {name}: {msgspec.json.encode(value).decode()}")
        case Source():
            yield printable(f"-- source: {part.title or part.filename} {part.url}".rstrip())
        case File():
            yield printable(f"-- file: {part.media_type} {part.url}")
        case Data():
            yield printable(f"-- data {part.name}: {msgspec.json.encode(part.data).decode()}")
        case Notice():
            yield printable(f"-- notice: {part.text}")
        case Step():
            yield "-- step"
