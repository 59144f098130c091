"""What is found when the history is damaged or gone, and what came back: values for the page that says it."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

RECOVERABLE: Final = frozenset({"store_damaged", "store_missing"})
"""Codes of a history that does not open, but may be made anew from what is left of it."""

READABLE: Final = frozenset({"disk_full", "store_locked", "store_read_only"})
"""Codes of a history that cannot be written, but perhaps read."""


class Backup(Struct, frozen=True):
    """A copy that opens and is whole. `made` is seconds since the epoch."""

    name: str
    made: float
    conversations: int


class Findings(Struct, frozen=True):
    """What is left. `kept` names the damaged files, none where the history is gone.

    `conversations` and `messages` were read from the damaged files; the totals are what the restored history holds:
    the backup and all that, nothing twice.
    """

    folder: str
    kept: tuple[str, ...]
    backup: Backup | None
    conversations: int
    messages: int
    total_conversations: int
    total_messages: int

    @property
    def is_empty(self) -> bool:
        return not (self.total_conversations or self.total_messages)


class Progress(Struct, frozen=True):
    """How much of the work is done; `total` is 0 while nobody knows."""

    done: int
    total: int
