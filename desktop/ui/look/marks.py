"""Small tinted pictures that a style sheet can name: the check in a box, the arrow of a combo box.

A style sheet takes pictures by path only, and a path means a file or Qt's resource tree. Files would have to be
written somewhere and cleared up after, so the tinted SVGs go into the resource tree, from memory. Qt keeps a pointer
to that memory and copies nothing: the blobs must live as long as the process.
"""

import struct
from functools import cache
from typing import Final

from PySide6.QtCore import QResource

from desktop.ui.look.resources import resource_path

_FORMAT_VERSION: Final = 1
_HEADER_SIZE: Final = 20
_DIRECTORY: Final = 2


class MarkError(Exception):
    """Qt refused a picture for its resource tree."""


@cache
def mark_url(name: str, color: str) -> str:
    """The `url(...)` of an icon drawn in one colour (`#rrggbb`), ready for a style sheet."""
    path = f"marks/{name}-{color.removeprefix('#')}.svg"
    _register(path, _tinted(name, color))
    return f'url(":/{path}")'


def _tinted(name: str, color: str) -> bytes:
    source = resource_path("icons", f"{name}.svg").read_text("utf-8")
    return source.replace("currentColor", color).encode()


#: Never emptied: Qt reads from these bytes until the process ends.
_blobs: Final[list[bytes]] = []


def _register(path: str, content: bytes) -> None:
    folder, file = path.split("/")
    blob = _resource_blob(folder, file, content)
    if not QResource.registerResourceData(blob, ""):
        raise MarkError(path)
    _blobs.append(blob)


def _resource_blob(folder: str, file: str, content: bytes) -> bytes:
    """A compiled resource (rcc binary, format 1) of one folder with one file in it.

    Layout: header, tree of 14-byte nodes, data, names; every integer big-endian.
    """
    names = _name("") + _name(folder) + _name(file)
    folder_at, file_at = len(_name("")), len(_name("") + _name(folder))
    tree = (
        struct.pack(">IHII", 0, _DIRECTORY, 1, 1)
        + struct.pack(">IHII", folder_at, _DIRECTORY, 1, 2)
        + struct.pack(">IHHHI", file_at, 0, 0, 1, 0)
    )
    data = struct.pack(">I", len(content)) + content
    tree_at = _HEADER_SIZE
    data_at = tree_at + len(tree)
    names_at = data_at + len(data)
    return struct.pack(">4sIIII", b"qres", _FORMAT_VERSION, tree_at, data_at, names_at) + tree + data + names


def _name(text: str) -> bytes:
    return struct.pack(">HI", len(text), _hash(text)) + text.encode("utf-16-be")


def _hash(text: str) -> int:
    """Qt's string hash for resource names, an ELF hash with a shorter shift."""
    value = 0
    for character in text:
        value = (value << 4) + ord(character)
        value ^= (value & 0xF0000000) >> 23
        value &= 0x0FFFFFFF
    return value
