"""What every form of an export is made from: pieces in a row, and the words that several forms use.

The trap: there may be 100,000 conversations, and one of them may have 50,000 messages. So an export is made of pieces
in a row, and no writer keeps more than the piece at hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Final, NamedTuple, Protocol, TypeAlias, assert_never

from msgspec import UNSET, Struct

from desktop.core.conversation import Conversation
from desktop.core.errors import Problem
from desktop.core.json_text import pretty_json
from desktop.core.message import Message, Role, Status, ToolCall, ToolState
from desktop.core.text import well_formed

_STATES: Final = {
    ToolState.INPUT_STREAMING: "not finished",
    ToolState.INPUT_AVAILABLE: "not finished",
    ToolState.APPROVAL_REQUESTED: "waiting for approval",
    ToolState.APPROVAL_RESPONDED: "not finished",
    ToolState.OUTPUT_AVAILABLE: "done",
    ToolState.OUTPUT_ERROR: "failed",
    ToolState.OUTPUT_DENIED: "denied",
}


class Opened(Struct, frozen=True):
    """A conversation begins; the pieces after it are its messages. `draft` is what stands in its composer."""

    conversation: Conversation
    draft: str = ""


class Said(Struct, frozen=True):
    """A message. `body` is its JSON as it is stored, `format` the version of that: a newer program may have written
    members that `message` does not have. `version` is which one of how many it is, where the others are left out.
    """

    message: Message
    body: str
    format: int
    version: tuple[int, int] = (1, 1)


Piece: TypeAlias = Opened | Said


class ToolText(NamedTuple):
    """What went into a tool or came out of it; `name` is Input, Output or Error."""

    name: str
    text: str
    is_json: bool = False


class Writer(Protocol):
    """One form. What it returns, one after the other, is the file."""

    def begin(self) -> str: ...
    def conversation(self, opened: Opened) -> str: ...
    def message(self, said: Said) -> str: ...
    def end(self) -> str: ...


def written(writer: Writer, pieces: Iterable[Piece]) -> Iterator[str]:
    """The file, in as many pieces as it has, and two more."""
    yield writer.begin()
    for piece in pieces:
        yield writer.conversation(piece) if isinstance(piece, Opened) else writer.message(piece)
    yield writer.end()


# ── words that several forms use ──────────────────────────────────────────────────────────────────────────────────


def title(conversation: Conversation) -> str:
    """On one line."""
    return " ".join(well_formed(conversation.title).split()) or "Conversation"


def author(role: Role, conversation: Conversation, other: str = "") -> str:
    """`other` is who wrote it when that was neither of the two."""
    if other:
        return " ".join(well_formed(other).split())
    if role is Role.USER:
        return "You"
    return " ".join(well_formed(conversation.chatbot_name).split()) or "Chatbot"


def heading(said: Said, conversation: Conversation | None) -> tuple[str, ...]:
    """Who wrote it, when, and which version it is; what is not known is left out."""
    message = said.message
    name = author(message.role, conversation, message.author) if conversation else ""
    return tuple(filter(None, (name, moment(message.created), version(said))))


def version(said: Said) -> str:
    """`version 2 of 3` where the others are left out."""
    number, count = said.version
    return f"version {number} of {count}" if count > 1 else ""


def moment(at: float) -> str:
    """Date and time with the distance to UTC, where this computer is; empty for 0 and for what no calendar has."""
    if at <= 0:
        return ""
    try:
        return datetime.fromtimestamp(at, UTC).astimezone().isoformat(" ", "seconds")
    except (OverflowError, ValueError, OSError):
        return ""


def facts(conversation: Conversation) -> str:
    """Who answers, since when, and how it is kept."""
    kept = [word for word, is_so in (("pinned", conversation.pinned), ("archived", conversation.archived)) if is_so]
    if conversation.removed:
        kept.append("in the trash")
    tags = ", ".join(" ".join(well_formed(tag).split()) for tag in conversation.tags)
    found = (author(Role.CHATBOT, conversation), moment(conversation.created), *kept, f"tags: {tags}" if tags else "")
    return " · ".join(filter(None, found))


def ending(message: Message) -> str:
    """How a message ended, when that is worth saying."""
    problem = message.problem
    match message.status:
        case Status.COMPLETE | Status.SENT:
            return ""
        case Status.STREAMING:
            return "The answer was still being written."
        case Status.STOPPED:
            return "Stopped."
        case Status.INTERRUPTED:
            return f"Interrupted: {(problem or Problem('cut_short')).sentence}"
        case Status.FAILED:
            return f"Failed: {(problem or Problem('unexpected')).sentence}"
        case Status.NOT_SENT:
            return f"Not sent: {problem.sentence}" if problem else "Not sent."
        case _:
            assert_never(message.status)


def tool_line(call: ToolCall) -> str:
    """`Look up order: done (0.8 s)`."""
    took = f" ({call.finished - call.started:.1f} s)" if call.finished > call.started > 0 else ""
    state = "not finished" if call.preliminary else _STATES[call.state]
    name = " ".join(well_formed(call.title or call.name).split())
    return f"{name}: {state}{took}"


def tool_texts(call: ToolCall) -> Iterator[ToolText]:
    """What is known of it, in its order; an input that never came whole as far as it came."""
    if call.input is not UNSET:
        yield ToolText("Input", pretty_json(call.input), is_json=True)
    elif call.input_text:
        yield ToolText("Input", call.input_text)
    if call.output is not UNSET:
        yield ToolText("Output", pretty_json(call.output), is_json=True)
    if call.error:
        yield ToolText("Error", call.error)
