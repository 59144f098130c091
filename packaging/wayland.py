"""A Wayland compositor in a window of the virtual X screen: what is typed on that screen reaches its programs.

The trap: without a window manager nothing gives that window the keyboard, so it is given here.
"""

import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from failure import SetupFailure

SOCKET = "wayland-0"
_PATIENCE = 30.0
_SETTINGS = """\
[core]
idle-time=0
[shell]
animation=none
background-color=0xff808080
background-type=scale
locking=false
panel-position=none
[input-method]
path=
"""
"""A plain background, so that a picture shows whether the program is there, and no keyboard on the screen over it."""


@contextmanager
def compositor(screen: Mapping[str, str], folder: Path) -> Iterator[None]:
    """Runs as long as the block; listens in `folder`, to whoever can enter that."""
    settings, log = folder / "weston.ini", folder / "weston.log"
    settings.write_text(_SETTINGS, encoding="utf-8")
    command = ["weston", "--backend=x11-backend.so", "--use-pixman", "--width=1600", "--height=1000"]
    command += [f"--socket={SOCKET}", f"--config={settings}", f"--log={log}"]
    variables = {"PATH": "/usr/bin:/bin", **screen, "XDG_RUNTIME_DIR": str(folder)}
    process = subprocess.Popen(
        command, env=variables, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + _PATIENCE
        while not _has_keyboard(screen, folder / SOCKET):
            if process.poll() is not None or time.monotonic() > deadline:
                said = log.read_text(encoding="utf-8") if log.exists() else ""
                raise SetupFailure(f"{said}\n\nweston, the Wayland compositor, did not start.")
            time.sleep(0.2)
        folder.chmod(0o755)  # it wanted a closed one
        (folder / SOCKET).chmod(0o666)
        yield
    finally:
        process.terminate()
        process.wait()


def _has_keyboard(screen: Mapping[str, str], socket: Path) -> bool:
    if not socket.exists():
        return False
    command = ["xdotool", "search", "--onlyvisible", "--class", "Weston Compositor", "windowfocus"]
    variables = {"PATH": "/usr/bin:/bin", **screen}
    return subprocess.run(command, check=False, capture_output=True, env=variables).returncode == 0
