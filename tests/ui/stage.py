"""Conversations without a window, a network or a disk: what controllers look at, moved by hand."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from desktop.core.conversation import Conversation
from desktop.core.errors import Problem
from desktop.core.message import Message, Status, Text, empty_reply, question
from desktop.ui.conversation.message_model import MessageModel
from desktop.ui.conversation.open_conversation import OpenConversation

NOON = 1_700_000_000.0


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> float:
        return self.now


class FakeChat(QObject):
    """Satisfies what controllers ask of a ChatController; `retried` tells what was asked again."""

    conversation_shown = Signal(object)
    conversation_removed = Signal(str)
    streaming_changed = Signal(str, bool)
    reply_ended = Signal(object, object)
    branch_shown = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.current: OpenConversation | None = None
        self.retried: list[tuple[str, str]] = []
        self.open: dict[str, OpenConversation] = {}

    def find(self, conversation_id: str) -> OpenConversation | None:
        return self.open.get(conversation_id)

    def retry(self, message_id: str, conversation_id: str = "") -> None:
        self.retried.append((message_id, conversation_id))

    def show(self, conversation_id: str) -> OpenConversation:
        if conversation_id not in self.open:
            made = Conversation(conversation_id, "s", "p", "b", "Helper")
            self.open[conversation_id] = OpenConversation(made, MessageModel(self))
        self.current = self.open[conversation_id]
        self.conversation_shown.emit(self.current)
        return self.current

    def ask(self, open_: OpenConversation, reply_id: str = "r") -> Message:
        open_.model.put(question(f"q-{reply_id}", "Hello", NOON))
        reply = empty_reply(reply_id, NOON, f"q-{reply_id}")
        open_.model.put(reply)
        open_.streaming = True
        self.streaming_changed.emit(open_.conversation.id, True)
        return reply

    def say(self, open_: OpenConversation, reply: Message, text: str) -> Message:
        said = replace(reply, parts=(Text(text=text),), first_text=NOON)
        open_.model.put(said)
        return said

    def end(self, open_: OpenConversation, reply: Message, problem: Problem | None = None, at: float = NOON) -> None:
        status = Status.FAILED if problem is not None else Status.COMPLETE
        ended = replace(reply, status=status, problem=problem, finished=at)
        open_.model.put(ended)
        open_.streaming = False
        self.streaming_changed.emit(open_.conversation.id, False)
        self.reply_ended.emit(open_.conversation, ended)
