"""What the work needs of the network and the disk, stated as protocols; `api` and `store` satisfy them by shape."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from concurrent.futures import Future
from typing import ParamSpec, Protocol, TypeVar

from desktop.core.chatbot import Secret
from desktop.core.conversation import ALL, Conversation, Draft, Listing, RemovedMessage
from desktop.core.events import Batch
from desktop.core.message import Message
from desktop.core.request import ChatRequest

_P = ParamSpec("_P")
_T = TypeVar("_T")


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


class WorkThread(Protocol):
    """A thread that runs one blocking call after the other."""

    def call(self, function: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]: ...


class HistoryFile(Protocol):
    """The history as blocking calls, for the disk thread."""

    def save_messages(self, conversation_id: str, messages: tuple[Message, ...]) -> None: ...
    def save_conversation(self, conversation: Conversation) -> None: ...
    def save_draft(self, draft: Draft) -> None: ...
    def list_conversations(
        self, listing: Listing = ALL, offset: int = 0, limit: int = 100
    ) -> tuple[Conversation, ...]: ...
    def count_conversations(self, listing: Listing = ALL) -> int: ...
    def load_messages(self, conversation_id: str) -> tuple[Message, ...]: ...
    def find_draft(self, conversation_id: str) -> Draft | None: ...
    def delete_conversation(self, conversation_id: str) -> None: ...
    def delete_message(self, conversation_id: str, message_id: str) -> RemovedMessage | None: ...
    def restore_message(self, removed: RemovedMessage) -> None: ...


class SecretVault(Protocol):
    """The system keyring, and what is kept in memory before it or instead.

    `keep`, `forget` and `find` are about the memory and never block. `save` tells the keyring what was kept or
    forgotten last. `save`, `get` and `keyring_name` block, raise SecretError, and need a thread of their own.
    """

    def keep(self, profile_id: str, origin: str, secret: Secret) -> None: ...
    def forget(self, profile_id: str, origin: str) -> None: ...
    def find(self, profile_id: str, origin: str) -> Secret | None: ...
    def save(self, profile_id: str, origin: str) -> None: ...
    def get(self, profile_id: str, origin: str) -> Secret | None: ...
    def keyring_name(self) -> str: ...
