"""Chatbots that a server says it has, as they are offered to be added to a profile."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

MOST_FOUND: Final = 1_000
"""Chatbots of one list, at most."""


class FoundChatbot(Struct, frozen=True):
    """Only `id` is sure. `readiness` is the server's own word for it, `yes` or `no` where it only said that.

    `avatar` is an address as it came: nobody has looked yet whether it may be asked.
    """

    id: str
    name: str = ""
    description: str = ""
    avatar: str = ""
    readiness: str = ""


class FoundChatbots(Struct, frozen=True):
    """`skipped` counts items that no chatbot could be made of; `is_whole` is false when there are more."""

    chatbots: tuple[FoundChatbot, ...] = ()
    skipped: int = 0
    is_whole: bool = True
