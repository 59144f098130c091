"""What another program wrote into the history, brought into a conversation that is open.

The trap: whoever reads it goes on meanwhile, and what they delete, pin or name is seen here before the disk has it.
What was read before that must not come back into view, so it is read again.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from desktop.chat.archive import Archive, Stored
from desktop.core.conversation import Conversation
from desktop.ui.conversation.open_conversation import OpenConversation


class Renewal:
    """`find` knows the open conversations, `tell` hears of each that is not called or kept as it was."""

    def __init__(
        self,
        archive: Archive,
        find: Callable[[str], OpenConversation | None],
        tell: Callable[[Conversation], None],
    ) -> None:
        self._archive = archive
        self._find = find
        self._tell = tell

    async def renew(self, shown: OpenConversation) -> None:
        """What the disk has of it now, another title or session too, which the next turn must not write over."""
        messages, conversation = shown.messages, shown.conversation
        stored = await self._archive.load(conversation.id)
        if shown.streaming or self._find(conversation.id) is not shown:
            return
        if shown.messages is messages and shown.conversation is conversation:
            self._take(shown, stored)
        else:
            await self.renew(shown)

    def _take(self, shown: OpenConversation, stored: Stored) -> None:
        if stored.conversation is None:
            return
        found = replace(stored.conversation, leaf=stored.leaf)
        if shown.conversation != found:
            shown.conversation = found
            self._tell(found)
        if shown.messages != stored.messages:
            shown.load(stored.messages, stored.tree)
