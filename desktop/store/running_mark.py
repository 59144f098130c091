"""A mark on the disk while the program runs, and the file that the interpreter writes its last words to.

A mark that is found at a start is of a run that did not end in order. The trap: kill -9, a machine without memory and
a cut of the power leave the same mark as a crash, and nobody wants to be told that the program crashed when it did
not. What tells them apart: a crash leaves last words, and after a restart the computer has another boot.
"""

from __future__ import annotations

import faulthandler
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Final, TextIO

import msgspec
from msgspec import Struct

from desktop.core.running import End, LastRun

_LONGEST: Final = 200_000
_BOOT: Final = Path("/proc/sys/kernel/random/boot_id")


class _Mark(Struct, frozen=True):
    version: str
    started: float
    boot: str
    after_crash: bool = False


class RunningMark:
    """From `take` to `release`. What cannot be written costs the mark and nothing else."""

    def __init__(self, data: Path, log: Path, version: str, boot_file: Path = _BOOT) -> None:
        self._mark = data / "running.json"
        self._words = log / "last-words.txt"
        self._version = version
        self._boot_file = boot_file
        self._file: TextIO | None = None
        self._was_enabled = False

    def take(self) -> LastRun | None:
        """Mark this run; the last one when it did not end in order."""
        last = self._look()
        with suppress(OSError):
            for folder in (self._mark.parent, self._words.parent):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            after_crash = last is not None and last.end is End.CRASHED
            content = msgspec.json.encode(_Mark(self._version, time.time(), self._boot(), after_crash))
            part = self._mark.with_name(f"{self._mark.name}.part")
            part.write_bytes(content)
            part.replace(self._mark)
            self._listen()
        return last

    def release(self) -> None:
        """The program ends in order."""
        if self._file is not None:
            faulthandler.disable()
            self._file.close()
            self._file = None
            if self._was_enabled:
                faulthandler.enable()
        for path in (self._mark, self._words):
            with suppress(OSError):
                path.unlink()

    def _listen(self) -> None:
        """Have the interpreter write down where every thread was, should it crash."""
        self._was_enabled = faulthandler.is_enabled()
        self._file = os.fdopen(os.open(self._words, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w")
        faulthandler.enable(self._file)

    def _look(self) -> LastRun | None:
        try:
            content = self._mark.read_bytes()
        except OSError:
            return None
        try:
            mark = msgspec.json.decode(content, type=_Mark)
        except (msgspec.DecodeError, UnicodeDecodeError):  # a cut of the power may leave an empty file
            mark = _Mark("", 0.0, "")
        if trace := self._last_words():
            return LastRun(End.CRASHED, mark.version, mark.started, trace, mark.after_crash)
        end = End.KILLED if mark.boot and mark.boot == self._boot() else End.POWER
        return LastRun(end, mark.version, mark.started)

    def _last_words(self) -> str:
        try:
            with self._words.open("rb") as file:
                return file.read(_LONGEST).decode("utf-8", "replace").strip()
        except OSError:
            return ""

    def _boot(self) -> str:
        """What is the same until the computer is started again; empty where nothing says so."""
        try:
            return self._boot_file.read_text("ascii").strip()
        except (OSError, UnicodeDecodeError):
            return ""
