"""What is done to conversations in the list: pinned, archived, tagged, renamed, to the trash and back, and undone.

The trap: the one in view, or one with a reply on its way, can be among them. A reply is stopped and saved before its
conversation goes, and when the one in view goes, the next one is shown. And what is meant is what was selected when it
was said: where the disk knows of other rows by now, nothing is done.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from itertools import chain, count
from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from desktop.chat.archive import Archive
from desktop.chat.tasks import TaskScope, settle
from desktop.core.conversation import Conversation, Shelf, shelf_of
from desktop.core.text import elide
from desktop.ui.conversation.controller import ChatController
from desktop.ui.sidebar.chosen import Chosen, choose, read
from desktop.ui.sidebar.conversation_list import ConversationList
from desktop.ui.sidebar.conversation_model import ConversationModel
from desktop.ui.sidebar.list_reader import ListReader
from desktop.ui.sidebar.step import Step
from desktop.ui.widgets.form import filled

_FEW: Final = 50
"""Rows that are taken out one by one; for more the list is read anew."""
_LONGEST_TITLE: Final = 40
_Ids = tuple[str, ...]


class Shelving(QObject):
    """`done` says in words what can be undone; `told` what cannot; `left_empty` when nothing is there to show next.

    `left_alone` says in words that nothing was done; `withdrawn` when what was said last cannot be undone any more.
    """

    done = Signal(str)
    told = Signal(str)
    left_alone = Signal(str)
    left_empty = Signal()
    shelves_changed = Signal()
    withdrawn = Signal()

    def __init__(
        self,
        model: ConversationModel,
        view: ConversationList,
        reader: ListReader,
        chat: ChatController,
        archive: Archive,
        tasks: TaskScope,
    ) -> None:
        super().__init__(view)
        self._model = model
        self._view = view
        self._reader = reader
        self._chat = chat
        self._archive = archive
        self._shelves = archive.shelves
        self._tasks = tasks
        self._last: Step | None = None
        self._titles: dict[str, str] = {}
        self._numbers = count()

    # ── which ones ────────────────────────────────────────────────────────────────────────────────────────────────

    def targets(self) -> tuple[Conversation, ...]:
        """Those that are selected, as far as they are read; with nothing selected the one in view."""
        rows = chain.from_iterable(rows[: 10 * _FEW] for rows in self._view.selected_rows())
        chosen = tuple(one for one in map(self._model.conversation_at, rows) if one is not None)
        shown = self._chat.current
        if chosen or shown is None or not shown.stored:
            return chosen
        return (shown.conversation,)

    def choose(self) -> Chosen:
        """All that are selected, also those that were never read; with nothing selected the one in view."""
        shown = self._chat.current
        in_view = shown.conversation.id if shown is not None and shown.stored else ""
        return choose(self._model, self._view.selected_rows(), in_view)

    async def ids_of(self, chosen: Chosen) -> _Ids:
        """None of them when the disk has other rows by now, which is said."""
        ids = await read(chosen, self._archive)
        if ids is None:
            self._reader.reload()
            self.left_alone.emit(self.tr("The list has changed in the meantime, so nothing was done. Choose again."))
        return ids or ()

    # ── what is done ──────────────────────────────────────────────────────────────────────────────────────────────

    def pin(self) -> None:
        chosen = self.targets()
        if chosen:
            self._start_with_chosen(self._pin, not all(one.pinned for one in chosen))

    def archive(self) -> None:
        """To the archive; from there back to the list."""
        chosen = self.targets()
        if chosen and shelf_of(chosen[0]) is not Shelf.TRASH:
            self._start_step_with_chosen(self._set_archived, not chosen[0].archived)

    def trash(self) -> None:
        chosen = self.targets()
        if chosen and shelf_of(chosen[0]) is not Shelf.TRASH:
            self._start_step_with_chosen(self._trash)

    def restore(self) -> None:
        if any(shelf_of(one) is Shelf.TRASH for one in self.targets()):
            self._start_with_chosen(self._restore)

    def delete_for_ever(self, ids: _Ids) -> None:
        self._start(self._delete_all, ids)

    def mark_unread(self) -> None:
        chosen = self.targets()
        if chosen:
            self._start_with_chosen(self._mark, not chosen[0].unread)

    def mark(self, conversation_id: str, *, unread: bool) -> None:
        """The reply in it was seen, or was not; known at once, for it may be looked at before the disk has it."""
        self._chat.keep((conversation_id,), unread=unread)
        self._start(self._mark, (conversation_id,), unread)

    def rename(self, conversation_id: str, title: str) -> None:
        """An empty title changes nothing."""
        title = " ".join(title.split())
        known = self._model.find(conversation_id)
        if title and known is not None and title != known.title:
            self._model.change(replace(known, title=title))
            self._start_step(lambda step: self._rename(step, conversation_id, known.title, title))

    def change_tags(self, ids: _Ids, added: Sequence[str], removed: Sequence[str]) -> None:
        self._start(self._change_tags, ids, added, removed)

    def bring_back(self, conversation: Conversation) -> None:
        """A conversation that goes on belongs into the list."""
        self._start(self._bring_back, conversation.id)

    def undo(self) -> bool:
        """Take back what was done last, when the disk is done with it; False when there is nothing."""
        last, self._last = self._last, None
        if last is None:
            return False
        self._start(self._take_back, last)
        return True

    def forget_undo(self) -> None:
        """Something else was done after it."""
        self._last = None

    def _start(self, function: Callable[..., Awaitable[object]], *args: object) -> None:
        """Under a name of its own: no action takes the place of another, and none is lost when the program ends."""
        self._tasks.start(f"shelve:{next(self._numbers)}", settle, partial(function, *args))

    def _start_with_chosen(self, function: Callable[..., Awaitable[object]], *args: object) -> None:
        """`function` gets the ids of what is selected now, and then `args`; with none it is not called."""
        self._start(self._do_with_chosen, function, self.choose(), *args)

    async def _do_with_chosen(self, function: Callable[..., Awaitable[object]], chosen: Chosen, *args: object) -> None:
        ids = await self.ids_of(chosen)
        if ids:
            await function(ids, *args)

    def _start_step(self, function: Callable[[Step], Awaitable[object]]) -> None:
        """As `_start`, of something that can be undone."""
        step = self._last = Step(f"shelve:{next(self._numbers)}")
        self._tasks.start(step.name, settle, self._do_step, step, function)

    def _start_step_with_chosen(self, function: Callable[..., Awaitable[object]], *args: object) -> None:
        chosen = self.choose()
        self._start_step(lambda step: self._do_with_chosen(partial(function, step), chosen, *args))

    async def _do_step(self, step: Step, function: Callable[[Step], Awaitable[object]]) -> None:
        try:
            await function(step)
        finally:
            if step.undo is None and self._last is step:
                self._last = None  # nothing came of it

    async def _take_back(self, step: Step) -> None:
        await self._tasks.ended(step.name)
        if step.undo is not None:
            await step.undo()

    def _did(self, step: Step, words: str, undo: Callable[[], Awaitable[object]], gone: _Ids = ()) -> None:
        """What is undone already, or not what was done last, is told alone: the button would undo something else."""
        step.undo, step.gone = undo, frozenset(gone)
        (self.done if self._last is step else self.told).emit(words)

    def _came_back(self, ids: _Ids) -> None:
        """Otherwise than by undoing; when all of them did, nothing is left to undo."""
        if self._last is None or not self._last.gone:
            return
        self._last.gone = self._last.gone.difference(ids)
        if not self._last.gone:
            self._last = None
            self.withdrawn.emit()

    async def _pin(self, ids: _Ids, pinned: bool) -> None:
        await self._shelves.set_pinned(ids, pinned)
        self._keep(ids, pinned=pinned)
        self._reader.reload()
        self.told.emit(self.tr("Pinned") if pinned else self.tr("Not pinned any more"))

    async def _set_archived(self, step: Step, ids: _Ids, archived: bool) -> None:
        before = self._streaming(ids)
        await self._shelves.set_archived(ids, archived)
        self._keep(ids, archived=archived)
        if archived and (asked := self._streaming(ids) - before):  # while the disk was busy
            for key in asked:
                await self._bring_back(key)
            ids = tuple(key for key in ids if key not in asked)
            if not ids:
                return
        shown = await self._take_out(ids, show_next=archived)
        words = (self.tr("“%1” archived"), self.tr("%1 conversations archived"))
        back = (self.tr("“%1” is back in the list"), self.tr("%1 conversations are back in the list"))
        undo = partial(self._undo_archive, ids, not archived, shown)
        self._did(step, self._number(ids, *(words if archived else back)), undo, ids if archived else ())

    async def _undo_archive(self, ids: _Ids, archived: bool, shown: Conversation | None) -> None:
        await self._shelves.set_archived(ids, archived)
        self._keep(ids, archived=archived)
        await self._show_again(replace(shown, archived=archived) if shown else None)

    async def _trash(self, step: Step, ids: _Ids) -> None:
        streaming = self._streaming(ids)
        await self._chat.halt(streaming)
        await self._shelves.move_to_trash(ids)
        self._keep(ids, removed=time.time())
        streaming |= self._streaming(ids)  # what was asked while the disk was busy
        await self._chat.halt(streaming)
        shown = await self._take_out(ids)
        words = self._number(ids, self.tr("“%1” moved to the trash."), self.tr("%1 conversations moved to the trash."))
        if streaming:
            words = f"{words} {self.tr('The answer was stopped.')}"
        self._did(step, words, partial(self._undo_trash, ids, shown), ids)
        self.shelves_changed.emit()

    async def _undo_trash(self, ids: _Ids, shown: Conversation | None) -> None:
        await self._shelves.restore(ids)
        self._keep(ids, removed=0.0)
        await self._show_again(replace(shown, removed=0.0) if shown else None)
        self.shelves_changed.emit()

    async def _restore(self, ids: _Ids) -> None:
        await self._shelves.restore(ids)
        self._keep(ids, removed=0.0)
        await self._take_out(ids, show_next=False)
        self._came_back(ids)
        self.told.emit(self._number(ids, self.tr("“%1” restored"), self.tr("%1 conversations restored")))
        self.shelves_changed.emit()

    async def _delete_all(self, ids: _Ids) -> None:
        following = self._after(ids)
        was_shown = await self._let_go(ids)
        for start in range(0, len(ids), _FEW):  # in pieces: a save must not wait behind all of it
            piece = ids[start : start + _FEW]
            was_shown |= await self._let_go(piece)  # what was opened since then would be saved again behind it
            await self._shelves.delete_for_ever(piece)
        self._last = None
        await self._remove(ids)
        if was_shown and self._chat.current is None:
            self._show_next(following)
        self.withdrawn.emit()
        self.told.emit(self._number(ids, self.tr("“%1” deleted"), self.tr("%1 conversations deleted")))
        self.shelves_changed.emit()

    async def _let_go(self, ids: _Ids) -> bool:
        """Of what of these is open; whether one of them was in view."""
        await self._chat.halt(ids)
        was_shown = self._chat.current is not None and self._chat.current.conversation.id in ids
        self._chat.forget(ids)
        return was_shown

    def _keep(self, ids: _Ids, **changes: object) -> None:
        """What the disk has by now is known here too, also of what the list shows whatever the disk says."""
        self._chat.keep(ids, **changes)
        self._reader.keep(ids, **changes)

    def _streaming(self, ids: _Ids) -> set[str]:
        return {key for key in ids if self._model.is_streaming(key)}

    async def _mark(self, ids: _Ids, unread: bool) -> None:
        await self._shelves.set_unread(ids, unread)
        self._keep(ids, unread=unread)
        for known in filter(None, map(self._model.find, ids)):
            self._model.change(replace(known, unread=unread))
        self.shelves_changed.emit()

    async def _rename(self, step: Step, conversation_id: str, old: str, new: str) -> None:
        await self._put_title(conversation_id, new)
        words = filled(self.tr("Renamed to “%1”"), elide(new, _LONGEST_TITLE))
        self._did(step, words, partial(self._put_title, conversation_id, old))

    async def _put_title(self, conversation_id: str, title: str) -> None:
        await self._shelves.rename(conversation_id, title)
        self._keep((conversation_id,), title=title)
        known = self._model.find(conversation_id)
        if known is not None:
            self._model.change(replace(known, title=title))

    async def _change_tags(self, ids: _Ids, added: Sequence[str], removed: Sequence[str]) -> None:
        await self._shelves.change_tags(ids, added, removed)
        for known in filter(None, map(self._known, ids)):
            tags = tuple(sorted({*known.tags, *added} - {*removed}))
            self._keep((known.id,), tags=tags)
            self._model.change(replace(known, tags=tags))
        self._reader.reload()
        self.told.emit(self.tr("Tags saved"))

    async def _bring_back(self, conversation_id: str) -> None:
        await self._shelves.restore((conversation_id,))
        await self._shelves.set_archived((conversation_id,), False)
        self._keep((conversation_id,), removed=0.0, archived=False)
        self._reader.forget((conversation_id,))
        self._reader.reload()
        self._came_back((conversation_id,))
        self.told.emit(self.tr("Back in the list"))

    # ── what is shown then ────────────────────────────────────────────────────────────────────────────────────────

    async def _take_out(self, ids: _Ids, *, show_next: bool = True) -> Conversation | None:
        """Of the list that is shown; gives the conversation that was in view and is not any more."""
        current = self._chat.current
        shown = current.conversation if current is not None and current.conversation.id in ids else None
        following = self._after(ids)
        await self._remove(ids)
        if shown is not None and show_next:
            self._show_next(following)
            return shown
        return None

    async def _remove(self, ids: _Ids) -> None:
        if len(ids) == 1:
            self._titles[ids[0]] = self._title_of(ids[0])  # nobody knows it afterwards
        self._reader.forget(ids)
        if len(ids) <= _FEW and all(self._model.row_of(key) >= 0 for key in ids):
            for key in ids:
                self._model.remove(key)
            self._reader.listing_read.emit()
        else:
            await self._reader.read()

    def _after(self, ids: _Ids) -> Conversation | None:
        """The one below the lowest of these, or else the one above them, of those that are read."""
        gone = {*ids}
        rows = [row for row in map(self._model.row_of, gone) if row >= 0]
        if not rows:
            return self._model.conversation_at(0)
        below = range(max(rows) + 1, self._model.rowCount())[:_FEW]
        candidates = map(self._model.conversation_at, chain(below, range(max(rows), -1, -1)))
        return next((one for one in candidates if one is not None and one.id not in gone), None)

    def _show_next(self, following: Conversation | None) -> None:
        if following is None:
            self.left_empty.emit()
        else:
            self._chat.open(following)

    async def _show_again(self, shown: Conversation | None) -> None:
        await self._reader.read()
        if shown is not None:
            self._chat.open(shown)

    def _title_of(self, conversation_id: str) -> str:
        known = self._known(conversation_id)
        return elide(self._model.title(known), _LONGEST_TITLE) if known is not None else ""

    def _known(self, conversation_id: str) -> Conversation | None:
        """Also one that is open while the list shows others."""
        opened = self._chat.find(conversation_id)
        return self._model.find(conversation_id) or (opened.conversation if opened is not None else None)

    def _number(self, ids: _Ids, one: str, several: str) -> str:
        """What was done to those that were taken out."""
        value = self._titles.pop(ids[0], "") if len(ids) == 1 else str(len(ids))
        return filled(one if len(ids) == 1 else several, value)
