"""Tries the portable folder: unpacked, started in place, installed, installed again, removed."""

import shutil
import subprocess
from pathlib import Path

import product
from failure import SetupFailure
from freezing import check

_MIME = ("share", "mime")


def try_portable(archive: Path, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    prefix = folder / "with a space, & and |"
    prefix.mkdir(parents=True)
    (prefix / "other").write_text("not ours", encoding="utf-8")
    subprocess.run(["tar", "-xJf", str(archive), "-C", str(folder)], check=True)
    unpacked = next(path for path in folder.iterdir() if path.name.startswith(product.NAME))
    check(unpacked / "bin" / product.NAME)
    for _ in range(2):  # the second time replaces the first
        _script(unpacked, prefix)
        check(prefix / "bin" / product.NAME)
        entry = (prefix / "share/applications" / f"{product.NAME}.desktop").read_text(encoding="utf-8")
        if f'Exec="{prefix}/bin/{product.NAME}" %u' not in entry:
            raise SetupFailure(f"The desktop entry does not start the installed program:\n{entry}")
        (prefix / "lib" / product.NAME / "stale").touch()
    _script(unpacked, prefix, "--uninstall")
    left = left_in(prefix)
    if left != [Path("other")]:
        raise SetupFailure(f"The removal left {', '.join(map(str, left))}.")
    shutil.rmtree(folder)


def left_in(prefix: Path) -> list[Path]:
    """The files below a folder, without what the tools of the desktop keep there about everybody's files."""
    files = [path.relative_to(prefix) for path in prefix.rglob("*") if path.is_file() or path.is_symlink()]
    return [
        path for path in files if path.suffix != ".cache" and (path.parts[:2] != _MIME or path.parts[2] == "packages")
    ]


def _script(unpacked: Path, prefix: Path, *words: str) -> None:
    command = ["sh", str(unpacked / "install.sh"), "--prefix", str(prefix), *words]
    result = subprocess.run(command, check=False, capture_output=True, text=True)
    if result.returncode != 0 or result.stderr:
        raise SetupFailure(f"{result.stdout}{result.stderr}\ninstall.sh {' '.join(words)} failed.")
