"""Certificates for servers of tests: signed by themselves, or by an authority that only who is told so trusts."""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def make_certificate(folder: Path) -> Path:
    """A PEM file with key and certificate for 127.0.0.1, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("127.0.0.1")
    signed = _certificate(name, name, key, ["127.0.0.1"], days=(-1, 1), authority=True).sign(key, hashes.SHA256())
    return _write(folder / "server.pem", key, signed)


class Authority:
    """Signs certificates; `file` is its own, to be trusted."""

    def __init__(self, folder: Path, name: str = "Example Inspection CA") -> None:
        self.name = name
        self.file = folder / "authority.pem"
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        own = _certificate(_name(name), _name(name), self._key, [], days=(-30, 30), authority=True)
        self.file.write_bytes(own.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))

    def sign(self, file: str, *names: str, days: tuple[int, int] = (-1, 10)) -> Path:
        """A PEM file with key and certificate for these names, valid between two days counted from today."""
        key = ec.generate_private_key(ec.SECP256R1())
        made = _certificate(_name(names[0]), _name(self.name), key, names, days=days, authority=False)
        return _write(self._folder / file, key, made.sign(self._key, hashes.SHA256()))


def server_context(pem: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    names: Sequence[str],
    *,
    days: tuple[int, int],
    authority: bool,
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now + timedelta(days=days[0]))
        .not_valid_after(now + timedelta(days=days[1]))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=0 if authority else None), critical=True)
    )
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName([*map(_alternative, names)]), critical=False)
    return builder


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _name(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _write(pem: Path, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> Path:
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    pem.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return pem
