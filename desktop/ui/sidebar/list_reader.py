"""Brings a listing from the disk to the list: its division first, then the rows in sight, page by page.

The trap: what is saved meanwhile moves rows on the disk. So a page that does not fit is not taken in, and the listing
is read anew, with the place and the selection kept.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from desktop.chat.archive import Archive
from desktop.chat.tasks import TaskScope
from desktop.core.conversation import ALL, Conversation, Listing, Shelf
from desktop.core.outline import Outline
from desktop.ui.sidebar.conversation_list import ConversationList
from desktop.ui.sidebar.conversation_model import PAGE, ConversationModel
from desktop.ui.sidebar.spans import Spans, spans
from desktop.ui.transcript.midnight import Midnight

_AHEAD: Final = 20
"""Rows that are read before they come into sight."""


class ListReader(QObject):
    """`listing_read` after each reading of the whole. `clock` gives seconds since the epoch."""

    listing_read = Signal()

    def __init__(
        self,
        model: ConversationModel,
        view: ConversationList,
        archive: Archive,
        tasks: TaskScope,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(view)
        self._model = model
        self._view = view
        self._archive = archive
        self._tasks = tasks
        self._clock = clock
        self._fresh: dict[str, Conversation] = {}
        self._waits = False
        view.sight_changed.connect(self._on_sight_changed)
        view.renaming_ended.connect(self._on_renaming_ended)
        self.midnight = Midnight(clock, self)
        self.midnight.passed.connect(self.check)

    async def first_page(self) -> tuple[Conversation, ...]:
        """The newest conversations, shown before anything is counted; `read` is to follow. Raises StoreError.

        A list that is there already stays until then: it may be another one, and somebody may have selected in it.
        """
        rows = await self._archive.list_conversations(ALL, 0, PAGE)
        if self._model.listing == ALL and not self._model.rowCount():
            pinned = sum(one.pinned for one in rows)
            self._model.reset(rows, Outline(pinned, (len(rows) - pinned,)))
        return rows

    def show(self, listing: Listing) -> None:
        """Another listing, from its top."""
        self._model.listing = listing
        self._tasks.start("listing", self.read, to_top=True)

    def reload(self) -> None:
        """The same listing as it is now, at the same place."""
        self._tasks.start("listing", self.read)

    def check(self) -> None:
        """Divide the list anew, and read it anew when it has not as many rows as the disk."""
        self._tasks.start("check", self._check)

    def note(self, conversation: Conversation) -> None:
        """A conversation changed that may not be on the disk yet; until `settle` it is shown whatever the disk says."""
        self._fresh[conversation.id] = conversation

    def keep(self, ids: Iterable[str], **changes: object) -> None:
        """How conversations are kept was changed on the disk; what was noted of them follows."""
        for conversation_id in [key for key in ids if key in self._fresh]:
            self._fresh[conversation_id] = replace(self._fresh[conversation_id], **changes)

    def settle(self, conversation_id: str) -> None:
        """The conversation is on the disk."""
        self.forget((conversation_id,))
        self.check()

    def forget(self, ids: Iterable[str]) -> None:
        """What the disk says of these is what is shown."""
        for conversation_id in ids:
            self._fresh.pop(conversation_id, None)

    async def read(self, *, to_top: bool = False) -> None:
        """Raises StoreError."""
        listing = self._model.listing
        seen = self._view.rows_in_sight().start
        first = 0 if to_top else max(seen - seen % PAGE, 0)
        days = spans(self._clock())
        outline, rows = await self._archive.list_with_outline(listing, days.starts, days.until, first, 2 * PAGE)
        if listing != self._model.listing:
            return  # another one was chosen meanwhile
        if self._view.is_renaming:
            self._waits = True  # what is being typed must not be lost
            return
        selected, current = self._selected()
        place = 0 if to_top else self._view.verticalScrollBar().value()
        self._model.reset(rows, outline, self._headings(listing, days), first)
        self.forget([one.id for one in rows if one.id in self._fresh and one.updated == self._fresh[one.id].updated])
        for conversation in tuple(self._fresh.values()):
            self._model.put(conversation)
        self._view.select_all_of(selected, current)
        self._view.verticalScrollBar().setValue(place)
        self.listing_read.emit()

    async def _check(self) -> None:
        listing, days = self._model.listing, spans(self._clock())
        outline = await self._archive.shelves.outline(listing, days.starts, days.until)
        if listing != self._model.listing or self._model.is_any_streaming():
            return  # what is being asked may not be on the disk yet; the end of the reply asks again
        if not self._model.divide(outline, self._headings(listing, days)):
            self.reload()

    def _headings(self, listing: Listing, days: Spans) -> tuple[str, ...]:
        # The trash is in the order in which things came there, which has nothing to do with when they were written.
        return (self.tr("Pinned"), *days.words) if listing.shelf is not Shelf.TRASH else ("", "")

    def _selected(self) -> tuple[list[str], str]:
        chosen = [self._model.conversation_at(row) for rows in self._view.selected_rows() for row in rows[: 10 * PAGE]]
        current = self._model.conversation_at(self._view.currentIndex().row())
        return [one.id for one in chosen if one is not None], current.id if current is not None else ""

    def _on_sight_changed(self, first: int, last: int) -> None:
        at = self._model.missing(first, last)
        if at is None:
            at = self._model.missing(first - _AHEAD, last + _AHEAD)
        if at is not None:
            self._tasks.start("page", self._load_page, at)

    def _on_renaming_ended(self) -> None:
        if self._waits:
            self._waits = False
            self.reload()

    async def _load_page(self, first: int) -> None:
        listing, expected = self._model.listing, min(PAGE, self._model.rowCount() - first)
        rows = await self._archive.list_conversations(listing, first, PAGE)
        if listing != self._model.listing:
            return
        if len(rows) < expected or not self._model.fill(first, rows[:expected]):
            self.reload()
            return
        seen = self._view.rows_in_sight()
        self._on_sight_changed(seen.start, seen.stop - 1)
