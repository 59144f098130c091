"""What is remembered of a conversation while another one is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.core.message import Message
from desktop.ui.transcript.scroll import Place


@dataclass(frozen=True)
class Memento:
    """`place` is None at the end; `opened` are the keys of what was open, by message; `newest` was the last message."""

    place: Place | None
    opened: Mapping[str, frozenset[str]]
    newest: Message | None
