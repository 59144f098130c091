"""Starting with the login, as each system wants it: a desktop file, a launch agent, or a value in the registry.

The trap: the user may have switched it off with the tools of the system. So whether it is on is read there each time
and kept nowhere else.

Source: Desktop Application Autostart Specification; Desktop Entry Specification, "The Exec key"; launchd.plist(5).
"""

from __future__ import annotations

import os
import plistlib
import re
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, Protocol

from PySide6.QtCore import QSettings

from desktop.core.errors import Problem, StoreError

HIDDEN: Final = "--hidden"
RUN_KEY: Final = r"HKEY_CURRENT_USER\Software\Microsoft\Windows\CurrentVersion\Run"
"""The removal (packaging/windows/installer.nsi) takes our value away from there, by the same name."""
_ID: Final = "robofy-desktop"
_LABEL: Final = "ai.robofy.desktop"
_OFF: Final = re.compile(r"(?im)^\s*(?:Hidden\s*=\s*true|X-GNOME-Autostart-enabled\s*=\s*false)\s*$")


class Autostart(Protocol):
    """`switch` raises StoreError."""

    def is_on(self) -> bool: ...
    def switch(self, *, on: bool) -> None: ...


def autostart(environment: Mapping[str, str] = os.environ, system: str = sys.platform) -> Autostart:
    """That of this system."""
    command = (*own_command(), HIDDEN)
    if system == "win32":
        return RegistryValue(QSettings(RUN_KEY, QSettings.Format.NativeFormat), command)
    home = Path(environment.get("HOME") or Path.home())
    if system == "darwin":
        return LaunchAgent(home / "Library" / "LaunchAgents" / f"{_LABEL}.plist", command)
    config = Path(environment.get("XDG_CONFIG_HOME") or home / ".config")
    return DesktopEntry(config / "autostart" / f"{_ID}.desktop", command)


def own_command() -> tuple[str, ...]:
    """What starts this program again: the frozen program, the installed command, or the checkout."""
    if getattr(sys, "frozen", False):
        return (sys.executable,)
    if Path(sys.argv[0]).name.removesuffix(".exe") == _ID and (found := shutil.which(sys.argv[0])):
        return (str(Path(found).absolute()),)
    home = str(Path(__file__).resolve().parent.parent)
    return (
        sys.executable,
        "-c",
        f"import sys; sys.path.insert(0, {home!r}); from desktop.__main__ import main; main()",
    )


class DesktopEntry:
    """XDG: a desktop file in the folder for autostart."""

    def __init__(self, path: Path, command: Sequence[str]) -> None:
        self._path = path
        self._command = command

    def is_on(self) -> bool:
        try:
            return _OFF.search(self._path.read_text("utf-8", "replace")) is None
        except OSError:
            return False

    def switch(self, *, on: bool) -> None:
        line = " ".join(map(quoted, self._command))
        entry = {
            "Type": "Application",
            "Name": "Robofy Desktop",
            "Comment": "Starts in the tray",
            "TryExec": self._command[0].replace("\\", "\\\\"),  # once the program is removed, this starts nothing
            "Exec": line,
            "Icon": _ID,
            "Terminal": "false",
            "X-GNOME-Autostart-enabled": "true",
        }
        text = "\n".join(["[Desktop Entry]", *(f"{key}={value}" for key, value in entry.items())]) + "\n"
        _write(self._path, text.encode() if on else None)


class LaunchAgent:
    """macOS: a property list that launchd reads at the next login."""

    def __init__(self, path: Path, command: Sequence[str]) -> None:
        self._path = path
        self._command = command

    def is_on(self) -> bool:
        try:
            agent = plistlib.loads(self._path.read_bytes())
        except (OSError, ValueError, plistlib.InvalidFileException):
            return False
        return isinstance(agent, dict) and bool(agent.get("RunAtLoad")) and not agent.get("Disabled")

    def switch(self, *, on: bool) -> None:
        agent = {
            "Label": _LABEL,
            "ProgramArguments": list(self._command),
            "RunAtLoad": True,
            "ProcessType": "Interactive",
        }
        _write(self._path, plistlib.dumps(agent) if on else None)


class RegistryValue:
    """Windows: a value under the key `Run` of the user."""

    def __init__(self, key: QSettings, command: Sequence[str]) -> None:
        self._key = key
        self._command = command

    def is_on(self) -> bool:
        return bool(self._key.value(_ID))

    def switch(self, *, on: bool) -> None:
        if on:
            self._key.setValue(_ID, " ".join(_windows_quoted(word) for word in self._command))
        else:
            self._key.remove(_ID)
        self._key.sync()
        if self._key.status() is not QSettings.Status.NoError:
            raise StoreError(Problem("save_failed", {"file": _ID}))


def quoted(word: str) -> str:
    """A word of an Exec line: in quotes, with what is special there escaped, and a per cent sign doubled.

    The backslashes are escaped twice: the line is a string of the file, and then a list of quoted words.
    """
    inner = re.sub(r'(["`$\\])', r"\\\1", word.replace("%", "%%"))
    return f'"{inner}"'.replace("\\", "\\\\")


def _windows_quoted(word: str) -> str:
    return f'"{word}"' if not word or " " in word or "\t" in word else word


def _write(path: Path, content: bytes | None) -> None:
    """Replace the file, or remove it; raises StoreError."""
    try:
        if content is None:
            path.unlink(missing_ok=True)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.part")
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        raise StoreError(Problem("save_failed", {"file": path.name})) from error
