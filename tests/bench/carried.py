"""Conversations carried out of one history and into another, in this process: seconds, and the most memory it had."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Final

import msgspec

from desktop.core.conversation import Conversation
from desktop.core.export.forms import ExportForm, make_writer
from desktop.core.export.pieces import Opened, Piece, Said, written
from desktop.core.message import Message, Role, Status, Text, ToolCall, ToolState
from desktop.core.progress import Progress
from desktop.store.backups import Backups
from desktop.store.history import open_history
from desktop.store.saved_text import save_pieces
from desktop.store.staging import discard, stage
from tests.bench.fresh import hand_back

_MESSAGES: Final = 20
_TEXT: Final = 'An answer of some words, with **marks** and "quotes",\nand a second line. ' * 12


def pieces(megabytes: int) -> Iterator[Piece]:
    """About so much JSON: conversations of 20 messages, every second one with a tool."""
    size = number = 0
    while size < megabytes * 1_000_000:
        number += 1
        yield Opened(Conversation(f"c{number}", "s", "p", "b", "Bot", f"About {number}", float(number), float(number)))
        for at in range(_MESSAGES):
            call = ToolCall(f"t{at}", "find", "Find", ToolState.OUTPUT_AVAILABLE, None, {"id": at}, {"found": [at] * 9})
            parts = (call, Text("x", _TEXT, done=True)) if at % 2 else (Text("", f"Question {at}?", done=True),)
            message = Message(f"m{number}-{at}", Role.CHATBOT, Status.COMPLETE, parts, float(number))
            body = msgspec.json.encode(message).decode()
            size += len(body)
            yield Said(message, body, 2)


def main(what: str, megabytes: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "a.json")
        save_pieces(file, written(make_writer(ExportForm.JSON, 1.0), pieces(megabytes)))
        before = _peak(anew=True)
        start = perf_counter()
        if what == "parse":
            json.loads(file.read_bytes())
            hand_back({"seconds": perf_counter() - start})
            return
        history = open_history(Path(folder, "history.db"))
        staged = stage(file, Path(folder), Progress())
        checked = perf_counter()
        history.imports.compare(staged, Progress())
        Backups(Path(folder, "history.db")).make_before_import(Progress())
        history.imports.merge(staged, Progress(), newer=False)
        discard(staged)
        merged = perf_counter()
        ids = history.exports.ids(with_trash=True, newest_first=False)
        save_pieces(Path(folder, "b.json"), written(make_writer(ExportForm.JSON, 1.0), history.exports.pieces(ids)))
        exported = perf_counter()
        history.close()
    figures = {"check": checked - start, "merge": merged - checked, "export": exported - merged}
    hand_back(figures | {"grown": _peak() - before})


def _peak(*, anew: bool = False) -> float:
    """The most memory this process had, in megabytes; `anew` forgets what was before. `getrusage` would tell the
    memory of the process that started this one.
    """
    if anew:
        Path("/proc/self/clear_refs").write_text("5")
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
