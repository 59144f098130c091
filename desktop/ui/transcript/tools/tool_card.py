"""What a tool was given and what it said: the card that opens below its badge, with a tree for each.

The trap: an output may hold megabytes, and an input that streams is a new one with every delta. The tree shows little
of the one at a time, `glimpse` lets the other grow in steps; what is copied or opened whole is made when it is asked
for, from the message as it then is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from msgspec import UNSET
from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QLocale

from desktop.core.json_text import partial_json, pretty_json
from desktop.core.json_tree import SHORT, Kind, is_large, is_open, nodes, toggle
from desktop.core.message import Message, Notice, ToolCall, ToolState
from desktop.core.text import elide, well_formed
from desktop.ui.conversation.message_model import LONGEST_NAME, tool_name
from desktop.ui.look.tokens import ColorRole
from desktop.ui.transcript.chip import Chip, Flow
from desktop.ui.transcript.look import Look
from desktop.ui.transcript.segment import Action, Segment, Target
from desktop.ui.transcript.text.prose import Prose, words
from desktop.ui.transcript.tools.json_tree import JsonTree, counted

MOST_READ: Final = 10_000
"""Characters of a streaming input that are read: reading them takes half of a frame's budget."""
_UNDER_WAY = (ToolState.INPUT_AVAILABLE, ToolState.APPROVAL_REQUESTED, ToolState.APPROVAL_RESPONDED)


@dataclass(frozen=True)
class Section:
    """An input, an output or an error; `raw` is the text of an input that never became whole."""

    key: str
    label: str
    value: object
    raw: str = ""
    goes_on: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.goes_on and not self.raw and self.value in ({}, [], "")

    @property
    def emptiness(self) -> str:
        """What stands in the place of what is empty."""
        return f"{self.label} · {_tr('empty')}"

    @property
    def text(self) -> str:
        """All of it: JSON with two spaces a level, plain text as it is."""
        if self.raw or isinstance(self.value, str):
            return well_formed(self.raw or str(self.value))
        return pretty_json(self.value)


def card(call: ToolCall, look: Look, key: str, opened: frozenset[str], *, ended: bool) -> list[Segment]:
    """The segments of the card, in a frame of their own. `ended` is true when the reply ended."""
    shown: list[Segment] = list(head(call, look, key, ended=ended))
    for section in sections(call, key, ended=ended):
        shown += _section(section, look, opened, is_error=section.key.endswith(":error"))
    for segment in shown:
        segment.frame = f"card:{key}"
    return shown


def head(call: ToolCall, look: Look, key: str, *, ended: bool) -> Iterator[Prose]:
    """The friendly name, the name that the chatbot uses, and what the badge cannot say in a word."""
    yield words(tool_name(call), look, f"{key}:name", font=look.strong)
    notes = [_tr("Tool: %1").replace("%1", elide(call.name, LONGEST_NAME)), _state(call, ended=ended)]
    for at, note in enumerate(notes):
        if note:
            yield words(note, look, f"{key}:note{at}", role="text-secondary", font=look.small)


def glimpse(call: ToolCall, *, ended: bool) -> ToolCall:
    """The call as its card shows it: an input that streams grows in steps of a 64th, not with every delta."""
    if call.input_text is None or call.state is not ToolState.INPUT_STREAMING or ended:
        return call
    size = min(len(call.input_text), MOST_READ)
    step = 1 << max(size.bit_length() - 7, 0)
    text = call.input_text[: size - size % step]
    return replace(call, input_text=text, input=text if isinstance(call.input, str) else call.input)


def sections(call: ToolCall, key: str, *, ended: bool) -> Iterator[Section]:
    """What there is to see, from top to bottom."""
    if call.error:
        yield Section(f"{key}:error", _tr("Error"), call.error)
    goes_on = call.state is ToolState.INPUT_STREAMING and not ended
    if call.input is not UNSET:
        yield Section(f"{key}:input", _tr("Input"), call.input, goes_on=goes_on)
    elif call.input_text or goes_on:
        raw = call.input_text or ""
        value = partial_json(raw[:MOST_READ]) if raw else {}
        label = _tr("Input") if goes_on else _tr("Input, not finished")
        yield Section(f"{key}:input", label, raw if value is None else value, raw, goes_on)
    if call.output is not UNSET:
        label = _tr("Output so far") if call.preliminary else _tr("Output")
        yield Section(f"{key}:output", label, call.output)


def whole(message: Message, key: str) -> tuple[str, str]:
    """A title and all the text for the key of a section or of a notice; both empty when it is not there any more."""
    index = int(key.split(":")[1])
    call = message.parts[index] if index < len(message.parts) else None
    if isinstance(call, Notice):
        return _tr("Notice"), well_formed(call.text)
    if isinstance(call, ToolCall):
        for section in sections(call, f"tool:{index}", ended=True):
            if section.key == key:
                return f"{tool_name(call)} · {section.label}", section.text
    return "", ""


def copied(message: Message, target: Target) -> str:
    """The text that a target puts on the clipboard."""
    return whole(message, target.value)[1] if target.action is Action.COPY_WHOLE else target.value


def _state(call: ToolCall, *, ended: bool) -> str:
    """What the badge cannot say in a word."""
    match call.state:
        case ToolState.OUTPUT_DENIED:
            return _tr("The tool was not allowed to run.")
        case ToolState.APPROVAL_RESPONDED if call.approved is False:
            return _tr("The approval was refused.")
        case _ if ended and (call.state in _UNDER_WAY or call.preliminary):
            return _tr("The answer ended before the tool did.")
        case ToolState.APPROVAL_REQUESTED:
            return _tr("The tool waits for an approval, which cannot be given here.")
        case ToolState.APPROVAL_RESPONDED if call.approved:
            return _tr("The tool was approved.")
        case _:
            return ""


def _section(section: Section, look: Look, opened: frozenset[str], *, is_error: bool) -> Iterator[Segment]:
    if section.is_empty:
        yield words(section.emptiness, look, section.key, role="text-secondary", font=look.small)
        return
    shows = is_open(section.key, opened, by_default=True)
    yield Flow(look, list(_head(section, opened, shows=shows)))
    if shows:
        lines = nodes(section.value, section.key, opened)
        role: ColorRole = "danger" if is_error else "text"
        yield JsonTree(lines, look, key=section.key, role=role, goes_on=section.goes_on)


def _head(section: Section, opened: frozenset[str], *, shows: bool) -> Iterator[Chip]:
    """The line above a tree: what it is and how much, then what can be done with all of it."""
    key, label = section.key, section.label
    size = _size(section)
    state = _tr("open") if shows else _tr("closed")
    yield Chip(
        key,
        Action.TOGGLE,
        toggle(key, opened, by_default=True),
        ((label, "text"), (f" · {size}" if size else "", "text-secondary")),
        icon="chevron-down" if shows else "chevron-right",
        dress="quiet",
        name=", ".join(filter(None, (label, size, state))),
    )
    if section.goes_on:
        return
    copy = _tr("Copy text") if isinstance(section.value, str) or section.raw else _tr("Copy JSON")
    name = f"{copy}: {label}"
    yield Chip(
        f"{key}:copy", Action.COPY_WHOLE, key, ((copy, "text-secondary"),), icon="copy", dress="quiet", name=name
    )
    if is_large(section.value) or len(section.raw) > MOST_READ:
        name = f"{_tr('Open all')}: {label}"
        text = _tr("Open all")
        yield Chip(
            f"{key}:all", Action.WHOLE, key, ((text, "text-secondary"),), icon="file-text", dress="quiet", name=name
        )


def _size(section: Section) -> str:
    value = section.value
    if value and isinstance(value, dict | list):
        return counted(Kind.OBJECT if isinstance(value, dict) else Kind.ARRAY, len(value))
    if isinstance(value, str) and len(value) > SHORT:
        return _tr("%1 characters").replace("%1", QLocale().toString(len(value)))
    return ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("transcript", text)
