"""A message and the parts it is made of.

Messages are values: a reply that grows is a row of new messages with the same id. The trap: `status` says how a reply
ended, never how far it came; a reply is complete only when `[DONE]` was read.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TypeAlias

from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from desktop.core.errors import Problem
from desktop.core.events import Json, Skipped


class Role(StrEnum):
    USER = "user"
    CHATBOT = "chatbot"


class Status(StrEnum):
    """How a message stands. Questions: not_sent, sent. Replies: streaming and the four ends."""

    NOT_SENT = "not_sent"
    SENT = "sent"
    STREAMING = "streaming"
    COMPLETE = "complete"
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"
    FAILED = "failed"


class ToolState(StrEnum):
    """How far a tool call came. `input_streaming` is shown as preparing, `input_available` as running."""

    INPUT_STREAMING = "input_streaming"
    INPUT_AVAILABLE = "input_available"
    APPROVAL_REQUESTED = "approval_requested"
    APPROVAL_RESPONDED = "approval_responded"
    OUTPUT_AVAILABLE = "output_available"
    OUTPUT_ERROR = "output_error"
    OUTPUT_DENIED = "output_denied"


class PartValue(Struct, frozen=True, tag_field="kind", omit_defaults=True, gc=False):
    """A part; the JSON member `kind` picks the class."""


class Text(PartValue, frozen=True, tag="text"):
    """Answer text, in Markdown. `done` is false until its end event; a cut stream leaves it so."""

    id: str = ""
    text: str = ""
    done: bool = False


class Reasoning(PartValue, frozen=True, tag="reasoning"):
    id: str = ""
    text: str = ""
    done: bool = False


class ToolCall(PartValue, frozen=True, tag="tool"):
    """A tool at work. `input_text` is the raw text of the input as it streamed, None when it came whole.

    `input` and `output` are `UNSET` until known; null is a real value. `started` and `finished` are seconds since the
    epoch, 0 when not known. `preliminary` marks an output that another one will replace.
    """

    id: str
    name: str
    title: str = ""
    state: ToolState = ToolState.INPUT_STREAMING
    input_text: str | None = None
    input: Json | UnsetType = UNSET
    output: Json | UnsetType = UNSET
    error: str = ""
    preliminary: bool = False
    approval_id: str = ""
    approved: bool | None = None
    started: float = 0.0
    finished: float = 0.0


class Source(PartValue, frozen=True, tag="source"):
    """Where an answer comes from: a page (`url`) or a document (`filename`, `media_type`)."""

    id: str
    url: str = ""
    title: str = ""
    media_type: str = ""
    filename: str = ""


class File(PartValue, frozen=True, tag="file"):
    url: str
    media_type: str = ""
    reasoning: bool = False


class Data(PartValue, frozen=True, tag="data"):
    """A `data-NAME` event that was kept; a later one with the same name and id replaced it in place."""

    name: str
    data: Json = None
    id: str | None = None


class Step(PartValue, frozen=True, tag="step"):
    """The mark where a step began."""


class Notice(PartValue, frozen=True, tag="notice"):
    """Text in the stream that is no answer, for example a steering message."""

    text: str
    id: str = ""


Part: TypeAlias = Text | Reasoning | ToolCall | Source | File | Data | Step | Notice


class Message(Struct, frozen=True, omit_defaults=True, gc=False):
    """A question or a reply.

    Times are seconds since the epoch, 0 when not known: `created` when it was made, `first_text` when its first word
    came, `finished` when it ended. `skipped` keeps the first 50 of what the stream said and nobody could use;
    `skipped_count` counts them all. `session_id` is the one that the server named in this reply. `question_id` is the
    question that a reply answers, empty when not known: the message above may be another one by now. `parent_id` is
    the message that it stands below, empty for a first one, None for one of before: that stands below the one before.
    `author` is who wrote it when that was neither the user nor the chatbot of the conversation; no event sets it.
    """

    id: str
    role: Role
    status: Status
    parts: tuple[Part, ...] = ()
    created: float = 0.0
    first_text: float = 0.0
    finished: float = 0.0
    server_id: str = ""
    session_id: str = ""
    finish_reason: str = ""
    raw_finish_reason: str = ""
    problem: Problem | None = None
    metadata: dict[str, Json] = {}
    skipped: tuple[Skipped, ...] = ()
    skipped_count: int = 0
    question_id: str = ""
    parent_id: str | None = None
    author: str = ""

    @property
    def text(self) -> str:
        """The text parts, joined as paragraphs."""
        return "\n\n".join(part.text for part in self.parts if isinstance(part, Text) and part.text)

    @property
    def is_question(self) -> bool:
        """What a tool or a colleague said in between is none: it belongs to the question before it."""
        return self.role is Role.USER and not self.question_id

    @property
    def tool_calls(self) -> tuple[ToolCall, ...]:
        return tuple(part for part in self.parts if isinstance(part, ToolCall))


def put_part(message: Message, index: int, part: Part) -> Message:
    """The message with this part in the place of the one at `index`."""
    parts = message.parts
    return replace(message, parts=(*parts[:index], part, *parts[index + 1 :]))


def question(message_id: str, text: str, created: float, parent_id: str | None = None) -> Message:
    """A question as the user sent it, not yet on its way."""
    parts = (Text(text=text, done=True),)
    return Message(message_id, Role.USER, Status.NOT_SENT, parts, created, parent_id=parent_id)


def empty_reply(message_id: str, created: float, question_id: str = "") -> Message:
    """A reply that waits for its first word; it stands below its question."""
    parent = question_id or None
    return Message(message_id, Role.CHATBOT, Status.STREAMING, (), created, question_id=question_id, parent_id=parent)
