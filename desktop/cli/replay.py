"""`replay`: recorded bodies through the same reader and reducer as a live answer."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, Final

from desktop.cli import output
from desktop.cli.positions import PositionedReader
from desktop.cli.report import as_json as json_report
from desktop.cli.report import as_text
from desktop.cli.status import COMPLETE, FAILED, INTERRUPTED
from desktop.core.message import Message, Status

_CHUNK: Final = 1024 * 1024
_STATUS: Final = {Status.COMPLETE: COMPLETE, Status.INTERRUPTED: INTERRUPTED, Status.STOPPED: INTERRUPTED}


def replay(files: Sequence[str], *, as_json: bool) -> int:
    """The worst outcome of all files: a failed or unreadable one counts more than an interrupted one."""
    outcomes = [_replay_one(name, as_json=as_json) for name in files]
    return FAILED if FAILED in outcomes else max(outcomes)


def exit_status(message: Message) -> int:
    return _STATUS.get(message.status, FAILED)


def read_body(stream: BinaryIO) -> PositionedReader:
    """What a recorded body becomes, read to its end."""
    reader = PositionedReader()
    while chunk := stream.read(_CHUNK):
        reader.feed(chunk)
    reader.close()
    return reader


def _replay_one(name: str, *, as_json: bool) -> int:
    try:
        found = _read_standard_input() if name == "-" else _read_file(name)
    except OSError as error:
        output.complain(f"{name} could not be read: {error.strerror}.")
        return FAILED
    report = json_report if as_json else as_text
    output.write(report(found.message, name, found.lines) + "\n")
    return exit_status(found.message)


def _read_file(name: str) -> PositionedReader:
    with Path(name).open("rb") as stream:
        return read_body(stream)


def _read_standard_input() -> PositionedReader:
    if sys.stdin is None:
        with Path(os.devnull).open("rb") as nothing:
            return read_body(nothing)
    return read_body(sys.stdin.buffer)
