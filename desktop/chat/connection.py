"""Testing a connection: one small question, and a plain answer about what happened."""

from __future__ import annotations

import time
import uuid
from contextlib import aclosing
from typing import Final

from desktop.chat.ports import Robofy
from desktop.core.chatbot import Profile, Secret
from desktop.core.connection_result import ConnectionResult
from desktop.core.errors import NOT_REACHED, AppError, Problem, ProfileError
from desktop.core.message import Message, Status, empty_reply
from desktop.core.reducer import fold_all
from desktop.core.request import ChatRequest
from desktop.core.text import elide

TEST_QUESTION: Final = "Hello"
_EXCERPT: Final = 120
_FIELDS: Final = {"unauthorized": "secret", "not_found": "chatbot_id", "bad_request": "project_id"}
_ELSEWHERE: Final = frozenset(
    {"offline", "proxy_address", "proxy_failed", "proxy_not_reached", "proxy_sign_in", "proxy_sign_in_long"}
)
"""Codes that another address would not mend."""
_ADDRESS_CODES: Final = (NOT_REACHED - _ELSEWHERE) | {"html_answer", "html_refusal", "redirected"}


async def check_connection(robofy: Robofy, profile: Profile, chatbot_id: str, secret: Secret) -> ConnectionResult:
    """Ask the chatbot `TEST_QUESTION` in a session of its own and say how it went; never raises an AppError."""
    request = ChatRequest(profile, chatbot_id, secret, str(uuid.uuid4()), TEST_QUESTION)
    chatbot = profile.find_chatbot(chatbot_id)
    name = chatbot.name if chatbot else profile.name
    reply = empty_reply("test", 0.0)
    begun = time.monotonic()
    try:
        async with aclosing(robofy.reply(request)) as batches:
            async for batch in batches:
                reply = fold_all(reply, batch.events, batch.at)
    except AppError as error:
        field = error.field if isinstance(error, ProfileError) else _field(error.problem)
        return ConnectionResult(False, name, time.monotonic() - begun, "", error.problem, field)
    return _result(reply, name, time.monotonic() - begun)


def _result(reply: Message, name: str, seconds: float) -> ConnectionResult:
    if reply.status is Status.COMPLETE:
        return ConnectionResult(True, name, seconds, elide(" ".join(reply.text.split()), _EXCERPT), None, "")
    problem = reply.problem or Problem("unreadable_answer")
    return ConnectionResult(False, name, seconds, "", problem, _field(problem))


def _field(problem: Problem) -> str:
    """The field of the profile that most likely has to change; empty when none would help."""
    return "address" if problem.code in _ADDRESS_CODES else _FIELDS.get(problem.code, "")
