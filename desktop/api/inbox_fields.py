"""What the members of inbox answers may be called: the one place to mend when the service calls them otherwise.

Documented are the leads alone. Of a session, a public caller reads the first name of each line; of a message nothing is
known at all. The first name that is there counts, and a name that fits nothing is no error. Source: Robofy API, "List
Leads"; the public repository SecureCleaning/securecleaning.
"""

from __future__ import annotations

from typing import Final

from desktop.core.inbox import Side

Names = tuple[str, ...]

CONTAINERS: Final[Names] = (
    "data", "report", "sessions", "messages", "chats", "conversations", "leads", "items", "rows", "results", "records",
)  # fmt: skip
"""Members that a list may stand in, also one within the other."""
NEXT_PAGE: Final[Names] = ("next_page_token", "nextPageToken", "next_token", "nextToken", "next_cursor", "nextCursor")
NEXT_PAGE_QUERY: Final = "nextPageToken"
SESSION_QUERY: Final = "sessionId"

SESSION_ID: Final[Names] = ("session_id", "sessionId", "id")
SESSION_NAME: Final[Names] = ("user_profile_name", "visitor_name", "user_name", "name")
SESSION_WORDS: Final[Names] = ("last_message", "lastMessage", "preview")
SESSION_TIME: Final[Names] = (
    "last_message_time",
    "lastMessageTime",
    "updated_at",
    "updatedAt",
    "created_at",
    "createdAt",
)
SESSION_DIRECTION: Final[Names] = ("last_message_direction", "lastMessageDirection")
SESSION_PAGE: Final[Names] = ("website_url", "page_url", "pageUrl", "url")

MESSAGE_ID: Final[Names] = ("message_id", "messageId", "chat_id", "id")
MESSAGE_TEXT: Final[Names] = ("message", "text", "content", "body", "parts")
PART_TEXT: Final[Names] = ("text", "content")
"""Of a part of a message."""
MESSAGE_DIRECTION: Final[Names] = ("message_direction", "direction", "role", "sender_type", "sender", "from")
MESSAGE_TIME: Final[Names] = ("message_time", "created_at", "createdAt", "timestamp", "time", "sent_at", "date")
MESSAGE_FILES: Final[Names] = ("attachments", "files", "media", "attachment", "file")
MESSAGE_QUESTION: Final[Names] = ("query", "question", "user_message")
MESSAGE_ANSWER: Final[Names] = ("answer", "response", "reply", "bot_message")
"""Of an item that is a question and its answer at once."""

FILE_ADDRESS: Final[Names] = ("url", "file_url", "href", "link")
FILE_TYPE: Final[Names] = ("media_type", "mediaType", "mime_type", "mimeType", "content_type")

LEAD_FIELDS: Final[Names] = ("lead_data",)
LEAD_FIELD_NAME: Final[Names] = ("field_name", "name")
LEAD_FIELD_VALUE: Final[Names] = ("field_value", "value")
LEAD_TIME: Final[Names] = ("created_at", "createdAt")
LEAD_PAGE: Final[Names] = ("page_url", "pageUrl")

SIDES: Final[dict[str, Side]] = {
    "user": Side.VISITOR,
    "visitor": Side.VISITOR,
    "customer": Side.VISITOR,
    "human": Side.VISITOR,
    "inbound": Side.VISITOR,
    "incoming": Side.VISITOR,
    "agent": Side.CHATBOT,
    "assistant": Side.CHATBOT,
    "bot": Side.CHATBOT,
    "chatbot": Side.CHATBOT,
    "ai": Side.CHATBOT,
    "outbound": Side.CHATBOT,
    "outgoing": Side.CHATBOT,
}
"""Directions in lower case. The API calls a chatbot an agent; what stands in neither column is told by its own name."""
