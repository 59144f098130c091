"""Which address may be asked for a picture, which numbers are public, and what bytes are a picture."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.avatar import MAX_BYTES, is_picture, is_public, may_ask, picture_size

SANDBOX = "http://127.0.0.1:4711"


@pytest.mark.parametrize(
    "address",
    [
        "https://cdn.example.com/a.png",
        "https://example.com:8443/a?b=c",
        "https://8.8.8.8/a",
        "https://[2606:4700::1111]/a",
    ],
)
def test_public_places_may_be_asked_over_https(address: str) -> None:
    assert may_ask(address)
    assert not may_ask(address.replace("https:", "http:"))


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a.png",
        "//example.com/a",
        "ftp://example.com/a",
        "file:///etc/passwd",
        "data:image/png;base64,AAAA",
        "https://",
        "https://localhost/a",
        "https://printer/a",
        "https://printer.local/a",
        "https://box.lan/",
        "https://a.localhost/",
        "https://127.0.0.1/a",
        "https://10.1.2.3/",
        "https://192.168.1.1/",
        "https://172.16.0.1/",
        "https://169.254.169.254/latest",
        "https://[::1]/",
        "https://[fe80::1]/",
        "https://[fd00::1]/",
        "https://0.0.0.0/",
        "https://100.64.0.1/",
        "https://2130706433/",
        "https://127.1/a",
        "https://user:pw@example.com/a",
        "https://example.com:0/a",
        "https://example.com:99999/",
        "https://ex ample.com/",
        "https://münchen.de/a",
        "https://example.com/\n",
        "https://metadata.google.internal/",
        "https://example.com/" + "a" * 3000,
    ],
)
def test_anything_else_may_not(address: str) -> None:
    assert not may_ask(address)


def test_the_sandbox_may_be_asked_where_it_is_and_only_there() -> None:
    assert may_ask(f"{SANDBOX}/avatars/a.png", SANDBOX)
    assert not may_ask(f"{SANDBOX}/avatars/a.png")
    assert not may_ask("http://127.0.0.1:4712/a", SANDBOX)
    assert not may_ask("https://127.0.0.1:4711/a", SANDBOX)
    assert may_ask("https://cdn.example.com/a.png", SANDBOX)


@pytest.mark.parametrize(
    ("number", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("10.0.0.1", False),
        ("::1", False),
        ("::ffff:10.0.0.1", False),
        ("fe80::1%eth0", False),
        ("224.0.0.1", False),
        ("169.254.169.254", False),
        ("", False),
        ("example.com", False),
        ("2002:0a00:0001::1", False),
        ("255.255.255.255", False),
    ],
)
def test_numbers_of_the_public_network(number: str, public: bool) -> None:
    assert is_public(number) is public


@pytest.mark.parametrize(
    "data", [b"", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"\xff\xd8\xff", b"RIFF....WEBPVP8 ", b"<svg/>", b"\xff\xd8\xff\xff"]
)
def test_a_beginning_alone_is_no_picture(data: bytes) -> None:
    assert not is_picture(data)


def test_the_size_that_a_file_names_is_believed_and_may_be_too_much() -> None:
    bomb = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + struct.pack(">II", 60_000, 60_000)
    assert picture_size(bomb) == (60_000, 60_000)
    assert not is_picture(bomb)
    fine = b"GIF89a" + struct.pack("<HH", 16, 16)
    assert is_picture(fine)
    assert not is_picture(fine + b"\0" * MAX_BYTES)
    assert not is_picture(b"GIF89a" + struct.pack("<HH", 0, 16))


@given(
    st.sampled_from([b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"RIFFxxxxWEBP", b""]), st.binary(max_size=80)
)
def test_any_bytes_are_looked_at_without_an_error(head: bytes, rest: bytes) -> None:
    size = picture_size(head + rest)
    assert size is None or min(size) >= 0


def _jpeg(*segments: bytes) -> bytes:
    return b"\xff\xd8" + b"".join(segments)


_FRAME = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, 24, 32, 1) + b"\1\x11\0"
_COMMENT = b"\xff\xfe" + struct.pack(">H", 6) + b"note"


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (_jpeg(_FRAME), (32, 24)),
        (_jpeg(_COMMENT, _FRAME), (32, 24)),
        (_jpeg(b"\xff\xff\xff", _FRAME), (32, 24)),
        (_jpeg(b"\xff\x01", b"\xff\xd0", _FRAME), (32, 24)),
        (_jpeg(_COMMENT, b"note", _FRAME), None),
        (_jpeg(_COMMENT, b"\xff\xda", _FRAME), None),
        (_jpeg(_COMMENT, b"\xff\xd9", _FRAME), None),
        (_jpeg(_COMMENT), None),
        (_jpeg(_FRAME)[:8], None),
    ],
)
def test_the_size_of_a_jpeg_is_in_its_first_frame(data: bytes, size: tuple[int, int] | None) -> None:
    """Between the segments there may be filling; what is compressed is never looked at (ITU T.81, B.1.1)."""
    assert picture_size(data) == size


def _webp(kind: bytes, content: bytes) -> bytes:
    return b"RIFF" + bytes(4) + b"WEBP" + kind + struct.pack("<I", len(content)) + content


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (_webp(b"VP8X", bytes(4) + b"\x1f\0\0" + b"\x17\0\0"), (32, 24)),
        (_webp(b"VP8L", b"\x2f" + struct.pack("<I", 31 | 23 << 14)), (32, 24)),
        (_webp(b"VP8L", b"\x2e" + struct.pack("<I", 31 | 23 << 14)), None),
        (_webp(b"VP8 ", bytes(3) + b"\x9d\x01\x2a" + struct.pack("<HH", 32, 24)), (32, 24)),
        (_webp(b"VP8 ", bytes(3) + b"\x9d\x01\x2a" + struct.pack("<HH", 0, 24)), None),
        (_webp(b"VP8 ", bytes(6) + struct.pack("<HH", 32, 24)), None),
        (_webp(b"ANIM", bytes(12)), None),
    ],
)
def test_the_size_of_a_webp_is_in_its_first_chunk(data: bytes, size: tuple[int, int] | None) -> None:
    assert picture_size(data) == size
