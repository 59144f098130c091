"""Questions that wait while a reply is written: saved before they are shown, asked one after the other, never twice.

The trap: a queue belongs to its conversation, which may not be the one in view when its next question goes. So all
here is kept by conversation, and what is on the screen is only asked for what to show.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from desktop.chat.archive import Archive
from desktop.chat.tasks import TaskScope, settle
from desktop.core import queue as queues
from desktop.core.conversation import Conversation
from desktop.core.errors import AppError
from desktop.core.message import Message
from desktop.core.queue import EMPTY, Pause, Queue, Queued
from desktop.ui.conversation.controller import ChatController
from desktop.ui.conversation.edit_bar import Editing
from desktop.ui.conversation.editing_controller import EditingController
from desktop.ui.conversation.open_conversation import OpenConversation
from desktop.ui.conversation.page import ChatPage


class QueueController(QObject):
    """`tasks` must live as long as turns do."""

    problem_raised = Signal(object)  # Problem

    def __init__(
        self,
        page: ChatPage,
        chat: ChatController,
        archive: Archive,
        editing: EditingController,
        tasks: TaskScope,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._page = page
        self._chat = chat
        self._archive = archive
        self._editing = editing
        self._tasks = tasks
        self._queues: dict[str, Queue] = {}
        self._loaded: set[str] = set()  # what waits on the disk stands in these queues
        self._asking: dict[str, Queued] = {}  # on the disk until their turn has ended
        self._unsaved: set[str] = set()  # questions that are not shown yet
        self._connect()

    def _connect(self) -> None:
        strip, chat = self._page.queue, self._chat
        self._page.composer.queue_requested.connect(self._on_queue_requested)
        strip.edit_requested.connect(self._on_edit_requested)
        strip.remove_requested.connect(lambda one: self._change(partial(queues.remove, question_id=one)))
        strip.up_requested.connect(lambda one: self._change(partial(queues.move_up, question_id=one)))
        strip.send_requested.connect(self._on_send_requested)
        strip.go_on_requested.connect(lambda: self._change(partial(replace, pause=None)))
        strip.stop_requested.connect(self._on_stop_requested)
        strip.focus_left.connect(self._page.focus_composer)
        chat.conversation_shown.connect(self._on_conversation_shown)
        chat.conversation_removed.connect(self._on_conversation_removed)
        chat.streaming_changed.connect(self._show)
        chat.reply_ended.connect(self._on_reply_ended)

    def ask_again(self, shown: OpenConversation, texts: list[str]) -> None:
        """Ask these questions in a conversation that was just begun, each when the one before it is answered."""
        waiting = tuple(Queued(str(uuid.uuid4()), text) for text in texts)
        shown.queued = len(waiting)
        self._tasks.start(f"again:{shown.conversation.id}", settle, self._begin_again, shown, waiting)

    async def _begin_again(self, shown: OpenConversation, waiting: tuple[Queued, ...]) -> None:
        key = shown.conversation.id
        try:
            await self._archive.save_conversation(shown.conversation)
            shown.stored = True
            await self._archive.save_queue(key, waiting)
        except AppError as error:
            shown.queued = 0
            self.problem_raised.emit(error.problem)
            return
        again = frozenset(one.id for one in waiting)
        self._loaded.add(key)
        self._queues[key] = Queue((*waiting, *self._of(key).waiting), again=again, total=len(waiting))
        self._ask_next(shown)
        self._show(key)

    # ── what the user wants ─────────────────────────────────────────────────────────────────────────────────────

    def _on_queue_requested(self, text: str) -> None:
        shown = self._chat.current
        if shown is not None:
            self._page.composer.clear()
            key, added = shown.conversation.id, Queued(str(uuid.uuid4()), text)
            self._unsaved.add(added.id)
            self._queues[key] = queues.add(self._of(key), added)  # now: two of them may be saved in any order
            shown.queued = len(self._of(key).waiting)
            self._tasks.start(f"queue:{added.id}", settle, self._add, shown, added)

    async def _add(self, shown: OpenConversation, added: Queued) -> None:
        key = shown.conversation.id
        try:
            await self._save(key)
        except AppError as error:
            if self._of(key).find(added.id) is not None:
                self._queues[key] = queues.remove(self._of(key), added.id)
                self._give_back(shown, added.text)
            self.problem_raised.emit(error.problem)
        self._unsaved.discard(added.id)
        self._ask_next(shown)
        self._show(key)

    def _give_back(self, shown: OpenConversation, text: str) -> None:
        """What could not be saved stands in the composer again, or before what is kept aside while it edits."""
        draft = "\n".join(part for part in (text, shown.draft) if part)
        self._chat.set_draft(draft, shown)
        if shown is self._chat.current:
            self._page.composer.set_text(draft)

    def _on_edit_requested(self, question_id: str) -> None:
        shown = self._chat.current
        item = self._of(shown.conversation.id).find(question_id) if shown else None
        if shown is None or item is None:
            return
        key = shown.conversation.id
        words = self.tr("Editing a question that waits · Esc to cancel")
        editing = Editing(words, self.tr("Save"), waits=False)
        self._editing.begin(
            item.text, editing, partial(self._commit, key, question_id), partial(self._let_go, key, question_id)
        )
        self._apply(key, partial(replace, held=question_id))

    def _commit(self, key: str, question_id: str, text: str) -> bool:
        if self._of(key).find(question_id) is None:
            return self._chat.submit(text)  # it was removed meanwhile, and is wanted after all
        self._apply(key, partial(queues.change, question_id=question_id, text=text))
        return True

    def _let_go(self, key: str, question_id: str) -> None:
        if self._of(key).held == question_id:
            self._apply(key, partial(replace, held=""))

    def _on_send_requested(self, question_id: str) -> None:
        shown = self._chat.current
        item = self._of(shown.conversation.id).find(question_id) if shown else None
        if shown is not None and item is not None and not shown.streaming:
            self._ask(shown, item)
            self._show(shown.conversation.id)

    def _on_stop_requested(self) -> None:
        self._change(queues.stop_again)

    def _change(self, change: Callable[[Queue], Queue]) -> None:
        if self._chat.current is not None:
            self._apply(self._chat.current.conversation.id, change)

    def _apply(self, key: str, change: Callable[[Queue], Queue]) -> None:
        """Change a queue, ask what may go now, and save the rest."""
        shown = self._chat.find(key)
        self._queues[key] = change(self._of(key))
        if shown is not None:
            self._ask_next(shown)
        self._tasks.start(f"queue:{key}", settle, self._save, key)
        self._show(key)

    # ── what happens ────────────────────────────────────────────────────────────────────────────────────────────

    def _on_conversation_shown(self, shown: OpenConversation) -> None:
        key = shown.conversation.id
        self._show(key)
        if not shown.stored:
            self._loaded.add(key)
        elif key not in self._loaded:
            self._tasks.start(f"queued:{key}", self._load_shown, key)

    async def _load_shown(self, key: str) -> None:
        try:
            await self._load(key)
        except AppError as error:
            self.problem_raised.emit(error.problem)
        self._show(key)

    async def _load(self, key: str) -> None:
        """What waits on the disk waited when the program ended, and goes on when somebody says so."""
        if key in self._loaded:
            return
        waiting = await self._archive.load_queue(key)
        if key not in self._loaded:
            self._loaded.add(key)
            queue = self._of(key)
            pause = Pause.RESTARTED if waiting else queue.pause
            self._queues[key] = replace(queue, waiting=(*waiting, *queue.waiting), pause=pause)

    def _on_conversation_removed(self, conversation_id: str) -> None:
        self._queues.pop(conversation_id, None)
        self._asking.pop(conversation_id, None)
        self._loaded.discard(conversation_id)

    def _on_reply_ended(self, conversation: Conversation, reply: Message) -> None:
        key, shown = conversation.id, self._chat.find(conversation.id)
        was, asked = self._of(key), self._asking.pop(key, None)
        if key not in self._queues or shown is None:
            return
        self._queues[key] = queues.after(was, reply.status)
        self._ask_next(shown, reply.id)
        if asked is not None or was != self._of(key):
            self._tasks.start(f"queue:{key}", settle, self._save, key)
        self._show(key)

    def _ask_next(self, shown: OpenConversation, parent: str | None = None) -> None:
        item = self._of(shown.conversation.id).next
        if item is not None and not shown.streaming:
            self._ask(shown, item, parent)

    def _ask(self, shown: OpenConversation, item: Queued, parent: str | None = None) -> None:
        key = shown.conversation.id
        self._queues[key] = queues.remove(self._of(key), item.id)
        self._asking[key] = item
        self._chat.ask(shown, item.text, question_id=item.id, parent=parent)

    # ── disk and screen ─────────────────────────────────────────────────────────────────────────────────────────

    def _of(self, key: str) -> Queue:
        return self._queues.get(key, EMPTY)

    async def _save(self, key: str) -> None:
        """As it is now; what is being asked stays on the disk until it is a message for certain."""
        await self._load(key)
        asking = (self._asking[key],) if key in self._asking else ()
        await self._archive.save_queue(key, (*asking, *self._of(key).waiting))

    def _show(self, conversation_id: str) -> None:
        shown, queue = self._chat.find(conversation_id), self._of(conversation_id)
        if shown is not None:
            shown.queued = len(queue.waiting)
        if shown is None or shown is not self._chat.current:
            return
        seen = replace(queue, waiting=tuple(one for one in queue.waiting if one.id not in self._unsaved))
        self._page.queue.show_queue(seen, streaming=shown.streaming)
        mark = self.tr("Asking again: %1 of %2") if queue.pause is None else self.tr("Asking again, paused: %1 of %2")
        mark = mark.replace("%1", str(queue.asked_again)).replace("%2", str(queue.total))
        self._page.header.show_mark(mark if queue.total else "")
