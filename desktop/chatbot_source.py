"""Where the list of chatbots comes from: the network, made on first use like everything of it."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from desktop.core.chatbot import Profile, Secret
from desktop.core.found import FoundChatbots
from desktop.journal import Journal
from desktop.store.thread import DaemonThread

if TYPE_CHECKING:
    from desktop.api.robofy import Robofy


class ChatbotSource:
    """`robofy` gives the client that the ways to the servers belong to."""

    def __init__(self, imports: DaemonThread, journal: Journal, robofy: Callable[[], Awaitable[Robofy]]) -> None:
        self._imports = imports
        self._journal = journal
        self._robofy = robofy

    async def find(self, profile: Profile, secret: Secret) -> FoundChatbots:
        """All chatbots of the project; raises ProfileError, NetworkError, ServerError, ProtocolError."""
        self._journal.register(secret)
        await asyncio.wrap_future(self._imports.call(importlib.import_module, "desktop.api.agents"))
        from desktop.api.agents import Agents

        return await Agents((await self._robofy()).ways).find(profile, secret)
