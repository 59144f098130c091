"""What is looked for in all conversations, and what was found."""

from __future__ import annotations

from msgspec import Struct

from desktop.core.conversation import Conversation
from desktop.core.message import Role


class SearchQuery(Struct, frozen=True):
    """Words, and what else must be true of a message. Every word must be in it, as a part of a word too.

    `chatbot` is (profile id, chatbot id). `since` and `until` are seconds since the epoch, from and up to but without;
    0 leaves that end open.
    """

    text: str
    chatbot: tuple[str, str] | None = None
    since: float = 0.0
    until: float = 0.0
    role: Role | None = None
    has_tool: bool = False
    has_error: bool = False
    tag: str = ""


class Hit(Struct, frozen=True):
    """A message in which all of it is. `snippet` is what stands around the first place, on one line.

    `marks` are the places of the words in the snippet, in characters: from, to; they do not overlap. `tool` is the name
    of the tool whose input or output the snippet is from, empty for text.
    """

    conversation: Conversation
    message_id: str
    role: Role
    created: float
    snippet: str
    marks: tuple[tuple[int, int], ...] = ()
    tool: str = ""


class SearchPage(Struct, frozen=True):
    """Hits, what happened last first. `after` is where the next page begins, None when this is the last one.

    A page is handed over when its time is up, full or not, even empty: while there is an `after`, there may be more.
    `is_whole` is false while older messages are still waiting to be searchable.
    """

    hits: tuple[Hit, ...] = ()
    after: int | None = None
    is_whole: bool = True
