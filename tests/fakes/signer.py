"""Signs as minisign does, with a key that is made anew."""

from __future__ import annotations

import base64
import hashlib
import secrets

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


class Signer:
    def __init__(self, private: Ed25519PrivateKey | None = None, key_id: bytes = b"") -> None:
        self._private = private or Ed25519PrivateKey.generate()
        self.key_id = key_id or secrets.token_bytes(8)

    @property
    def key(self) -> str:
        """The public key, as it stands in the settings."""
        return _encoded(b"Ed" + self.key_id + self._private.public_key().public_bytes_raw())

    def sign(self, content: bytes, comment: str = "of a test", *, hashed: bool = True) -> str:
        signed = self._private.sign(hashlib.blake2b(content).digest() if hashed else content)
        whole = self._private.sign(signed + comment.encode())
        head = _encoded((b"ED" if hashed else b"Ed") + self.key_id + signed)
        return f"untrusted comment: made up\n{head}\ntrusted comment: {comment}\n{_encoded(whole)}\n"


def _encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()
