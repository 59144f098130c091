"""Tool calls as badges: a friendly name, the state in a word and a colour, how long it took.

A badge never shows a state by colour alone. The trap: a call that was under way when its reply ended did not finish,
whatever its own state says.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from desktop.core.message import ToolCall, ToolState
from desktop.core.text import elide
from desktop.ui import words
from desktop.ui.conversation.message_model import tool_name
from desktop.ui.look.tokens import ColorRole
from desktop.ui.transcript.chip import Chip, Flow
from desktop.ui.transcript.look import Look
from desktop.ui.transcript.segment import Action

_MARKS: dict[ToolState, tuple[str, ColorRole]] = {
    ToolState.INPUT_STREAMING: ("pencil", "text-secondary"),
    ToolState.INPUT_AVAILABLE: ("loader-circle", "accent"),
    ToolState.APPROVAL_REQUESTED: ("hourglass", "warning"),
    ToolState.APPROVAL_RESPONDED: ("loader-circle", "accent"),
    ToolState.OUTPUT_AVAILABLE: ("circle-check", "success"),
    ToolState.OUTPUT_ERROR: ("circle-x", "danger"),
    ToolState.OUTPUT_DENIED: ("ban", "danger"),
}
_UNFINISHED = (ToolState.INPUT_STREAMING, ToolState.INPUT_AVAILABLE, ToolState.APPROVAL_RESPONDED)
_REASON = 60
_WORTH_SAYING = 0.05


def is_running(call: ToolCall) -> bool:
    """Whether its seconds still count."""
    return call.state in _UNFINISHED or call.preliminary


def badge(call: ToolCall, key: str, *, opened: bool, reply_ended: bool, now: float) -> Chip:
    """`now` is seconds since the epoch, for the time that a running call has taken so far."""
    state = words.tool_state(call, reply_ended=reply_ended)
    icon, role = _MARKS[call.state]
    if is_running(call):
        icon, role = ("circle-dot", "text-secondary") if reply_ended else ("loader-circle", "accent")
        if call.state is ToolState.INPUT_STREAMING and not reply_ended:
            icon, role = _MARKS[call.state]
    taken = _taken(call, reply_ended=reply_ended, now=now)
    if call.state is ToolState.OUTPUT_ERROR and call.error:
        state = f"{state}: {elide(' '.join(call.error.split()), _REASON)}"
        taken = f"· {taken}" if taken else ""
    name = tool_name(call)
    hint = "Hide input and output" if opened else "Show input and output"
    return Chip(
        key,
        Action.TOGGLE,
        key,
        ((elide(name, _REASON), "text"), (" · ", "text-secondary"), (f"{state} {taken}".rstrip(), role)),
        icon=icon,
        icon_role=role,
        trailing="chevron-down" if opened else "chevron-right",
        name=f"{name}, {state} {taken}".rstrip(),
        tip=QCoreApplication.translate("transcript", hint),
    )


def _taken(call: ToolCall, *, reply_ended: bool, now: float) -> str:
    if not call.started:
        return ""
    if call.finished and not is_running(call):
        passed = call.finished - call.started
        return words.duration(passed) if passed >= _WORTH_SAYING else ""
    if reply_ended or call.state is ToolState.APPROVAL_REQUESTED:
        return ""
    passed = max(now - call.started, 0.0)
    return words.duration(passed) if passed >= 1 else ""


def badges(
    calls: Sequence[tuple[str, ToolCall]], look: Look, opened: frozenset[str], now: float, *, ended: bool
) -> Flow:
    """The badges of calls that stand together, by key."""
    return Flow(look, [badge(call, key, opened=key in opened, reply_ended=ended, now=now) for key, call in calls])
