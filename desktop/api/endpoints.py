"""Every path of the Robofy API in one table.

What the documentation leaves open has no entry: a path is never guessed.
"""

from __future__ import annotations

from enum import StrEnum
from urllib.parse import quote


class Endpoint(StrEnum):
    """Paths, relative to the address of a profile."""

    CHAT = "/v1/ai-agent/chat"
    CHAT_STREAM = "/v1/ai-agent/chat/stream"
    INBOX_SESSIONS = "/v1/ai-agent/inbox/sessions/{chatbot}"
    INBOX_MESSAGES = "/v1/ai-agent/inbox/chats/{chatbot}/{session}"
    LEADS = "/v1/ai-agent/leads/{project}/{chatbot}"
    CHATBOTS = "/v1/ai-agent/chatbot/{project}"


def path(endpoint: Endpoint, **ids: str) -> str:
    """The path with these ids in their places, each as one piece, also one that is made of dots and slashes."""
    return endpoint.format(**{name: quote(value, safe="").replace(".", "%2E") for name, value in ids.items()})
