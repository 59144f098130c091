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
        # `exists` follows the link: False when the Python that made the environment is gone.
        return self.python.exists() and self._fingerprint(lock) in self._stamps()

    def prepare(self, lock: str) -> None:
        """Makes or mends the environment until it holds what `lock` names."""
        if self.is_ready(lock):
            return
        self._stamp_file.unlink(missing_ok=True)
        if not self._works():
            self._make()
        self._install(lock)
        held = [RUNTIME, DEVELOPMENT] if lock == DEVELOPMENT else [lock]
        self._stamp_file.write_text("\n".join(map(self._fingerprint, held)), encoding="ascii")

    @property
    def _stamp_file(self) -> Path:
        return self.folder / "installed.stamp"

    def _stamps(self) -> list[str]:
        try:
            return self._stamp_file.read_text(encoding="ascii").split()
        except (OSError, UnicodeDecodeError):
            return []

    def _fingerprint(self, lock: str) -> str:
        digest = hashlib.sha256((self.locks / lock).read_bytes())
        # Scripts in an environment name its place, so a moved one is not ready.
        digest.update(repr((sys.version_info[:3], platform.machine(), str(self.folder))).encode())
        return digest.hexdigest()

    def _works(self) -> bool:
        probe = f"import pip, sys; sys.exit(sys.version_info[:3] != {sys.version_info[:3]})"
        try:
            return subprocess.run([self.python, "-c", probe], check=False, capture_output=True).returncode == 0
        except OSError:
            return False

    def _make(self) -> None:
        if self.folder.is_symlink() or self.folder.is_file():
            self.folder.unlink()
        elif self.folder.exists():
            shutil.rmtree(self.folder)
        # Under the environment's own Python the one that made it has to make the next.
        maker = getattr(sys, "_base_executable", sys.executable)
        result = subprocess.run([maker, "-m", "venv", self.folder], check=False)
        if result.returncode != 0:
            raise SetupFailure(f"{maker} -m venv could not make {self.folder}; its reason stands above.")

    def _install(self, lock: str) -> None:
        print("Installing the packages into .venv: once, and again when their versions change.", flush=True)
        pip = [str(self.python), "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet"]
        locked = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "--requirement", str(self.locks / lock)]
        if subprocess.run([*pip, *locked], check=False).returncode != 0:
            raise SetupFailure("pip could not install the packages; its reason stands above. Start again to go on.")


def variables(**changes: str) -> dict[str, str]:
    """This process's variables, with the checkout importable from any current folder."""
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return os.environ | {"PYTHONPATH": os.pathsep.join(paths)} | changes
