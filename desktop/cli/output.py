"""Standard output and standard error as the commands use them: at once, in any encoding, and with nobody listening.

The trap: a stream may be missing (`>&-` makes it None, and print then falls back to the other one), may refuse a
character, or may break under the hand when the reader of a pipe leaves.
"""

from __future__ import annotations

import errno
import os
import re
import sys
from contextlib import suppress
from typing import Final, TextIO

from desktop.core.text import well_formed

_NAME: Final = "robofy-desktop"
_LEFT: Final = (errno.EPIPE, errno.EINVAL)
"""What writing fails with when the reader of the pipe has left; the second on Windows."""
_STEERING: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters but tab and newline (Unicode Cc), and those that reorder what stands beside them (UAX 9)."""


class OutputError(Exception):
    """Standard output takes no more. The text is a sentence; empty when its reader has simply left."""


def make_safe() -> None:
    """A character that cannot be encoded is escaped, a missing stream swallows; neither ends the program."""
    for name in ("stdout", "stderr"):
        stream: TextIO | None = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115 - lives as long as we do
        elif reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="backslashreplace")


def write(text: str) -> None:
    """Write to standard output at once. Raises OutputError."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        raise _gone(error) from None


def complain(sentence: str) -> None:
    """A sentence for the person on standard error."""
    note(f"{_NAME}: {sentence}")


def note(text: str) -> None:
    """A line on standard error, where nobody may be listening."""
    with suppress(OSError):
        sys.stderr.write(f"{printable(text)}\n")
        sys.stderr.flush()


def let_go() -> None:
    """Python writes out what it buffered when it ends; let that go nowhere when there is nobody to take it."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)


def printable(text: str) -> str:
    """Text for a terminal: what could steer it is shown and not obeyed."""
    return _STEERING.sub(_escaped, well_formed(text.replace("\r\n", "\n")))


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def _gone(error: OSError) -> OutputError:
    if error.errno in _LEFT:
        return OutputError()
    return OutputError(f"Standard output could not be written: {error.strerror or 'it is closed'}.")
