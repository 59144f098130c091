"""What the user saves as a file of their own: whole or not at all, and with the rights that such a file has.

The trap: the file may be the user's only copy of something, so the old content stays until the new one is written,
and the new one is written under a name that no file beside it has.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from typing import Final

from desktop.core.errors import Problem, StoreError
from desktop.core.text import well_formed
from desktop.store.files import sync_file, sync_folder

_FULL: Final = (errno.ENOSPC, errno.EDQUOT)
_UNTOLD: Final = (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP)


def save_text(path: Path, text: str) -> None:
    """Write the text as UTF-8, with a line end at its end. Raises StoreError."""
    content = well_formed(text).encode()
    save_bytes(path, content if content.endswith(b"\n") else content + b"\n")


def save_bytes(path: Path, content: bytes) -> None:
    """Write the bytes as they are. Raises StoreError."""
    save_by(path, lambda part: _write(part, content))


def save_pieces(path: Path, pieces: Iterable[str]) -> None:
    """Write well-formed text that comes in pieces, as it comes. Raises StoreError, and what the pieces raise."""

    def write(part: Path) -> None:
        with part.open("w", encoding="utf-8", newline="") as file:
            file.writelines(pieces)

    save_by(path, write)


def save_by(path: Path, write: Callable[[Path], None]) -> None:
    """Let `write` fill a new file, which then takes the place of the one at `path` in one go.

    Whatever `write` raises, nothing is left behind; OSError leaves as StoreError.
    """
    target = Path(os.path.realpath(path))  # a link stays a link
    try:
        _replace(target, write)
    except OSError as error:
        code = "save_full" if error.errno in _FULL else "save_failed"
        raise StoreError(Problem(code, {"file": path.name})) from error


def _write(part: Path, content: bytes) -> None:
    part.write_bytes(content)


def _replace(target: Path, write: Callable[[Path], None]) -> None:
    part = target.with_name(f".{token_hex(8)}.part")  # short: the name of the file may be as long as can be
    part.touch(exist_ok=False)
    try:
        write(part)
        _sync(part)
        _keep_mode(target, part)
        part.replace(target)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise
    sync_folder(target.parent)


def _sync(part: Path) -> None:
    """A rename may reach the disk before the content does. Some drives cannot tell when it has."""
    try:
        sync_file(part)
    except OSError as error:
        if error.errno not in _UNTOLD:
            raise


def _keep_mode(target: Path, part: Path) -> None:
    """Give the new file the rights of the old one. Some drives know no rights, and refuse to be told any."""
    with suppress(FileNotFoundError):
        mode = stat.S_IMODE(target.stat().st_mode)
        if mode != stat.S_IMODE(part.stat().st_mode):
            part.chmod(mode)
