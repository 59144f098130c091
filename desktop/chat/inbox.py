"""The inbox for those who look at it: which key opens it, and a session whole, page after page.

The trap: a server may name a next page for ever. Both the pages and what is in them are bounded, and a page that was
asked for already is the end.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from desktop.chat.ports import InboxSource
from desktop.chat.profile_book import ProfileBook
from desktop.core.chatbot import Credential
from desktop.core.errors import AppError, Problem, ProfileError
from desktop.core.inbox import InboxAccess, InboxMessage, Lead, SessionPage, Transcript, oldest_first

MAX_MESSAGES: Final = 5_000
MAX_PAGES: Final = 50
_LEAD_PAGES: Final = 5


class Inbox:
    """Nothing that is read here is kept. `prepare` starts what a profile needs to be asked (the sandbox)."""

    def __init__(self, source: InboxSource, book: ProfileBook, prepare: Callable[[str], Awaitable[None]]) -> None:
        self._source = source
        self._book = book
        self._prepare = prepare

    async def sessions(self, profile_id: str, chatbot_id: str, more: str = "") -> SessionPage:
        """A page of the sessions of a chatbot. Raises every AppError but StoreError."""
        return await self._source.sessions(await self._access(profile_id, chatbot_id), more)

    async def transcript(self, profile_id: str, chatbot_id: str, session_id: str) -> Transcript:
        """All of a session, as far as this program takes it, with its leads if they may be read."""
        access = await self._access(profile_id, chatbot_id)
        found: list[InboxMessage] = []
        more, unusable, asked = "", 0, {""}
        for _ in range(MAX_PAGES):
            page = await self._source.messages(access, session_id, more)
            found += page.messages
            unusable += page.unusable
            more = "" if page.more in asked else page.more
            if not more or len(found) >= MAX_MESSAGES:
                break
            asked.add(more)
        leads, problem = await self._leads(access, session_id)
        is_cut = bool(more) or len(found) > MAX_MESSAGES
        return Transcript(oldest_first(found[:MAX_MESSAGES]), leads, problem, is_cut, unusable)

    async def _leads(self, access: InboxAccess, session_id: str) -> tuple[tuple[Lead, ...], Problem | None]:
        """The leads, and why there are none when that is known: the session can be read without them."""
        found: list[Lead] = []
        more, asked = "", {""}
        try:
            for _ in range(_LEAD_PAGES):
                page = await self._source.leads(access, session_id, more)
                found += page.leads
                more = page.more
                if more in asked:
                    break
                asked.add(more)
        except AppError as error:
            return tuple(found), error.problem
        return tuple(found), None

    async def _access(self, profile_id: str, chatbot_id: str) -> InboxAccess:
        await self._prepare(profile_id)
        profile = self._book.find(profile_id)
        if profile is None or profile.find_chatbot(chatbot_id) is None:
            raise ProfileError(Problem("profile_gone" if profile is None else "chatbot_gone"), "")
        if profile.credential is Credential.CLIENT_TOKEN:
            raise ProfileError(Problem("inbox_client_token"), "secret")
        secret = await self._book.secret(profile)
        if secret is None:
            raise ProfileError(Problem("read_secret_missing"), "secret")
        return InboxAccess(profile, chatbot_id, secret)
