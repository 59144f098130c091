"""An archive that does not give up what the disk refused: it is saved as soon as there is room.

The trap: a full disk must not let a question leave that is not saved, so whoever begins something is told each time.
Who goes on with something that was refused before, a reply that grows, is told once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Final, TypeAlias

from desktop.chat.archive import Archive
from desktop.chat.patient_shelves import PatientShelves
from desktop.chat.ports import HistoryFile, WorkThread
from desktop.chat.tasks import TaskScope
from desktop.core.conversation import Conversation, Draft, RemovedMessage
from desktop.core.errors import StoreError
from desktop.core.message import Message, Role

log = logging.getLogger(__name__)

AGAIN: Final = 2.0
"""Seconds between two tries."""
_PASSING: Final = frozenset({"disk_full", "store_locked", "store_read_only"})
"""Codes of what a person can mend while the program runs."""

_Key: TypeAlias = tuple[str, str, str]
"""What kind of thing, the conversation, the message."""
_Save: TypeAlias = Callable[[], Awaitable[None]]


class PatientArchive(Archive):
    """As Archive; `tell` is called when everything that had been refused is saved."""

    def __init__(
        self, thread: WorkThread, open_file: Callable[[], HistoryFile], tasks: TaskScope, tell: Callable[[], None]
    ) -> None:
        super().__init__(thread, open_file)
        self._tasks = tasks
        self._tell = tell
        self._refused: dict[_Key, _Save] = {}
        self._patient = PatientShelves(
            self._on_disk, lambda key: ("conversation", key, "") in self._refused, self._forgetting
        )
        self.shelves = self._patient

    async def save_messages(self, conversation_id: str, messages: tuple[Message, ...]) -> None:
        save = super().save_messages
        parts: dict[_Key, _Save] = {
            ("message", conversation_id, message.id): partial(save, conversation_id, (message,)) for message in messages
        }
        goes_on = any(message.role is Role.CHATBOT and message.parts for message in messages)
        await self._try(partial(save, conversation_id, messages), parts, goes_on=goes_on)

    async def save_conversation(self, conversation: Conversation) -> None:
        save = partial(self._save_with_shelf, conversation)
        await self._try(save, {("conversation", conversation.id, ""): save})

    async def save_whole(self, conversation: Conversation, messages: tuple[Message, ...]) -> None:
        save = partial(super().save_whole, conversation, messages)
        await self._try(save, {("whole", conversation.id, ""): save})

    async def save_draft(self, draft: Draft) -> None:
        save = partial(super().save_draft, draft)
        await self._try(save, {("draft", draft.conversation_id, ""): save}, goes_on=True)

    async def delete_conversation(self, conversation_id: str, *, if_empty: bool = False) -> None:
        with self._forgetting(frozenset((conversation_id,))):
            await super().delete_conversation(conversation_id, if_empty=if_empty)

    async def delete_message(self, conversation_id: str, message_id: str) -> RemovedMessage | None:
        removed = await super().delete_message(conversation_id, message_id)
        self._forget(lambda key: key == ("message", conversation_id, message_id))
        return removed

    async def save_refused(self) -> None:
        """Save what was refused, as far as the disk takes it; raises StoreError when it refuses again."""
        for key, save in list(self._refused.items()):
            if self._refused.get(key) is not save:
                continue  # something newer took its place
            try:
                await save()
            except StoreError as error:
                if error.problem.code in _PASSING:
                    raise
                log.warning("what was refused before cannot be saved: %s", error.problem.code)
            if self._refused.get(key) is save:
                del self._refused[key]

    async def _try(self, save: _Save, parts: dict[_Key, _Save], *, goes_on: bool = False) -> None:
        was_told = goes_on and self._refused.keys() >= parts.keys()
        # An older one must not be written over the new one, and its place among the others stays.
        self._refused |= {key: part for key, part in parts.items() if key in self._refused}
        try:
            await save()
        except StoreError as error:
            if error.problem.code not in _PASSING:
                raise
            self._remember(parts)
            if not was_told:
                raise
        else:
            self._forget(lambda key: key in parts)

    async def _save_with_shelf(self, conversation: Conversation) -> None:
        await super().save_conversation(conversation)
        await self._patient.apply_late(conversation.id)

    @contextmanager
    def _forgetting(self, conversation_ids: frozenset[str]) -> Iterator[None]:
        """While these are deleted: what waits of them must not come to the disk behind that. Unless it is refused."""
        kept = {key: save for key, save in self._refused.items() if key[1] in conversation_ids}
        self._forget(kept.__contains__)
        try:
            yield
        except StoreError:
            self._remember({key: save for key, save in kept.items() if key not in self._refused})
            raise
        self._forget(lambda key: key[1] in conversation_ids)

    def _remember(self, saves: dict[_Key, _Save]) -> None:
        self._refused |= saves
        if self._refused and not self._tasks.is_running("late saves"):
            self._tasks.start("late saves", self._save_later)

    async def _save_later(self) -> None:
        while self._refused:
            await asyncio.sleep(AGAIN)
            try:
                await self.save_refused()
            except StoreError:
                continue
        self._tell()

    def _forget(self, is_meant: Callable[[_Key], bool]) -> None:
        for key in [key for key in self._refused if is_meant(key)]:
            del self._refused[key]
