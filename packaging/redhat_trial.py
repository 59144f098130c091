"""Tries the .rpm by rpm itself, in an empty folder: installed, started from there, upgraded, removed.

The trap: no system that uses rpm is in that folder, so whether one has the libraries that the package asks for is not
shown; --nodeps leaves that out.
"""

import shutil
import subprocess
from pathlib import Path

import product
from failure import SetupFailure
from freezing import check


def try_rpm(former: Path, package: Path, folder: Path) -> None:
    """As root: rpm changes its root to the folder. Raises SetupFailure."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for file, version in ((former, product.FORMER), (package, product.version())):
        _rpm(folder, "--upgrade", "--nodeps", str(file))
        if (found := _rpm(folder, "--query", "--queryformat", "%{VERSION}", product.NAME)) != version:
            raise SetupFailure(f"rpm says that version {found} is installed instead of {version}.")
        _rpm(folder, "--verify", "--nodeps", product.NAME)
        check(folder / "usr" / "bin" / product.NAME)
    listed = _rpm(folder, "--query", "--list", product.NAME).splitlines()
    _rpm(folder, "--erase", product.NAME)
    left = [name for name in listed if folder.joinpath(name.lstrip("/")).exists()]
    left += [str(path) for path in (folder / "usr").rglob("*") if not path.is_dir()]
    if len(listed) < 100 or left:
        raise SetupFailure(f"The removal left {left} of {len(listed)} files.")
    shutil.rmtree(folder)


def _rpm(folder: Path, *words: str) -> str:
    # Debian's rpm would rather see the package converted.
    debian = ["--force-debian"] if words[0] == "--upgrade" and Path("/etc/debian_version").exists() else []
    command = ["rpm", "--root", str(folder), *words, *debian]
    result = subprocess.run(command, check=False, capture_output=True, text=True)
    if result.returncode != 0:
        raise SetupFailure(f"{result.stdout}{result.stderr}\nrpm {' '.join(words)} failed.")
    return result.stdout
