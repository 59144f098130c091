"""The handshake on the wire: what is asked, and what came of it.

The trap: its path is documented nowhere. It is taken from the profile alone, never guessed, and a key goes along only
when one was kept for the profile: whether the call needs one is not documented either.

Source: Robofy API, "Generate client token (handshake)".
"""

from __future__ import annotations

from typing import Final

import httpx
import msgspec
from msgspec.structs import replace

from desktop.api import wire
from desktop.api.headers import JSON, headers
from desktop.api.journey import Journey
from desktop.core.chatbot import Profile, Secret, clean_id
from desktop.core.errors import Problem, ProfileError, ProtocolError
from desktop.core.handshake import VERSION, Handshake, handshake_url, read_handshake

MAX_BODY: Final = 1024 * 1024
"""Bytes; a project of a thousand chatbots needs less."""


def outgoing(
    profile: Profile, chatbot_id: str, secret: Secret, client: httpx.AsyncClient, journey: Journey
) -> httpx.Request:
    """The request as documented; raises ProfileError for what cannot be asked."""
    body = {
        "chatbot_id": clean_id(chatbot_id, "chatbot_missing", "chatbot_id"),
        "project_id": clean_id(profile.project_id, "project_missing", "project_id"),
        "version": VERSION,
    }
    told = headers(secret=secret, content=JSON)
    try:
        content, trace = msgspec.json.encode(body), {"trace": journey}
        return client.build_request("POST", handshake_url(profile), headers=told, content=content, extensions=trace)
    except httpx.InvalidURL:
        raise ProfileError(Problem("address_invalid"), "address") from None


def read(body: bytes) -> Handshake:
    """What came; raises ProtocolError when there is no token in it."""
    if len(body) > MAX_BODY:
        raise ProtocolError(Problem("answer_too_large", {"size": f"{MAX_BODY // 1024**2} MiB"}))
    found = read_handshake(wire.json_value(body))
    if found is not None:
        return found
    if wire.is_web_page(body):
        raise ProtocolError(Problem("html_answer", retryable=True))
    raise ProtocolError(Problem("handshake_unreadable"))


def not_here(problem: Problem) -> Problem:
    """A refusal of the handshake as such: a 404 is about its path, which the user typed in, not about the chatbot."""
    return replace(problem, code="handshake_not_found") if problem.code == "not_found" else problem
