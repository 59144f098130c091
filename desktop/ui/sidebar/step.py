"""Something that was done to conversations and can be undone.

The trap: a person undoes it, or does something else, while the disk is still busy with it. So it is there from the
moment when it is begun.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(eq=False)
class Step:
    """`undo` and `gone` are there when it is done.

    `name` is that of its task, `gone` are those that the undoing brings back.
    """

    name: str
    undo: Callable[[], Awaitable[object]] | None = None
    gone: frozenset[str] = frozenset()
