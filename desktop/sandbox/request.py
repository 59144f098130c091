"""What a caller must send, and the envelopes it gets otherwise.

Documented for the chat endpoints are 400 and 401 alone, word for word; the other envelopes follow their pattern and are
our guess at what the service says.
"""

import secrets
from typing import Final

import msgspec

from desktop.sandbox.bots import BOTS, PROJECT_ID
from desktop.sandbox.script import Page


class UserContext(msgspec.Struct, frozen=True):
    platform: str
    session_id: str | None = None


class ChatRequest(msgspec.Struct, frozen=True):
    """The body of both endpoints."""

    query: str
    pid: str
    chatbot_id: str
    user_context: UserContext


def refusal(status: int, message: str, code: str, detail: str, headers: tuple[tuple[str, str], ...] = ()) -> Page:
    """The error envelope of the API."""
    body = {"message": message, "error": {"code": code, "detail": detail}}
    return Page(status, msgspec.json.encode(body), headers=headers)


BAD_REQUEST: Final = refusal(400, "Bad Request", "BAD_REQUEST", "Invalid request body or missing required fields.")
UNAUTHORIZED: Final = refusal(401, "Unauthorized", "UNAUTHORIZED", "Authentication token is missing or invalid.")
# Documented for other endpoints of the service.
FORBIDDEN: Final = refusal(403, "Forbidden", "FORBIDDEN", "You do not have permission to access this project.")
SERVER_ERROR: Final = refusal(500, "Internal Server Error", "INTERNAL_SERVER_ERROR", "Something went wrong.")
# Our guesses: no page shows these three.
CHATBOT_NOT_FOUND: Final = refusal(404, "Not Found", "CHATBOT_NOT_FOUND", "Chatbot not found.")
PATH_NOT_FOUND: Final = refusal(404, "Not Found", "NOT_FOUND", "There is nothing at this address.")
METHOD_NOT_ALLOWED: Final = refusal(
    405, "Method Not Allowed", "METHOD_NOT_ALLOWED", "This address takes POST only.", (("allow", "POST"),)
)


def admitted(authorization: str | None, secret: str | None) -> bool:
    """Whether this Authorization header opens the door. Without a secret to compare, any bearer token does."""
    scheme, _, token = (authorization or "").partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token:
        return False
    # Headers are read as Latin-1, which is how their bytes come back whole.
    return secret is None or secrets.compare_digest(token.encode("latin-1"), secret.encode())


def read(body: bytes) -> ChatRequest | Page:
    """The request, or the envelope to refuse it with. That a wrong project is a 400 is our guess too."""
    try:
        request = msgspec.json.decode(body, type=ChatRequest)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return BAD_REQUEST
    if not request.query.strip() or not request.user_context.platform or request.pid != PROJECT_ID:
        return BAD_REQUEST
    if all(bot.id != request.chatbot_id for bot in BOTS):
        return CHATBOT_NOT_FOUND
    return request
