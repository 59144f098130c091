"""The chatbots of a project, read from whatever the service answers with.

The trap: no page says what the list is called or how its members are, so any JSON in which chatbots can be recognised
will do, and of anything else the beginning is told: the person who set up the profile may know what it is.

Source: Robofy API, "List Agents".
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

from msgspec.structs import replace

from desktop.api import agent_fields as fields
from desktop.api import redact, whole_answer, wire
from desktop.api.container import find_list
from desktop.api.endpoints import Endpoint, path
from desktop.api.ways import Ways
from desktop.core.chatbot import Profile, Secret, clean_id, clean_secret
from desktop.core.errors import AppError, NetworkError, Problem, ProfileError, ProtocolError, ServerError
from desktop.core.events import Json
from desktop.core.found import MOST_FOUND, FoundChatbot, FoundChatbots
from desktop.core.json_text import strict_json
from desktop.core.text import elide, well_formed

_PAGES: Final = 50
_SHOWN: Final = 200
"""Characters of an answer that nobody can read which are told."""
_LONGEST_NAME: Final = 200
_LONGEST_TEXT: Final = 1_000
_LONGEST_ADDRESS: Final = 2_000
_WORDS: Final = {
    "unauthorized": "chatbots_unauthorized",
    "forbidden": "chatbots_forbidden",
    "not_found": "chatbots_not_found",
    "bad_request": "chatbots_not_found",
    "first_byte_timeout": "chatbots_timeout",
    "silence_timeout": "chatbots_timeout",
    "connection_lost": "chatbots_lost",
}
"""Nothing was sent that could be kept, so the sentences of a reply would be wrong here."""


class Agents:
    """By the same ways as the replies."""

    def __init__(self, ways: Ways) -> None:
        self._ways = ways

    async def find(self, profile: Profile, secret: Secret) -> FoundChatbots:
        """All chatbots of the project, at most `MOST_FOUND`, page by page where the answer names a next one.

        Raises ProfileError, NetworkError, ServerError, ProtocolError.
        """
        project = clean_id(profile.project_id, "project_missing", "project_id")
        place, secret = path(Endpoint.CHATBOTS, project=project), clean_secret(secret.reveal())
        found: dict[str, FoundChatbot] = {}
        skipped, token, seen = 0, "", {""}
        for _ in range(_PAGES):
            query = {fields.NEXT_PAGE_QUERY: token} if token else {}
            chatbots, left_out, token = await self._page(profile, secret, place, query)
            found |= {one.id: one for one in chatbots if one.id not in found}
            skipped += left_out
            if token in seen or len(found) >= MOST_FOUND:
                break
            seen.add(token)
        kept = tuple(found.values())[:MOST_FOUND]
        return FoundChatbots(kept, skipped, is_whole=not token and len(found) <= MOST_FOUND)

    async def _page(
        self, profile: Profile, secret: Secret, place: str, query: Mapping[str, str]
    ) -> tuple[list[FoundChatbot], int, str]:
        try:
            return await whole_answer.get(self._ways, profile, secret, place, query, partial(_read, secret=secret))
        except (NetworkError, ServerError) as error:
            raise _reworded(error) from error


def _reworded(error: AppError) -> AppError:
    code = error.problem.code
    return type(error)(replace(error.problem, code=_WORDS.get(code, code)))


# ── what came ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _read(status: int, body: bytes, secret: Secret) -> tuple[list[FoundChatbot], int, str]:
    """The chatbots of a page, how many items are none, and what asks for the next page."""
    unreadable = ProtocolError(
        Problem("chatbots_unreadable", {"status": str(status)}, redact.safe_body(body, secret, _SHOWN), status)
    )
    if wire.is_error(body):
        raise ServerError(wire.problem(status, "", body, secret=secret, now=0))
    try:
        value: Json = strict_json(body.decode("utf-8", "replace").removeprefix("\ufeff"))
    except ValueError:
        raise unreadable from None
    items, token = find_list(value, fields.CONTAINERS, fields.NEXT_PAGE, lambda one: _chatbot(one) is not None)
    if items is None:
        raise unreadable
    found = [chatbot for item in items if (chatbot := _chatbot(item)) is not None]
    if items and not found:
        raise unreadable
    return found, len(items) - len(found), token


def _chatbot(item: Json) -> FoundChatbot | None:
    """None for what has no id that could be asked."""
    if not isinstance(item, dict):
        return None
    try:
        key = clean_id(_text(item, fields.ID, _LONGEST_NAME + 1), "chatbot_missing", "chatbot_id")
    except ProfileError:
        return None
    return FoundChatbot(
        key,
        " ".join(_text(item, fields.NAME, _LONGEST_NAME).split()),
        _text(item, fields.DESCRIPTION, _LONGEST_TEXT).strip(),
        _address(item),
        _readiness(item),
    )


def _text(item: Mapping[str, Json], names: fields.Names, longest: int) -> str:
    """The first member that is a text or a number, which an id may be."""
    for name in names:
        value = item.get(name)
        if isinstance(value, str) and value.strip():
            return elide(well_formed(value), longest)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)[:longest]
    return ""


def _address(item: Mapping[str, Json]) -> str:
    found = [one.strip() for name in fields.AVATAR if isinstance(one := item.get(name), str) and one.strip()]
    return well_formed(found[0]) if found and len(found[0]) <= _LONGEST_ADDRESS else ""


def _readiness(item: Mapping[str, Json]) -> str:
    for name in fields.READINESS:
        value = item.get(name)
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, str) and value.strip():
            return elide(" ".join(well_formed(value).split()), _LONGEST_NAME)
    return ""
