"""Signatures in the form of minisign: whether a file is what the holder of a key has signed.

The trap: a good signature of another file proves nothing. The comment that is trusted is signed together with the
signature, so both are checked, and whatever does not fit exactly is a bad signature.

Source: the minisign format, Ed25519 (RFC 8032) over BLAKE2b-512 (RFC 7693).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from desktop.core.errors import Problem, ProtocolError

_PLAIN: Final = b"Ed"
_HASHED: Final = b"ED"
_KEY_SIZE: Final = 42
_SIGNATURE_SIZE: Final = 74
_COMMENT: Final = "untrusted comment:"
_TRUSTED: Final = "trusted comment: "


def verify(key: str, signature: str, content: bytes) -> str:
    """The trusted comment of a signature that fits key and content.

    Raises ProtocolError: update_key_invalid, update_unsigned.
    """
    key_id, public = _parsed_key(key)
    unsigned = ProtocolError(Problem("update_unsigned"))
    lines = signature.splitlines()
    if len(lines) != 4 or not lines[0].startswith(_COMMENT) or not lines[2].startswith(_TRUSTED):
        raise unsigned
    signed, whole = _decoded(lines[1]), _decoded(lines[3])
    if len(signed) != _SIGNATURE_SIZE or signed[:2] not in (_PLAIN, _HASHED) or signed[2:10] != key_id:
        raise unsigned
    message = content if signed[:2] == _PLAIN else hashlib.blake2b(content).digest()
    comment = lines[2].removeprefix(_TRUSTED)
    try:
        public.verify(signed[10:], message)
        public.verify(whole, signed[10:] + comment.encode())
    except InvalidSignature:
        raise unsigned from None
    return comment


def check_key(key: str) -> None:
    """Raises ProtocolError(update_key_invalid) for what is no public key."""
    _parsed_key(key)


def _parsed_key(key: str) -> tuple[bytes, Ed25519PublicKey]:
    """The id and the key; the comment line of a key file may stand before it."""
    lines = [line for line in key.split("\n") if line.strip() and not line.startswith(_COMMENT)]
    decoded = _decoded(lines[0].strip()) if len(lines) == 1 else b""
    if len(decoded) != _KEY_SIZE or decoded[:2] != _PLAIN:
        raise ProtocolError(Problem("update_key_invalid"))
    return decoded[2:10], Ed25519PublicKey.from_public_bytes(decoded[10:])


def _decoded(text: str) -> bytes:
    """Nothing for what is not Base64."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
