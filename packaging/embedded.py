"""What stands inside the libraries that are packed: PNG in Qt, OpenSSL in cryptography, decimal numbers in Python.

The trap: no list of packages names these, and they come and go with a version of the library around them. So they are
looked for in the files themselves, before the freezing for the list, and after it to see that the list is whole.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from failure import SetupFailure

_BINARY = (b"\x7fELF", b"MZ", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
"""How the programs and libraries of Linux, Windows and macOS begin."""


@dataclass(frozen=True)
class Embedded:
    name: str
    licence: str
    text: str  # a file in packaging/licences
    url: str
    file: str = ""  # part of the name of the only libraries that hold it
    marker: bytes = b""  # what is found in these; nothing where the file alone tells
    version: bytes = b""  # an expression whose first group is the version, where one is written down


_QT_TEXT = "https://doc.qt.io/qt-6/licenses-used-in-qt.html"

MARKED = (
    Embedded("FreeType", "FTL", "freetype.txt", "https://freetype.org", marker=b"glyph-to-script-map\0"),
    Embedded(
        "HarfBuzz", "MIT-Modern-Variant", "harfbuzz.txt", "https://harfbuzz.github.io", marker=b"HB_SHAPER_LIST\0"
    ),
    Embedded(
        *("libjpeg-turbo", "IJG AND BSD-3-Clause AND Zlib", "libjpeg-turbo.txt", "https://libjpeg-turbo.org"),
        marker=b"Bogus JPEG colorspace",
        version=rb"libjpeg-turbo version ([\d.]+)",
    ),
    Embedded(
        *("libmpdec", "BSD-2-Clause", "libmpdec.txt", "https://www.bytereef.org/mpdecimal"),
        marker=b"libmpdec: ",
        version=rb"\0(\d\.\d\.\d)\0",
    ),
    Embedded(
        *("libpng", "libpng-2.0", "libpng.txt", "http://www.libpng.org"),
        marker=b"libpng version",
        version=rb"libpng version ([\d.]+)",
    ),
    Embedded(
        *("libwebp", "BSD-3-Clause", "libwebp.txt", "https://developers.google.com/speed/webp"),
        marker=b"WebPDemuxInternal",
    ),
    Embedded("MD4C", "MIT", "md4c.txt", "https://github.com/mity/md4c", marker=b"mity/md4c"),
    Embedded(
        *("OpenSSL", "Apache-2.0", "Apache-2.0.txt", "https://www.openssl.org"),
        marker=b"OpenSSL Default Provider",
        version=rb"OpenSSL (\d+\.\d+\.\d+\w*) +\d+ \w{3} \d{4}",
    ),
    Embedded(
        *("PCRE2", "BSD-3-Clause", "pcre2.txt", "https://www.pcre.org"),
        marker=b"PCRE2_USE_OFFSET_LIMIT",
        version=rb"\0(10\.\d+) \d{4}-\d\d-\d\d",
    ),
    Embedded(
        *("Rust standard library", "MIT OR Apache-2.0", "Apache-2.0.txt", "https://www.rust-lang.org"),
        marker=b"/rustc/",
    ),
    Embedded(
        *("Vulkan Memory Allocator", "MIT", "vulkan-memory-allocator.txt"),
        "https://gpuopen.com/vulkan-memory-allocator",
        marker=b"qt.rhi.vma",
    ),
    Embedded(
        *("zlib", "Zlib", "zlib.txt", "https://zlib.net"),
        marker=b" Copyright 1995-2",
        version=rb"inflate ([\d.]+) Copyright 1995",
    ),
)
"""Told by what they write into a program themselves."""

IN_QT = (
    Embedded("BLAKE2", "CC0-1.0 OR Apache-2.0", "CC0-1.0.txt", "https://blake2.net", "QtCore"),
    Embedded(
        *("double-conversion", "BSD-3-Clause", "double-conversion.txt", "https://github.com/google/double-conversion"),
        "QtCore",
    ),
    Embedded("Easing equations", "BSD-3-Clause", "easing.txt", "http://robertpenner.com/easing", "QtCore"),
    Embedded("forkfd", "MIT", "forkfd.txt", _QT_TEXT, "QtCore"),
    Embedded("RFC 6234", "BSD-3-Clause", "rfc6234.txt", "https://www.rfc-editor.org/rfc/rfc6234", "QtCore"),
    Embedded("SHA-3", "CC0-1.0", "sha3.txt", "https://keccak.team", "QtCore"),
    Embedded("SipHash", "CC0-1.0", "CC0-1.0.txt", "https://131002.net/siphash", "QtCore"),
    Embedded("TinyCBOR", "MIT", "tinycbor.txt", "https://github.com/intel/tinycbor", "QtCore"),
    Embedded("Unicode data", "Unicode-3.0", "icu.txt", "https://www.unicode.org", "QtCore"),
    Embedded("Emoji segmenter", "Apache-2.0", "Apache-2.0.txt", "https://github.com/google/emoji-segmenter", "QtGui"),
    Embedded("FreeType rasterizer", "FTL", "freetype.txt", "https://freetype.org", "QtGui"),
    Embedded("Imlib2 scaling", "BSD-2-Clause AND Imlib2", "imlib2.txt", _QT_TEXT, "QtGui"),
    Embedded("pixman", "MIT", "pixman.txt", "https://www.pixman.org", "QtGui"),
    Embedded("sRGB profile", "LicenseRef-ICC", "sRGB.txt", "https://www.color.org", "QtGui"),
    Embedded("X11 regions", "X11 AND HPND", "x11.txt", "https://www.x.org", "QtGui"),
    Embedded("Public suffix list", "MPL-2.0", "MPL-2.0.txt", "https://publicsuffix.org", "QtNetwork"),
    Embedded("XSVG", "HPND-sell-variant", "xsvg.txt", _QT_TEXT, "QtSvg"),
    Embedded(
        *("Wayland protocols", "MIT", "wayland-protocols.txt", "https://wayland.freedesktop.org"), "QtWaylandClient"
    ),
)
"""Nothing in a library shows these; Qt's own list says that they are always in it."""


def found_in(files: Iterable[Path]) -> Iterator[tuple[Embedded, str, Path]]:
    """What these files hold, with its version (empty where none is written down); each pair once."""
    known: set[tuple[str, str]] = set()
    for file in sorted(filter(_is_binary, files)):
        content, name = file.read_bytes(), file.name.replace("Qt6", "Qt")
        for one in (*MARKED, *IN_QT):
            if one.file in name and one.marker in content:
                version = re.search(one.version, content) if one.version else None
                told = version[1].decode() if version else ""
                if (one.name, told) not in known:
                    known.add((one.name, told))
                    yield one, told, file


def check(folder: Path) -> None:
    """Raises SetupFailure when a frozen program holds something that its own list of licences does not name."""
    lists = [path for path in folder.rglob("licences.json") if not path.is_symlink()]
    if len(lists) != 1:
        raise SetupFailure(f"{folder} has {len(lists)} lists of licences.")
    named = {(part["name"].partition(" (")[0], part["version"]) for part in json.loads(lists[0].read_bytes())}
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    lacking = [
        f"{file.name} holds {one.name} {version}".rstrip()
        for one, version, file in found_in(files)
        if not any(one.name == name and version in ("", known) for name, known in named)
    ]
    if lacking:
        raise SetupFailure("\n".join([*lacking, "The list of licences does not name it: see packaging/embedded.py."]))


def _is_binary(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4).startswith(_BINARY)
