"""`replay`: recorded answers through the same reader and reducer as a live one, with the times at which they came.

A file is a recording as this program makes them, or a plain body. What a server refused is told as the window tells it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import BinaryIO, Final

from msgspec import Struct

from desktop.api import failures
from desktop.api.body import CUT_SHORT
from desktop.api.wire import problem
from desktop.cli import output
from desktop.cli.positions import PositionedReader
from desktop.cli.report import as_json as json_report
from desktop.cli.report import as_text
from desktop.cli.sentences import sentence
from desktop.cli.status import COMPLETE, FAILED, INTERRUPTED
from desktop.core.chatbot import Secret
from desktop.core.errors import Problem, StoreError
from desktop.core.events import Failed
from desktop.core.message import Message, Status, empty_reply
from desktop.core.recording import Ending, Recording
from desktop.core.reducer import fold
from desktop.store.paths import Paths, find_paths
from desktop.store.reading import open_for_reading
from desktop.store.recording_file import MAGIC, is_recording, read_recording
from desktop.store.recordings import file_name
from desktop.store.server_ids import find_by_server_id

_CHUNK: Final = 1024 * 1024
_BUSY: Final = 10.0
"""Seconds to wait for the window to let go of the history."""
_STATUS: Final = {Status.COMPLETE: COMPLETE, Status.INTERRUPTED: INTERRUPTED, Status.STOPPED: INTERRUPTED}


class Found(Struct, frozen=True):
    """What a file becomes; `lines` are those of the skipped events."""

    message: Message
    lines: Sequence[int] = ()
    recording: Recording | None = None


def replay(files: Sequence[str], messages: Sequence[str] = (), *, as_json: bool) -> int:
    """The worst outcome of all: a failed or unreadable one counts more than an interrupted one.

    `messages` are ids of replies whose recordings are kept, as this program or the server gave them.
    """
    outcomes = [_replay_one(name, as_json=as_json) for name in files]
    outcomes += [_replay_kept(message_id, as_json=as_json) for message_id in messages]
    return FAILED if FAILED in outcomes else max(outcomes)


def _replay_kept(message_id: str, *, as_json: bool) -> int:
    try:
        kept = _find_kept(find_paths(os.environ), message_id)
    except StoreError as error:
        output.complain(sentence(error.problem))
        return FAILED
    if kept is None:
        output.complain("There is no recording of that message.")
        return FAILED
    return _replay_one(str(kept), as_json=as_json)


def _find_kept(paths: Paths, message_id: str) -> Path | None:
    """The recording of a message by its id, here or, as far as the history tells, at the server. Raises StoreError."""
    kept = paths.recordings / file_name(message_id)
    if kept.exists():
        return kept
    database = open_for_reading(paths.history, busy=_BUSY)
    if database is None:
        return None
    with closing(database):
        named = (paths.recordings / file_name(one) for one in find_by_server_id(database, message_id))
        return next((one for one in named if one.exists()), None)


def exit_status(message: Message) -> int:
    return _STATUS.get(message.status, FAILED)


def read_body(stream: BinaryIO, start: bytes = b"") -> PositionedReader:
    """What a recorded body becomes, read to its end; `start` is what was read of it already."""
    reader = PositionedReader()
    reader.feed(start)
    while chunk := stream.read(_CHUNK):
        reader.feed(chunk)
    reader.close()
    return reader


def read_recorded(recording: Recording) -> Found:
    """What a recording becomes, with its times."""
    head = recording.head
    if (failure := _refusal(recording)) is not None:
        return Found(fold(empty_reply("replay", head.asked), Failed(failure), head.at), (), recording)
    reader = PositionedReader(head.asked)
    for read in recording.reads:
        reader.feed(read.data, head.asked + read.after)
    reader.close(failures.connection_lost() if recording.ending is Ending.LOST else CUT_SHORT)
    return Found(reader.message, reader.lines, recording)


def _refusal(recording: Recording) -> Problem | None:
    """Why no answer was read from the body, as the client says it."""
    head = recording.head
    named = {name.lower(): value for name, value in head.headers}
    if not 200 <= head.status < 300:
        waited = named.get("retry-after", "")
        return problem(head.status, waited, recording.body, secret=Secret(""), now=head.at)
    packed = named.get("content-encoding", "").strip().lower() not in ("", "identity")
    return Problem("unreadable_answer") if packed else None


def _replay_one(name: str, *, as_json: bool) -> int:
    try:
        found = _read_standard_input() if name == "-" else _read_file(name)
    except OSError as error:
        output.complain(f"{name} could not be read: {error.strerror}.")
        return FAILED
    except StoreError as error:
        output.complain(sentence(error.problem))
        return FAILED
    report = json_report if as_json else as_text
    output.write(report(found.message, name, found.lines, found.recording) + "\n")
    return exit_status(found.message)


def _read_file(name: str) -> Found:
    with Path(name).open("rb") as stream:
        return _read(stream, name)


def _read_standard_input() -> Found:
    if sys.stdin is None:
        with Path(os.devnull).open("rb") as nothing:
            return _read(nothing, "-")
    return _read(sys.stdin.buffer, "-")


def _read(stream: BinaryIO, name: str) -> Found:
    start = stream.read(len(MAGIC))
    if is_recording(start):
        return read_recorded(read_recording(stream, name, start))
    reader = read_body(stream, start)
    return Found(reader.message, reader.lines)
