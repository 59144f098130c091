"""The inbox of a chatbot: its sessions, their messages, and the leads of one session; read, never written.

Source: Robofy API, "List Sessions", "List Session Messages" and "List Leads". None of them says how an inbox is paged;
where an answer names a next page, it is asked for as the leads document it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final, TypeVar

from msgspec.structs import replace

from desktop.api import inbox_body, inbox_fields
from desktop.api.endpoints import Endpoint, path
from desktop.api.reading import Reading
from desktop.core.chatbot import clean_id
from desktop.core.errors import Problem, ServerError
from desktop.core.events import Json
from desktop.core.inbox import InboxAccess, LeadPage, MessagePage, SessionPage

_T = TypeVar("_T")
_INBOX: Final = {"forbidden": "inbox_forbidden", "not_found": "inbox_not_found"}
_LEADS: Final = {"forbidden": "leads_forbidden", "read_unauthorized": "leads_forbidden", "not_found": "leads_not_found"}


class InboxClient:
    """Satisfies `chat.ports.InboxSource`. Every method raises ProfileError, NetworkError, ServerError, ProtocolError.

    `more` is what the page before named for the next one.
    """

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    async def sessions(self, access: InboxAccess, more: str = "") -> SessionPage:
        place = path(Endpoint.INBOX_SESSIONS, chatbot=_chatbot(access))
        return await self._get(access, place, _next(more), _INBOX, inbox_body.sessions)

    async def messages(self, access: InboxAccess, session_id: str, more: str = "") -> MessagePage:
        place = path(Endpoint.INBOX_MESSAGES, chatbot=_chatbot(access), session=session_id)
        return await self._get(access, place, _next(more), _INBOX, inbox_body.messages)

    async def leads(self, access: InboxAccess, session_id: str, more: str = "") -> LeadPage:
        project = clean_id(access.profile.project_id, "project_missing", "project_id")
        place = path(Endpoint.LEADS, project=project, chatbot=_chatbot(access))
        query = {inbox_fields.SESSION_QUERY: session_id, **_next(more)}
        return await self._get(access, place, query, _LEADS, partial(inbox_body.leads, session_id=session_id))

    async def _get(
        self,
        access: InboxAccess,
        place: str,
        query: Mapping[str, str],
        words: Mapping[str, str],
        read: Callable[[Json], _T],
    ) -> _T:
        try:
            return await self._reading.get(access.profile, access.secret, place, query, read)
        except ServerError as error:
            raise ServerError(_reworded(error.problem, words)) from error


def _chatbot(access: InboxAccess) -> str:
    return clean_id(access.chatbot_id, "chatbot_missing", "chatbot_id")


def _next(more: str) -> dict[str, str]:
    return {inbox_fields.NEXT_PAGE_QUERY: more} if more else {}


def _reworded(problem: Problem, words: Mapping[str, str]) -> Problem:
    return replace(problem, code=words.get(problem.code, problem.code))
