"""All words of the history in memory, to find those that contain what was typed.

The trap: looking through ten megabytes at once would hold every other thread. They lie in blocks of some hundred
kilobytes, in UTF-8, where a part of the bytes is a part of the word.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Final

from desktop.core.search_tokens import Clue

_BLOCK: Final = 20_000
"""Terms of one block."""
_LOAD: Final = """
    SELECT max(term), cast(group_concat(term, char(10)) AS BLOB) FROM (
        SELECT term FROM search_terms WHERE term > ? ORDER BY term LIMIT ?
    )
"""


class SearchTerms:
    """Every word stands between line breaks, in each of the blocks."""

    def __init__(self) -> None:
        self._blocks: list[bytes] = []
        self._last = 0
        self._start: int | None = None

    def load(self, connection: sqlite3.Connection) -> None:
        """Read what is new; the first time all, about 0.2 s for a million."""
        start = int(connection.execute("SELECT starts FROM search_state").fetchone()[0])
        if self._start != start:
            last = int(connection.execute("SELECT coalesce(max(id), 0) FROM search_fresh").fetchone()[0])
            blocks, term = [], ""
            while (row := connection.execute(_LOAD, (term, _BLOCK)).fetchone())[0] is not None:
                term = row[0]
                blocks.append(b"\n%b\n" % row[1])
            # All of them or none: it may be interrupted.
            self._blocks, self._last, self._start = blocks, last, start
            return
        for number, terms in connection.execute("SELECT id, terms FROM search_fresh WHERE id > ?", (self._last,)):
            self._append(b"%b\n" % terms.encode())
            self._last = number

    def matching(self, clue: Clue, limit: int) -> list[str] | None:
        """The terms that this is a part of, or the start or end; None when there are more than `limit`."""
        part = clue.text.encode()
        part = (b"\n" if clue.starts else b"") + part + (b"\n" if clue.ends else b"")
        found: list[str] = []
        for block in self._blocks:
            for term in _matching(block, part):
                found.append(term.decode())
                if len(found) > limit:
                    return None
        return found

    def _append(self, terms: bytes) -> None:
        if self._blocks and len(self._blocks[-1]) < _BLOCK * 8:
            self._blocks[-1] += terms
        else:
            self._blocks.append(b"\n" + terms)


def _matching(block: bytes, part: bytes) -> Iterator[bytes]:
    at = block.find(part)
    while at >= 0:
        start = at + 1 if part[:1] == b"\n" else block.rfind(b"\n", 0, at) + 1
        stop = block.find(b"\n", start)
        yield block[start:stop]
        at = block.find(part, stop)
