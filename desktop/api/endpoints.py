"""Every path of the Robofy API in one table.

What the documentation leaves open has no entry: a path is never guessed.
"""

from __future__ import annotations

from enum import StrEnum


class Endpoint(StrEnum):
    """Paths, relative to the address of a profile."""

    CHAT = "/v1/ai-agent/chat"
    CHAT_STREAM = "/v1/ai-agent/chat/stream"
