"""What a tool was given and what it said: the card that opens below its badge.

The trap: an output may hold megabytes. What is shown is capped and says so; Copy still hands out all of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from msgspec import UNSET
from PySide6.QtCore import QCoreApplication, QLocale

from desktop.core.json_text import partial_json
from desktop.core.message import ToolCall
from desktop.core.text import well_formed
from desktop.ui.message_model import tool_name
from desktop.ui.transcript.code import CodeBlock
from desktop.ui.transcript.look import Look
from desktop.ui.transcript.prose import words
from desktop.ui.transcript.segment import Segment

MAX_LINES = 200
MAX_CHARACTERS = 40_000


def card(call: ToolCall, look: Look, key: str) -> list[Segment]:
    """The segments of the card, in a frame of their own."""
    found = list(_segments(call, look, key))
    for segment in found:
        segment.frame = f"card:{key}"
    return found


def _segments(call: ToolCall, look: Look, key: str) -> Iterator[Segment]:
    raw = QCoreApplication.translate("transcript", "Tool: %1").replace("%1", call.name)
    yield words(tool_name(call), look, f"{key}:name", font=look.strong)
    yield words(raw, look, f"{key}:raw", role="text-secondary", font=look.small)
    if call.error:
        yield words(well_formed(call.error), look, f"{key}:error", role="danger")
    given = _input(call)
    if given is not None:
        yield from _json(given, QCoreApplication.translate("transcript", "Input"), look, f"{key}:input")
    if call.output is not UNSET:
        label = "Output so far" if call.preliminary else "Output"
        yield from _json(pretty(call.output), QCoreApplication.translate("transcript", label), look, f"{key}:output")


def _input(call: ToolCall) -> str | None:
    if call.input is not UNSET:
        return pretty(call.input)
    if not call.input_text:
        return None
    value = partial_json(call.input_text) if len(call.input_text) < MAX_CHARACTERS else None
    return call.input_text if value is None else pretty(value)


def _json(text: str, label: str, look: Look, key: str) -> Iterator[Segment]:
    shown, left = capped(text)
    yield CodeBlock(shown, look, key=key, label=label, copied=text)
    if left:
        note = QCoreApplication.translate("transcript", "%1 more characters are not shown; Copy takes all of them.")
        yield words(
            note.replace("%1", QLocale().toString(left)), look, f"{key}:note", role="text-secondary", font=look.small
        )


def pretty(value: object) -> str:
    """JSON with two spaces a level; plain text stays as it is."""
    if isinstance(value, str):
        return well_formed(value)
    return well_formed(json.dumps(value, indent=2, ensure_ascii=False, default=str))


def capped(text: str) -> tuple[str, int]:
    """What is shown of a text, and how many characters are not."""
    cut = text[:MAX_CHARACTERS]
    lines = cut.split("\n", MAX_LINES)
    shown = "\n".join(lines[:MAX_LINES])
    return shown, len(text) - len(shown)
