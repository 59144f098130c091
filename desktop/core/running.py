"""How the program ended the last time, as far as what it left behind tells."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class End(StrEnum):
    """`KILLED`: from outside (kill -9, no memory left); `POWER`: the computer went off or was restarted."""

    CRASHED = "crashed"
    KILLED = "killed"
    POWER = "power"


class LastRun(Struct, frozen=True):
    """A run that did not end in order. `trace` is where it was when it crashed, empty for the others.

    `again` when the run before it had crashed, too.
    `started` is in seconds since the epoch, 0 when the mark could not be read.
    """

    end: End
    version: str = ""
    started: float = 0.0
    trace: str = ""
    again: bool = False
