"""A conversation that is on the screen or has a reply on its way: its values, its rows, its draft."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from msgspec.structs import replace

from desktop.core.conversation import Conversation
from desktop.core.message import Message, Role
from desktop.ui.message_model import MessageModel


@dataclass
class OpenConversation:
    """Lives as long as it is shown or streams. `stored` is false until its first message is saved."""

    conversation: Conversation
    model: MessageModel
    draft: str = ""
    stored: bool = True
    streaming: bool = False

    def question_before(self, message_id: str) -> Message | None:
        """The question that a reply belongs to; the message itself when it is a question."""
        messages = self.model.messages()
        at = self.model.row_of(message_id)
        return next((message for message in reversed(messages[: at + 1]) if message.role is Role.USER), None)

    def is_last(self, message_id: str) -> bool:
        """Whether the message belongs to the last turn."""
        asked = self.question_before(message_id)
        questions = [message.id for message in self.model.messages() if message.role is Role.USER]
        return asked is not None and questions[-1:] == [asked.id]

    def adopt_session(self, reply: Message, save: Callable[[Conversation], None]) -> None:
        """Go on in the session that the server named."""
        if reply.session_id and reply.session_id != self.conversation.session_id:
            self.conversation = replace(self.conversation, session_id=reply.session_id)
            save(self.conversation)
