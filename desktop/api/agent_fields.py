"""What the members of a list of chatbots may be called: the one place to mend when the service calls them otherwise.

Documented in words are name, description, avatar and readiness, not their members; the names come from the request that
makes a chatbot and from the handshake of the widget. The first name that is there counts, and none is no error.
Source: Robofy API, "List Agents", "Create Agent", "Handshake".
"""

from __future__ import annotations

from typing import Final

Names = tuple[str, ...]

CONTAINERS: Final[Names] = (
    "data", "chatbots", "agents", "items", "rows", "list", "results", "records", "report", "projects",
)  # fmt: skip
"""Members that a list may stand in, also one within the other."""
NEXT_PAGE: Final[Names] = ("next_page_token", "nextPageToken", "next_token", "nextToken", "next_cursor", "nextCursor")
NEXT_PAGE_QUERY: Final = "nextPageToken"
"""As the list of leads, the one that is documented, takes it."""

ID: Final[Names] = ("chatbot_id", "chatbotId", "agent_id", "agentId", "id", "_id")
NAME: Final[Names] = ("name", "agent_name", "agentName", "chatbot_name", "title")
DESCRIPTION: Final[Names] = ("description", "agent_description", "about")
AVATAR: Final[Names] = ("avatar_url", "avatarUrl", "avatar_image_path", "avatar", "image_url")
READINESS: Final[Names] = ("readiness_status", "readiness", "ready_status", "is_ready", "isReady", "ready", "status")
