"""Which conversations something is done to, fixed at the moment in which a person says so.

The trap: rows that were never read have no id, and the disk knows them by their place alone. What is saved meanwhile,
also by another program, moves places; so what the disk says is taken only where it agrees with all that was in view.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from desktop.chat.archive import Archive
from desktop.core.conversation import Listing
from desktop.ui.sidebar.conversation_model import ConversationModel


class Run(NamedTuple):
    """Rows below each other from `first` on; None for the id of one that was not read."""

    first: int
    ids: tuple[str | None, ...]


class Chosen(NamedTuple):
    """Some rows of a listing that has `total`."""

    listing: Listing
    total: int
    runs: tuple[Run, ...]

    @property
    def known(self) -> tuple[str, ...] | None:
        """All of them; None when some were not read."""
        ids = [one for run in self.runs for one in run.ids]
        known = tuple(one for one in ids if one is not None)
        return known if len(known) == len(ids) else None


def choose(model: ConversationModel, rows: Sequence[range], otherwise: str) -> Chosen:
    """These rows; without any the conversation `otherwise`, if that is not empty."""
    runs = tuple(Run(one.start, tuple(map(model.id_at, one))) for one in rows)
    if not runs and otherwise:
        runs = (Run(0, (otherwise,)),)
    return Chosen(model.listing, model.rowCount(), runs)


async def read(chosen: Chosen, archive: Archive) -> tuple[str, ...] | None:
    """The ids, also of what was not read; None when the disk has other rows by now. Raises StoreError."""
    if chosen.known is not None:
        return chosen.known
    if await archive.count_conversations(chosen.listing) != chosen.total:
        return None
    found: list[str] = []
    for run in chosen.runs:
        there = await archive.shelves.list_ids(chosen.listing, run.first, len(run.ids))
        if len(there) != len(run.ids) or any(id_ not in (None, one) for id_, one in zip(run.ids, there, strict=True)):
            return None
        found += there
    return tuple(found)
