"""What is remembered of a conversation while another one is shown.

The trap: it is kept for very many conversations, so it holds no message, which may be megabytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from desktop.core.message import Message, Notice, Status
from desktop.ui.transcript.groups import is_shown
from desktop.ui.transcript.scroll import Place


class Newest(NamedTuple):
    """What tells whether there is more to read in a message, or behind it, than there was."""

    message_id: str
    status: Status
    parts: int
    """How many are shown."""
    length: int
    """Characters of what may grow in sight: the answer and the notices."""


def newest_of(message: Message) -> Newest:
    shown = [part for part in message.parts if is_shown(part)]
    notices = sum(len(part.text) for part in shown if isinstance(part, Notice))
    return Newest(message.id, message.status, len(shown), len(message.text) + notices)


@dataclass(frozen=True)
class Memento:
    """`place` is None at the end; `opened` are the keys of what was open, by message; `newest` was the last message."""

    place: Place | None
    opened: Mapping[str, frozenset[str]]
    newest: Newest | None
