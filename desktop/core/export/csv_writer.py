"""Conversations as a table: a row for each message, as RFC 4180 and spreadsheets want it.

The trap: a spreadsheet runs what starts like a formula, also when it came from a chatbot. Such a cell gets an
apostrophe in front.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Final

from desktop.core.conversation import Conversation, shelf_of
from desktop.core.export.pieces import Opened, Said, author, moment
from desktop.core.text import well_formed

COLUMNS: Final = (
    *("conversation", "title", "chatbot", "tags", "shelf"),
    *("message", "role", "author", "status", "created", "finished", "text", "tools", "error"),
)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_BOM: Final = "\ufeff"
"""Without it Excel takes the file for one in the old encoding of the system."""


class CsvWriter:
    def __init__(self) -> None:
        self._conversation: Conversation | None = None
        self._before: tuple[str, ...] = ()

    def begin(self) -> str:
        return _BOM + _row(COLUMNS)

    def conversation(self, opened: Opened) -> str:
        self._conversation, self._before = opened.conversation, _columns(opened.conversation)
        return ""

    def message(self, said: Said) -> str:
        message = said.message
        tools = "; ".join(call.title or call.name for call in message.tool_calls)
        error = message.problem.sentence if message.problem else ""
        name = author(message.role, self._conversation, message.author) if self._conversation else message.author
        who = (message.id, message.role.value, name, message.status.value)
        times = (moment(message.created), moment(message.finished))
        return _row((*self._before, *who, *times, message.text, tools, error))

    def end(self) -> str:
        return ""


def safe_cell(text: str) -> str:
    """The text, and an apostrophe before what a spreadsheet would take for a formula."""
    text = well_formed(text)
    return f"'{text}" if text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA) else text


def _columns(conversation: Conversation) -> tuple[str, ...]:
    tags = "; ".join(conversation.tags)
    return (conversation.id, conversation.title, conversation.chatbot_name, tags, shelf_of(conversation).value)


def _row(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([safe_cell(cell) for cell in cells])
    return line.getvalue()
