"""How a recorded answer came: the head of its response and the times of its reads, as JSON members or as text."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from desktop.cli.output import printable
from desktop.core.recording import Ending, Recording

_SHOWN: Final = 20
"""How many reads the text lists."""
_ENDINGS: Final = {
    None: "the recording breaks off here: the program ended before the answer did",
    Ending.ENDED: "the server ended it",
    Ending.LEFT: "read to its end, or stopped",
    Ending.LOST: "the connection was lost",
    Ending.TIMED_OUT: "nothing came any more",
}


def as_members(recording: Recording) -> dict[str, object]:
    """What `--json` says of it; `reads` has milliseconds since the request, place and length of each."""
    head = recording.head
    return {
        "message_id": recording.message_id,
        "asked": head.asked,
        "head_after_ms": _milliseconds(head.at - head.asked),
        "protocol": head.protocol,
        "status": head.status,
        "reason": head.reason,
        "headers": [list(header) for header in head.headers],
        "ending": recording.ending.value if recording.ending else None,
        "lost": recording.lost,
        "masked": recording.masked,
        "damaged": recording.damaged,
        "reads": [[_milliseconds(after), at, length] for after, at, length in _places(recording)],
    }


def as_lines(recording: Recording) -> Iterator[str]:
    head = recording.head
    when = time.strftime("%Y-%m-%d %H:%M:%S %z", time.localtime(head.asked))
    yield f"asked: {when}"
    status = f"{head.protocol} {head.status} {head.reason}".strip()
    yield printable(f"response: {status}, after {head.at - head.asked:.3f} s")
    for name, value in head.headers:
        yield printable(f"  {name}: {value}")
    reads = list(_places(recording))
    size = sum(length for _, _, length in reads)
    gap = max((later[0] - earlier[0] for earlier, later in pairwise(reads)), default=0.0)
    yield f"body: {size} bytes in {len(reads)} reads, longest gap {gap:.3f} s"
    for after, at, length in reads[:_SHOWN]:
        yield f"  {after:9.3f} s  {length} bytes from {at}"
    if len(reads) > _SHOWN:
        yield f"  and {len(reads) - _SHOWN} more, the last after {reads[-1][0]:.3f} s; --json lists all"
    yield f"end: {_ENDINGS[recording.ending]}"
    if recording.lost:
        yield f"not recorded: {recording.lost} bytes, for which there was no room"
    if recording.masked:
        yield f"masked: the key, {recording.masked} times"
    if recording.damaged:
        yield "damaged: the file could not be read any further"


def _places(recording: Recording) -> Iterator[tuple[float, int, int]]:
    at = 0
    for read in recording.reads:
        yield read.after, at, len(read.data)
        at += len(read.data)


def _milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 3)
