"""From a typed message to a running turn, and from its events to the rows of the conversation that asked.

The trap: the page shows another conversation by the time a delta comes. So a turn holds its own conversation and its
model from the start, and nothing here asks what is on the screen once it runs.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable, Collection, Iterable
from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from desktop.chat.archive import Archive
from desktop.chat.profile_book import ProfileBook
from desktop.chat.tasks import TaskScope, settle
from desktop.chat.turn import Turn, TurnRunner
from desktop.core.chatbot import Chatbot
from desktop.core.conversation import Conversation
from desktop.core.errors import AppError
from desktop.core.message import Message, Role, Status, empty_reply, question
from desktop.core.request import ChatRequest
from desktop.core.settings import Settings
from desktop.core.text import title_of
from desktop.ui.conversation.message_model import MessageModel
from desktop.ui.conversation.open_conversation import OpenConversation
from desktop.ui.conversation.renewal import Renewal
from desktop.ui.sidebar.deletions import Deletions

_DRAFT_DELAY: Final = 0.5
"""Seconds after the first key that is not saved until the draft is; steady typing does not put it off."""
_KEPT_OPEN: Final = 8
"""How many conversations keep their rows in memory; one with a reply on its way always does."""


class ChatController(QObject):
    """Owns the open conversations. Every signal carries values or ids."""

    conversation_shown = Signal(object)  # OpenConversation
    conversation_changed = Signal(object)  # Conversation
    conversation_removed = Signal(str)
    branch_shown = Signal(str)  # a conversation of which other messages are in view
    streaming_changed = Signal(str, bool)
    reply_ended = Signal(object, object)  # Conversation, Message
    problem_raised = Signal(object)  # Problem

    def __init__(
        self,
        archive: Archive,
        runner: TurnRunner,
        book: ProfileBook,
        tasks: TaskScope,
        prepare: Callable[[str], Awaitable[None]],
        settings: Callable[[], Settings],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._archive = archive
        self._runner = runner
        self._book = book
        self._tasks = tasks
        self._prepare = prepare
        self._settings = settings
        self._open: dict[str, OpenConversation] = {}
        self._wanted = ""
        self._late = ""
        self.is_behind = False
        """Whether the one in view came when somebody had turned to something else, which goes on."""
        self.current: OpenConversation | None = None
        self.deletions = Deletions(archive, tasks, self.find, self._keep_leaf, self)
        self.deletions.problem_raised.connect(self.problem_raised)
        self._renewal = Renewal(archive, self.find, self.conversation_changed.emit)

    @property
    def is_loading(self) -> bool:
        """Whether a conversation is on its way from the disk."""
        return self._tasks.is_running("open")

    def let_wait(self) -> None:
        """Somebody turns to something else: what is on its way from the disk is to come behind that."""
        self._late = self._wanted if self.is_loading else ""

    def reload(self) -> None:
        """The history changed beneath: what is open, and is not just being written, is read anew.

        Where it stands: somebody may be searching, reading or typing meanwhile.
        """
        for open_ in [one for one in self._open.values() if one.stored and not one.streaming]:
            if open_ is self.current or open_.is_needed:
                self._tasks.start(f"renew:{open_.conversation.id}", self._renewal.renew, open_)
            else:
                del self._open[open_.conversation.id]
                open_.model.deleteLater()

    @property
    def stored(self) -> Conversation | None:
        """The conversation in view, when something of it is on the disk."""
        return self.current.conversation if self.current is not None and self.current.stored else None

    def begin(self, profile_id: str, chatbot: Chatbot) -> None:
        """Show an empty conversation; it is stored when its first message is."""
        now = time.time()
        conversation = Conversation(
            id=str(uuid.uuid4()),
            session_id=str(uuid.uuid4()),
            profile_id=profile_id,
            chatbot_id=chatbot.id,
            chatbot_name=chatbot.name,
            created=now,
            updated=now,
        )
        self._show(OpenConversation(conversation, self._new_model(chatbot.name), stored=False))

    def open(self, conversation: Conversation) -> None:
        """Show a stored conversation; its rows come from disk when they are not here yet."""
        self._wanted, self._late = conversation.id, ""
        known = self._open.get(conversation.id)
        if known is not None:
            self._show(known)
        else:
            self._tasks.start("open", self._load, conversation.id)

    def find(self, conversation_id: str) -> OpenConversation | None:
        """The conversation, when its messages are in memory."""
        return self._open.get(conversation_id)

    def submit(self, text: str) -> bool:
        """Ask the chatbot of the conversation that is shown; False, and nothing, while its reply is on its way."""
        if self.current is None or self.current.streaming:
            return False
        self.ask(self.current, text)
        return True

    def ask(self, shown: OpenConversation, text: str, *, question_id: str = "", parent: str | None = None) -> None:
        """Ask in this conversation, in which no reply is on its way; below `parent`, else below the last one in view.

        Below a message that is not in view nothing is shown of it.
        """
        parent = shown.leaf if parent is None else parent
        asked = question(question_id or str(uuid.uuid4()), text, time.time(), parent)
        title = shown.conversation.title or title_of(text)
        shown.conversation = replace(shown.conversation, title=title)
        self._start(shown, asked, empty_reply(str(uuid.uuid4()), asked.created, asked.id))

    def edit(self, message_id: str, text: str) -> bool:
        """Ask something else in the place of a question, which stays as another version of it."""
        shown = self.current
        if shown is None or shown.streaming:
            return False
        parent = shown.tree.parent(message_id) if message_id in shown.tree else shown.leaf
        asked = question(str(uuid.uuid4()), text, time.time(), parent)
        shown.put(asked)
        shown.turn_to(asked.id)
        self._start(shown, asked, empty_reply(str(uuid.uuid4()), asked.created, asked.id))
        return True

    def show_version(self, message_id: str, by: int) -> None:
        """Show the version of a message that was made after it, or before; after the last comes the first."""
        shown = self.current
        versions = shown.tree.versions(message_id) if shown else ()
        if shown is None or len(versions) < 2:
            return
        shown.turn_to(versions[(versions.index(message_id) + by) % len(versions)])
        self._keep_leaf(shown)

    def reveal(self, message_id: str) -> None:
        """Have a message of the conversation in view among its rows: the branch that has it is shown instead."""
        shown = self.current
        if shown is not None and message_id in shown.tree and shown.model.row_of(message_id) < 0:
            shown.turn_to(message_id)
            self._keep_leaf(shown)

    def stop(self) -> None:
        if self.current is not None:
            self._tasks.cancel(_turn_name(self.current))

    async def halt(self, ids: Iterable[str]) -> None:
        """Stop the replies of these conversations, and wait until what came of them is saved.

        One that was complete lets the next question of its queue go, whose reply is stopped as well.
        """
        names = [f"turn:{conversation_id}" for conversation_id in ids]
        while running := [name for name in names if self._tasks.is_running(name)]:
            for name in running:
                self._tasks.cancel(name)
            for name in running:
                await self._tasks.ended(name)

    async def wait_for_replies(self) -> None:
        """Until no reply is on its way in any conversation."""
        while names := [name for name in map(_turn_name, self._open.values()) if self._tasks.is_running(name)]:
            await self._tasks.ended(names[0])

    def keep(self, ids: Iterable[str], **changes: object) -> None:
        """How conversations are kept was changed on the disk; those that are open here follow."""
        for shown in [self._open[key] for key in ids if key in self._open]:
            shown.conversation = replace(shown.conversation, **changes)
            if shown is self.current and "title" in changes:
                self.conversation_changed.emit(shown.conversation)

    def forget(self, ids: Collection[str]) -> None:
        """These conversations are about to be deleted for ever; nothing of them may be saved again, nor shown."""
        if self._wanted in ids:
            self._wanted = ""
        for shown in [self._open.pop(key) for key in ids if key in self._open]:
            self._tasks.cancel(f"draft:{shown.conversation.id}")
            self._tasks.cancel(f"save:{shown.conversation.id}")
            self.deletions.forget([shown.conversation.id])
            if shown is self.current:
                self.current = None
            self.conversation_removed.emit(shown.conversation.id)

    @property
    def opened(self) -> tuple[OpenConversation, ...]:
        """Those whose messages are in memory."""
        return tuple(self._open.values())

    def retry(self, message_id: str, conversation_id: str = "") -> None:
        """Ask again, in the conversation in view when none is named: another version of the reply.

        Only one without any text, and nothing below, makes room for it.
        """
        shown = self._open.get(conversation_id) if conversation_id else self.current
        asked = shown.model.question_of(message_id) if shown else None
        if shown is None or asked is None or shown.streaming:
            return
        row = shown.model.row_of(message_id) + (message_id == asked.id)
        last = shown.model.message_at(row) if row < shown.model.rowCount() else asked
        reply = empty_reply(str(uuid.uuid4()), time.time(), asked.id)
        if last.role is Role.CHATBOT:
            reply = replace(reply, parent_id=shown.tree.parent(last.id))
            if not last.parts and not shown.tree.children(last.id):
                reply = replace(reply, id=last.id, parent_id=last.parent_id)
        shown.put(reply)
        shown.turn_to(reply.id)
        self._start(shown, asked, reply)

    def retry_last(self) -> None:
        messages = self.current.model.messages() if self.current else ()
        if messages and messages[-1].status is not Status.COMPLETE:
            self.retry(messages[-1].id)

    def delete_message(self, message_id: str) -> None:
        """Take a message of the conversation in view out of it."""
        if self.current is not None:
            self.deletions.delete(self.current, message_id)

    def set_draft(self, text: str, shown: OpenConversation | None = None) -> None:
        """Keep what is to stand in the composer with its conversation, the one in view when none is named.

        Also on disk, half a second behind. The first word makes a new conversation one that is stored and listed.
        """
        shown = shown or self.current
        if shown is None or shown.draft == text:
            return
        shown.draft = text
        if not shown.stored and text.strip():
            shown.stored = True
            self._save_conversation(shown.conversation)
        self._keep_draft(shown)

    def set_edited(self, conversation_id: str, text: str) -> None:
        """Keep what is being written in the place of an earlier message; on disk it stands below the draft.

        So it is in the composer after a crash. Empty when nothing is edited, or not changed yet.
        """
        shown = self._open.get(conversation_id)
        if shown is not None and shown.edited != text:
            shown.edited = text
            self._keep_draft(shown)

    def _keep_draft(self, shown: OpenConversation) -> None:
        if shown.stored and not shown.draft_waits:
            shown.draft_waits = True
            self._tasks.start(f"draft:{shown.conversation.id}", self._save_draft, shown)

    def _start(self, shown: OpenConversation, asked: Message, reply: Message) -> None:
        shown.conversation = replace(shown.conversation, updated=max(asked.created, reply.created))
        shown.put(asked)
        shown.put(reply)
        self._keep_leaf(shown)
        shown.streaming, shown.writing = True, frozenset({asked.id, reply.id})
        self.streaming_changed.emit(shown.conversation.id, True)
        self.conversation_changed.emit(shown.conversation)
        self._tasks.start(_turn_name(shown), self._run, shown, asked, reply)

    async def _run(self, shown: OpenConversation, asked: Message, reply: Message) -> None:
        try:
            streaming = self._settings().chat.streaming
            turn = Turn(shown.conversation, asked, reply)

            async def request() -> ChatRequest:
                of = shown.conversation
                await self._prepare(of.profile_id)
                return await self._book.request(
                    of.profile_id, of.chatbot_id, of.session_id, asked.text, streaming=streaming
                )

            def show(message: Message) -> None:
                shown.put(message)
                shown.adopt_session(message, self._save_conversation)

            await self._runner.run(turn, request, show)
        except AppError as error:  # the disk refused: nothing was sent, or the last of it is not saved
            self.problem_raised.emit(error.problem)
        finally:
            shown.stored = True
            self._end(shown, asked, reply)

    def _end(self, shown: OpenConversation, asked: Message, reply: Message) -> None:
        key = shown.conversation.id
        self.deletions.keep_moved(shown, asked, reply)
        shown.streaming, shown.writing = False, frozenset()
        self.streaming_changed.emit(key, False)
        ended = shown.messages.get(reply.id)
        if ended is not None:
            self.reply_ended.emit(shown.conversation, ended)
        self._close_some()

    async def _save_draft(self, shown: OpenConversation) -> None:
        try:
            await asyncio.sleep(_DRAFT_DELAY)
        finally:
            shown.draft_waits = False
        await settle(self._archive.save_draft, shown.kept_draft)

    async def _load(self, conversation_id: str) -> None:
        try:
            stored = await self._archive.load(conversation_id)
        except AppError as error:
            self.problem_raised.emit(error.problem)
            return
        conversation = stored.conversation
        if conversation is None or self._wanted != conversation_id:
            return  # it is gone, or something else was asked for meanwhile, which must not be taken away
        model = self._new_model(conversation.chatbot_name)
        shown = OpenConversation(replace(conversation, leaf=stored.leaf), model, draft=stored.draft)
        shown.load(stored.messages, stored.tree)
        self._show(shown)

    def _show(self, shown: OpenConversation) -> None:
        self._wanted = shown.conversation.id
        self.is_behind, self._late = self._late == self._wanted, ""
        if self.current is not None and self.current.conversation.id != shown.conversation.id:
            self._leave(self.current)
        replaced = self._open.pop(shown.conversation.id, shown)
        if replaced is not shown:
            replaced.model.deleteLater()
        self._open[shown.conversation.id] = shown
        self.current = shown
        self._close_some()
        self.conversation_shown.emit(shown)

    def _leave(self, left: OpenConversation) -> None:
        """A conversation in which nothing was said, and nothing is about to be, leaves no trace."""
        if self.deletions.concern(left.conversation.id):
            return  # what was said there can still be put back
        if left.stored and not left.draft.strip() and not left.streaming and not left.messages and not left.queued:
            left.stored = False
            key = left.conversation.id
            self._tasks.start(f"draft:{key}", settle, self._archive.delete_conversation, key, if_empty=True)
            self.conversation_removed.emit(left.conversation.id)

    def _close_some(self) -> None:
        """Let go of the conversations that were shown longest ago; an unsaved draft keeps its own alive."""
        others = [open_ for open_ in self._open.values() if open_ is not self.current and not open_.is_needed]
        idle = [open_ for open_ in others if open_.stored or not open_.draft]
        for open_ in idle[: max(0, len(self._open) - _KEPT_OPEN)]:
            del self._open[open_.conversation.id]
            open_.model.deleteLater()

    def _keep_leaf(self, shown: OpenConversation) -> None:
        """Remember which branch is in view, for the next time that the conversation is opened, and tell of it."""
        if shown.kept_leaf != shown.conversation.leaf:
            shown.conversation = replace(shown.conversation, leaf=shown.kept_leaf)
            self.conversation_changed.emit(shown.conversation)
            key = shown.conversation.id
            self._tasks.start(f"leaf:{key}", settle, self._archive.save_leaf, key, shown.kept_leaf)
        self.branch_shown.emit(shown.conversation.id)

    def _save_conversation(self, conversation: Conversation) -> None:
        self.conversation_changed.emit(conversation)
        self._tasks.start(f"save:{conversation.id}", settle, self._archive.save_conversation, conversation)

    def _new_model(self, chatbot_name: str) -> MessageModel:
        model = MessageModel(self)
        model.set_chatbot_name(chatbot_name)
        return model


def _turn_name(shown: OpenConversation) -> str:
    return f"turn:{shown.conversation.id}"
