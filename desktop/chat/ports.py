"""What the work needs of the network and the disk, stated as protocols; `api` and `store` satisfy them by shape."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import ParamSpec, Protocol, TypeVar

from desktop.core.chatbot import Secret
from desktop.core.conversation import ALL, Conversation, Draft, Listing, RemovedMessage
from desktop.core.events import Batch
from desktop.core.export import Piece
from desktop.core.merging import Comparison
from desktop.core.message import Message
from desktop.core.progress import Progress
from desktop.core.recording import RecordingUsage
from desktop.core.request import ChatRequest
from desktop.core.search import SearchPage, SearchQuery

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


class ExportSource(Protocol):
    """The history as the pieces of an export; iterated on the disk thread too."""

    def ids(self, *, with_trash: bool, newest_first: bool) -> list[str]: ...
    def pieces(self, ids: Sequence[str]) -> Iterator[Piece]: ...


class ImportTarget(Protocol):
    """Where a staged file is merged into; raises Cancelled too."""

    def compare(self, staged: Path, progress: Progress) -> Comparison: ...
    def merge(self, staged: Path, progress: Progress, *, newer: bool) -> Path: ...


class SearchIndexFile(Protocol):
    """What makes the history searchable, on the disk thread; raises StoreError."""

    def advance(self) -> bool:
        """Work for a moment; whether more is to be done."""
        ...


class SearchFile(Protocol):
    """The search in the history as blocking calls, for a thread of its own; raises StoreError."""

    def warm(self) -> None: ...
    def find(self, query: SearchQuery, after: int | None, is_wanted: Callable[[], bool]) -> SearchPage: ...
    def interrupt(self) -> None:
        """May be called from any thread."""
        ...

    def close(self) -> None: ...


class HistoryFile(Protocol):
    """The history as blocking calls, for the disk thread."""

    @property
    def exports(self) -> ExportSource: ...
    @property
    def imports(self) -> ImportTarget: ...
    @property
    def search_index(self) -> SearchIndexFile: ...

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
    @property
    def forgotten(self) -> ForgottenReplies: ...


class ForgottenReplies(Protocol):
    """Replies that were deleted and whose recordings may still be there, for the disk thread."""

    def list_ids(self, *, undoable: bool) -> tuple[str, ...]: ...
    def clear(self, message_ids: tuple[str, ...]) -> None: ...


class RecordingFiles(Protocol):
    """The recordings as blocking calls, for the recorder's thread; `content` raises StoreError."""

    def size_of(self, message_id: str) -> int: ...
    def content(self, message_id: str, *, plain: bool) -> bytes: ...
    def usage(self) -> RecordingUsage: ...
    def delete(self, message_ids: Iterable[str]) -> None: ...
    def delete_all(self) -> None: ...
    def prune(self) -> None: ...


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
