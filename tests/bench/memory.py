"""How much memory a process holds, in megabytes of 1,048,576 bytes. Linux alone tells."""

from __future__ import annotations

import ctypes
import gc
import re
from pathlib import Path
from typing import NamedTuple


class Memory(NamedTuple):
    """`rss` counts what is shared with other processes in full, `pss` its share, `own` none of it.

    The share moves when others start and end, and who measures shares Qt with what is measured: an empty window
    counts for two thirds then. So `rss` is what is compared, and a growth is seen in `rss` and `own`. `used` is what
    was asked of the C library and not given back: the rest of `own` is what it and Python keep for later.
    """

    rss: float
    pss: float
    own: float
    used: float


class _Heap(ctypes.Structure):
    """mallinfo(3)."""

    _fields_ = [
        (name, ctypes.c_size_t)
        for name in [
            "arena",
            "ordblks",
            "smblks",
            "hblks",
            "hblkhd",
            "usmblks",
            "fsmblks",
            "uordblks",
            "fordblks",
            "keepcost",
        ]
    ]


def _used() -> float:
    mallinfo2 = ctypes.CDLL("libc.so.6").mallinfo2
    mallinfo2.restype = _Heap
    heap = mallinfo2()
    return float(heap.uordblks + heap.hblkhd) / (1024 * 1024)


def held() -> Memory:
    """By this process, after a collection."""
    gc.collect()
    text = Path("/proc/self/smaps_rollup").read_text("ascii")
    found = {
        name: int(size) / 1024 for name, size in re.findall(r"^(Rss|Pss|Anonymous): +(\d+) kB", text, re.MULTILINE)
    }
    return Memory(found["Rss"], found["Pss"], found["Anonymous"], _used())
