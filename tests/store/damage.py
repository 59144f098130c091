"""What happens to files: each takes the path of a history and does to it what disks, programs and people do."""

import os
from collections.abc import Callable
from pathlib import Path

PAGE = 4096

Damage = Callable[[Path], None]


def garble_header(path: Path) -> None:
    path.write_bytes(b"not a database at all " + path.read_bytes()[22:])


def garble_numbers_of_the_header(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:16] + b"\xff" * 44 + content[60:])


def lose_the_first_page(path: Path) -> None:
    path.write_bytes(b"\0" * PAGE + path.read_bytes()[PAGE:])


def truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2 + 17)


def cut_to_a_stump(path: Path) -> None:
    os.truncate(path, 50)


def garble_pages(path: Path) -> None:
    content = bytearray(path.read_bytes())
    for page in range(PAGE * 6, len(content), PAGE):
        content[page : page + 64] = b"\xff" * 64
    path.write_bytes(content)


def garble_the_end(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: -PAGE * 20] + b"\xff" * PAGE * 20)


def empty_beside_a_log(path: Path) -> None:
    os.truncate(path, 0)
    path.with_name(f"{path.name}-wal").write_bytes(b"\x37\x7f\x06\x82" + b"x" * 60)


def garble_leaf(path: Path, text: str) -> None:
    """The one page on which this text stands."""
    content = bytearray(path.read_bytes())
    page = content.index(text.encode()) // PAGE * PAGE
    content[page : page + PAGE] = b"\xff" * PAGE
    path.write_bytes(content)


def garble_a_byte_of(path: Path, text: str) -> None:
    """One byte, wherever this text stands: it is no UTF-8 any more, which no check of SQLite sees."""
    path.write_bytes(path.read_bytes().replace(text.encode(), text.encode()[:-1] + b"\xff"))
