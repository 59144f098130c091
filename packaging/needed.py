"""Which libraries of the system the frozen folder needs: by name for an .rpm, by Debian package for a .deb.

The trap: a library that is missing shows only when somebody prints, or uses Wayland. So what the files ask for is read
from them, and one that nobody has a name for fails the build.
"""

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

import libraries
from failure import SetupFailure

_MORE = {
    "ld-linux-aarch64.so.1": "libc6",
    "ld-linux-x86-64.so.2": "libc6",
    "libbrotlicommon.so.1": "libbrotli1",
    "libc.so.6": "libc6",
    "libcups.so.2": "libcups2",
    "libdl.so.2": "libc6",
    "libgcc_s.so.1": "libgcc-s1",
    "libm.so.6": "libc6",
    "libpthread.so.0": "libc6",
    "libresolv.so.2": "libc6",
    "librt.so.1": "libc6",
    "libstdc++.so.6": "libstdc++6",
    "libutil.so.1": "libc6",
    "libuuid.so.1": "libuuid1",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb.so.1": "libxcb1",
}
_NEEDED = re.compile(r"\(NEEDED\).*\[(.+)\]")
_GLIBC = re.compile(r"\bGLIBC_(\d+)\.(\d+)")


def elf_files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink() and _is_elf(path)]


def needed_libraries(folder: Path) -> list[str]:
    """The names that the files ask for and the folder does not hold."""
    held = {path.name for path in folder.rglob("*")}
    named = set(_NEEDED.findall(_readelf("--dynamic", elf_files(folder))))
    return sorted(named - held)


def oldest_glibc(folder: Path) -> str:
    versions = _GLIBC.findall(_readelf("--version-info", elf_files(folder)))
    return "{}.{}".format(*max((int(major), int(minor)) for major, minor in versions))


def packages(names: Iterable[str]) -> list[str]:
    """Debian's packages for these libraries; raises SetupFailure for one that is not in the tables."""
    table = {part.name: part.package for part in (*libraries.QT, *libraries.X11, *libraries.WAYLAND)} | _MORE
    unknown = sorted(name for name in names if name not in table)
    if unknown:
        raise SetupFailure(
            f"No package is known for {', '.join(unknown)}: name it in packaging/needed.py, or leave out what needs it."
        )
    return sorted({table[name] for name in names})


def _is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def _readelf(option: str, files: Iterable[Path]) -> str:
    command = ["readelf", "--wide", option, *map(str, files)]
    return subprocess.run(
        command, check=True, capture_output=True, text=True, env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"}
    ).stdout
