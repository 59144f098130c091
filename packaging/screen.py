"""A virtual X screen of our own, on a free display number and closed to other users of the machine."""

import os
import secrets
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from failure import SetupFailure

_FAMILY_WILD = 0xFFFF  # libXau: an entry for any address; an empty number fits any display
_COOKIE = b"MIT-MAGIC-COOKIE-1"


def has_display() -> bool:
    """True where a window can be shown, or where QT_QPA_PLATFORM says how else to draw."""
    if sys.platform != "linux":
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


@contextmanager
def virtual_screen(pixels: Path | None = None) -> Iterator[dict[str, str]]:
    """Yields the variables that lead Qt to the screen; none on systems that always have one.

    In the folder `pixels` the server keeps a file `Xvfb_screen0`, which has at each moment what is on the screen.
    """
    if sys.platform != "linux":
        yield {}
        return
    with tempfile.TemporaryDirectory(prefix="robofy-screen-") as folder:
        authority = Path(folder, "Xauthority")
        _write_authority(authority)
        server, number = _start(authority, *(() if pixels is None else ("-fbdir", str(pixels))))
        try:
            yield {
                "DISPLAY": f":{number}",
                "XAUTHORITY": str(authority),
                "QT_QPA_PLATFORM": "xcb",
                "WAYLAND_DISPLAY": "",
                "XDG_SESSION_TYPE": "x11",
            }
        finally:
            server.terminate()
            server.wait()


def _write_authority(path: Path) -> None:
    fields = (b"", b"", _COOKIE, secrets.token_bytes(16))
    counted = b"".join(struct.pack(">H", len(field)) + field for field in fields)
    path.touch(mode=0o600)
    path.write_bytes(struct.pack(">H", _FAMILY_WILD) + counted)


def _start(authority: Path, *more: str) -> tuple[subprocess.Popen[bytes], int]:
    read, write = os.pipe()
    server = subprocess.Popen(
        [
            *("Xvfb", "-screen", "0", "1920x1200x24", "-nolisten", "tcp", "-noreset"),
            *("-displayfd", str(write), "-auth", str(authority), *more),
        ],
        pass_fds=[write],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        number = pipe.readline()  # ends when the server is ready, or with its death
    if not number.strip():
        server.wait()
        raise SetupFailure("Xvfb, the virtual screen for the tests, did not start.")
    return server, int(number)
