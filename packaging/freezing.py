"""Makes the frozen program: the folder that every package carries.

The trap: what differs from build to build without meaning (the order of a set, the time) must not reach the folder.
"""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import embedded
import product
from digest import digest, size
from environment import Environment
from failure import SetupFailure
from needed import elf_files

PACKAGING = "requirements-packaging.txt"
LARGEST = 130 * 2**20
"""Bytes of the folder on Linux. Who needs more room than this has let something in."""


@dataclass(frozen=True)
class Freezer:
    environment: Environment
    build: Path = product.BUILD

    @property
    def folder(self) -> Path:
        if sys.platform == "darwin":
            return self.build / "frozen" / f"{product.TITLE}.app"
        return self.build / "frozen" / product.NAME

    @property
    def program(self) -> Path:
        if sys.platform == "darwin":
            return self.folder / "Contents" / "MacOS" / product.NAME
        return self.folder / (f"{product.NAME}.exe" if sys.platform == "win32" else product.NAME)

    @property
    def prepared(self) -> Path:
        return self.build / "prepared"

    def freeze(self) -> str:
        """Returns the hash of the folder; raises SetupFailure when it is too big or does not work."""
        self._prepare()
        shutil.rmtree(self.build / "work", ignore_errors=True)
        self._run(
            *("-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "ERROR"),
            *("--distpath", str(self.build / "frozen"), "--workpath", str(self.build / "work")),
            str(product.ROOT / "packaging" / "robofy-desktop.spec"),
        )
        if sys.platform == "linux":
            self._forget_build_machine()
            found = size(self.folder)
            if found > LARGEST:
                raise SetupFailure(f"{self.folder} has {found:,} bytes, at most {LARGEST:,}.")
        embedded.check(self.folder)
        return digest(self.folder)

    def _prepare(self) -> None:
        shutil.rmtree(self.prepared, ignore_errors=True)
        self.prepared.mkdir(parents=True)
        self._run(str(product.ROOT / "packaging" / "preparing.py"), str(self.prepared), product.version())

    def _forget_build_machine(self) -> None:
        """A Python that was built in a home folder has libraries searched there first, wherever the program runs."""
        for file in elf_files(self.folder):
            found = subprocess.run(["patchelf", "--print-rpath", file], check=False, capture_output=True, text=True)
            if found.stdout.startswith("/"):
                subprocess.run(["patchelf", "--remove-rpath", file], check=True)

    def _run(self, *arguments: str) -> None:
        fixed = {
            "PYTHONHASHSEED": "1",
            "SOURCE_DATE_EPOCH": str(product.source_date()),
            "ROBOFY_PREPARED": str(self.prepared),
            "ROBOFY_VERSION": product.version(),
            # PyInstaller keeps what it finds out of a package here; another version of it may stand there.
            "PYINSTALLER_CONFIG_DIR": str(self.build / "pyinstaller"),
        }
        result = subprocess.run(
            [str(self.environment.python), *arguments],
            check=False,
            cwd=product.ROOT,
            env={**os.environ, **fixed},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
        if result.returncode != 0:
            raise SetupFailure(f"{result.stdout.strip()}\n\n{' '.join(arguments[:2])} failed.")


def check(program: Path) -> str:
    """The platform plugin that the selftest of a program found; raises SetupFailure when a part is missing."""
    result = subprocess.run(
        [str(program), "--selftest"], check=False, capture_output=True, encoding="utf-8", env=_bare(), timeout=60
    )
    try:
        report = json.loads(result.stdout)
    except ValueError:
        raise SetupFailure(f"{program} --selftest printed no JSON: {result.stdout}{result.stderr}") from None
    if result.returncode != 0 or report["missing"] or not report["frozen"]:
        raise SetupFailure(f"{program} --selftest lacks {report['missing']}. {result.stderr}")
    return str(report["platform_plugin"])


def _bare() -> dict[str, str]:
    """Nothing of the surroundings of the build, less what every system needs to start a program."""
    kept = {"SYSTEMROOT", "TEMP", "TMP", "HOME", "LANG", "USERPROFILE"}
    return {name: value for name, value in os.environ.items() if name.upper() in kept}
