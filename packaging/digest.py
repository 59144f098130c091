"""One hash over a folder: names, modes, links and contents, so that two builds can be told to be the same."""

import hashlib
from pathlib import Path


def digest(folder: Path) -> str:
    """SHA-256 in hexadecimal digits; times and owners do not count."""
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*"), key=lambda path: path.relative_to(folder).as_posix()):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found.update(f"link {name}\0{path.readlink()}\0".encode())
        elif path.is_file():
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            found.update(f"file {name}\0{path.stat().st_mode & 0o111:o}\0{content}\0".encode())
    return found.hexdigest()


def file_digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def size(folder: Path) -> int:
    """Bytes of all files."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
