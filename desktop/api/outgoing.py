"""A question on its way out: what it needs to be sent, and how the API takes it."""

from __future__ import annotations

import httpx
import msgspec
from msgspec.structs import replace

from desktop.api.endpoints import Endpoint
from desktop.api.headers import JSON, headers
from desktop.api.journey import Journey
from desktop.core.chatbot import clean_id, clean_secret, origin
from desktop.core.errors import Problem, ProfileError
from desktop.core.request import ChatRequest
from desktop.core.text import well_formed


def checked(request: ChatRequest) -> ChatRequest:
    """The request, its ids and secret without what comes along when copying.

    Raises ProfileError for the first thing that keeps it from being sent.
    """
    origin(request.profile.address)
    project = clean_id(request.profile.project_id, "project_missing", "project_id")
    return replace(
        request,
        profile=replace(request.profile, project_id=project),
        chatbot_id=clean_id(request.chatbot_id, "chatbot_missing", "chatbot_id"),
        secret=clean_secret(request.secret.reveal()),
    )


def outgoing(request: ChatRequest, client: httpx.AsyncClient, journey: Journey) -> httpx.Request:
    """The request as documented; raises ProfileError for an address that only looks like one."""
    session = {"session_id": request.session_id} if request.session_id else {}
    body = {
        "query": well_formed(request.query),
        "pid": request.profile.project_id,
        "chatbot_id": request.chatbot_id,
        "user_context": {**session, "platform": "web"},
    }
    told = headers(accept="text/event-stream" if request.streaming else JSON, secret=request.secret, content=JSON)
    endpoint = Endpoint.CHAT_STREAM if request.streaming else Endpoint.CHAT
    url = request.profile.address.rstrip("/") + endpoint
    try:
        content, trace = msgspec.json.encode(body), {"trace": journey}
        return client.build_request("POST", url, headers=told, content=content, extensions=trace)
    except httpx.InvalidURL:
        raise ProfileError(Problem("address_invalid"), "address") from None
