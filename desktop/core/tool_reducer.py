"""The part of `fold` that makes tool calls grow.

The trap: input events look for their call only inside the current step, so one id in two steps is two calls, while
outputs look back through the whole message.
"""

from __future__ import annotations

from typing import assert_never

from msgspec import UNSET
from msgspec.structs import replace

from desktop.core import events as e
from desktop.core.leftovers import add_part, kept_json, skip_orphan
from desktop.core.message import Message, Step, ToolCall, ToolState, put_part
from desktop.core.places import Places
from desktop.core.text import append, well_formed


def fold_tool_input(
    message: Message,
    event: e.ToolInputDelta | e.ToolInputStart | e.ToolInputAvailable | e.ToolInputError,
    at: float,
    places: Places,
) -> Message:
    index = places.find(message.parts, ToolCall, event.tool_call_id)
    call = message.parts[index] if index > places.find(message.parts, Step) else None
    if isinstance(event, e.ToolInputDelta):
        if not isinstance(call, ToolCall) or call.input_text is None:
            return skip_orphan(message, event)
        return put_part(message, index, _grown(call, call.input_text, event.input_text_delta))
    if not isinstance(call, ToolCall):
        return add_part(message, _asked(ToolCall(event.tool_call_id, event.tool_name), event, at), event)
    return put_part(message, index, _asked(call, event, at))


def fold_tool_output(
    message: Message, event: e.ToolOutputAvailable | e.ToolOutputError | e.ToolOutputDenied, at: float, places: Places
) -> Message:
    index = places.find(message.parts, ToolCall, event.tool_call_id)
    call = message.parts[index] if index >= 0 else None
    if not isinstance(call, ToolCall):
        return skip_orphan(message, event)
    call = replace(call, finished=at, error="", preliminary=False)
    match event:
        case e.ToolOutputAvailable():
            preliminary = bool(event.preliminary)
            output = kept_json(event.output)
            call = replace(call, state=ToolState.OUTPUT_AVAILABLE, output=output, preliminary=preliminary)
        case e.ToolOutputError():
            call = replace(call, state=ToolState.OUTPUT_ERROR, error=event.error_text)
        case e.ToolOutputDenied():
            call = replace(call, state=ToolState.OUTPUT_DENIED)
        case _:
            assert_never(event)
    return put_part(message, index, call)


def fold_approval(message: Message, event: e.ToolApprovalRequest | e.ToolApprovalResponse) -> Message:
    for index in range(len(message.parts) - 1, -1, -1):
        part = message.parts[index]
        if not isinstance(part, ToolCall):
            continue
        if isinstance(event, e.ToolApprovalRequest):
            if part.id == event.tool_call_id:
                asked = replace(part, state=ToolState.APPROVAL_REQUESTED, approval_id=event.approval_id)
                return put_part(message, index, asked)
        elif part.approval_id and part.approval_id == event.approval_id:  # empty is a call that was never asked about
            answered = replace(part, state=ToolState.APPROVAL_RESPONDED, approved=event.approved)
            return put_part(message, index, answered)
    return skip_orphan(message, event)


def _asked(call: ToolCall, event: e.ToolInputStart | e.ToolInputAvailable | e.ToolInputError, at: float) -> ToolCall:
    """The call with its input; whatever an earlier call with this id in the step led to is over."""
    call = replace(
        call,
        name=event.tool_name,
        title=event.title or call.title,
        input_text=None if call.input_text is None else well_formed(call.input_text),
        output=UNSET,
        error="",
        preliminary=False,
        started=at,
        finished=0.0,
    )
    match event:
        case e.ToolInputStart():
            known = "" if event.input_encoding == "text" else UNSET
            return replace(call, state=ToolState.INPUT_STREAMING, input_text="", input=known)
        case e.ToolInputAvailable():
            return replace(call, state=ToolState.INPUT_AVAILABLE, input=kept_json(event.input))
        case e.ToolInputError():
            bad_input, error = kept_json(event.input), event.error_text
            return replace(call, state=ToolState.OUTPUT_ERROR, input=bad_input, error=error, finished=at)
        case _:
            assert_never(event)


def _grown(call: ToolCall, text: str, delta: str) -> ToolCall:
    """An input that is known while it streams is plain text, so it grows with its raw text."""
    grown = append(text, delta)
    is_plain = call.state is ToolState.INPUT_STREAMING and call.input is not UNSET
    return replace(call, input_text=grown, input=grown if is_plain else call.input)
