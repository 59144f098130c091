"""`fold(message, event)`: the only place where parts grow.

Pure, and it never raises: what cannot be used is skipped and counted. Parts are found by kind and id, so interleaved
parts work. The trap: an id counts only while its newest part is open, and input events of a tool look only inside the
current step, while its outputs look back through the whole message.

Source: the order rules of the UI message stream protocol of the AI SDK (version 7).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, TypeVar, assert_never

import msgspec
from msgspec import UNSET
from msgspec.structs import replace

from desktop.core import events as e
from desktop.core.errors import Problem
from desktop.core.json_text import shallow
from desktop.core.message import (
    Data,
    File,
    Message,
    Notice,
    Part,
    Reasoning,
    Source,
    Status,
    Step,
    Text,
    ToolCall,
    ToolState,
)
from desktop.core.text import append, elide, well_formed

MAX_SKIPPED: Final = 50
_EXCERPT: Final = 500
_Running = TypeVar("_Running", Text, Reasoning)


def fold(message: Message, event: e.Event, at: float = 0.0) -> Message:
    """The message after the event, which arrived `at` seconds since the epoch (0 when not known)."""
    if message.status is not Status.STREAMING:
        return _fold_late(message, event)
    match event:
        case e.TextDelta() | e.TextStart() | e.TextEnd() | e.ReasoningDelta() | e.ReasoningStart() | e.ReasoningEnd():
            return _fold_prose(message, event, at)
        case e.ToolInputDelta() | e.ToolInputStart() | e.ToolInputAvailable() | e.ToolInputError():
            return _fold_tool_input(message, event, at)
        case e.ToolOutputAvailable() | e.ToolOutputError() | e.ToolOutputDenied():
            return _fold_tool_output(message, event, at)
        case e.ToolApprovalRequest() | e.ToolApprovalResponse():
            return _fold_approval(message, event)
        case e.Start() | e.Finish() | e.MessageMetadata() | e.ErrorEvent():
            return _fold_frame(message, event)
        case e.StartStep() | e.ResetStep():
            return _fold_step(message, event)
        case e.FinishStep() | e.Abort():
            return message
        case e.SourceUrl() | e.SourceDocument() | e.FileEvent() | e.ReasoningFile() | e.Custom() | e.SteeringMessage():
            return replace(message, parts=(*message.parts, _attachment(event)))
        case e.DataEvent():
            return _fold_data(message, event)
        case e.Skipped():
            return _skip(message, event)
        case e.Done() | e.Stopped() | e.Interrupted() | e.Failed():
            return _fold_end(message, event, at)
        case _:
            assert_never(event)


def fold_all(message: Message, events: Iterable[e.Event], at: float = 0.0) -> Message:
    """`fold` over many events. Runs of deltas for one part are joined first: a burst then costs one copy, not many."""
    run: list[str] = []
    last: e.TextDelta | None = None
    for event in events:
        if type(event) is e.TextDelta:
            if last is not None and event.id == last.id:
                run.append(event.delta)
                continue
            message = _fold_run(message, last, run, at)
            last, run = event, [event.delta]
        else:
            message = fold(_fold_run(message, last, run, at), event, at)
            last = None
    return _fold_run(message, last, run, at)


def _fold_run(message: Message, last: e.TextDelta | None, run: list[str], at: float) -> Message:
    if last is None:
        return message
    if len(run) > 1 and _open_index(message.parts, Text, last.id) >= 0 and message.status is Status.STREAMING:
        return fold(message, e.TextDelta(last.id, "".join(run)), at)
    for delta in run:  # each orphan is counted for itself
        message = fold(message, e.TextDelta(last.id, delta), at)
    return message


def _fold_prose(
    message: Message,
    event: e.TextDelta | e.TextStart | e.TextEnd | e.ReasoningDelta | e.ReasoningStart | e.ReasoningEnd,
    at: float,
) -> Message:
    match event:
        case e.TextStart():
            return replace(message, parts=(*message.parts, Text(event.id)))
        case e.ReasoningStart():
            return replace(message, parts=(*message.parts, Reasoning(event.id)))
        case e.TextDelta():
            grown = _change(message, event, Text, lambda part: _grown(part, event.delta))
            return replace(grown, first_text=at) if event.delta and not message.first_text else grown
        case e.ReasoningDelta():
            return _change(message, event, Reasoning, lambda part: _grown(part, event.delta))
        case e.TextEnd():
            return _change(message, event, Text, _closed)
        case e.ReasoningEnd():
            return _change(message, event, Reasoning, _closed)
        case _:
            assert_never(event)


def _grown(part: _Running, delta: str) -> _Running:
    return replace(part, text=append(part.text, delta))


def _closed(part: _Running) -> _Running:
    return replace(part, text=well_formed(part.text), done=True)


def _change(
    message: Message,
    event: e.TextDelta | e.TextEnd | e.ReasoningDelta | e.ReasoningEnd,
    kind: type[_Running],
    change: Callable[[_Running], _Running],
) -> Message:
    index = _open_index(message.parts, kind, event.id)
    part = message.parts[index] if index >= 0 else None
    if not isinstance(part, kind):
        return _orphan(message, event)
    return _put(message, index, change(part))


def _open_index(parts: tuple[Part, ...], kind: type[Text | Reasoning], part_id: str) -> int:
    """Where the newest part of this kind and id stands when it is still open, else -1."""
    for index in range(len(parts) - 1, -1, -1):
        part = parts[index]
        if isinstance(part, kind) and part.id == part_id:
            return -1 if part.done else index
    return -1


def _put(message: Message, index: int, part: Part) -> Message:
    parts = message.parts
    return replace(message, parts=(*parts[:index], part, *parts[index + 1 :]))


def _tool_index(parts: tuple[Part, ...], call_id: str, *, whole: bool) -> int:
    """Where the newest call with this id stands, looking back to the last step mark or through the whole message."""
    for index in range(len(parts) - 1, -1, -1):
        part = parts[index]
        if isinstance(part, ToolCall) and part.id == call_id:
            return index
        if isinstance(part, Step) and not whole:
            return -1
    return -1


def _fold_tool_input(
    message: Message,
    event: e.ToolInputDelta | e.ToolInputStart | e.ToolInputAvailable | e.ToolInputError,
    at: float,
) -> Message:
    index = _tool_index(message.parts, event.tool_call_id, whole=False)
    call = message.parts[index] if index >= 0 else None
    if isinstance(event, e.ToolInputDelta):
        if not isinstance(call, ToolCall) or call.input_text is None:
            return _orphan(message, event)
        return _put(message, index, replace(call, input_text=append(call.input_text, event.input_text_delta)))
    if not isinstance(call, ToolCall):
        call = ToolCall(event.tool_call_id, event.tool_name)
        message, index = replace(message, parts=(*message.parts, call)), len(message.parts)
    call = replace(call, name=event.tool_name, title=event.title or call.title, started=at)
    match event:
        case e.ToolInputStart():
            call = replace(call, state=ToolState.INPUT_STREAMING, input_text="", input=UNSET)
        case e.ToolInputAvailable():
            call = replace(call, state=ToolState.INPUT_AVAILABLE, input=_kept(event.input))
        case e.ToolInputError():
            bad_input = _kept(event.input)
            call = replace(call, state=ToolState.OUTPUT_ERROR, error=event.error_text, input=bad_input, finished=at)
        case _:
            assert_never(event)
    return _put(message, index, call)


def _fold_tool_output(
    message: Message, event: e.ToolOutputAvailable | e.ToolOutputError | e.ToolOutputDenied, at: float
) -> Message:
    index = _tool_index(message.parts, event.tool_call_id, whole=True)
    call = message.parts[index] if index >= 0 else None
    if not isinstance(call, ToolCall):
        return _orphan(message, event)
    match event:
        case e.ToolOutputAvailable():
            preliminary = bool(event.preliminary)
            call = replace(call, state=ToolState.OUTPUT_AVAILABLE, output=_kept(event.output), preliminary=preliminary)
        case e.ToolOutputError():
            call = replace(call, state=ToolState.OUTPUT_ERROR, error=event.error_text, preliminary=False)
        case e.ToolOutputDenied():
            call = replace(call, state=ToolState.OUTPUT_DENIED, preliminary=False)
        case _:
            assert_never(event)
    return _put(message, index, replace(call, finished=at))


def _fold_approval(message: Message, event: e.ToolApprovalRequest | e.ToolApprovalResponse) -> Message:
    for index in range(len(message.parts) - 1, -1, -1):
        part = message.parts[index]
        if not isinstance(part, ToolCall):
            continue
        if isinstance(event, e.ToolApprovalRequest) and part.id == event.tool_call_id:
            asked = replace(part, state=ToolState.APPROVAL_REQUESTED, approval_id=event.approval_id)
            return _put(message, index, asked)
        if isinstance(event, e.ToolApprovalResponse) and part.approval_id == event.approval_id:
            answered = replace(part, state=ToolState.APPROVAL_RESPONDED, approved=event.approved)
            return _put(message, index, answered)
    return _orphan(message, event)


def _fold_frame(message: Message, event: e.Start | e.Finish | e.MessageMetadata | e.ErrorEvent) -> Message:
    match event:
        case e.Start():
            message = replace(message, server_id=event.message_id or message.server_id)
        case e.Finish():
            message = replace(message, finish_reason=event.finish_reason or message.finish_reason)
        case e.MessageMetadata():
            pass
        case e.ErrorEvent():
            detail = elide(well_formed(event.error_text), 1000)
            return replace(message, problem=Problem("error_event", {"detail": detail}, retryable=True))
        case _:
            assert_never(event)
    if isinstance(event.message_metadata, dict):
        return replace(message, metadata=_merged(message.metadata, event.message_metadata))
    return message


def _merged(old: dict[str, object], new: dict[str, object]) -> dict[str, object]:
    """Objects are merged, anything else is replaced."""
    merged = dict(old)
    for key, value in new.items():
        before = merged.get(key)
        both = isinstance(before, dict) and isinstance(value, dict)
        merged[key] = _merged(before, value) if both else value  # type: ignore[arg-type]
    kept = _kept(merged)
    return kept if isinstance(kept, dict) else old


def _fold_step(message: Message, event: e.StartStep | e.ResetStep) -> Message:
    if isinstance(event, e.StartStep):
        return replace(message, parts=(*message.parts, Step()))
    marks = [index for index, part in enumerate(message.parts) if isinstance(part, Step)]
    kept = message.parts[: marks[-1] + 1] if marks else ()
    return replace(message, parts=tuple(replace(p, done=True) if isinstance(p, Text | Reasoning) else p for p in kept))


def _attachment(
    event: e.SourceUrl | e.SourceDocument | e.FileEvent | e.ReasoningFile | e.Custom | e.SteeringMessage,
) -> Part:
    match event:
        case e.SourceUrl():
            return Source(event.source_id, url=event.url, title=event.title or "")
        case e.SourceDocument():
            return Source(
                event.source_id, title=event.title, media_type=event.media_type, filename=event.filename or ""
            )
        case e.FileEvent():
            return File(event.url, event.media_type)
        case e.ReasoningFile():
            return File(event.url, event.media_type, reasoning=True)
        case e.Custom():
            return Data(event.kind)
        case e.SteeringMessage():
            texts = [part.get("text") for part in event.parts if isinstance(part, dict)]
            return Notice("\n".join(text for text in texts if isinstance(text, str)), event.id)
        case _:
            assert_never(event)


def _fold_data(message: Message, event: e.DataEvent) -> Message:
    """`data-session` and `data-finish-reason` are Robofy's own and say where the reply stands; the rest are parts."""
    if event.name == "session" and isinstance(event.data, str) and event.data:
        return replace(message, session_id=event.data)
    if event.name == "finish-reason" and isinstance(event.data, dict):
        reason, raw = event.data.get("finishReason"), event.data.get("rawFinishReason")
        return replace(
            message,
            finish_reason=reason if isinstance(reason, str) else message.finish_reason,
            raw_finish_reason=raw if isinstance(raw, str) else message.raw_finish_reason,
        )
    if event.transient:
        return message
    new = Data(event.name, _kept(event.data), event.id)
    for index, part in enumerate(message.parts):
        if event.id is not None and isinstance(part, Data) and (part.name, part.id) == (event.name, event.id):
            return _put(message, index, new)
    return replace(message, parts=(*message.parts, new))


def _fold_end(message: Message, event: e.End, at: float) -> Message:
    """Settle the status. An error event outweighs the way in which the body ended, but not the user's stop."""
    parts = tuple(
        replace(part, text=well_formed(part.text)) if isinstance(part, Text | Reasoning) else part
        for part in message.parts
    )
    message = replace(message, parts=parts, finished=at)
    match event:
        case e.Stopped():
            return replace(message, status=Status.STOPPED)
        case e.Failed():
            return replace(message, status=Status.FAILED, problem=event.problem)
        case e.Done():
            return replace(message, status=Status.FAILED if message.problem else Status.COMPLETE)
        case e.Interrupted():
            if message.problem:
                return replace(message, status=Status.FAILED)
            return replace(message, status=Status.INTERRUPTED, problem=event.problem)
        case _:
            assert_never(event)


def _fold_late(message: Message, event: e.Event) -> Message:
    """The message has ended: nothing changes it any more, but what still comes is counted."""
    if isinstance(event, e.Done | e.Stopped | e.Interrupted | e.Failed):
        return message
    return _skip(message, event if isinstance(event, e.Skipped) else e.Skipped("after_end", _excerpt(event)))


def _orphan(message: Message, event: e.Decodable) -> Message:
    return _skip(message, e.Skipped("orphan", _excerpt(event)))


def _skip(message: Message, skipped: e.Skipped) -> Message:
    kept = message.skipped if len(message.skipped) >= MAX_SKIPPED else (*message.skipped, skipped)
    return replace(message, skipped=kept, skipped_count=message.skipped_count + 1)


def _excerpt(event: e.Event) -> str:
    """The event as it may have looked on the wire."""
    try:
        return elide(msgspec.json.encode(event).decode(), _EXCERPT)
    except (UnicodeEncodeError, RecursionError):
        return elide(well_formed(repr(event)), _EXCERPT)


def _kept(value: object) -> object:
    """A JSON value as it may stand in a message."""
    return value if value is UNSET else shallow(value)
