"""Pictures of chatbots on the disk: a cache, which may be lost at any time and never grows beyond its cap.

The trap: nothing here is worth an error. What cannot be read is not there, what cannot be written is fetched again.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

MOST_BYTES: Final = 20 * 1024 * 1024
MOST_DAYS: Final = 14
"""After that a picture is fetched anew: it may have changed."""
_DAY: Final = 86_400.0


class AvatarCache:
    """For one thread. `clock` gives seconds since the epoch."""

    def __init__(self, folder: Path, *, most: int = MOST_BYTES, clock: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._most = most
        self._clock = clock

    def find(self, address: str) -> bytes | None:
        """What was kept for this address, None when it is not there or old."""
        path = self._path(address)
        try:
            if not 0 <= self._clock() - path.stat().st_mtime < MOST_DAYS * _DAY:
                return None
            return path.read_bytes()
        except OSError:
            return None

    def keep(self, address: str, data: bytes) -> None:
        path = self._path(address)
        written = path.with_suffix(".new")
        with contextlib.suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            written.write_bytes(data)
            now = self._clock()
            os.utime(written, (now, now))
            written.replace(path)
            self._prune()

    def clear(self) -> None:
        """Forget all of them."""
        for path in self._files():
            with contextlib.suppress(OSError):
                path.unlink()

    def _prune(self) -> None:
        """Let go of those that were fetched longest ago."""
        known = sorted(((path.stat().st_mtime, path.stat().st_size, path) for path in self._files()), reverse=True)
        total = 0
        for _at, size, path in known:
            total += size
            if total > self._most:
                path.unlink(missing_ok=True)

    def _files(self) -> list[Path]:
        try:
            return [path for path in self._folder.iterdir() if path.suffix in (".picture", ".new")]
        except OSError:
            return []

    def _path(self, address: str) -> Path:
        """A name that says nothing of the address."""
        return self._folder / f"{hashlib.sha256(address.encode('utf-8', 'replace')).hexdigest()}.picture"
