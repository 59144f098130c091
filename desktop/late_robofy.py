"""The network, made on first use: importing it costs more than the first paint may take."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import TYPE_CHECKING

from desktop.chat.proxy_keys import ProxyKeys
from desktop.core.chatbot import Profile, Secret
from desktop.core.diagnosis import Step
from desktop.core.errors import Problem
from desktop.core.events import Batch
from desktop.core.handshake import Handshake
from desktop.core.recording import Observe
from desktop.core.request import ChatRequest
from desktop.core.settings import NetworkSettings, Settings
from desktop.journal import Journal
from desktop.store.thread import DaemonThread

if TYPE_CHECKING:
    from desktop.api.robofy import Robofy


class LateRobofy:
    """Answers like `api.robofy.Robofy`; the journal learns each secret before it is used."""

    def __init__(
        self, settings: Settings, imports: DaemonThread, journal: Journal, observe: Observe, keys: ProxyKeys
    ) -> None:
        self._network = settings.network
        self._keys = keys
        self._imports = imports
        self._journal = journal
        self._observe = observe
        self._client: Robofy | None = None

    async def reply(self, request: ChatRequest) -> AsyncGenerator[Batch, None]:
        self._journal.register(request.secret)
        client = await self.client()
        async with aclosing(client.reply(request)) as batches:
            async for batch in batches:
                yield batch

    async def handshake(self, profile: Profile, chatbot_id: str, secret: Secret) -> Handshake:
        self._journal.register(secret)
        return await (await self.client()).handshake(profile, chatbot_id, secret)

    async def diagnose(
        self, profile: Profile, secret: Secret | Problem, tell: Callable[[Step], None]
    ) -> tuple[Step, ...]:
        if isinstance(secret, Secret):
            self._journal.register(secret)
        return await (await self.client()).diagnose(profile, secret, tell, self._journal.register)

    async def proxy_of(self, profile: Profile) -> str:
        return await (await self.client()).proxy_of(profile)

    def apply(self, network: NetworkSettings) -> None:
        """From the next request on."""
        self._network = network
        if self._client is not None:
            self._client.apply(network)

    async def client(self) -> Robofy:
        """The client itself, for what is read beside the replies."""
        if self._client is None:
            await asyncio.wrap_future(self._imports.call(importlib.import_module, "desktop.api.robofy"))
            from desktop.api.robofy import Robofy

            if self._client is None:  # another reply may have been faster
                self._client = Robofy(self._network, self._observe, self._find_password)
        return self._client

    async def _find_password(self, proxy: str) -> Secret | None:
        password = await self._keys.find(proxy)
        if password is not None:
            self._journal.register(password)
        return password

    async def aclose(self) -> None:
        if self._client is not None:
            await self._client.aclose()
