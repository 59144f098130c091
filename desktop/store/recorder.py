"""Records replies while they come, on a thread of its own, a second behind.

The loop only puts each read into a queue: what is dear (masking, packing, writing) is done here, once a second for all
that came meanwhile. The trap: a recording is of less worth than the reply. Whatever the disk does, the reply goes on; a
recording that cannot be written is given up with a line in the log.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Final, ParamSpec, TypeVar

from desktop.core.mask import Mask
from desktop.core.recording import Ending, Head, NoTape, Tape
from desktop.core.request import ChatRequest
from desktop.core.settings import RecordingSettings
from desktop.store.recording_file import RecordingWriter
from desktop.store.recordings import Recordings
from desktop.store.thread import DaemonThread

log = logging.getLogger(__name__)

BEHIND: Final = 1.0
"""Seconds that what came may wait to be written; also the most that a crash can cost."""
_TOGETHER: Final = 0.001
"""Seconds within which reads are kept as one: a burst has 50,000 of them, and where TCP cut it is no news."""

_P = ParamSpec("_P")
_T = TypeVar("_T")


class Recorder:
    """`observe` is for the network, `files` for `call` alone: they belong to the recorder's thread.

    Satisfies `chat.ports.WorkThread`. `close` it when no reply is on its way any more.
    """

    def __init__(self, folder: Path, settings: Callable[[], RecordingSettings]) -> None:
        self.files = Recordings(folder, settings)
        self._settings = settings
        self._thread = DaemonThread("recordings")
        self._tapes: list[_Tape] = []
        self._hurry = threading.Event()
        self.is_due = False
        self._is_closed = False

    def observe(self, request: ChatRequest, head: Head) -> Tape:
        """A tape for this reply; one that keeps nothing when replies are not recorded, or this is none."""
        if self._is_closed or not request.reply_id or not self._settings().keep:
            return NoTape()
        tape = _Tape(self, request, head)
        self._tapes.append(tape)
        self.write_soon()
        return tape

    def call(self, function: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        """Run this on the recorder's thread, after all that came so far is written."""
        self._hurry.set()
        return self._thread.call(function, *args, **kwargs)

    def close(self, timeout: float) -> bool:
        """Write what came; False when that took more than `timeout` seconds and was left behind."""
        if not self._is_closed:
            self._is_closed = True
            self.call(self._close_files)
        return self._thread.close(timeout)

    def write_soon(self, *, hurry: bool = False) -> None:
        """Have the thread write what waits, within a second; at once with `hurry`."""
        if hurry:
            self._hurry.set()
        if not self.is_due and not self._is_closed:
            self.is_due = True
            self._thread.call(self._write_later)

    def _write_later(self) -> None:
        self._hurry.wait(BEHIND)
        self._hurry.clear()
        self.is_due = False  # before looking: what comes from here on asks for its own turn
        for tape in tuple(self._tapes):
            if not tape.write(self.files):
                self._tapes.remove(tape)

    def _close_files(self) -> None:
        """Replies that have not ended by now break off here."""
        for tape in self._tapes:
            tape.write(self.files)
            tape.give_up()


class _Tape:
    """One reply on its way to its file. `put` and `close` are called on the loop, `write` on the thread."""

    def __init__(self, recorder: Recorder, request: ChatRequest, head: Head) -> None:
        self._recorder = recorder
        self._message_id = request.reply_id
        self._head = head
        self._mask: Mask[float] = Mask(request.secret)
        self._waiting: deque[tuple[bytes, float]] = deque()
        self._end: tuple[float, Ending] | None = None
        self._writer: RecordingWriter | None = None
        self._is_broken = False

    def put(self, chunk: bytes, at: float) -> None:
        self._waiting.append((chunk, at))
        if not self._recorder.is_due:
            self._recorder.write_soon()

    def close(self, at: float, ending: Ending) -> None:
        self._end = at, ending
        self._recorder.write_soon(hurry=True)

    def write(self, files: Recordings) -> bool:
        """Write what waits; False when that was the last of it."""
        end = self._end  # before looking at what waits: nothing comes after it
        reads = [read for together in self._taken() for read in self._mask.feed(*together)]
        if self._is_broken:
            return end is None
        try:
            self._write(files, reads, end)
        except OSError as error:
            log.warning("a reply could not be recorded: %s", type(error).__name__)
            self.give_up()
        return end is None

    def _taken(self) -> Iterator[tuple[bytes, float]]:
        """What waits, and is here now; reads of one moment joined."""
        chunks: list[bytes] = []
        first = 0.0
        for _ in range(len(self._waiting)):
            chunk, at = self._waiting.popleft()
            if chunks and at - first >= _TOGETHER:
                yield b"".join(chunks), first
                chunks = []
            if not chunks:
                first = at
            chunks.append(chunk)
        if chunks:
            yield b"".join(chunks), first

    def _write(self, files: Recordings, reads: list[tuple[bytes, float]], end: tuple[float, Ending] | None) -> None:
        if self._writer is None:
            self._writer = files.begin(self._message_id, self._head)
        if end is None:
            self._writer.put(reads)
            self._writer.flush()
            return
        self._writer.put([*reads, *self._mask.close()])
        self._writer.finish(*end, self._mask.count)
        self._writer.close()
        files.ended(self._message_id)

    def give_up(self) -> None:
        self._is_broken = True
        if self._writer is not None:
            self._writer.abandon()
