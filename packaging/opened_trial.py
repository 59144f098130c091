"""Tries what a program gets that the frozen one starts: the surroundings of the person, and none of its own libraries.

The trap: the frozen program runs on a path to libraries that a browser or a file manager would take for its own.
"""

import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

from failure import SetupFailure
from installed_window import InstalledWindow

_PATIENCE = 60.0
_HARMLESS = {"_", "PWD", "OLDPWD", "SHLVL", "PYSIDE6_OPTION_PYTHON_ENUM"}
"""Of the shell of the script, and what PySide6 sets by itself, from source too."""
_SCRIPT = '#!/bin/sh\nenv -0 >"{told}.part"\nmv "{told}.part" "{told}"\n'


def try_opening(program: Path, screen: Mapping[str, str], folder: Path) -> None:
    """Has the program show a folder, where `xdg-open` tells its variables; `folder` is empty and gets files."""
    told, data, commands = folder / "told", folder / "data", folder / "bin"
    for made in (data, commands):
        made.mkdir(parents=True)
    (commands / "xdg-open").write_text(_SCRIPT.format(told=told), encoding="utf-8")
    (commands / "xdg-open").chmod(0o755)
    (data / "history.db").write_bytes(b"damaged" * 4096)  # so that a page with a way to the folder is shown
    given = {
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "LD_LIBRARY_PATH": str(folder / "libraries-of-the-person"),
        "PATH": f"{commands}:/usr/bin:/bin",
        "ROBOFY_DATA_DIR": str(data),
        **screen,
    }
    with subprocess.Popen([program], env=given, stderr=subprocess.PIPE, encoding="utf-8") as process:
        try:
            _show_folder(InstalledWindow(process, screen), data, told)
        finally:
            process.terminate()
    _compare(given, told)


def _show_folder(window: InstalledWindow, data: Path, told: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not (window.is_shown() and len(list(data.glob("history.db.*"))) > 0):
        _wait(deadline)
    window.activate()
    while not told.exists():  # what the history has in it is looked for first
        window.press("Tab")
        window.press("space")
        _wait(deadline)


def _wait(deadline: float) -> None:
    if time.monotonic() > deadline:
        raise SetupFailure("The frozen program was waited for in vain: it showed no folder.")
    time.sleep(0.5)


def _compare(given: Mapping[str, str], told: Path) -> None:
    found = dict(line.split("=", 1) for line in told.read_text(encoding="utf-8").split("\0") if line)
    names = {name for name in {*given, *found} if given.get(name) != found.get(name)} - _HARMLESS
    if names:
        lines = [f"{name}: {given.get(name)} became {found.get(name)}" for name in sorted(names)]
        raise SetupFailure("\n".join(["A program that the frozen one starts gets other variables:", *lines]))
