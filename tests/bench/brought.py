"""Exported files for a victim to import one after the other, and how much of each is in a history.

The trap: an import that is there but for one message looks whole. So every message of a file is looked for.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from desktop.core.conversation import Conversation
from desktop.core.export.forms import ExportForm, make_writer
from desktop.core.export.pieces import written
from desktop.core.message import Message, question
from desktop.core.progress import Progress
from desktop.store.backups import Backups
from desktop.store.history import History, open_history
from desktop.store.saved_text import save_pieces
from desktop.store.staging import discard, stage

FILES: Final = 8
_NEW: Final = 40
"""Conversations of a file that are not in the history."""
_MESSAGES: Final = 25
_GROWN: Final = 10
"""Conversations of the history that get a message from each file."""


def make(folder: Path) -> None:
    """Put the files there, as the program exports them."""
    for number in range(FILES):
        with tempfile.TemporaryDirectory() as name, closing(open_history(Path(name, "history.db"))) as history:
            for conversation, messages in _contents(number):
                history.save_conversation(conversation)
                history.save_messages(conversation.id, messages)
            ids = history.exports.ids(with_trash=True, newest_first=False)
            text = written(make_writer(ExportForm.JSON, 1.0), history.exports.pieces(ids))
            save_pieces(_file(folder, number), text)


def bring(history: History, path: Path, number: int) -> None:
    """The file with this number, which lies beside the history, as the window and the command line import it."""
    staged = stage(_file(path.parent, number), path.parent, Progress())
    try:
        history.imports.compare(staged, Progress())
        Backups(path).make_before_import(Progress())
        history.imports.merge(staged, Progress(), newer=True)
    finally:
        discard(staged)


def found(history: History, number: int) -> set[bool]:
    """Whether what the file brings is there: one answer when all of it is, or nothing."""
    return set(_looked_for(history, number))


def _looked_for(history: History, number: int) -> Iterator[bool]:
    for conversation, messages in _contents(number):
        if conversation.title == _title(number):
            yield history.find_conversation(conversation.id) is not None
        here = {message.id: message for message in history.load_messages(conversation.id)}
        yield from (here.get(message.id) == message for message in messages)


def _contents(number: int) -> Iterator[tuple[Conversation, tuple[Message, ...]]]:
    """Conversations that are new, some that grow by a message, and one of which a message was changed."""
    for at in range(_NEW):
        key = f"k{10_000 + number * _NEW + at}"
        texts = (f"number {place} " + "word " * 100 for place in range(_MESSAGES))
        messages = tuple(question(f"q{place}", text, 1.0) for place, text in enumerate(texts))
        yield replace(conversation(0), id=key, title=_title(number), updated=float(at)), messages
    for at in range(_GROWN):
        yield conversation(at), (question(f"more{number}", "And more", 1.0),)
    yield conversation(_GROWN + number), (question("q0", "Said otherwise", 2.0),)


def conversation(number: int) -> Conversation:
    """One that the victims write."""
    return Conversation(f"k{number}", f"s{number}", "p", "b", "Concierge", f"Number {number}", 1.0, float(number))


def _title(number: int) -> str:
    return f"Of file {number}"


def _file(folder: Path, number: int) -> Path:
    return folder / f"{number}.robofy.json"
