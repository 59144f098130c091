"""A history of many conversations for benchmarks, made once for a run."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from desktop.core.message import question
from desktop.store.history import open_history
from desktop.store.record import to_record

CONVERSATIONS: Final = 100_000
_APART: Final = 600.0
"""Seconds from one conversation to the next: two years in all."""
_INSERT: Final = """
    INSERT INTO conversations
        (id, session_id, profile_id, chatbot_id, chatbot_name, title, created, updated, activity, pinned)
    VALUES (?, '', 'sandbox', ?, 'Concierge', ?, ?, ?, ?, ?)
"""
_MESSAGE: Final = """
    INSERT INTO messages (conversation_id, id, role, status, created, format, text, body)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""


@contextmanager
def many(count: int = CONVERSATIONS) -> Iterator[Path]:
    """The path of a history with so many conversations, the newest of them now, each with a question in it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "history.db"
        fill(path, count)
        yield path


def fill(path: Path, count: int) -> None:
    """Write them in one transaction: what is measured is not the writing."""
    history = open_history(path)
    first = time.time() - count * _APART
    record = to_record(question("q", "Where is my order 4711? It should have been here a week ago. " * 4, first))
    rows = [
        (f"c{number}", f"bot{number % 5}", f"Question number {number}", at, at, number + 1, number % 10_000 == 0)
        for number in range(count)
        for at in [first + number * _APART]
    ]
    with history._database.writing() as connection:  # noqa: SLF001 - one by one it would take minutes
        connection.executemany(_INSERT, rows)
        connection.executemany(_MESSAGE, [(row[0], *record) for row in rows])
    history.close()


def copy(path: Path, folder: Path) -> None:
    """Put a history where the program that is started in this folder finds it."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(path, folder / path.name)
