"""The installer for Windows, compiled by NSIS on any system; without the frozen program, around placeholders.

The placeholders prove the script, not the program: what is made of them is tried and thrown away.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import product
from digest import size
from failure import SetupFailure

_SCRIPT = product.ROOT / "packaging" / "windows" / "installer.nsi"
_PLACE = Path("drive_c", "users")
_RUN_KEY = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Run"
_LEAST = ("Robofy Desktop.exe", "robofy-desktop.exe", "_internal/base_library.zip")


@dataclass(frozen=True)
class WindowsInstaller:
    prepared: Path
    version: str

    def build(self, frozen: Path, output: Path) -> Path:
        """Warnings are errors. `frozen` is the folder that PyInstaller makes on Windows."""
        numbers = ".".join((*re.findall(r"\d+", self.version.partition("-")[0])[:3], "0"))
        values = {
            "VERSION": self.version,
            "NUMBERS": numbers,
            "SOURCE": frozen,
            "OUTPUT": output,
            "ICON": self.prepared / "app.ico",
            "SIZE": size(frozen) // 1024,
        }
        more = [] if sys.platform == "win32" else ["-DTARGET=amd64-unicode"]
        output.parent.mkdir(parents=True, exist_ok=True)
        command = [
            "makensis",
            "-WX",
            "-V2",
            *more,
            *(f"-D{name}={value}" for name, value in values.items()),
            str(_SCRIPT),
        ]
        result = subprocess.run(command, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if result.returncode != 0:
            raise SetupFailure(f"{result.stdout.strip()}\n\nmakensis could not compile {_SCRIPT.name}.")
        return output


def placeholders(linux: Path, folder: Path) -> Path:
    """The list of files as Windows would have it: the names of this system's folder, with small content."""
    shutil.rmtree(folder, ignore_errors=True)
    names = [path.relative_to(linux).as_posix() for path in linux.rglob("*") if path.is_file()]
    renamed = (re.sub(r"\.so(\.[\d.]+)?$", ".dll", name) for name in names if name != product.NAME)
    for name in (*renamed, *_LEAST):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"placeholder for " + name.encode())
    return folder


@dataclass(frozen=True)
class WineTrial:
    """Runs an installer silently under wine: install, upgrade in place, remove, once with and once without the data."""

    prefix: Path

    def run(self, former: Path, installer: Path) -> None:
        shutil.rmtree(self.prefix, ignore_errors=True)
        self.prefix.mkdir(parents=True)
        self._wine("wineboot", "--init")
        local = self._local()
        program, data = local / "Programs" / product.TITLE, local / "Robofy" / product.TITLE
        data.mkdir(parents=True)
        (data / "conversations.db").write_bytes(b"precious")
        self._wine(str(former), "/S")
        self._expect(program / "Robofy Desktop.exe", program / "Uninstall.exe", program / "_internal" / "gone.dll")
        self._wine(str(installer), "/S")
        self._expect(
            program / "Robofy Desktop.exe", data / "conversations.db", gone=[program / "_internal" / "gone.dll"]
        )
        # As desktop/autostart.py writes it; the second value is another program's.
        for name in (product.NAME, product.TITLE):
            self._wine("reg", "add", _RUN_KEY, "/v", name, "/d", "any.exe")
        self._uninstall(program)
        self._expect(data / "conversations.db", gone=[program])
        self._expect_at_login(product.TITLE, gone=product.NAME)
        self._wine(str(installer), "/S")
        self._uninstall(program, "/DATA")
        self._expect(gone=[program, data])

    def _local(self) -> Path:
        users = [path for path in (self.prefix / _PLACE).iterdir() if path.name != "Public"]
        return users[0] / "AppData" / "Local"

    def _uninstall(self, program: Path, *words: str) -> None:
        # The uninstaller goes on as a copy of itself; _?= would keep it in place, and keep the folder.
        self._wine(str(program / "Uninstall.exe"), "/S", *words)
        deadline = time.monotonic() + 60
        while program.exists() and time.monotonic() < deadline:
            time.sleep(0.2)
        subprocess.run(["wineserver", "--wait"], check=False, env=self._variables(), timeout=120)

    def _expect(self, *there: Path, gone: list[Path] | None = None) -> None:
        wrong = [str(path) for path in there if not path.exists()] + [str(path) for path in gone or [] if path.exists()]
        if wrong:
            raise SetupFailure(f"Under wine these were not as expected: {wrong}")

    def _expect_at_login(self, there: str, gone: str) -> None:
        said = self._wine("reg", "query", _RUN_KEY)
        if there not in said or gone in said:
            raise SetupFailure(f"Under wine only {there!r} was to start at login, and the registry says:\n{said}")

    def _wine(self, *command: str) -> str:
        result = subprocess.run(
            ["wine", *command], check=False, capture_output=True, text=True, env=self._variables(), timeout=240
        )
        if result.returncode != 0:
            raise SetupFailure(f"{result.stderr[-1000:]}\n\nwine {' '.join(command)} ended with {result.returncode}.")
        return result.stdout

    def _variables(self) -> dict[str, str]:
        quiet = {"WINEDEBUG": "-all", "WINEDLLOVERRIDES": "mscoree=;mshtml=;winemenubuilder.exe=", "DISPLAY": ""}
        return {**os.environ, **quiet, "WINEPREFIX": str(self.prefix)}
