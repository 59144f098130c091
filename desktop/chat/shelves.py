"""How conversations are kept, for those who must not block: each call goes to the disk thread and is awaited."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Protocol, TypeAlias, TypeVar

from desktop.chat.ports import HistoryFile, ShelvesFile
from desktop.core.conversation import Conversation, Listing, Shelf
from desktop.core.outline import ChatbotCount, Outline, TagCount

_T = TypeVar("_T")
Change: TypeAlias = Callable[[ShelvesFile, Sequence[str]], None]
"""What is done to how the conversations with these ids are kept."""


class OnDisk(Protocol):
    """Runs some work on the disk thread."""

    def __call__(self, work: Callable[[HistoryFile], _T]) -> Awaitable[_T]: ...


class Shelves:
    """Every method raises StoreError when the disk refuses; `desktop.store.shelves` says what each one does."""

    def __init__(self, on_disk: OnDisk) -> None:
        self._on_disk = on_disk

    async def set_pinned(self, ids: Iterable[str], pinned: bool) -> None:
        await self._change(ids, lambda file, ids: file.set_pinned(ids, pinned))

    async def set_archived(self, ids: Iterable[str], archived: bool) -> None:
        await self._change(ids, lambda file, ids: file.set_archived(ids, archived))

    async def set_unread(self, ids: Iterable[str], unread: bool) -> None:
        await self._change(ids, lambda file, ids: file.set_unread(ids, unread))

    async def move_to_trash(self, ids: Iterable[str]) -> None:
        await self._change(ids, lambda file, ids: file.move_to_trash(ids))

    async def restore(self, ids: Iterable[str]) -> None:
        await self._change(ids, lambda file, ids: file.restore(ids))

    async def rename(self, conversation_id: str, title: str) -> None:
        await self._change((conversation_id,), lambda file, ids: file.rename(ids[0], title))

    async def change_tags(self, ids: Iterable[str], added: Iterable[str], removed: Iterable[str] = ()) -> None:
        tags = tuple(added), tuple(removed)
        await self._change(ids, lambda file, ids: file.change_tags(ids, *tags))

    async def delete_for_ever(self, ids: Iterable[str]) -> None:
        await self._run(lambda file: file.delete_for_ever(ids))

    async def empty_trash(self, before: float) -> bool:
        """Whether there was any. In pieces: what is saved meanwhile comes between two of them."""
        found = False
        while await self._run(lambda file: file.empty_trash(before)):
            found = True
        return found

    async def outline(self, listing: Listing, starts: Sequence[float], until: float) -> Outline:
        return await self._run(lambda file: file.outline(listing, starts, until))

    async def list_ids(self, listing: Listing, offset: int, limit: int) -> tuple[str, ...]:
        return await self._run(lambda file: file.list_ids(listing, offset, limit))

    async def find_row(self, listing: Listing, conversation_id: str) -> int | None:
        return await self._run(lambda file: file.find_row(listing, conversation_id))

    async def list_tags(self) -> tuple[TagCount, ...]:
        return await self._run(lambda file: file.list_tags())

    async def list_chatbots(self, shelf: Shelf) -> tuple[ChatbotCount, ...]:
        return await self._run(lambda file: file.list_chatbots(shelf))

    async def count_unread(self) -> int:
        return await self._run(lambda file: file.count_unread())

    async def find_unread(self, besides: str = "") -> Conversation | None:
        return await self._run(lambda file: file.find_unread(besides))

    async def _change(self, ids: Iterable[str], change: Change) -> None:
        keys = tuple(ids)
        await self._run(lambda file: change(file, keys))

    async def _run(self, work: Callable[[ShelvesFile], _T]) -> _T:
        return await self._on_disk(lambda file: work(file.shelves))
