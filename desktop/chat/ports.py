"""What the work needs of the network and the disk, stated as protocols; `api` and `store` satisfy them by shape."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Protocol

from desktop.core.conversation import Conversation, Draft
from desktop.core.events import Batch
from desktop.core.message import Message
from desktop.core.request import ChatRequest


class Robofy(Protocol):
    """The network."""

    def reply(self, request: ChatRequest) -> AsyncGenerator[Batch, None]:
        """The events of one reply as they arrive; the last one is an end (`Done`, `Interrupted` or `Failed`).

        Raises ProfileError, NetworkError or ServerError when there is no readable answer. Closing the generator
        closes the connection.
        """
        ...


class History(Protocol):
    """The disk. Every call waits until the data is safe; raises StoreError."""

    async def save_messages(self, conversation_id: str, messages: tuple[Message, ...]) -> None: ...
    async def save_conversation(self, conversation: Conversation) -> None: ...
    async def save_draft(self, draft: Draft) -> None: ...
