"""The way of the Tab key through everything that can be pressed: badges, buttons and links, row by row.

It starts at what is in sight and ends at the last row, where the focus leaves the transcript. What only shows under
the mouse is left out: the menu of a message has it too.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop.ui.transcript.rows import Rows
from desktop.ui.transcript.segment import Target


@dataclass(frozen=True)
class Stop:
    """Something that can be pressed, and the row that it stands in."""

    row: int
    target: Target


def next_stop(rows: Rows, row: int, key: str, *, forward: bool, seen: tuple[float, float]) -> Stop | None:
    """The stop after (or before) the one with this key in this row; None where the way ends.

    With an empty key the way starts in this row, at what stands inside `seen` (from, to: in the row's coordinates).
    """
    step = 1 if forward else -1
    found = _keys(rows, row)
    if key:
        at = next((index for index, target in enumerate(found) if target.key == key), -1) + step
    else:
        at = _first_seen(found, seen, forward=forward)
    while True:
        if 0 <= at < len(found):
            return Stop(row, found[at])
        row += step
        if not 0 <= row < len(rows.heights):
            return None
        found = _keys(rows, row)
        at = 0 if forward else len(found) - 1


def _keys(rows: Rows, row: int) -> list[Target]:
    layout = rows.layout(row)
    found = (target for index in range(len(layout.segments)) for target in layout.targets_in(index))
    return [target for target in found if not target.on_hover]


def _first_seen(found: list[Target], seen: tuple[float, float], *, forward: bool) -> int:
    inside = [
        index
        for index, target in enumerate(found)
        if target.rects and seen[0] <= target.rects[0].center().y() <= seen[1]
    ]
    if inside:
        return inside[0] if forward else inside[-1]
    if forward:
        return next((i for i, t in enumerate(found) if t.rects and t.rects[0].top() > seen[1]), len(found))
    return next((i for i in range(len(found) - 1, -1, -1) if found[i].rects and found[i].rects[0].top() < seen[0]), -1)
