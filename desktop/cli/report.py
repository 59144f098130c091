"""A message as `replay` and `ask --json` print it: as one documented JSON object, or as text."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec
from msgspec import UNSET

from desktop.cli import arrival
from desktop.cli.output import printable
from desktop.cli.problems import as_members
from desktop.cli.sentences import sentence
from desktop.core.events import SKIP_REASONS
from desktop.core.message import Data, File, Message, Notice, Part, Reasoning, Source, Step, Text, ToolCall, ToolState
from desktop.core.recording import Recording

FORMAT: Final = """\
the JSON object (one a line; members may be added, none is taken away):
  version        1
  source         the file as it was named, or the name of the chatbot
  status         complete | stopped | interrupted | failed
  text           the text parts, joined by empty lines
  parts          list; each has a "kind":
                   text        id, text, done
                   reasoning   id, text, done
                   tool        id, name, title, state, input_text, input, output, error,
                               preliminary, approval_id, approved, started, finished
                               (input and output are absent until known; null is a value.
                               state: input_streaming | input_available | approval_requested |
                               approval_responded | output_available | output_error |
                               output_denied)
                   source      id, url, title, media_type, filename
                   file        url, media_type, reasoning
                   data        name, data, id
                   notice      id, text
                   step        nothing more: it marks where a step begins
  message_id     as the server named the message, else ""
  session_id     as the server named the session, else ""
  finish_reason  normal and raw, each "" when not named
  error          null, or code, sentence, detail, status, server_code, asked_at (seconds since
                 1970, 0 when nobody was asked), request_id
  metadata       object
  times          created, first_text, finished: seconds since 1970, 0 when not known
  skipped        count: how many events could not be used
                 events: the first 50 of them, each with line, reason, why, excerpt
                 (line: where it stands in the file, from 1; 0 when not known, as with ask)
  recording      only when the file is a recording: message_id, asked (seconds since 1970),
                 head_after_ms, protocol, status, reason, headers (list of name and value),
                 ending (ended | left | lost | timed_out, null when it breaks off), lost
                 (bytes that had no room), masked (how often the key was replaced by
                 asterisks), damaged, reads: list of milliseconds since the request, place in
                 the body, and length
  A number that JSON readers would take for infinity is null.
"""

_STATES: Final = {
    ToolState.INPUT_STREAMING: "preparing",
    ToolState.INPUT_AVAILABLE: "running",
    ToolState.APPROVAL_REQUESTED: "waiting for approval",
    ToolState.APPROVAL_RESPONDED: "running",
    ToolState.OUTPUT_AVAILABLE: "done",
    ToolState.OUTPUT_ERROR: "failed",
    ToolState.OUTPUT_DENIED: "denied",
}


def as_json(message: Message, source: str, lines: Sequence[int] = (), recording: Recording | None = None) -> str:
    """The object on one line, ASCII only, so that no terminal or pipe can spoil it.

    `lines` are those of the skipped events, in their order, as far as they are known.
    """
    recorded = {} if recording is None else {"recording": arrival.as_members(recording)}
    report = {
        "version": 1,
        "source": source,
        "status": message.status.value,
        "text": message.text,
        "parts": [_part(part) for part in message.parts],
        "message_id": message.server_id,
        "session_id": message.session_id,
        "finish_reason": {"normal": message.finish_reason, "raw": message.raw_finish_reason},
        "error": message.problem and as_members(message.problem, message.problem.sentence),
        "metadata": message.metadata,
        "times": {"created": message.created, "first_text": message.first_text, "finished": message.finished},
        "skipped": {
            "count": message.skipped_count,
            "events": [
                {"line": line, "reason": item.reason, "why": SKIP_REASONS.get(item.reason, ""), "excerpt": item.excerpt}
                for line, item in zip(_padded(lines, len(message.skipped)), message.skipped, strict=True)
            ],
        },
        **recorded,
    }
    return json.dumps(_finite(msgspec.to_builtins(report)), ensure_ascii=True, allow_nan=False)


def as_text(message: Message, source: str, lines: Sequence[int] = (), recording: Recording | None = None) -> str:
    """The same for people."""
    came = () if recording is None else arrival.as_lines(recording)
    return "\n".join((*_head(message, source), *came, *_body(message), *_skipped(message, lines))) + "\n"


def tool_line(call: ToolCall) -> str:
    """One line about a tool call."""
    state = "running" if call.preliminary else _STATES[call.state]
    words = f"[tool] {call.title or call.name}: {state}"
    if call.finished > call.started > 0:
        words += f" ({call.finished - call.started:.1f} s)"
    return printable(f"{words}: {call.error}" if call.error else words)


def _part(part: Part) -> dict[str, object]:
    members = {name: value for name, value in msgspec.structs.asdict(part).items() if value is not UNSET}
    return {"kind": part.__struct_config__.tag, **members}


def _finite(value: object) -> object:
    """JSON has no infinity; Python's reader makes one of 1e999."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {name: _finite(item) for name, item in value.items()}
    return [_finite(item) for item in value] if isinstance(value, list) else value


def _padded(lines: Sequence[int], length: int) -> list[int]:
    return [*lines, *(0 for _ in range(length - len(lines)))]


def _head(message: Message, source: str) -> Iterator[str]:
    yield f"== {printable(source)}"
    yield f"status: {message.status.value}"
    if message.problem is not None:
        yield f"error: {printable(sentence(message.problem))}"
        if message.problem.detail:
            yield f"detail: {printable(message.problem.detail)}"
    if message.finish_reason or message.raw_finish_reason:
        yield printable(f"finish reason: {message.finish_reason or '-'} (raw: {message.raw_finish_reason or '-'})")
    if message.session_id:
        yield printable(f"session: {message.session_id}")
    if message.server_id:
        yield printable(f"message: {message.server_id}")


def _body(message: Message) -> Iterator[str]:
    if message.metadata:
        yield printable(f"metadata: {msgspec.json.encode(message.metadata).decode()}")
    for part in message.parts:
        yield from _part_lines(part)


def _skipped(message: Message, lines: Sequence[int]) -> Iterator[str]:
    if not message.skipped_count:
        return
    kept = len(message.skipped)
    yield f"skipped in the stream: {message.skipped_count}" + (
        f", of which the first {kept}:" if kept < message.skipped_count else ""
    )
    for reason, count in Counter(item.reason for item in message.skipped).items():
        yield f"  {count} x {reason}: {SKIP_REASONS.get(reason, '')}"
    for line, item in zip(_padded(lines, kept), message.skipped, strict=True):
        place = f"line {line}: " if line else ""
        yield printable(f"    {place}{item.reason}: {item.excerpt}")


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
