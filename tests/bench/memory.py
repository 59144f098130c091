"""How much memory a process holds, in megabytes of 1,048,576 bytes. Linux alone tells."""

from __future__ import annotations

import gc
import re
from pathlib import Path
from typing import NamedTuple


class Memory(NamedTuple):
    """`rss` counts what is shared with other processes in full, `pss` its share, `own` none of it.

    The share moves when others start and end, so a growth is seen in the other two.
    """

    rss: float
    pss: float
    own: float


def held() -> Memory:
    """By this process, after a collection."""
    gc.collect()
    text = Path("/proc/self/smaps_rollup").read_text("ascii")
    found = {
        name: int(size) / 1024 for name, size in re.findall(r"^(Rss|Pss|Anonymous): +(\d+) kB", text, re.MULTILINE)
    }
    return Memory(found["Rss"], found["Pss"], found["Anonymous"])
