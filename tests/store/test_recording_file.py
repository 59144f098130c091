"""A recording is what came, at every moment; what is cut, damaged, foreign or from the future is told apart."""

from __future__ import annotations

import io
import os
import stat
import zlib
from pathlib import Path

import pytest

from desktop.core.errors import StoreError
from desktop.core.recording import Ending, Head, Read, Recording
from desktop.store import recording_file
from desktop.store.recording_file import MAGIC, RecordingWriter, is_recording, read_recording

HEAD = Head(100.25, 200, (("server", "s"), ("x-two", "é")), 100.0, "HTTP/1.1", "OK")
READS = [(b'data: {"type":"start"}\n\n', 100.5), (b"\x00\xff\r\n", 100.75), (b"data: [DONE]\n\n", 101.0)]
KEPT = tuple(Read(at - 100.0, chunk) for chunk, at in READS)
PLENTY = 10**9


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.rec"


def written(path: Path, reads: list[tuple[bytes, float]] = READS, limit: int = PLENTY) -> bytes:
    writer = RecordingWriter(path, "m1", HEAD, limit)
    writer.put(reads)
    writer.flush()
    writer.finish(101.5, Ending.ENDED, 2)
    writer.close()
    return path.read_bytes()


def read(content: bytes) -> Recording:
    return read_recording(io.BytesIO(content), "a.rec")


def refusal(content: bytes) -> tuple[str, dict[str, str]]:
    with pytest.raises(StoreError) as caught:
        read(content)
    return caught.value.problem.code, caught.value.problem.params


def as_far_as_it_goes(content: bytes) -> Recording | None:
    """None when not even the head can be read, and that is said."""
    try:
        return read(content)
    except StoreError as error:
        if error.problem.code != "recording_unreadable":
            raise
        return None


def packed(*frames: bytes, version: bytes = b"1") -> bytes:
    return MAGIC + version + b"\n" + zlib.compress(b"".join(frames))


def frame(kind: bytes, content: bytes, after: int = 0, length: int | None = None, checksum: int | None = None) -> bytes:
    start = b"%s %d %d " % (kind, after, len(content) if length is None else length)
    found = zlib.crc32(start + content) if checksum is None else checksum
    return b"%s%08x\n%s" % (start, found, content)


FIRST = frame(b"H", b'{"message_id":"m","asked":1,"at":2,"status":200}')


def test_what_came_is_read_again_with_its_times(path: Path) -> None:
    content = written(path)
    assert is_recording(content)
    found = read(content)
    assert found == Recording("m1", HEAD, KEPT, Ending.ENDED, 0, 2, damaged=False)
    assert found.body == b"".join(chunk for chunk, _ in READS)
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_clock_that_stands_still_makes_no_negative_times(path: Path) -> None:
    assert read(written(path, [(b"x", 99.0)])).reads == (Read(0.0, b"x"),)


def test_what_is_flushed_is_there_before_the_end(path: Path) -> None:
    writer = RecordingWriter(path, "m1", HEAD, PLENTY)
    writer.put(READS[:2])
    writer.flush()
    assert read(path.read_bytes()) == Recording("m1", HEAD, KEPT[:2])
    writer.put(READS[2:])
    writer.flush()
    assert read(path.read_bytes()).reads == KEPT
    writer.close()


def test_cut_anywhere_it_is_read_as_far_as_it_goes(path: Path) -> None:
    content = written(path)
    seen = set()
    for length in range(len(content)):
        found = as_far_as_it_goes(content[:length])
        if found is not None:
            assert found.reads == KEPT[: len(found.reads)]
            assert not found.damaged
            seen.add(len(found.reads))
    assert 3 in seen


def test_whatever_byte_is_wrong_nothing_wrong_is_read(path: Path) -> None:
    content = written(path)
    whole = read(content)
    for at in range(len(MAGIC) + 2, len(content)):
        for bit in (1, 128):
            broken = bytearray(content)
            broken[at] ^= bit
            found = as_far_as_it_goes(bytes(broken))
            if found is not None:
                assert found.reads == KEPT[: len(found.reads)]
                assert found.damaged or found.ending is None or found == whole


def test_damage_at_the_very_end_costs_nothing_before_it(path: Path) -> None:
    content = written(path)
    found = read(content[:-1] + bytes([content[-1] ^ 1]))
    assert (found.reads, found.ending, found.damaged) == (KEPT, Ending.ENDED, True)


def test_a_version_from_the_future_is_refused_by_name() -> None:
    assert refusal(packed(FIRST, version=b"2")) == ("recording_newer", {"file": "a.rec", "version": "2"})


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"data: {}\n\n",
        MAGIC,
        MAGIC + b"x\n",
        MAGIC + b"1 \n",
        MAGIC + b"1" * 60,
        MAGIC + b"1\n",
        MAGIC + b"1\nno zlib at all",
        packed(),
        packed(frame(b"R", b"a read before the head")),
        packed(frame(b"H", b"no JSON")),
        packed(frame(b"H", b'{"message_id":"m"}')),
        packed(b"x" * 200),
    ],
)
def test_what_is_none_is_refused(content: bytes) -> None:
    assert refusal(content) == ("recording_unreadable", {"file": "a.rec"})


@pytest.mark.parametrize(
    "bad",
    [
        FIRST,
        frame(b"R", b"y", checksum=1),
        frame(b"R", b"y").replace(b"R 0", b"R 7"),
        frame(b"E", b'{"ending":"by magic"}'),
        b"R 0 zero 00000000\n" + b"x" * 60,
    ],
)
def test_what_stands_before_damage_is_kept(bad: bytes) -> None:
    found = read(packed(FIRST, frame(b"R", b"x", 5), bad, frame(b"R", b"z")))
    assert (found.reads, found.damaged) == ((Read(0.000005, b"x"),), True)


def test_kinds_to_come_are_skipped() -> None:
    found = read(packed(FIRST, frame(b"N", b"a note of a later version"), frame(b"R", b"x")))
    assert (found.body, found.damaged) == (b"x", False)


def test_a_frame_without_its_end_is_no_read() -> None:
    found = read(packed(FIRST, frame(b"R", b"x", length=1000)))
    assert (found.body, found.damaged) == (b"", False)


def test_it_does_not_unpack_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording_file, "MOST", 1_000_000)
    found = read(packed(FIRST, frame(b"R", b"x"), frame(b"R", b"\0" * 50_000_000)))
    assert (found.body, found.damaged) == (b"x", True)


def test_what_has_no_room_is_counted_and_its_head_kept(path: Path) -> None:
    noise = [(os.urandom(40_000), 101.0 + number) for number in range(40)]
    found = read(written(path, noise, limit=500_000))
    kept = len(found.reads)
    assert 10 < kept < 20
    assert found.body == b"".join(chunk for chunk, _ in noise[:kept])
    assert found.lost == sum(len(chunk) for chunk, _ in noise[kept:])
    assert found.ending is Ending.ENDED
    assert path.stat().st_size < 500_000 + recording_file.SLACK
