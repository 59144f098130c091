"""A program that writes a history and says what is safe, until it is killed: `python -m tests.bench.victim WORK PATH`.

Each line on standard output is JSON, and a promise: what it tells is on the disk. The first one is `["ready"]`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Final

from desktop.core.conversation import Draft
from desktop.core.message import Message, Role, Status, Text, question
from desktop.store.backups import Backups
from desktop.store.history import open_history
from desktop.store.recovery import Recovery
from tests.bench import brought
from tests.bench.brought import conversation


def reply(number: int, words: int, status: Status) -> Message:
    return Message(f"r{number}", Role.CHATBOT, status, (Text("t", "word " * words),), 1.0)


def say(*promise: object) -> None:
    print(json.dumps(promise), flush=True)


def stream(path: Path) -> None:
    """Questions, drafts, and replies that grow."""
    history = open_history(path)
    for turn in count():
        history.save_conversation(conversation(turn))
        history.save_messages(f"k{turn}", (question(f"q{turn}", "What?", 1.0), reply(turn, 0, Status.STREAMING)))
        say("length", f"k{turn}", f"q{turn}", 5)
        for words in range(0, 4000, 137):
            history.save_messages(f"k{turn}", (reply(turn, words, Status.STREAMING),))
            say("length", f"k{turn}", f"r{turn}", words * 5)
        history.save_messages(f"k{turn}", (reply(turn, 4000, Status.COMPLETE),))
        say("length", f"k{turn}", f"r{turn}", 20_000)
        history.save_draft(Draft(f"k{turn}", "half a thought"))
        say("draft", f"k{turn}", "half a thought")


def delete(path: Path) -> None:
    """What is there already, from the start of the list on."""
    history = open_history(path)
    for number in count():
        history.delete_message(f"k{number + 1}", "q0")
        say("no message", f"k{number + 1}", "q0")
        history.delete_conversation(f"k{number}")
        say("no conversation", f"k{number}")


def bring(path: Path) -> None:
    """Exported files, one after the other."""
    history = open_history(path)
    for number in range(brought.FILES):
        brought.bring(history, path, number)
        say("imported", number)


def migrate(path: Path) -> None:
    """A file of an older schema is brought up to date as it is opened."""
    open_history(path)
    say("open")


def back_up(path: Path) -> None:
    """Copies, one after the other; a killed one must not be taken for a whole one."""
    while (copy := Backups(path).make_daily()) is not None:
        say("copy", copy.name)
        copy.unlink()


def recover(path: Path) -> None:
    """A damaged file is made anew."""
    recovery = Recovery(path)
    recovery.look(lambda _: None)
    say("looked")
    recovery.restore()
    say("restored")


WORKS: Final[dict[str, Callable[[Path], None]]] = {
    "streaming": stream,
    "deleting": delete,
    "importing": bring,
    "migrating": migrate,
    "backup": back_up,
    "recovery": recover,
}

if __name__ == "__main__":
    say("ready")
    WORKS[sys.argv[1]](Path(sys.argv[2]))
    say("end")
    sys.stdin.read()
