"""Which messages of a conversation are shown: asking again and editing make versions beside each other, with all below.

A message stands below its parent. The trap: messages of before have no parent noted, and a noted one may be gone; both
stand below the message that was saved before them, so that nothing is ever hidden.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from desktop.core.message import Message

TOP = ""
"""The parent of a first message."""


class Placed(Protocol):
    """A message, or no more than its place."""

    @property
    def id(self) -> str: ...
    @property
    def parent_id(self) -> str | None: ...


class Tree:
    """What stands below what; made once from the messages in the order in which they were first saved, in one pass."""

    def __init__(self, messages: Sequence[Placed]) -> None:
        self._parents: dict[str, str] = {}
        self._children: dict[str, list[str]] = {TOP: []}
        before = TOP
        for message in messages:
            noted = message.parent_id
            known = noted is not None and noted in self._children  # only what was saved earlier: there are no circles
            parent = noted if noted is not None and known else before
            self._parents[message.id] = parent
            self._children[parent].append(message.id)
            self._children[message.id] = []
            before = message.id
        places = {message_id: place for place, message_id in enumerate(self._parents)}
        self._newest = dict(zip(self._parents, self._parents, strict=True))
        for message_id in reversed(self._parents):
            parent, newest = self._parents[message_id], self._newest[message_id]
            if places[newest] > places.get(self._newest.get(parent, TOP), -1):
                self._newest[parent] = newest

    def __contains__(self, message_id: str) -> bool:
        return message_id in self._parents

    @property
    def newest(self) -> str:
        """The message that was saved last, empty when there is none."""
        return self._newest.get(TOP, TOP)

    def parent(self, message_id: str) -> str:
        """`TOP` for a first message, and for one that is not here."""
        return self._parents.get(message_id, TOP)

    def children(self, message_id: str) -> tuple[str, ...]:
        return tuple(self._children.get(message_id, ()))

    def newest_below(self, message_id: str) -> str:
        """The end of the branch in which something was said last, from this message on down."""
        return self._newest.get(message_id, message_id)

    def versions(self, message_id: str) -> tuple[str, ...]:
        """The message and those that stand in its place in other branches, the oldest first."""
        return self.children(self._parents[message_id]) if message_id in self._parents else ()

    def numbers(self, path: Sequence[str]) -> dict[str, tuple[int, int]]:
        """Of the messages of a path that have several versions: which one of how many each is, counted from 1."""
        found = {}
        for above, message_id in zip((TOP, *path), path, strict=False):
            beside = self._children[above]
            if len(beside) > 1:
                found[message_id] = (beside.index(message_id) + 1, len(beside))
        return found

    def path(self, leaf: str = "") -> tuple[str, ...]:
        """From a first message to this one, and on to the newest below it; to the newest of all without a known one."""
        at = self.newest_below(leaf) if leaf in self._parents else self.newest
        found = []
        while at != TOP:
            found.append(at)
            at = self._parents[at]
        return tuple(reversed(found))


class Removal(Struct, frozen=True):
    """A message that was taken out of its conversation, and what it takes to put it back.

    `place` is its index among all messages. `children` are those that stood right below it and now stand below its
    parent, each with the parent that it had noted.
    """

    message: Message
    place: int
    children: tuple[tuple[str, str | None], ...] = ()


def path(messages: Sequence[Message], leaf: str = "") -> tuple[Message, ...]:
    """The messages that are shown when this is the end of the branch in view; see `Tree.path`."""
    by_id = {message.id: message for message in messages}
    return tuple(by_id[message_id] for message_id in Tree(messages).path(leaf))


def versions(messages: Sequence[Message], message_id: str) -> tuple[str, ...]:
    """The ids of a message and of what stands in its place in other branches, the oldest first."""
    return Tree(messages).versions(message_id)


def remove(messages: Sequence[Message], message_id: str) -> tuple[tuple[Message, ...], Removal]:
    """The messages without this one: what stood below it stands below its parent. Raises KeyError for an unknown id."""
    tree = Tree(messages)
    if message_id not in tree:
        raise KeyError(message_id)
    parent, moved = tree.parent(message_id), frozenset(tree.children(message_id))
    place = next(index for index, message in enumerate(messages) if message.id == message_id)
    children = tuple((message.id, message.parent_id) for message in messages if message.id in moved)
    left = tuple(
        replace(message, parent_id=parent) if message.id in moved else message
        for message in messages
        if message.id != message_id
    )
    return left, Removal(messages[place], place, children)


def restore(messages: Sequence[Message], removal: Removal) -> tuple[Message, ...]:
    """With the message at its place again, and below it what stood there; unchanged when it is here already."""
    if any(message.id == removal.message.id for message in messages):
        return tuple(messages)
    children = dict(removal.children)
    found = [
        replace(message, parent_id=children[message.id]) if message.id in children else message for message in messages
    ]
    found.insert(removal.place, removal.message)
    return tuple(found)
