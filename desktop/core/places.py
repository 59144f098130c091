"""Where the newest part of each kind and id stands, so that a message of 2,000 parts is not searched for every event.

Made for one run of events. The trap: a place stays right while parts are only added, or replaced by one of the same
kind and id; who takes parts away says so with `forget`.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import TypeAlias

from desktop.core.message import Data, Part, Reasoning, Step, Text, ToolCall

_Key: TypeAlias = tuple[type, Hashable]


class Places:
    """Ask it with the parts as they are now."""

    def __init__(self) -> None:
        self._found: dict[_Key, int] = {}
        self._known = 0
        self.settled: tuple[Part, ...] | None = None
        """The parts that the last `forget` left, for as long as these very parts are the message's."""

    def find(self, parts: tuple[Part, ...], kind: type, part_id: Hashable = "") -> int:
        """The index of the newest part of this kind and id, or -1. A `Data` goes by its name and id together."""
        if parts and key_of(parts[-1]) == (kind, part_id):
            return len(parts) - 1
        for index in range(self._known, len(parts)):
            self._found[key_of(parts[index])] = index
        self._known = len(parts)
        return self._found.get((kind, part_id), -1)

    def forget(self, left: tuple[Part, ...]) -> None:
        """Parts were taken away; these are left."""
        self._found.clear()
        self._known = 0
        self.settled = left


def key_of(part: Part) -> _Key:
    match part:
        case Text() | Reasoning() | ToolCall():
            return type(part), part.id
        case Data():
            return Data, (part.name, part.id)
        case Step():
            return Step, ""
        case _:
            return type(part), None
