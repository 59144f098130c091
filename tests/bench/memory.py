"""How much memory a process holds, in megabytes of 1,048,576 bytes. Linux alone tells."""

from __future__ import annotations

import gc
import os
import re
from pathlib import Path
from typing import NamedTuple


class Memory(NamedTuple):
    """`rss` counts what is shared with other processes in full, `pss` its share."""

    rss: float
    pss: float


def held(process: int | None = None) -> Memory:
    """Of this process after a collection, or of another one as it stands."""
    if process is None:
        gc.collect()
    text = Path(f"/proc/{process or os.getpid()}/smaps_rollup").read_text("ascii")
    found = {name: int(size) / 1024 for name, size in re.findall(r"^(Rss|Pss): +(\d+) kB", text, re.MULTILINE)}
    return Memory(found["Rss"], found["Pss"])
