"""Text that the user saves as a file of their own: whole or not at all, and with the rights that a new file gets.

The trap: the file may be the user's only copy of something, so the old content stays until the new one is written.
"""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path
from typing import Final

from desktop.core.errors import Problem, StoreError
from desktop.core.text import well_formed

_FULL: Final = (errno.ENOSPC, errno.EDQUOT)


def save_text(path: Path, text: str) -> None:
    """Write the text as UTF-8, with a line end at its end. Raises StoreError."""
    target = Path(os.path.realpath(path))  # a link stays a link
    part = target.with_name(f"{target.name}.part")
    content = well_formed(text).encode()
    try:
        part.write_bytes(content if content.endswith(b"\n") else content + b"\n")
        part.replace(target)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        code = "save_full" if error.errno in _FULL else "save_failed"
        raise StoreError(Problem(code, {"file": path.name})) from error
