"""The folder of recordings: one file a reply, named after it, within a size and an age.

Everything here blocks and belongs to one thread, the recorder's. The traps: an id comes from a file as easily as from
this program, so it never becomes a file name as it is; and a folder of 40,000 files is read once, not after each reply.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from msgspec import Struct

from desktop.core.errors import Problem, StoreError
from desktop.core.recording import Head, RecordingUsage
from desktop.core.settings import RecordingSettings
from desktop.store.recording_file import SLACK, RecordingWriter, read_recording

log = logging.getLogger(__name__)

ENDING: Final = ".rec"
_MEGABYTE: Final = 1_000_000
_DAY: Final = 86_400.0
_PLAIN: Final = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""Ids as this program makes them (RFC 9562), which every file system takes as a name."""


class _File(Struct, frozen=True):
    size: int
    changed: float


def file_name(message_id: str) -> str:
    """The name of the file for a message; one that could do harm as a name is replaced by its checksum."""
    if _PLAIN.fullmatch(message_id):
        return message_id + ENDING
    return hashlib.sha256(message_id.encode("utf-8", "surrogatepass")).hexdigest() + ENDING


class Recordings:
    """`settings` say how much may be kept; they are asked anew each time."""

    def __init__(
        self, folder: Path, settings: Callable[[], RecordingSettings], now: Callable[[], float] = time.time
    ) -> None:
        self.folder = folder
        self._settings = settings
        self._now = now
        self._files: dict[str, _File] | None = None

    def begin(self, message_id: str, head: Head) -> RecordingWriter:
        """A new file, over the one of an earlier try; raises OSError. Until `ended` it is not counted."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = file_name(message_id)
        self._known().pop(name, None)
        limit = self._settings().megabytes * _MEGABYTE - SLACK
        return RecordingWriter(self.folder / name, message_id, head, limit)

    def ended(self, message_id: str) -> None:
        """The file is whole; the oldest ones make room for it."""
        name = file_name(message_id)
        self._known()  # the folder as it was before: the new file is the newest, whatever its time says
        try:
            found = (self.folder / name).stat()
        except OSError:
            return  # deleted while it was written
        self._known().pop(name, None)
        self._known()[name] = _File(found.st_size, found.st_mtime)
        self.prune()

    def prune(self) -> None:
        """Delete what is too old, and then the oldest until the rest fits."""
        settings, files = self._settings(), self._known()
        oldest = self._now() - settings.days * _DAY
        too_much = sum(file.size for file in files.values()) - settings.megabytes * _MEGABYTE
        for name, file in tuple(files.items()):
            if too_much > 0 or file.changed < oldest:
                self._remove(name)
                too_much -= file.size

    def size_of(self, message_id: str) -> int:
        """Bytes on the disk, 0 when there is no recording of this message."""
        try:
            return (self.folder / file_name(message_id)).stat().st_size
        except OSError:
            return 0

    def usage(self) -> RecordingUsage:
        files = self._known()
        return RecordingUsage(len(files), sum(file.size for file in files.values()))

    def delete(self, message_ids: Iterable[str]) -> None:
        for message_id in message_ids:
            self._remove(file_name(message_id))

    def delete_all(self) -> None:
        for name in tuple(self._known()):
            self._remove(name)

    def content(self, message_id: str, *, plain: bool) -> bytes:
        """The file, or the body alone as it came.

        Raises StoreError: recording_gone, recording_newer, recording_unreadable.
        """
        path = self.folder / file_name(message_id)
        try:
            with path.open("rb") as stream:
                return read_recording(stream, path.name).body if plain else stream.read()
        except OSError as error:
            raise StoreError(Problem("recording_gone")) from error

    def _known(self) -> dict[str, _File]:
        if self._files is None:
            self._files = _listed(self.folder)
        return self._files

    def _remove(self, name: str) -> None:
        self._known().pop(name, None)
        try:
            (self.folder / name).unlink(missing_ok=True)
        except OSError as error:
            log.warning("a recording could not be deleted: %s", type(error).__name__)


def _listed(folder: Path) -> dict[str, _File]:
    """What is there, the oldest first. Files of others are not ours to count or to delete."""
    found: list[tuple[float, str, int]] = []
    with suppress(OSError), os.scandir(folder) as entries:  # none are there yet, or they may not be seen
        for entry in entries:
            if entry.name.endswith(ENDING) and entry.is_file(follow_symlinks=False):
                status = entry.stat(follow_symlinks=False)
                found.append((status.st_mtime, entry.name, status.st_size))
    return {name: _File(size, changed) for changed, name, size in sorted(found)}
