"""The history for those who must not block: each call goes to the disk thread and is awaited.

One thread means one order: what is saved later stands later, without locks.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import NamedTuple, TypeVar

from desktop.chat.ports import HistoryFile, WorkThread
from desktop.chat.shelves import Shelves
from desktop.core.branches import Tree
from desktop.core.conversation import ALL, Conversation, Draft, Listing, RemovedMessage
from desktop.core.message import Message
from desktop.core.outline import Outline
from desktop.core.queue import Queued

_T = TypeVar("_T")


class Stored(NamedTuple):
    """What the history has of a conversation, None as itself when it has none; `draft` and `leaf` may be empty."""

    conversation: Conversation | None
    messages: dict[str, Message]
    tree: Tree
    draft: str
    leaf: str


class Archive:
    """Every method raises StoreError when the disk refuses. `file` arrives late: it is opened after the first paint."""

    def __init__(self, thread: WorkThread, open_file: Callable[[], HistoryFile]) -> None:
        self._thread = thread
        self._open_file = open_file
        self._file: HistoryFile | None = None
        self.used = asyncio.Event()
        """Set after each call: something may have changed."""
        self.shelves = Shelves(self._on_disk)

    async def save_messages(self, conversation_id: str, messages: tuple[Message, ...]) -> None:
        await self._on_disk(lambda file: file.save_messages(conversation_id, messages))

    async def save_conversation(self, conversation: Conversation) -> None:
        await self._on_disk(lambda file: file.save_conversation(conversation))

    async def save_whole(self, conversation: Conversation, messages: tuple[Message, ...]) -> None:
        """With its messages and tags, all or none."""
        await self._on_disk(lambda file: file.save_whole(conversation, messages))

    async def save_draft(self, draft: Draft) -> None:
        await self._on_disk(lambda file: file.save_draft(draft))

    async def find_conversation(self, conversation_id: str) -> Conversation | None:
        return await self._on_disk(lambda file: file.find_conversation(conversation_id))

    async def list_conversations(
        self, listing: Listing = ALL, offset: int = 0, limit: int = 100
    ) -> tuple[Conversation, ...]:
        """Some of a listing in its order: pinned first, then what happened last; in the trash what came there last."""
        return await self._on_disk(lambda file: file.list_conversations(listing, offset, limit))

    async def list_with_outline(
        self, listing: Listing, starts: Sequence[float], until: float, offset: int, limit: int
    ) -> tuple[Outline, tuple[Conversation, ...]]:
        """How a listing is divided, and some of it, in one go: else what is saved between is in one only."""
        return await self._on_disk(
            lambda file: (
                file.shelves.outline(listing, starts, until),
                file.list_conversations(listing, offset, limit),
            )
        )

    async def count_conversations(self, listing: Listing = ALL) -> int:
        return await self._on_disk(lambda file: file.count_conversations(listing))

    async def load(self, conversation_id: str) -> Stored:
        """All that is needed to show a conversation, in one go: who is before it in the queue is waited for once."""
        return await self._on_disk(lambda file: _stored(file, conversation_id))

    async def load_messages(self, conversation_id: str) -> tuple[Message, ...]:
        return await self._on_disk(lambda file: file.load_messages(conversation_id))

    async def delete_conversation(self, conversation_id: str, *, if_empty: bool = False) -> None:
        """With `if_empty` not when the disk has messages of it, which another program may have written."""
        await self._on_disk(lambda file: file.delete_conversation(conversation_id, if_empty=if_empty))

    async def delete_message(self, conversation_id: str, message_id: str) -> RemovedMessage | None:
        """What `restore_message` takes; None when the disk has no such message."""
        return await self._on_disk(lambda file: file.delete_message(conversation_id, message_id))

    async def restore_message(self, removed: RemovedMessage) -> None:
        await self._on_disk(lambda file: file.restore_message(removed))

    async def list_forgotten(self, *, undoable: bool) -> tuple[str, ...]:
        """Ids of replies that were deleted for ever; `undoable` ones as well, when nothing can undo that any more."""
        return await self._on_disk(lambda file: file.forgotten.list_ids(undoable=undoable))

    async def clear_forgotten(self, message_ids: tuple[str, ...]) -> None:
        """Nothing is left of these."""
        await self._on_disk(lambda file: file.forgotten.clear(message_ids))

    def call(self, work: Callable[[HistoryFile], _T]) -> Future[_T]:
        """For those who wait on a thread of their own."""
        return self._thread.call(self._run, work)

    async def advance_search(self) -> bool:
        """Make some more of it searchable; whether there is more to be done."""
        return await asyncio.wrap_future(self.call(lambda file: file.search_index.advance()))

    async def was_changed_elsewhere(self) -> bool:
        """Whether another program has written to the history since this was asked before."""
        is_changed = await asyncio.wrap_future(self.call(lambda file: file.was_changed_elsewhere()))
        if is_changed:
            self.used.set()
        return is_changed

    async def save_leaf(self, conversation_id: str, leaf: str) -> None:
        """The end of the branch that is shown; empty for the newest."""
        await self._on_disk(lambda file: file.branches.save_leaf(conversation_id, leaf))

    async def save_queue(self, conversation_id: str, waiting: tuple[Queued, ...]) -> None:
        """All of a conversation's queue, in the place of what was there."""
        await self._on_disk(lambda file: file.queue.save(conversation_id, waiting))

    async def load_queue(self, conversation_id: str) -> tuple[Queued, ...]:
        return await self._on_disk(lambda file: file.queue.load(conversation_id))

    async def _on_disk(self, work: Callable[[HistoryFile], _T]) -> _T:
        try:
            return await asyncio.wrap_future(self.call(work))
        finally:
            self.used.set()

    def _run(self, work: Callable[[HistoryFile], _T]) -> _T:
        """On the disk thread: open the file at the first call, and again after a failure to open."""
        if self._file is None:
            self._file = self._open_file()
        return work(self._file)


def _stored(file: HistoryFile, conversation_id: str) -> Stored:
    messages = {message.id: message for message in file.load_messages(conversation_id)}
    draft = file.find_draft(conversation_id)
    leaf = file.branches.find_leaf(conversation_id)
    conversation = file.find_conversation(conversation_id)
    return Stored(conversation, messages, Tree(tuple(messages.values())), draft.text if draft else "", leaf)
