"""`replay`: recorded bodies through the same reader and reducer as a live answer."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, Final

from desktop.api.body import BodyReader
from desktop.cli.commands import COMPLETE, FAILED, INTERRUPTED
from desktop.cli.report import as_json as json_report
from desktop.cli.report import as_text, printable
from desktop.core.message import Message, Status, empty_reply
from desktop.core.reducer import fold_all

_CHUNK: Final = 64 * 1024
_STATUS: Final = {Status.COMPLETE: COMPLETE, Status.INTERRUPTED: INTERRUPTED, Status.STOPPED: INTERRUPTED}


def replay(files: Sequence[str], *, as_json: bool) -> int:
    """The worst outcome of all files: a failed or unreadable one counts more than an interrupted one."""
    outcomes = [_replay_one(name, as_json=as_json) for name in files]
    return FAILED if FAILED in outcomes else max(outcomes)


def exit_status(message: Message) -> int:
    return _STATUS.get(message.status, FAILED)


def read_body(stream: BinaryIO) -> Message:
    """The message that a recorded body becomes; it has no times, because the bytes have none."""
    reader = BodyReader()
    message = empty_reply("replay", 0.0)
    while chunk := stream.read(_CHUNK):
        message = fold_all(message, reader.feed(chunk))
    return fold_all(message, reader.close())


def _replay_one(name: str, *, as_json: bool) -> int:
    try:
        if name == "-":
            message = read_body(sys.stdin.buffer)
        else:
            with Path(name).open("rb") as stream:
                message = read_body(stream)
    except OSError as error:
        print(f"robofy-desktop: {printable(name)} could not be read: {error.strerror}.", file=sys.stderr)
        return FAILED
    print(json_report(message, name) if as_json else as_text(message, name))
    return exit_status(message)
