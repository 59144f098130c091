"""A reply as it came from the network, below any parser: the head of its response, its bytes, and when they came.

`api` puts each read on a `Tape` that is given to it; what becomes of it there is not its business. The trap: a server
may echo the secret, so whoever keeps the bytes masks it first (`core/mask.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol, TypeAlias

from msgspec import Struct

from desktop.core.request import ChatRequest


class Ending(StrEnum):
    """How the body came to its end."""

    ENDED = "ended"  # the server ended it
    LEFT = "left"  # we hung up: [DONE] was read, the user stopped it, or it was too large
    LOST = "lost"  # the connection broke
    TIMED_OUT = "timed_out"


class Head(Struct, frozen=True):
    """What came before the body, fit to be kept: headers that grant access are masked.

    `at` and `asked` (when the request was begun) are seconds since the epoch.
    """

    at: float
    status: int
    headers: tuple[tuple[str, str], ...]
    asked: float = 0.0
    protocol: str = ""
    reason: str = ""


class Tape(Protocol):
    """Takes what comes of one body, on the loop: neither may block or raise."""

    def put(self, chunk: bytes, at: float) -> None:
        """One read as the socket gave it, without the framing of HTTP and never unpacked; `at` since the epoch."""
        ...

    def close(self, at: float, ending: Ending) -> None:
        """Nothing more comes. Called once."""
        ...


Observe: TypeAlias = Callable[[ChatRequest, Head], Tape]
"""Looks at every response: called when its head is there, gives the tape for its body."""


class NoTape:
    """Keeps nothing."""

    def put(self, chunk: bytes, at: float) -> None: ...

    def close(self, at: float, ending: Ending) -> None: ...


def look_away(_request: ChatRequest, _head: Head) -> Tape:
    return NoTape()


class Read(Struct, frozen=True, array_like=True):
    """Bytes that came within a millisecond, the first of them `after` seconds since the request was begun."""

    after: float
    data: bytes


class Recording(Struct, frozen=True):
    """What a file of a recording holds.

    `ending` is None when the recording breaks off: the program ended before the reply did. `lost` counts the bytes that
    had no room, `masked` how often the secret was replaced by as many asterisks. `damaged` says that the file could not
    be read to its end; what stands here was read before that.
    """

    message_id: str
    head: Head
    reads: tuple[Read, ...] = ()
    ending: Ending | None = None
    lost: int = 0
    masked: int = 0
    damaged: bool = False

    @property
    def body(self) -> bytes:
        return b"".join(read.data for read in self.reads)


class RecordingUsage(Struct, frozen=True):
    """How many recordings there are, and their bytes on the disk."""

    count: int = 0
    size: int = 0
