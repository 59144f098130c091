"""How conversations are kept that are not on the disk yet, because it refused them.

The trap: what is changed of a row that is not there is changed of nothing, and nobody says so. So it is done once more
when the conversation is saved at last; and what is deleted for ever must not be saved at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager

from desktop.chat.shelves import Change, OnDisk, Shelves


class PatientShelves(Shelves):
    """`is_refused` tells of a conversation whether it waits to be saved; `forgetting` forgets what waits of some."""

    def __init__(
        self,
        on_disk: OnDisk,
        is_refused: Callable[[str], bool],
        forgetting: Callable[[frozenset[str]], AbstractContextManager[None]],
    ) -> None:
        super().__init__(on_disk)
        self._is_refused = is_refused
        self._forgetting = forgetting
        self._changes: dict[str, list[Change]] = {}

    async def delete_for_ever(self, ids: Iterable[str]) -> None:
        keys = tuple(ids)
        with self._forgetting(frozenset(keys)):
            await super().delete_for_ever(keys)
        for key in keys:
            self._changes.pop(key, None)

    async def apply_late(self, conversation_id: str) -> None:
        """What was done to it while it could not be saved; raises StoreError when the disk refuses again."""
        for change in self._changes.get(conversation_id, ()):  # also what is added meanwhile
            await super()._change((conversation_id,), change)
        self._changes.pop(conversation_id, None)

    async def _change(self, ids: Iterable[str], change: Change) -> None:
        keys = tuple(ids)
        await super()._change(keys, change)
        for key in filter(self._is_refused, keys):
            self._changes.setdefault(key, []).append(change)
