"""What the user saves as a file of their own: whole or not at all, and with the rights that such a file has.

The trap: the file may be the user's only copy of something, so the old content stays until the new one is written,
and the new one is written under a name that no file beside it has.
"""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from typing import Final

from desktop.core.errors import Problem, StoreError
from desktop.core.text import well_formed

_FULL: Final = (errno.ENOSPC, errno.EDQUOT)


def save_text(path: Path, text: str) -> None:
    """Write the text as UTF-8, with a line end at its end. Raises StoreError."""
    content = well_formed(text).encode()
    save_bytes(path, content if content.endswith(b"\n") else content + b"\n")


def save_bytes(path: Path, content: bytes) -> None:
    """Write the bytes as they are. Raises StoreError."""
    target = Path(os.path.realpath(path))  # a link stays a link
    try:
        _replace(target, content)
    except OSError as error:
        code = "save_full" if error.errno in _FULL else "save_failed"
        raise StoreError(Problem(code, {"file": path.name})) from error


def _replace(target: Path, content: bytes) -> None:
    """The new content takes the place of the old one in one go; on an error nothing is left behind."""
    part = target.with_name(f".{token_hex(8)}.part")  # short: the name of the file may be as long as can be
    part.touch(exist_ok=False)
    try:
        part.write_bytes(content)
        _keep_mode(target, part)
        part.replace(target)
    except OSError:
        with suppress(OSError):
            part.unlink()
        raise


def _keep_mode(target: Path, part: Path) -> None:
    """Give the new file the rights of the old one. Some drives know no rights, and refuse to be told any."""
    with suppress(FileNotFoundError):
        mode = stat.S_IMODE(target.stat().st_mode)
        if mode != stat.S_IMODE(part.stat().st_mode):
            part.chmod(mode)
