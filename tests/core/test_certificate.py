"""Certificates as they say themselves, and what only looks like one."""

from __future__ import annotations

import ssl
import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.certificate import read_certificate, read_certificates
from tests.fakes.certificates import Authority, make_certificate


def der_of(pem: Path) -> bytes:
    text = pem.read_text()
    return ssl.PEM_cert_to_DER_cert(text[text.index("-----BEGIN CERTIFICATE") :])


def test_a_certificate_says_whose_it_is_who_issued_it_and_until_when(tmp_path: Path) -> None:
    authority = Authority(tmp_path, "Größte CA")
    found = read_certificate(der_of(authority.sign("a.pem", "shop.example", "10.0.0.1", "::1", days=(-1, 10))))
    assert found is not None
    assert (found.subject, found.issuer) == ("shop.example", "Größte CA")
    assert found.names == ("shop.example", "10.0.0.1", "::1")
    assert not found.is_self_signed
    assert round((found.ends - found.begins) / 86400) == 11
    assert len(found.until) == 10


def test_one_that_is_signed_by_itself_says_so(tmp_path: Path) -> None:
    found = read_certificate(der_of(make_certificate(tmp_path)))
    assert found is not None
    assert found.is_self_signed


@pytest.mark.parametrize(
    ("subject", "called"),
    [
        ("/O=Example Ltd/C=DE", "Example Ltd"),
        ("/C=DE", "DE"),
        ("/CN=Name/O=Example", "Name"),
        ("/CN=" + "x" * 60, "x" * 60),
    ],
)
@pytest.mark.parametrize("days", [30, 12000])
def test_another_tool_makes_certificates_that_are_read(subject: str, called: str, days: int, tmp_path: Path) -> None:
    """Of RSA, and far beyond the year 2049, where the times have another form."""
    made = tmp_path / "made.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(tmp_path / "key.pem")]
    subprocess.run([*command, "-out", str(made), "-days", str(days), "-subj", subject], check=True, capture_output=True)
    (found,) = read_certificates(made.read_bytes())
    assert found.subject == found.issuer == called
    assert (found.until > "2050") is (days == 12000)


def test_a_file_of_several_is_read_in_its_order(tmp_path: Path) -> None:
    first = Authority(tmp_path, "One").file.read_bytes()
    second = Authority(tmp_path, "Two").file.read_bytes()
    frame = b"-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
    broken = frame % b"AAAA" + frame % b"A"
    found = read_certificates(b"words\n" + first + broken + second)
    assert [one.subject for one in found] == ["One", "Two"]


@pytest.mark.parametrize(
    "content", [b"", b"\x30", b"\x30\x82\xff\xff\x00", b"\x31\x00", b"\x30\x02\x30\x00", b"\x30\x80"]
)
def test_what_is_none_is_told_from_one(content: bytes) -> None:
    assert read_certificate(content) is None


def test_one_of_the_first_version_is_read(tmp_path: Path) -> None:
    """It names no version, which is how such a one is told, and has no extensions."""
    signed = x509.load_pem_x509_certificate(Authority(tmp_path).file.read_bytes())
    body = signed.tbs_certificate_bytes
    key = signed.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    fields = body[body.index(bytes.fromhex("a003020102")) + 5 : body.index(key) + len(key)]
    for _ in range(2):
        fields = b"\x30\x82" + len(fields).to_bytes(2, "big") + fields
    found = read_certificate(fields)
    assert found is not None
    assert found.subject == "Example Inspection CA"
    assert not found.names


@given(st.data())
def test_a_damaged_one_raises_nothing(whole: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(whole) - 1))
    damaged = whole[:at] + data.draw(st.binary(max_size=3)) + whole[at + 1 :]
    found = read_certificate(damaged)
    assert found is None or (found.subject.isprintable() and len(found.subject) <= 100)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return der_of(Authority(tmp_path_factory.mktemp("whole")).sign("w.pem", "shop.example", "10.0.0.1"))
