"""A conversation, where it is kept, the draft that belongs to it, and what was taken out of it."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from msgspec import Struct


class Conversation(Struct, frozen=True, omit_defaults=True):
    """A row of turns with one chatbot.

    `session_id` is made by the client and replaced when the server names another. `profile_id` and `chatbot_id` say
    who answers; `chatbot_name` is kept so that the list can be shown when the profile is gone. Times are seconds since
    the epoch. `removed` is when it went to the trash, 0 when it is not there. `leaf` is the last message of the branch
    that is shown, empty for the newest one.
    """

    id: str
    session_id: str
    profile_id: str
    chatbot_id: str
    chatbot_name: str
    title: str = ""
    created: float = 0.0
    updated: float = 0.0
    pinned: bool = False
    archived: bool = False
    removed: float = 0.0
    unread: bool = False
    leaf: str = ""
    tags: tuple[str, ...] = ()


class Shelf(StrEnum):
    """Where a conversation is kept: the trash before the archive before the list."""

    LIST = "list"
    ARCHIVE = "archive"
    TRASH = "trash"


class Listing(Struct, frozen=True):
    """Which conversations are listed: of one shelf; of one chatbot (profile id, chatbot id); with one tag."""

    shelf: Shelf = Shelf.LIST
    chatbot: tuple[str, str] | None = None
    tag: str = ""


ALL: Final = Listing()


def shelf_of(conversation: Conversation) -> Shelf:
    if conversation.removed:
        return Shelf.TRASH
    return Shelf.ARCHIVE if conversation.archived else Shelf.LIST


class RemovedMessage(Struct, frozen=True):
    """A message as it stood in the history before it was taken out: enough to put it back, whole and in its place.

    `row` is for the history alone. A newer version may have written it, so it is no `Message`: that would lose some.
    `children` are the messages that stood right below it, each with the parent that it had noted.
    """

    message_id: str
    row: tuple[int | float | str, ...]
    children: tuple[tuple[str, str | None], ...] = ()


class Draft(Struct, frozen=True):
    """What stands in the composer of a conversation."""

    conversation_id: str
    text: str
