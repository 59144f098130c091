"""The virtual environment in `.venv`: made, filled from a hash-locked file, and stamped when that went well.

The stamp is written last, so that an interrupted installation is never taken for a whole one.
"""

import hashlib
import os
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from failure import SetupFailure

ROOT = Path(__file__).resolve().parent.parent
RUNTIME = "requirements.txt"
DEVELOPMENT = "requirements-dev.txt"  # holds all of RUNTIME, at the same versions


@dataclass(frozen=True)
class Environment:
    folder: Path = ROOT / ".venv"
    locks: Path = ROOT / "packaging"

    @property
    def python(self) -> Path:
        return self.program("python")

    def program(self, name: str) -> Path:
        if os.name == "nt":
            return self.folder / "Scripts" / f"{name}.exe"
        return self.folder / "bin" / name

    def is_ready(self, lock: str) -> bool:
        return self._holds(self._content(lock))

    def prepare(self, lock: str) -> None:
        """Makes or mends the environment until it holds what `lock` names."""
        if self.is_ready(lock):
            return
        # Without a stamp an installation was cut short, and pip takes a half-copied package for a whole one.
        if not self._holds(self._origin()):
            self._make()
        self._stamp_file.unlink(missing_ok=True)
        self._install(lock)
        locks = [RUNTIME, DEVELOPMENT] if lock == DEVELOPMENT else [lock]
        self._stamp_file.write_text("\n".join([self._origin(), *map(self._content, locks)]), encoding="ascii")

    @property
    def _stamp_file(self) -> Path:
        return self.folder / "installed.stamp"

    def _holds(self, fingerprint: str) -> bool:
        # `exists` follows the link: False when the Python that made the environment is gone.
        if not self.python.exists():
            return False
        try:
            return fingerprint in self._stamp_file.read_text(encoding="ascii").split()
        except (OSError, UnicodeDecodeError):
            return False

    def _origin(self) -> str:
        # Scripts in an environment name its place, so a moved one has to be made again.
        return _digest(repr((sys.version_info[:3], platform.machine(), str(self.folder))).encode())

    def _content(self, lock: str) -> str:
        return _digest(self._origin().encode() + (self.locks / lock).read_bytes())

    def _make(self) -> None:
        try:
            self._remove()
        except OSError as error:  # left by another user, by sudo for one
            told = f"{self.folder} has to be made again and cannot be removed: {error.strerror}."
            raise SetupFailure(told) from error
        # Under the environment's own Python the one that made it has to make the next.
        maker = getattr(sys, "_base_executable", sys.executable)
        result = subprocess.run([maker, "-m", "venv", self.folder], check=False)
        if result.returncode != 0:
            raise SetupFailure(f"{maker} -m venv could not make {self.folder}; its reason stands above.")

    def _remove(self) -> None:
        if self.folder.is_symlink() or self.folder.is_file():
            self.folder.unlink()
        elif self.folder.exists():
            shutil.rmtree(self.folder)

    def _install(self, lock: str) -> None:
        print(
            f"Installing the packages into {self.folder.name}: once, and again when their versions change.", flush=True
        )
        pip = [str(self.python), "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet"]
        locked = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "--requirement", str(self.locks / lock)]
        if subprocess.run([*pip, *locked], check=False).returncode != 0:
            raise SetupFailure("pip could not install the packages; its reason stands above. Start again to go on.")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def variables(**changes: str) -> dict[str, str]:
    """This process's variables, with the checkout importable from any current folder."""
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return os.environ | {"PYTHONPATH": os.pathsep.join(paths)} | changes
