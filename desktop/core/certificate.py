"""What a certificate says about itself: whose it is, who issued it, for which names, and until when.

It is read from its bytes (X.509 in DER, RFC 5280 and X.690), because Python tells nothing about a certificate that it
does not trust, which is when a person wants to know. The trap: the bytes are a stranger's. They are shown, cut short,
and nothing is ever decided by them.
"""

from __future__ import annotations

import base64
import binascii
import re
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Final

from msgspec import Struct

_COMMON_NAME: Final = bytes.fromhex("550403")
_ORGANISATION: Final = bytes.fromhex("55040a")
_ALTERNATIVE_NAMES: Final = bytes.fromhex("551d11")
_LONGEST: Final = 100
_MOST_NAMES: Final = 5
_PEM: Final = re.compile(rb"-----BEGIN CERTIFICATE-----(.{1,100000}?)-----END CERTIFICATE-----", re.DOTALL)
_SEQUENCE, _CONTEXT_0, _CONTEXT_3, _UTC_TIME = 0x30, 0xA0, 0xA3, 0x17
_DNS_NAME, _IP_ADDRESS = 0x82, 0x87


class Certificate(Struct, frozen=True):
    """`begins` and `ends` are in seconds since the epoch; `names` are those that it is valid for, the first few."""

    subject: str
    issuer: str
    begins: float
    ends: float
    names: tuple[str, ...] = ()
    is_self_signed: bool = False

    @property
    def until(self) -> str:
        """The day it ends, as ISO 8601."""
        return datetime.fromtimestamp(self.ends, UTC).date().isoformat()


def read_certificate(der: bytes) -> Certificate | None:
    """None for what is no certificate."""
    try:
        return _read(der)
    except (ValueError, IndexError, OverflowError):
        return None


def read_certificates(pem: bytes) -> tuple[Certificate, ...]:
    """Those of a PEM file (RFC 7468), in their order; what is none is left out."""
    found = []
    for match in _PEM.finditer(pem):
        try:
            found.append(read_certificate(base64.b64decode(match[1])))
        except binascii.Error:
            continue
    return tuple(one for one in found if one is not None)


def _read(der: bytes) -> Certificate:
    fields = _children(_children(_only(der, _SEQUENCE))[0][1])
    if fields[0][0] == _CONTEXT_0:  # the version
        fields = fields[1:]
    _serial, _algorithm, issuer, validity, subject, *further = fields
    begins, ends = (_time(tag, content) for tag, content in _children(validity[1]))
    extensions = next((content for tag, content in further if tag == _CONTEXT_3), b"")
    return Certificate(
        _name(subject[1]), _name(issuer[1]), begins, ends, _names(extensions), is_self_signed=issuer == subject
    )


def _children(content: bytes) -> list[tuple[int, bytes]]:
    """The values that stand one after the other: tag and content of each."""
    found, at = [], 0
    while at < len(content):
        tag, start, end = _header(content, at)
        found.append((tag, content[start:end]))
        at = end
    return found


def _header(content: bytes, at: int) -> tuple[int, int, int]:
    tag, length, start = content[at], content[at + 1], at + 2
    if length >= 0x80:
        size = length & 0x7F
        length, start = int.from_bytes(content[start : start + size], "big"), start + size
    if start + length > len(content):
        raise ValueError("cut short")
    return tag, start, start + length


def _only(content: bytes, tag: int) -> bytes:
    found, start, end = _header(content, 0)
    if found != tag:
        raise ValueError("another type")
    return content[start:end]


def _name(content: bytes) -> str:
    """What a person calls it: the common name, else the organisation, else the first thing that is said."""
    said: dict[bytes, str] = {}
    for _set, parts in _children(content):
        for _sequence, pair in _children(parts):
            (_, kind), (_, text) = _children(pair)[:2]
            said.setdefault(kind, _plain(text.decode("utf-8", "replace")))
    return said.get(_COMMON_NAME) or said.get(_ORGANISATION) or next(iter(said.values()), "")


def _names(extensions: bytes) -> tuple[str, ...]:
    if not extensions:
        return ()
    for _sequence, extension in _children(_only(extensions, _SEQUENCE)):
        (_, kind), *_critical, (_, value) = _children(extension)
        if kind == _ALTERNATIVE_NAMES:
            named = [_alternative(tag, content) for tag, content in _children(_only(value, _SEQUENCE))]
            return tuple(name for name in named if name)[:_MOST_NAMES]
    return ()


def _alternative(tag: int, content: bytes) -> str:
    if tag == _IP_ADDRESS:
        return str(ip_address(content))
    return _plain(content.decode("ascii", "replace")) if tag == _DNS_NAME else ""


def _time(tag: int, content: bytes) -> float:
    """UTCTime and GeneralizedTime; the years of the first are 1950 to 2049 (RFC 5280, 4.1.2.5.1)."""
    text = content.decode("ascii")
    if tag == _UTC_TIME:
        text = ("19" if text[0] >= "5" else "20") + text
    return datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC).timestamp()


def _plain(text: str) -> str:
    return "".join(sign for sign in text if sign.isprintable())[:_LONGEST]
