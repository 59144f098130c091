"""How a listing is divided, and what its filter can choose from: counts that need no conversation to be read."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

LONGEST_TAG: Final = 40
KEPT_IN_TRASH: Final = 30 * 86_400.0
"""Seconds until what is in the trash is deleted."""


class Outline(Struct, frozen=True):
    """`pinned` conversations stand first; `counts[n]` of the others belong to the n-th span of time."""

    pinned: int = 0
    counts: tuple[int, ...] = ()

    @property
    def total(self) -> int:
        return self.pinned + sum(self.counts)


class TagCount(Struct, frozen=True):
    tag: str
    count: int


class ChatbotCount(Struct, frozen=True):
    """`name` is the one it had last."""

    profile_id: str
    chatbot_id: str
    name: str
    count: int


def clean_tag(text: str) -> str:
    """The tag in one line, without room around it, and not too long for a row; empty when nothing is left."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:LONGEST_TAG].strip()
