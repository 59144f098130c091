"""Whom to trust: the system's certificates, further ones from a file, or anybody when a profile says so.

The trap: a file may be taken away or replaced while the program runs. So it is looked at before each question, and one
that is not as it was is read anew: nothing is sent when it is gone.
"""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Final

import truststore
from msgspec import Struct

from desktop.core.certificate import Certificate, read_certificates
from desktop.core.chatbot import Profile
from desktop.core.errors import NetworkError, Problem
from desktop.core.settings import NetworkSettings

MOST_BYTES: Final = 4 * 1024 * 1024


class Seen(Struct, frozen=True):
    """A file as it was seen: when it was changed, in nanoseconds since the epoch, and its bytes; 0 for none."""

    path: str
    changed: int = 0
    size: int = 0


def ca_files(settings: NetworkSettings, profile: Profile) -> tuple[str, ...]:
    return tuple(path for path in (settings.ca_file, profile.ca_file) if path)


def look_at(files: tuple[str, ...]) -> tuple[Seen, ...]:
    """Blocks for the disk; raises nothing."""
    return tuple(_seen(path) for path in files)


def make_context(files: tuple[str, ...], *, verify: bool, shared: str = "") -> ssl.SSLContext:
    """Blocks for the files; raises NetworkError (ca_file_unreadable, profile_ca_file_unreadable, ca_file_empty).

    `shared` is the file of the settings, which holds for all profiles; any other is the profile's own.
    """
    if not verify:
        anybody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        anybody.check_hostname = False
        anybody.verify_mode = ssl.CERT_NONE
        return anybody
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    for path in files:
        try:
            content = _read(path, "ca_file_unreadable" if path == shared else "profile_ca_file_unreadable")
            context.load_verify_locations(cadata=content.decode("ascii", "replace"))
        except ssl.SSLError:
            raise NetworkError(Problem("ca_file_empty", {"file": Path(path).name})) from None
    return context


def read_ca_file(path: str) -> tuple[Certificate, ...]:
    """What is in a file; raises NetworkError when that is nothing. Blocks."""
    return read_certificates(_read(path))


def _seen(path: str) -> Seen:
    try:
        found = Path(path).stat()
    except (OSError, ValueError):
        return Seen(path)
    return Seen(path, found.st_mtime_ns, found.st_size)


def _read(path: str, code: str = "ca_file_unreadable") -> bytes:
    """Raises NetworkError: `code` when the file cannot be read."""
    file = Path(path)
    try:
        if not file.is_file():  # reading a pipe might never end
            raise OSError
        with file.open("rb") as opened:
            content = opened.read(MOST_BYTES)
    except (OSError, ValueError):
        raise NetworkError(Problem(code, {"file": file.name}, retryable=True)) from None
    if not read_certificates(content):
        raise NetworkError(Problem("ca_file_empty", {"file": file.name}))
    return content
