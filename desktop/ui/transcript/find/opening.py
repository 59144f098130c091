"""What has to be opened, or unfolded, so that a place in a message shows."""

from __future__ import annotations

from desktop.core.json_tree import is_open, toggle, way_to
from desktop.core.message import Message, Reasoning, Status, ToolCall
from desktop.ui.transcript.find.matches import Match
from desktop.ui.transcript.groups import Setting, recipes
from desktop.ui.transcript.look import Look
from desktop.ui.transcript.tools import sources
from desktop.ui.transcript.tools.tool_card import glimpse, sections


def closed_over(match: Match, message: Message, opened: frozenset[str], look: Look) -> frozenset[str]:
    """The keys that, flipped in `opened`, show what holds a match. A line of a tree may still be cut short."""
    if match.key == sources.KEY:
        return frozenset() if match.at < sources.MOST else frozenset({sources.ALL}) - opened
    part = message.parts[match.part] if match.part < len(message.parts) else None
    key = _key(match, part)
    flips = set[str]()
    step = _step_above(key, message, look)
    if step and not is_open(step, opened, by_default=True):
        flips.add(toggle(step, opened, by_default=True))
    if isinstance(part, Reasoning | ToolCall) and key not in opened:
        flips.add(key)
    if isinstance(part, ToolCall) and match.line:
        if not is_open(match.key, opened, by_default=True):
            flips.add(toggle(match.key, opened, by_default=True))
        ended = message.status is not Status.STREAMING
        for section in sections(glimpse(part, ended=ended), key, ended=ended):
            if section.key == match.key:
                flips |= way_to(section.value, section.key, match.line, opened)
    return frozenset(flips)


def _key(match: Match, part: object) -> str:
    """What the part is called in its row."""
    if isinstance(part, Reasoning):
        return f"reasoning:{match.part}"
    return f"tool:{match.part}" if isinstance(part, ToolCall) else match.key.partition(".")[0]


def _step_above(key: str, message: Message, look: Look) -> str:
    """The row of the step that a part stands under, and can be folded away with; empty when there is none."""
    step = ""
    for found, _made_from, _make in recipes(message, Setting(opened=frozenset({key})), look):
        if found in (key, f"{key}:card"):
            break
        step = found if found.startswith("step:") else step
    return step
