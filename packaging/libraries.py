"""The parts of the system that pip cannot install: found by trying them, installed or named when missing.

Without this check Qt prints "Aborted" and says nothing of the library that it missed.
"""

import ctypes
import importlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, assert_never

from failure import SetupFailure


@dataclass(frozen=True)
class Part:
    kind: Literal["library", "module", "program", "system module"]
    name: str
    package: str  # Debian's and Ubuntu's name for what holds it

    def present(self) -> bool:
        match self.kind:
            case "library":
                return _loads(self.name)
            case "module":
                return importlib.util.find_spec(self.name) is not None
            case "program":
                return shutil.which(self.name) is not None
            case "system module":
                return _system_python_knows(self.name)
            case _:
                assert_never(self.kind)


def _libraries(table: dict[str, str]) -> tuple[Part, ...]:
    return tuple(Part("library", name, package) for name, package in table.items())


# What the shared objects of PySide6-Essentials ask for (readelf -d), less what every Linux has.
QT = _libraries(
    {
        "libEGL.so.1": "libegl1",
        "libGL.so.1": "libgl1",
        "libX11.so.6": "libx11-6",
        "libbrotlidec.so.1": "libbrotli1",
        "libdbus-1.so.3": "libdbus-1-3",
        "libfontconfig.so.1": "libfontconfig1",
        "libfreetype.so.6": "libfreetype6",
        "libglib-2.0.so.0": "libglib2.0-0",
        "libgssapi_krb5.so.2": "libgssapi-krb5-2",
        "libgthread-2.0.so.0": "libglib2.0-0",
        "libxkbcommon.so.0": "libxkbcommon0",
        "libz.so.1": "zlib1g",
        "libzstd.so.1": "libzstd1",
    }
)
X11 = _libraries(
    {
        "libX11-xcb.so.1": "libx11-xcb1",
        "libxcb-cursor.so.0": "libxcb-cursor0",
        "libxcb-icccm.so.4": "libxcb-icccm4",
        "libxcb-image.so.0": "libxcb-image0",
        "libxcb-keysyms.so.1": "libxcb-keysyms1",
        "libxcb-randr.so.0": "libxcb-randr0",
        "libxcb-render-util.so.0": "libxcb-render-util0",
        "libxcb-render.so.0": "libxcb-render0",
        "libxcb-shape.so.0": "libxcb-shape0",
        "libxcb-shm.so.0": "libxcb-shm0",
        "libxcb-sync.so.1": "libxcb-sync1",
        "libxcb-util.so.1": "libxcb-util1",
        "libxcb-xfixes.so.0": "libxcb-xfixes0",
        "libxcb-xkb.so.1": "libxcb-xkb1",
        "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    }
)
WAYLAND = _libraries(
    {
        "libwayland-client.so.0": "libwayland-client0",
        "libwayland-cursor.so.0": "libwayland-cursor0",
        "libwayland-egl.so.1": "libwayland-egl1",
    }
)
SCREEN = (Part("program", "Xvfb", "xvfb"),)
KEYRING = (
    Part("program", "dbus-daemon", "dbus"),
    Part("program", "gnome-keyring-daemon", "gnome-keyring"),
)
PROXIES = (
    Part("program", "tinyproxy", "tinyproxy"),
    Part("program", "microsocks", "microsocks"),
)
# Who shows the tray and notifications on a real desktop, and who signs what updates are told by.
DESKTOP = (
    Part("program", "trayer", "trayer"),
    Part("program", "dunst", "dunst"),
    Part("program", "minisign", "minisign"),
)
# What a screen reader stands on. Its library for Python comes with the system's own Python and from nowhere else.
SCREEN_READER = (
    Part("program", "dbus-daemon", "dbus"),
    Part("program", "/usr/libexec/at-spi-bus-launcher", "at-spi2-core"),
    Part("system module", "pyatspi", "python3-pyatspi"),
)
# Debian and Ubuntu keep this module of the standard library in a package of its own.
VENV = (Part("module", "ensurepip", f"python3.{sys.version_info[1]}-venv"),)


def provide(parts: Iterable[Part]) -> None:
    """Finds each part, or installs what is missing (root with apt), or raises with the exact command."""
    if sys.platform != "linux":
        return
    missing = [part for part in parts if not part.present()]
    if not missing:
        return
    packages = sorted({part.package for part in missing})
    if not _has_apt():
        raise SetupFailure(_named_by_part(missing))
    if os.geteuid() != 0:
        raise SetupFailure(_named_by_command(packages))
    _install(packages)
    importlib.invalidate_caches()
    left = [part for part in missing if not part.present()]
    if left:
        raise SetupFailure(_named_by_part(left))


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _system_python_knows(module: str) -> bool:
    python = "/usr/bin/python3"
    found = f"import importlib.util, sys; sys.exit(importlib.util.find_spec({module!r}) is None)"
    return shutil.which(python) is not None and subprocess.run([python, "-c", found], check=False).returncode == 0


def _has_apt() -> bool:
    return shutil.which("apt-get") is not None


def _named_by_part(parts: Iterable[Part]) -> str:
    names = ", ".join(part.name for part in parts)
    return f"This system lacks {names}. Install the packages that hold them and start again."


def _named_by_command(packages: list[str]) -> str:
    install = f"apt-get update && apt-get install -y --no-install-recommends {' '.join(packages)}"
    command = f"sudo sh -c '{install}'" if shutil.which("sudo") else f"su -c '{install}'"
    return f"This system lacks packages that Robofy Desktop needs. Install them and start again:\n\n    {command}\n"


def _install(packages: list[str]) -> None:
    print(f"Installing from the system's packages: {' '.join(packages)}", flush=True)
    # A failed update (one source of several away) need not fail the installation.
    _apt("update")
    result = _apt("install", "-y", "--no-install-recommends", *packages)
    if result.returncode != 0:
        raise SetupFailure(f"{result.stdout.strip()}\n\napt-get could not install {' '.join(packages)}.")


def _apt(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["apt-get", "-q", "-o", "Dpkg::Use-Pty=0", *arguments],
        check=False,
        env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
