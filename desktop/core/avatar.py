"""Pictures of chatbots before anybody decodes them: which address may be asked, and what bytes are a picture at all.

The trap: both come from a server that anybody may run. An address may lead into the network of the user, and a file of
a few bytes may unpack to gigabytes; so hosts are checked by number, and the size is read from the head of the file.
"""

from __future__ import annotations

import re
import struct
from ipaddress import ip_address
from typing import Final
from urllib.parse import SplitResult, urlsplit

from desktop.core.chatbot import origin
from desktop.core.errors import ProfileError

MAX_BYTES: Final = 1024 * 1024
MAX_SIDE: Final = 2048
_LONGEST: Final = 2_000
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_GIFS: Final = (b"GIF87a", b"GIF89a")
_JPEG_SIZES: Final = frozenset({*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)})
"""Markers of a frame, in which the size stands (ITU-T T.81, table B.1)."""
_JPEG_ALONE: Final = frozenset({0x01, *range(0xD0, 0xD9)})


def may_ask(address: str, trusted: str = "") -> bool:
    """Whether this may be the address of an avatar: https at a public name or number; `trusted` is an origin that may
    be asked whatever it is, for the sandbox.

    A name may still lead to a private number: who asks looks at the numbers with `is_public`.
    """
    if not 0 < len(address) <= _LONGEST or re.search(r"[^\x21-\x7e]", address):
        return False
    parts = _split(address)
    if parts is None or parts.username is not None or parts.password is not None or not parts.hostname:
        return False
    if is_at(address, trusted):
        return True
    if parts.scheme != "https":
        return False
    host = parts.hostname.rstrip(".").lower()
    try:
        return ip_address(host).is_global
    except ValueError:
        # Names without a dot, and these endings, are of the network at hand (RFC 6761, 6762, 8375).
        local = (".localhost", ".local", ".internal", ".home.arpa", ".lan")
        return "." in host and not host.endswith(local) and not host.replace(".", "").isdigit()


def is_public(number: str) -> bool:
    """Whether an IP address is one of the public network; an IPv4 address in an IPv6 one is looked at itself."""
    try:
        found = ip_address(number.partition("%")[0])
    except ValueError:
        return False
    inner = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    return found.is_global and not found.is_multicast and (inner is None or inner.is_global)


def picture_kind(data: bytes) -> str:
    """`png`, `jpeg`, `webp` or `gif` by how the bytes begin; empty for anything else, whatever it is called."""
    if data.startswith(_PNG):
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if data.startswith(_GIFS):
        return "gif"
    return "webp" if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else ""


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels as the head of the file says; None when it says nothing that can be read."""
    try:
        match picture_kind(data):
            case "png":
                return _positive(struct.unpack(">II", data[16:24])) if data[12:16] == b"IHDR" else None
            case "gif":
                return _positive(struct.unpack("<HH", data[6:10]))
            case "jpeg":
                return _jpeg_size(data)
            case "webp":
                return _webp_size(data)
            case _:
                return None
    except (struct.error, IndexError):
        return None


def is_picture(data: bytes) -> bool:
    """Whether these bytes may be decoded: a picture of a known kind, not larger than it may be."""
    size = picture_size(data) if len(data) <= MAX_BYTES else None
    return size is not None and max(size) <= MAX_SIDE


def _positive(size: tuple[int, ...]) -> tuple[int, int] | None:
    return (size[0], size[1]) if size[0] > 0 and size[1] > 0 else None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at < len(data):
        if data[at] != 0xFF:
            return None
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1  # filling
            continue
        if marker in _JPEG_SIZES:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return _positive((width, height))
        if marker in (0xD9, 0xDA):
            return None
        at += 2 if marker in _JPEG_ALONE else 2 + max(2, struct.unpack(">H", data[at + 2 : at + 4])[0])
    return None


def _webp_size(data: bytes) -> tuple[int, int] | None:
    """RFC 9649: the first chunk is of one of three kinds."""
    match data[12:16]:
        case b"VP8X":
            return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
        case b"VP8L" if data[20] == 0x2F:
            bits = int.from_bytes(data[21:25], "little")
            return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
        case b"VP8 " if data[23:26] == b"\x9d\x01\x2a":
            width, height = struct.unpack("<HH", data[26:30])
            return _positive((width & 0x3FFF, height & 0x3FFF))
        case _:
            return None


def _split(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        return parts if parts.port is None or parts.port > 0 else None
    except ValueError:
        return None


def is_at(address: str, trusted: str) -> bool:
    """Whether the address is of this origin; of an empty one none is."""
    parts = _split(address)
    try:
        return bool(trusted) and parts is not None and origin(f"{parts.scheme}://{parts.netloc}") == origin(trusted)
    except ProfileError:
        return False
