"""Words as they are read, where nothing else can be pasted: paragraphs with an empty line between."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from desktop.ui.transcript.text.pieces import BULLET, TASK, TASK_DONE

_ITEM: Final = re.compile(rf" *(?:[{BULLET}{TASK}{TASK_DONE}]|\d+\.) ")


def joined_plain(pieces: Iterable[str]) -> str:
    """Pieces one below the other: items of a list close together, others with an empty line between."""
    found: list[str] = []
    was_item = False
    for piece in filter(None, pieces):
        is_item = _ITEM.match(piece) is not None
        if found:
            found.append("\n" if is_item and was_item else "\n\n")
        found.append(piece)
        was_item = is_item
    return "".join(found)
