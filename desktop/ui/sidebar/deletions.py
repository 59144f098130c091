"""Messages that are taken out of a conversation, and put back.

The trap: the conversation may be closed, opened again or shown another branch of by the time that the disk answers. So
a message is put back by its ids, into whatever shows its conversation then. And who wants it back does not wait for the
disk, so what can be put back is noted at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from desktop.chat.archive import Archive
from desktop.chat.tasks import TaskScope, settle
from desktop.core.branches import Removal
from desktop.core.conversation import RemovedMessage
from desktop.core.errors import AppError
from desktop.core.message import Message
from desktop.ui.conversation.open_conversation import OpenConversation


@dataclass(eq=False)
class _Deleted:
    """A message that can be put back: where it stood in the view, and what puts it back on the disk.

    `removed` is None until the disk has answered, and when it had no such message.
    """

    conversation_id: str
    removal: Removal
    removed: RemovedMessage | None = None


class Deletions(QObject):
    """`find` knows the open conversations, `keep_leaf` remembers which branch of one is in view."""

    message_deleted = Signal()
    problem_raised = Signal(object)  # Problem

    def __init__(
        self,
        archive: Archive,
        tasks: TaskScope,
        find: Callable[[str], OpenConversation | None],
        keep_leaf: Callable[[OpenConversation], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._archive = archive
        self._tasks = tasks
        self._find = find
        self._keep_leaf = keep_leaf
        self._deleted: list[_Deleted] = []

    def concern(self, conversation_id: str) -> bool:
        """Whether something of this conversation can still be put back, or anything is about to be."""
        is_under_way = self._tasks.is_running("undelete")
        return is_under_way or any(deleted.conversation_id == conversation_id for deleted in self._deleted)

    def forget(self, ids: Iterable[str]) -> None:
        """These conversations are gone for ever."""
        gone = set(ids)
        self._deleted = [one for one in self._deleted if one.conversation_id not in gone]

    def delete(self, shown: OpenConversation, message_id: str) -> None:
        """Take a message out of a conversation, here and on the disk; never one that is being written.

        Not before what is being put back is at its place: only then do places and parents hold. What the server
        remembers of the conversation stays as it is.
        """
        if self._tasks.is_running("undelete"):
            self._tasks.start("undelete", settle, self._delete_after, shown.conversation.id, message_id)
        else:
            self._take_out(shown, message_id)

    async def _delete_after(self, conversation_id: str, message_id: str) -> None:
        shown = self._find(conversation_id)
        if shown is not None:
            self._take_out(shown, message_id)

    def _take_out(self, shown: OpenConversation, message_id: str) -> None:
        if shown.model.find(message_id) is None or message_id in shown.writing:
            return
        deleted = _Deleted(shown.conversation.id, shown.remove(message_id))
        self._deleted.append(deleted)
        self._tasks.start(f"delete:{message_id}", settle, self._delete, deleted)
        self._keep_leaf(shown)
        self.message_deleted.emit()

    def undo(self) -> None:
        """Put the message back that was deleted last; again, and the one before it.

        One after the other: each finds its place among those that were there when it was deleted.
        """
        if self._deleted or self._tasks.is_running("undelete"):
            self._tasks.start("undelete", settle, self._put_back_last)

    def keep_moved(self, shown: OpenConversation, *saved: Message) -> None:
        """These were saved as their turn knew them; meanwhile what stood above one of them may have been taken out."""
        if shown.moved(*saved):
            self._tasks.start(f"moved:{saved[-1].id}", settle, self._save_moved, shown, saved)

    async def _save_moved(self, shown: OpenConversation, saved: tuple[Message, ...]) -> None:
        while self._tasks.is_running("undelete"):  # what is being put back may move them again
            await self._tasks.ended("undelete")
        if moved := shown.moved(*saved):
            await self._archive.save_messages(shown.conversation.id, moved)

    async def _delete(self, deleted: _Deleted) -> None:
        try:
            deleted.removed = await self._archive.delete_message(deleted.conversation_id, deleted.removal.message.id)
        except AppError as error:
            self._deleted = [one for one in self._deleted if one is not deleted]
            self._show_again(deleted)
            self.problem_raised.emit(error.problem)

    async def _put_back_last(self) -> None:
        if self._deleted:
            await self._put_back(self._deleted.pop())

    async def _put_back(self, deleted: _Deleted) -> None:
        await self._tasks.ended(f"delete:{deleted.removal.message.id}")
        try:
            if deleted.removed is not None:
                await self._archive.restore_message(_whole(deleted.removed, deleted.removal))
        except AppError as error:
            self._deleted.append(deleted)
            self.problem_raised.emit(error.problem)
            return
        self._show_again(deleted)

    def _show_again(self, deleted: _Deleted) -> None:
        shown = self._find(deleted.conversation_id)
        if shown is not None:
            shown.restore(deleted.removal)
            self._keep_leaf(shown)


def _whole(removed: RemovedMessage, removal: Removal) -> RemovedMessage:
    """With what stood below it in the view and was not saved yet when it was deleted."""
    return replace(removed, children=tuple({**dict(removal.children), **dict(removed.children)}.items()))
