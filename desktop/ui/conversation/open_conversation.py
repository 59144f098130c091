"""A conversation that is on the screen or has a reply on its way: its values, its messages and rows, its draft.

The trap: the rows are only the branch in view. A reply may be written in another one, so what arrives is put into
`messages` first, and into a row only when it has one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from msgspec.structs import replace

from desktop.core import branches
from desktop.core.branches import Removal, Tree
from desktop.core.conversation import Conversation, Draft
from desktop.core.errors import NEEDS_SECRET
from desktop.core.message import Message
from desktop.ui.conversation.message_model import MessageModel


@dataclass
class OpenConversation:
    """Lives as long as it is shown or streams. `stored` is false until its first message is saved.

    `writing` holds the ids of the question and the reply of the turn under way, `queued` counts the questions that
    wait. `messages` are those of all branches, in the order in which they were first saved; `leaf` is the last one in
    view. `edited` is what is being written in the place of an earlier message; `draft_waits` is true while that and the
    draft are about to be saved. `is_due` is true of one whose last message is sent again when its time comes.
    """

    conversation: Conversation
    model: MessageModel
    draft: str = ""
    edited: str = ""
    draft_waits: bool = False
    stored: bool = True
    streaming: bool = False
    writing: frozenset[str] = frozenset()
    queued: int = 0
    messages: dict[str, Message] = field(default_factory=dict)
    leaf: str = ""
    tree: Tree = field(default_factory=lambda: Tree(()))
    is_due: bool = False

    @property
    def is_needed(self) -> bool:
        """Whether it holds what the disk does not have as it is, or is among those that a key would be sent with."""
        return self.streaming or self.is_due or self.draft_waits or bool(self.edited) or bool(self.waits_for_key)

    @property
    def waits_for_key(self) -> str:
        """The last message in view when it is one that was refused for want of a key; else, and in the trash, empty."""
        last = self.model.message_at(self.model.rowCount() - 1) if self.model.rowCount() else None
        if self.streaming or self.conversation.removed or last is None or last.problem is None:
            return ""
        return last.id if last.problem.code in NEEDS_SECRET else ""

    @property
    def kept_draft(self) -> Draft:
        """What is saved of all that is typed and not sent."""
        return Draft(self.conversation.id, "\n\n".join(filter(None, (self.draft, self.edited))))

    @property
    def kept_leaf(self) -> str:
        """What the history keeps of `leaf`: nothing while the newest branch is shown."""
        return "" if self.leaf == self.tree.newest else self.leaf

    def load(self, messages: dict[str, Message], tree: Tree) -> None:
        """The messages as they are on the disk, and the branch in view as the conversation has it."""
        self.messages, self.tree = messages, tree
        self.leaf = self.conversation.leaf
        self._show()

    def put(self, message: Message) -> None:
        """A message that is new, or not as it was. A new one is shown when it stands below the last one in view.

        A known one stays where it is: its turn does not know that the message above it was taken out meanwhile.
        """
        known = self.messages.get(message.id)
        if known is not None:
            if known.parent_id != message.parent_id:
                message = replace(message, parent_id=known.parent_id)
            self.messages[message.id] = message
            if self.model.row_of(message.id) >= 0:
                self.model.put(message)
            return
        self._take((*self.messages.values(), message))
        if self.tree.parent(message.id) == self.leaf:
            self.leaf = message.id
        self._show()

    def moved(self, *messages: Message) -> tuple[Message, ...]:
        """Those of the messages that stand below another one than they say, as they are now."""
        now = [(message, self.messages.get(message.id, message)) for message in messages]
        return tuple(new for old, new in now if new.parent_id != old.parent_id)

    def turn_to(self, message_id: str) -> None:
        """Show the branch that goes through this message and on to the newest below it."""
        self.leaf = message_id
        self._show()

    def remove(self, message_id: str) -> Removal:
        """Take a message out; what stood below it stays in view."""
        parent = self.tree.parent(message_id)
        left, removal = branches.remove(tuple(self.messages.values()), message_id)
        self._take(left)
        if self.leaf == message_id:
            self.leaf = parent
        self._show()
        return removal

    def restore(self, removal: Removal) -> None:
        """Put a message back, and show it."""
        self._take(branches.restore(tuple(self.messages.values()), removal))
        if removal.message.id not in self.tree.path(self.leaf):
            self.leaf = removal.message.id
        self._show()

    def adopt_session(self, reply: Message, save: Callable[[Conversation], None]) -> None:
        """Go on in the session that the server named."""
        if reply.session_id and reply.session_id != self.conversation.session_id:
            self.conversation = replace(self.conversation, session_id=reply.session_id)
            save(self.conversation)

    def _take(self, messages: Iterable[Message]) -> None:
        self.messages = {message.id: message for message in messages}
        self.tree = Tree(tuple(self.messages.values()))

    def _show(self) -> None:
        path = self.tree.path(self.leaf)
        self.leaf = path[-1] if path else ""
        self.model.show([self.messages[message_id] for message_id in path], self.tree.numbers(path))
