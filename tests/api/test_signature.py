"""Signatures of minisign: made by a key of the test's own, and by the real program where it is installed."""

import base64
import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.api.signature import check_key, verify
from desktop.core.errors import ProtocolError
from tests.conftest import Need
from tests.fakes.signer import Signer

CONTENT = b'{"format": 1}'


def refused(key: str, signature: str, content: bytes = CONTENT) -> str:
    with pytest.raises(ProtocolError) as caught:
        verify(key, signature, content)
    return caught.value.problem.code


@pytest.mark.parametrize("hashed", [True, False])
def test_what_was_signed_is_good(hashed: bool) -> None:
    signer = Signer()
    assert verify(signer.key, signer.sign(CONTENT, hashed=hashed), CONTENT) == "of a test"
    assert verify(f"untrusted comment: a key\n{signer.key}\n", signer.sign(CONTENT), CONTENT)


def test_a_changed_file_another_key_and_another_comment_are_not() -> None:
    signer, other = Signer(), Signer()
    good = signer.sign(CONTENT)
    assert refused(signer.key, good, CONTENT + b" ") == "update_unsigned"
    assert refused(other.key, good) == "update_unsigned"
    assert refused(signer.key, good.replace("of a test", "of a best")) == "update_unsigned"
    lines, others = good.splitlines(), signer.sign(b"another").splitlines()
    assert refused(signer.key, "\n".join([*lines[:3], others[3]])) == "update_unsigned"


def test_a_key_with_the_id_of_another_is_not_that_key() -> None:
    signer = Signer()
    forger = Signer(key_id=signer.key_id)
    assert refused(signer.key, forger.sign(CONTENT)) == "update_unsigned"


@pytest.mark.parametrize("at", range(4))
def test_every_line_has_to_fit(at: int) -> None:
    signer = Signer()
    for put in ("", "x", "untrusted comment: x", base64.b64encode(b"Xd" + bytes(72)).decode()):
        lines = signer.sign(CONTENT).splitlines()
        if at == 0 and put.startswith("untrusted"):
            continue  # that comment may say anything
        lines[at] = put
        assert refused(signer.key, "\n".join(lines)) == "update_unsigned"
    assert refused(signer.key, signer.sign(CONTENT) + "more\n") == "update_unsigned"


@pytest.mark.parametrize("key", ["", "RW", "a\nb", base64.b64encode(b"ED" + bytes(40)).decode()])
def test_what_is_no_key(key: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        check_key(key)
    assert caught.value.problem.code == "update_key_invalid"


def test_the_real_program_signs_what_we_believe(tmp_path: Path, need: Need) -> None:
    program = shutil.which("minisign") or ""
    need([] if program else ["minisign"])
    file = tmp_path / "feed.json"
    file.write_bytes(CONTENT)
    for command in (["-G", "-W", "-p", "key.pub", "-s", "key"], ["-S", "-s", "key", "-m", "feed.json", "-t", "of 0.2"]):
        subprocess.run([program, *command], cwd=tmp_path, check=True, capture_output=True, stdin=subprocess.DEVNULL)
    signature = (tmp_path / "feed.json.minisig").read_text()
    assert verify((tmp_path / "key.pub").read_text(), signature, CONTENT) == "of 0.2"


def test_the_fake_signer_signs_as_the_format_says() -> None:
    private = Ed25519PrivateKey.generate()
    signed = Signer(private).sign(CONTENT).splitlines()[1]
    private.public_key().verify(base64.b64decode(signed)[10:], hashlib.blake2b(CONTENT).digest())
