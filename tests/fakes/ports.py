"""The network and the disk as the work sees them, in memory and on the clock of the loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path
from threading import Event as Gate
from typing import ParamSpec, TypeAlias, TypeVar

import msgspec

from desktop.core.branches import path
from desktop.core.chatbot import Secret
from desktop.core.conversation import ALL, Conversation, Draft, Listing, RemovedMessage, shelf_of
from desktop.core.errors import AppError, Problem, SecretError, StoreError
from desktop.core.events import Batch, Event
from desktop.core.export.pieces import Opened, Piece, Said
from desktop.core.merging import Comparison
from desktop.core.message import Message
from desktop.core.progress import Progress
from desktop.core.queue import Queued
from desktop.core.request import ChatRequest
from tests.fakes.shelves import FakeShelves

_P = ParamSpec("_P")
_T = TypeVar("_T")
Step: TypeAlias = Batch | BaseException | Callable[[], Awaitable[object]]


class FakeRobofy:
    """Plays a script: gives a batch, raises an error, awaits what else it finds. `closed` counts connections closed."""

    def __init__(self, *script: Step, diary: list[str] | None = None) -> None:
        self.requests: list[ChatRequest] = []
        self.closed = 0
        self._script = script
        self._diary = [] if diary is None else diary

    async def reply(self, request: ChatRequest) -> AsyncGenerator[Batch, None]:
        self.requests.append(request)
        self._diary.append("request")
        try:
            for step in self._script:
                if isinstance(step, BaseException):
                    raise step
                if isinstance(step, Batch):
                    yield step
                else:
                    await step()
        finally:
            self.closed += 1
            self._diary.append("hang up")


class FakeHistory:
    """One disk: a save takes `delay` seconds and stands behind those asked for earlier.

    As on a real disk thread, cancelling takes back a save that has not begun and does not undo one that has. Every
    n-th save for an n in `fails` raises StoreError, and so does a message whose conversation was never saved.
    """

    def __init__(self, *, delay: float = 0.0, fails: tuple[int, ...] = (), diary: list[str] | None = None) -> None:
        self.conversations: dict[str, Conversation] = {}
        self.messages: dict[str, Message] = {}
        self.drafts: dict[str, Draft] = {}
        self.saved: list[tuple[float, tuple[Message, ...]]] = []
        self._delay = delay
        self._fails = fails
        self._asked = 0
        self._free_at = 0.0
        self._diary = [] if diary is None else diary

    async def save_messages(self, conversation_id: str, messages: tuple[Message, ...]) -> None:
        def write() -> None:
            if conversation_id not in self.conversations:
                raise StoreError(Problem("store_failed"))
            self.messages |= {message.id: message for message in messages}
            self.saved.append((asyncio.get_running_loop().time(), messages))
            self._diary.append("save " + " ".join(f"{message.id}:{message.status}" for message in messages))

        await self._on_disk(write)

    async def save_conversation(self, conversation: Conversation) -> None:
        def write() -> None:
            self.conversations[conversation.id] = conversation
            self._diary.append(f"save {conversation.id}")

        await self._on_disk(write)

    async def save_draft(self, draft: Draft) -> None:
        await self._on_disk(lambda: self.drafts.update({draft.conversation_id: draft}))

    async def _on_disk(self, write: Callable[[], None]) -> None:
        loop = asyncio.get_running_loop()
        self._asked += 1
        refused = self._asked in self._fails
        begin = max(loop.time(), self._free_at)
        self._free_at = begin + self._delay
        written = loop.create_future()

        def run() -> None:
            try:
                if refused:
                    raise StoreError(Problem("disk_full"))
                write()
            except StoreError as error:
                if not written.done():
                    written.set_exception(error)
            else:
                if not written.done():
                    written.set_result(None)

        job = loop.call_at(self._free_at, run)
        try:
            await written
        except asyncio.CancelledError:
            if loop.time() < begin:
                job.cancel()
            raise


class FakeThread:
    """A thread that is done at once; while it `hangs` its calls wait, and nobody knows for how long."""

    def __init__(self) -> None:
        self.hangs = False
        self.calls = 0
        self.waiting: list[Callable[[], None]] = []

    def call(self, function: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        self.calls += 1
        future: Future[_T] = Future()

        def job() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                result = function(*args, **kwargs)
            except (AppError, ZeroDivisionError) as error:
                future.set_exception(error)
            else:
                future.set_result(result)

        if self.hangs:
            self.waiting.append(job)
        else:
            job()
        return future


class FakeForgotten:
    """The ids of replies that were deleted: those whose conversation is gone, and those that can be put back."""

    def __init__(self) -> None:
        self.for_ever: list[str] = []
        self.undoable: list[str] = []

    def list_ids(self, *, undoable: bool) -> tuple[str, ...]:
        return (*self.for_ever, *(self.undoable if undoable else ()))

    def clear(self, message_ids: tuple[str, ...]) -> None:
        self.for_ever = [one for one in self.for_ever if one not in message_ids]
        self.undoable = [one for one in self.undoable if one not in message_ids]


class FakeSearchIndex:
    """Has `steps` steps to do; a negative number is a disk that refuses once."""

    def __init__(self) -> None:
        self.steps = 0
        self.calls = 0

    def advance(self) -> bool:
        self.calls += 1
        if self.steps < 0:
            self.steps = 0
            raise StoreError(Problem("disk_full"))
        self.steps -= bool(self.steps)
        return self.steps > 0


class FakeBranches:
    """Remembers leaves."""

    def __init__(self) -> None:
        self.leaves: dict[str, str] = {}

    def save_leaf(self, conversation_id: str, leaf: str) -> None:
        self.leaves[conversation_id] = leaf

    def find_leaf(self, conversation_id: str) -> str:
        return self.leaves.get(conversation_id, "")


class FakeQueue:
    """Remembers queues."""

    def __init__(self) -> None:
        self.waiting: dict[str, tuple[Queued, ...]] = {}

    def load(self, conversation_id: str) -> tuple[Queued, ...]:
        return self.waiting.get(conversation_id, ())

    def save(self, conversation_id: str, waiting: tuple[Queued, ...]) -> None:
        self.waiting[conversation_id] = waiting


class FakeHistoryFile:
    """The history file as blocking calls; pages as the real one does."""

    def __init__(self) -> None:
        self.changed_elsewhere = False
        self.forgotten = FakeForgotten()
        self.search_index = FakeSearchIndex()
        self.branches = FakeBranches()
        self.queue = FakeQueue()
        self.conversations: dict[str, Conversation] = {}
        self.messages: dict[str, dict[str, Message]] = {}
        self.removed: dict[str, Message] = {}
        self.drafts: dict[str, Draft] = {}
        self.exports = FakeExports(self)
        self.imports = FakeImports()
        self.shelves = FakeShelves()

    def was_changed_elsewhere(self) -> bool:
        changed, self.changed_elsewhere = self.changed_elsewhere, False
        return changed

    def save_messages(self, conversation_id: str, messages: tuple[Message, ...]) -> None:
        if conversation_id not in self.conversations:
            raise StoreError(Problem("store_failed"))
        self.messages.setdefault(conversation_id, {}).update({message.id: message for message in messages})

    def save_conversation(self, conversation: Conversation) -> None:
        self.conversations[conversation.id] = conversation

    def save_whole(self, conversation: Conversation, messages: tuple[Message, ...]) -> None:
        self.save_conversation(conversation)
        self.save_messages(conversation.id, messages)

    def save_draft(self, draft: Draft) -> None:
        self.drafts[draft.conversation_id] = draft

    def find_conversation(self, conversation_id: str) -> Conversation | None:
        return self.conversations.get(conversation_id)

    def list_conversations(self, listing: Listing = ALL, offset: int = 0, limit: int = 100) -> tuple[Conversation, ...]:
        newest = sorted(self._listed(listing), key=lambda one: (one.pinned, one.updated, one.id), reverse=True)
        return tuple(newest[offset : offset + limit])

    def count_conversations(self, listing: Listing = ALL) -> int:
        return len(self._listed(listing))

    def _listed(self, listing: Listing) -> list[Conversation]:
        return [
            one
            for one in self.conversations.values()
            if shelf_of(one) is listing.shelf
            and listing.chatbot in (None, (one.profile_id, one.chatbot_id))
            and (not listing.tag or listing.tag in one.tags)
        ]

    def load_messages(self, conversation_id: str) -> tuple[Message, ...]:
        return tuple(self.messages.get(conversation_id, {}).values())

    def find_draft(self, conversation_id: str) -> Draft | None:
        return self.drafts.get(conversation_id)

    def delete_conversation(self, conversation_id: str, *, if_empty: bool = False) -> None:
        if if_empty and self.messages.get(conversation_id):
            return
        self.conversations.pop(conversation_id, None)
        self.messages.pop(conversation_id, None)
        self.drafts.pop(conversation_id, None)

    def delete_message(self, conversation_id: str, message_id: str) -> RemovedMessage | None:
        message = self.messages.get(conversation_id, {}).pop(message_id, None)
        if message is None:
            return None
        self.removed[message_id] = message
        return RemovedMessage(message_id, (conversation_id,))

    def restore_message(self, removed: RemovedMessage) -> None:
        self.messages[str(removed.row[0])][removed.message_id] = self.removed[removed.message_id]


class FakeExports:
    """The pieces of what a fake history holds; bodies are JSON as the real one stores them."""

    def __init__(self, file: FakeHistoryFile) -> None:
        self._file = file

    def ids(self, *, with_trash: bool, newest_first: bool) -> list[str]:
        found = [key for key, one in self._file.conversations.items() if with_trash or not one.removed]
        return found[::-1] if newest_first else found

    def pieces(self, ids: Sequence[str], *, in_view: bool = False) -> Iterator[Piece]:
        for key in ids:
            if key in self._file.conversations:
                yield Opened(self._file.conversations[key])
                messages = self._file.load_messages(key)
                for message in path(messages, self._file.conversations[key].leaf) if in_view else messages:
                    yield Said(message, msgspec.json.encode(message).decode(), 2)


class FakeImports:
    """Says what it was told to say, or raises it. Merging waits for `gate`, and does not look whether it is wanted."""

    def __init__(self) -> None:
        self.comparison: Comparison | BaseException = Comparison(new=1)
        self.failure: BaseException | None = None
        self.begun = Gate()
        self.gate = Gate()
        self.gate.set()
        self.merged: list[tuple[Path, bool]] = []

    def compare(self, staged: Path, progress: Progress) -> Comparison:
        if isinstance(self.comparison, BaseException):
            raise self.comparison
        return self.comparison

    def merge(self, staged: Path, progress: Progress, *, newer: bool) -> None:
        self.begun.set()
        self.gate.wait(20)
        if self.failure is not None:
            raise self.failure
        self.merged.append((staged, newer))


class FakeVault:
    """A keyring (`kept`) and a memory, where None is a removal that the keyring does not know of yet.

    A keyring that is `broken` with a code refuses every call; one without a name is none.
    """

    def __init__(self, name: str = "Test keyring") -> None:
        self.name = name
        self.broken = ""
        self.is_asking = False
        self.locked = False
        self.kept: dict[tuple[str, str], Secret] = {}
        self.session: dict[tuple[str, str], Secret | None] = {}
        self.private: set[tuple[str, str]] = set()

    def keep(self, profile_id: str, origin: str, secret: Secret, *, private: bool = False) -> None:
        self.session[profile_id, origin] = secret
        (self.private.add if private else self.private.discard)((profile_id, origin))

    def forget(self, profile_id: str, origin: str) -> None:
        self.session[profile_id, origin] = None
        self.private.discard((profile_id, origin))

    def find(self, profile_id: str, origin: str) -> Secret | None:
        return self.session.get((profile_id, origin))

    def save(self, profile_id: str, origin: str) -> None:
        key = (profile_id, origin)
        if key not in self.session:
            return
        self._refuse()
        secret = self.session[key]
        if secret is None or key in self.private:
            self.kept.pop(key, None)
        elif self.name:
            self.kept[key] = secret
        else:
            raise SecretError(Problem("keyring_missing", retryable=True))
        if key not in self.private:
            del self.session[key]

    def get(self, profile_id: str, origin: str) -> Secret | None:
        if (profile_id, origin) in self.session:
            return self.find(profile_id, origin)
        self._refuse()
        return self.kept.get((profile_id, origin))

    def keyring_name(self) -> str:
        self._refuse()
        return self.name

    def is_locked(self) -> bool:
        self._refuse()
        return self.locked

    def _refuse(self) -> None:
        if self.broken:
            raise SecretError(Problem(self.broken, retryable=True))


def batch(*events: Event, at: float = 0.0) -> Batch:
    return Batch(at, events)
