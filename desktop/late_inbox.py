"""The inbox of the service, made on first use: importing the network costs more than the first paint may take.

The key goes to the filter of the log before it goes anywhere else.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from desktop.core.inbox import InboxAccess, LeadPage, MessagePage, SessionPage
from desktop.journal import Journal

if TYPE_CHECKING:
    from desktop.api.inbox import InboxClient
    from desktop.api.robofy import Robofy


class LateInbox:
    """Satisfies `chat.ports.InboxSource`. `robofy` gives the client that the ways to the servers belong to."""

    def __init__(self, robofy: Callable[[], Awaitable[Robofy]], journal: Journal) -> None:
        self._robofy = robofy
        self._journal = journal

    async def sessions(self, access: InboxAccess, more: str = "") -> SessionPage:
        return await (await self._client(access)).sessions(access, more)

    async def messages(self, access: InboxAccess, session_id: str, more: str = "") -> MessagePage:
        return await (await self._client(access)).messages(access, session_id, more)

    async def leads(self, access: InboxAccess, session_id: str, more: str = "") -> LeadPage:
        return await (await self._client(access)).leads(access, session_id, more)

    async def _client(self, access: InboxAccess) -> InboxClient:
        self._journal.register(access.secret)
        robofy = await self._robofy()
        from desktop.api.inbox import InboxClient
        from desktop.api.reading import Reading

        return InboxClient(Reading(robofy.ways))
