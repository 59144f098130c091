"""Conversations written out for people and programs: which forms there are, and what all of them are made from.

The trap: there may be 100,000 conversations, and one of them may have 50,000 messages. So an export is made of pieces
in a row, and no writer keeps more than the piece at hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final, NamedTuple, Protocol, TypeAlias, assert_never

from msgspec import UNSET, Struct

from desktop.core.conversation import Conversation
from desktop.core.errors import Problem
from desktop.core.json_text import pretty_json
from desktop.core.message import Message, Role, Status, ToolCall, ToolState
from desktop.core.text import elide, well_formed

_UNFIT: Final = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\u2028\u2029\u202a-\u202e\u2066-\u2069]+')
"""What the name of a file cannot have on one system or another, or what would make it look like another name."""
_RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
_STATES: Final = {
    ToolState.INPUT_STREAMING: "not finished",
    ToolState.INPUT_AVAILABLE: "not finished",
    ToolState.APPROVAL_REQUESTED: "waiting for approval",
    ToolState.APPROVAL_RESPONDED: "not finished",
    ToolState.OUTPUT_AVAILABLE: "done",
    ToolState.OUTPUT_ERROR: "failed",
    ToolState.OUTPUT_DENIED: "denied",
}


class ExportForm(StrEnum):
    """The value is also how the form is called on the command line."""

    MARKDOWN = "markdown"
    HTML = "html"
    JSON = "json"
    CSV = "csv"
    TEXT = "text"
    PDF = "pdf"


SUFFIXES: Final = {
    ExportForm.MARKDOWN: "md",
    ExportForm.HTML: "html",
    ExportForm.JSON: "robofy.json",  # what a system can tell from any other JSON
    ExportForm.CSV: "csv",
    ExportForm.TEXT: "txt",
    ExportForm.PDF: "pdf",
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


def make_writer(form: ExportForm, now: float) -> Writer:
    """The writer of a form; `now` is when the export is made. PDF has none of its own, it is printed from HTML."""
    # Imported late: one of them is wanted, and not at the start.
    match form:
        case ExportForm.MARKDOWN:
            from desktop.core.export_markdown import MarkdownWriter

            return MarkdownWriter()
        case ExportForm.HTML | ExportForm.PDF:
            from desktop.core.export_html import HtmlWriter

            return HtmlWriter(for_paper=form is ExportForm.PDF)
        case ExportForm.JSON:
            from desktop.core.export_json import JsonWriter

            return JsonWriter(now)
        case ExportForm.CSV:
            from desktop.core.export_csv import CsvWriter

            return CsvWriter()
        case ExportForm.TEXT:
            from desktop.core.export_text import TextWriter

            return TextWriter()
        case _:
            assert_never(form)


def file_name(title: str, form: ExportForm) -> str:
    """A name for the file that every system takes, whatever the title is."""
    words = " ".join(_UNFIT.sub(" ", well_formed(title)).split()).strip(". ")
    if not words or _RESERVED.match(words):
        words = f"Conversation {words}".strip()
    return f"{elide(words, 60).rstrip('. …')}.{SUFFIXES[form]}"


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
