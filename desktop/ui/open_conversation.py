"""A conversation that is on the screen or has a reply on its way: its values, its rows, its draft."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from msgspec.structs import replace

from desktop.core.conversation import Conversation
from desktop.core.message import Message
from desktop.ui.message_model import MessageModel


@dataclass
class OpenConversation:
    """Lives as long as it is shown or streams. `stored` is false until its first message is saved.

    `writing` holds the ids of the question and the reply of the turn under way; `draft_waits` is true while the draft
    is about to be saved.
    """

    conversation: Conversation
    model: MessageModel
    draft: str = ""
    draft_waits: bool = False
    stored: bool = True
    streaming: bool = False
    writing: frozenset[str] = frozenset()

    def is_last(self, message_id: str) -> bool:
        """Whether the message belongs to the last turn."""
        asked = self.model.question_of(message_id)
        last = self.model.question_of(self.model.messages()[-1].id) if asked else None
        return asked is not None and last is not None and asked.id == last.id

    def adopt_session(self, reply: Message, save: Callable[[Conversation], None]) -> None:
        """Go on in the session that the server named."""
        if reply.session_id and reply.session_id != self.conversation.session_id:
            self.conversation = replace(self.conversation, session_id=reply.session_id)
            save(self.conversation)
