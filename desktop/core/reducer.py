"""`fold(message, event)`: the only place where parts grow.

Pure, and it never raises: what cannot be used is skipped and counted. Parts are found by kind and id, so interleaved
parts work. The trap: an id counts only while its newest part is open.

Source: the order rules of the UI message stream protocol of the AI SDK (version 7).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, TypeVar, assert_never

from msgspec.structs import replace

from desktop.core import events as e
from desktop.core.errors import Problem
from desktop.core.leftovers import add_part, kept_json, skip, skip_late, skip_orphan
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
    put_part,
)
from desktop.core.places import Places
from desktop.core.text import append, elide, well_formed
from desktop.core.tool_reducer import fold_approval, fold_tool_input, fold_tool_output

_DETAIL: Final = 1000
_ABORTED: Final = "aborted"
"""The code of what the chatbot itself gave up: an answer that ends so is not whole, whatever comes after."""
_Running = TypeVar("_Running", bound=Text | Reasoning)


def fold(message: Message, event: e.Event, at: float = 0.0, places: Places | None = None) -> Message:
    """The message after the event, which arrived `at` seconds since the epoch (0 when not known).

    `places` is for `fold_all`: what the events of one run learn about the parts.
    """
    places = places or Places()
    if message.status is not Status.STREAMING:
        return _fold_late(message, event)
    match event:
        case e.TextDelta() | e.TextStart() | e.TextEnd() | e.ReasoningDelta() | e.ReasoningStart() | e.ReasoningEnd():
            return _fold_prose(message, event, at, places)
        case e.ToolInputDelta() | e.ToolInputStart() | e.ToolInputAvailable() | e.ToolInputError():
            return fold_tool_input(message, event, at, places)
        case e.ToolOutputAvailable() | e.ToolOutputError() | e.ToolOutputDenied():
            return fold_tool_output(message, event, at, places)
        case e.ToolApprovalRequest() | e.ToolApprovalResponse():
            return fold_approval(message, event)
        case e.Start() | e.Finish() | e.MessageMetadata() | e.ErrorEvent():
            return _fold_frame(message, event)
        case e.StartStep() | e.ResetStep():
            return _fold_step(message, event, places)
        case e.FinishStep():
            return message
        case e.Abort():
            detail = elide(well_formed(event.reason or ""), _DETAIL)
            return replace(message, problem=message.problem or Problem(_ABORTED, detail=detail, retryable=True))
        case e.SourceUrl() | e.SourceDocument() | e.FileEvent() | e.ReasoningFile() | e.Custom() | e.SteeringMessage():
            return add_part(message, _attachment(event), event)
        case e.DataEvent():
            return _fold_data(message, event, places)
        case e.Skipped():
            return skip(message, event)
        case e.Done() | e.Stopped() | e.Interrupted() | e.Failed():
            return _fold_end(message, event, at)
        case _:
            assert_never(event)


def fold_all(message: Message, events: Iterable[e.Event], at: float = 0.0) -> Message:
    """`fold` over many events. Runs of deltas for one part are joined first: a burst then costs one copy, not many."""
    places = Places()
    run: list[str] = []
    last: e.TextDelta | None = None
    for event in events:
        if type(event) is e.TextDelta:
            if last is not None and event.id == last.id:
                run.append(event.delta)
                continue
            message = _fold_run(message, last, run, at, places)
            last, run = event, [event.delta]
        else:
            message = fold(_fold_run(message, last, run, at, places), event, at, places)
            last = None
    return _fold_run(message, last, run, at, places)


def _fold_run(message: Message, last: e.TextDelta | None, run: list[str], at: float, places: Places) -> Message:
    if last is None:
        return message
    if len(run) > 1 and _open_part(message, Text, last.id, places)[0] and message.status is Status.STREAMING:
        return fold(message, e.TextDelta(last.id, "".join(run)), at, places)
    for delta in run:  # each orphan is counted for itself
        message = fold(message, e.TextDelta(last.id, delta), at, places)
    return message


def _fold_prose(
    message: Message,
    event: e.TextDelta | e.TextStart | e.TextEnd | e.ReasoningDelta | e.ReasoningStart | e.ReasoningEnd,
    at: float,
    places: Places,
) -> Message:
    match event:
        case e.TextStart():
            return add_part(message, Text(event.id), event)
        case e.ReasoningStart():
            return add_part(message, Reasoning(event.id), event)
        case e.TextDelta():
            grown = _change(message, event, Text, lambda part: _grown(part, event.delta), places)
            is_first = event.delta and not message.first_text and grown.parts is not message.parts
            return replace(grown, first_text=at) if is_first else grown
        case e.ReasoningDelta():
            return _change(message, event, Reasoning, lambda part: _grown(part, event.delta), places)
        case e.TextEnd():
            return _change(message, event, Text, _closed, places)
        case e.ReasoningEnd():
            return _change(message, event, Reasoning, _closed, places)
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
    places: Places,
) -> Message:
    part, index = _open_part(message, kind, event.id, places)
    if part is None:
        return skip_orphan(message, event)
    return put_part(message, index, change(part))


def _open_part(
    message: Message, kind: type[_Running], part_id: str, places: Places
) -> tuple[_Running, int] | tuple[None, int]:
    """The newest part of this kind and id when it is still open, and where it stands."""
    index = places.find(message.parts, kind, part_id)
    part = message.parts[index] if index >= 0 else None
    return (part, index) if isinstance(part, kind) and not part.done else (None, -1)


def _fold_frame(message: Message, event: e.Start | e.Finish | e.MessageMetadata | e.ErrorEvent) -> Message:
    match event:
        case e.Start():
            message = replace(message, server_id=event.message_id or message.server_id)
        case e.Finish():
            message = replace(message, finish_reason=event.finish_reason or message.finish_reason)
        case e.MessageMetadata():
            pass
        case e.ErrorEvent():
            detail = elide(well_formed(event.error_text), _DETAIL)
            return replace(message, problem=Problem("error_event", {"detail": detail}, retryable=True))
        case _:
            assert_never(event)
    return _with_metadata(message, kept_json(event.message_metadata))


def _with_metadata(message: Message, new: object) -> Message:
    if not isinstance(new, dict):
        return message
    return replace(message, metadata=_merged(message.metadata, new))


def _merged(old: dict[str, object], new: dict[str, object]) -> dict[str, object]:
    """Objects are merged, anything else is replaced."""
    merged = dict(old)
    for key, value in new.items():
        before = merged.get(key)
        if isinstance(before, dict) and isinstance(value, dict):
            merged[key] = _merged(before, value)
        else:
            merged[key] = value
    return merged


def _fold_step(message: Message, event: e.StartStep | e.ResetStep, places: Places) -> Message:
    if isinstance(event, e.StartStep):
        return add_part(message, Step(), event)
    if message.parts is places.settled:
        return message
    kept = message.parts[: places.find(message.parts, Step) + 1]
    left = tuple(_closed(p) if isinstance(p, Text | Reasoning) and not p.done else p for p in kept)
    places.forget(left)
    return replace(message, parts=left)


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


def _fold_data(message: Message, event: e.DataEvent, places: Places) -> Message:
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
    new = Data(event.name, kept_json(event.data), event.id)
    index = places.find(message.parts, Data, (event.name, event.id)) if event.id is not None else -1
    if index >= 0:
        return put_part(message, index, new)
    return add_part(message, new, event)


def _fold_end(message: Message, event: e.End, at: float) -> Message:
    """Settle the status. An error event outweighs the way in which the body ended, but not the user's stop."""
    message = replace(message, parts=tuple(_mended(part) for part in message.parts), finished=at)
    match event:
        case e.Stopped():
            return replace(message, status=Status.STOPPED)
        case e.Failed():
            return replace(message, status=Status.FAILED, problem=event.problem)
        case e.Done() if message.problem and message.problem.code == _ABORTED:
            return replace(message, status=Status.INTERRUPTED)
        case e.Done():
            return replace(message, status=Status.FAILED if message.problem else Status.COMPLETE)
        case e.Interrupted():
            if message.problem and message.problem.code != _ABORTED:
                return replace(message, status=Status.FAILED)
            return replace(message, status=Status.INTERRUPTED, problem=message.problem or event.problem)
        case _:
            assert_never(event)


def _mended(part: Part) -> Part:
    """What grew by deltas may have been cut in the middle of a character."""
    if isinstance(part, Text | Reasoning):
        return replace(part, text=well_formed(part.text))
    if isinstance(part, ToolCall) and part.input_text is not None:
        return replace(part, input_text=well_formed(part.input_text), input=kept_json(part.input))
    return part


def _fold_late(message: Message, event: e.Event) -> Message:
    """The message has ended: nothing changes it any more, but what still comes is counted."""
    if isinstance(event, e.Done | e.Stopped | e.Interrupted | e.Failed):
        return message
    return skip(message, event) if isinstance(event, e.Skipped) else skip_late(message, event)
