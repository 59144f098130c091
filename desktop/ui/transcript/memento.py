"""What is remembered of a conversation while another one is shown.

The trap: it is kept for very many conversations, so it holds no message, which may be megabytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from desktop.core.message import Message, Status
from desktop.ui.transcript.scroll import Place


class Newest(NamedTuple):
    """What tells whether there is more to read in a message, or behind it, than there was."""

    message_id: str
    status: Status
    length: int


def newest_of(message: Message) -> Newest:
    return Newest(message.id, message.status, len(message.text))


@dataclass(frozen=True)
class Memento:
    """`place` is None at the end; `opened` are the keys of what was open, by message; `newest` was the last message."""

    place: Place | None
    opened: Mapping[str, frozenset[str]]
    newest: Newest | None
