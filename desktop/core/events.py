"""What a stream can say: one frozen value per event.

The wire events carry their wire names as tags, so msgspec decodes a line straight into one of them. Members that the
protocol allows but nothing of ours reads (provider metadata, for one) are left out: unknown members are ignored, and
the recording keeps the bytes. The trap: `input` and `output` may be any JSON, and null is a real value, so an absent
one is `UNSET`.

Source: Robofy API, "Get chat response (streaming)"; the event names and members that Robofy does not document follow
the UI message stream protocol of the AI SDK.
"""

from __future__ import annotations

from typing import TypeAlias

from msgspec import UNSET, Struct, UnsetType

from desktop.core.errors import Problem

Json: TypeAlias = object
"""Any JSON value: None, bool, int, float, str, list or dict."""


class WireEvent(Struct, frozen=True, tag_field="type", rename="camel"):
    """An event as the server sends it; the JSON member `type` picks the class."""


class Start(WireEvent, frozen=True, tag="start"):
    message_id: str | None = None
    message_metadata: Json | UnsetType = UNSET


class StartStep(WireEvent, frozen=True, tag="start-step"):
    pass


class FinishStep(WireEvent, frozen=True, tag="finish-step"):
    pass


class ResetStep(WireEvent, frozen=True, tag="reset-step"):
    """Takes back every part after the last step mark."""


class TextStart(WireEvent, frozen=True, tag="text-start"):
    id: str


class TextDelta(WireEvent, frozen=True, tag="text-delta"):
    id: str
    delta: str


class TextEnd(WireEvent, frozen=True, tag="text-end"):
    id: str


class ReasoningStart(WireEvent, frozen=True, tag="reasoning-start"):
    id: str


class ReasoningDelta(WireEvent, frozen=True, tag="reasoning-delta"):
    id: str
    delta: str


class ReasoningEnd(WireEvent, frozen=True, tag="reasoning-end"):
    id: str


class ToolInputStart(WireEvent, frozen=True, tag="tool-input-start"):
    tool_call_id: str
    tool_name: str
    title: str | None = None
    input_encoding: str | None = None


class ToolInputDelta(WireEvent, frozen=True, tag="tool-input-delta"):
    tool_call_id: str
    input_text_delta: str


class ToolInputAvailable(WireEvent, frozen=True, tag="tool-input-available"):
    tool_call_id: str
    tool_name: str
    input: Json | UnsetType = UNSET
    title: str | None = None


class ToolInputError(WireEvent, frozen=True, tag="tool-input-error"):
    tool_call_id: str
    tool_name: str
    error_text: str
    input: Json | UnsetType = UNSET
    title: str | None = None


class ToolApprovalRequest(WireEvent, frozen=True, tag="tool-approval-request"):
    approval_id: str
    tool_call_id: str
    reason: str | None = None


class ToolApprovalResponse(WireEvent, frozen=True, tag="tool-approval-response"):
    approval_id: str
    approved: bool
    reason: str | None = None


class ToolOutputAvailable(WireEvent, frozen=True, tag="tool-output-available"):
    tool_call_id: str
    output: Json | UnsetType = UNSET
    preliminary: bool | None = None


class ToolOutputError(WireEvent, frozen=True, tag="tool-output-error"):
    tool_call_id: str
    error_text: str


class ToolOutputDenied(WireEvent, frozen=True, tag="tool-output-denied"):
    tool_call_id: str


class SourceUrl(WireEvent, frozen=True, tag="source-url"):
    source_id: str
    url: str
    title: str | None = None


class SourceDocument(WireEvent, frozen=True, tag="source-document"):
    source_id: str
    media_type: str
    title: str
    filename: str | None = None


class FileEvent(WireEvent, frozen=True, tag="file"):
    url: str
    media_type: str


class ReasoningFile(WireEvent, frozen=True, tag="reasoning-file"):
    url: str
    media_type: str


class Custom(WireEvent, frozen=True, tag="custom"):
    kind: str


class SteeringMessage(WireEvent, frozen=True, tag="steering-message"):
    id: str
    parts: list[Json]


class MessageMetadata(WireEvent, frozen=True, tag="message-metadata"):
    message_metadata: Json | UnsetType = UNSET


class Finish(WireEvent, frozen=True, tag="finish"):
    """Generation is over; the stream is not: the session id comes after it."""

    finish_reason: str | None = None
    message_metadata: Json | UnsetType = UNSET


class ErrorEvent(WireEvent, frozen=True, tag="error"):
    error_text: str


class Abort(WireEvent, frozen=True, tag="abort"):
    reason: str | None = None


class DataEvent(Struct, frozen=True):
    """A `data-NAME` event. `transient` ones are not kept in the message."""

    name: str
    data: Json = None
    id: str | None = None
    transient: bool = False


class Skipped(Struct, frozen=True, omit_defaults=True):
    """Something in the stream that could not be used. `reason` is a key of `SKIP_REASONS`; `excerpt` is cut.

    `count` is more than 1 for a run of them that is told as one, without a text, because so many came before it.
    """

    reason: str
    excerpt: str = ""
    count: int = 1


class Done(Struct, frozen=True):
    """`[DONE]` was read: only this completes a reply."""


class Stopped(Struct, frozen=True):
    """The user stopped the reply."""


class Interrupted(Struct, frozen=True):
    """The stream ended before `[DONE]`; what came is kept."""

    problem: Problem


class Failed(Struct, frozen=True):
    """There is no answer, and this is why."""

    problem: Problem


Decodable: TypeAlias = (
    TextDelta
    | TextStart
    | TextEnd
    | ToolInputDelta
    | ToolInputStart
    | ToolInputAvailable
    | ToolInputError
    | ToolApprovalRequest
    | ToolApprovalResponse
    | ToolOutputAvailable
    | ToolOutputError
    | ToolOutputDenied
    | ReasoningStart
    | ReasoningDelta
    | ReasoningEnd
    | Start
    | StartStep
    | FinishStep
    | ResetStep
    | SourceUrl
    | SourceDocument
    | FileEvent
    | ReasoningFile
    | Custom
    | SteeringMessage
    | MessageMetadata
    | Finish
    | ErrorEvent
    | Abort
)
"""The events with a fixed `type`; `data-NAME` and the ends of a stream are made by hand."""

End: TypeAlias = Done | Stopped | Interrupted | Failed
Event: TypeAlias = Decodable | DataEvent | Skipped | End

SKIP_REASONS = {
    "not_json": "The line is not JSON.",
    "not_an_object": "The JSON is not an object with a type.",
    "unknown_type": "The event type is not known to this version.",
    "ill_formed": "A required member is missing or has the wrong type.",
    "orphan": "The event belongs to a part that was never started or has ended.",
    "too_long": "The line is longer than 8 MiB.",
    "not_a_field": "The line is not a field of an event stream.",
    "cut_event": "The stream ended in the middle of an event.",
    "too_many_parts": "The message has more parts than can be kept.",
    "after_end": "The event came after the end of the stream.",
}
"""Why an event was left out; keys are stable and part of the `replay --json` format."""


class Batch(Struct, frozen=True):
    """The events of one network read, with its arrival time in seconds since the epoch."""

    at: float
    events: tuple[Event, ...]
