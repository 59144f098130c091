"""One recorded reply as a file (`.rec`), written while it comes and readable at every moment.

The format, version 1. The first line is `ROBOFY-RECORDING 1` and a line feed, in the clear, so that every version can
say what it cannot read. After it comes one zlib stream (RFC 1950), flushed about once a second; a file without its end
is one whose program died, and is read as far as it goes. Unpacked, it is a row of frames. Each is a line

    KIND MICROSECONDS LENGTH CHECKSUM

with a line feed, and LENGTH bytes after it. MICROSECONDS count from the moment the request was begun. CHECKSUM is the
CRC-32 of the line up to it, with the space before it, and of the bytes, as eight hexadecimal digits. The kinds:

    H   first and once, JSON: message_id, asked, at (seconds since 1970), protocol, status, reason, headers
    R   what came of the body within a millisecond: its bytes without the framing of HTTP/1.1 (chunked transfer coding
        is undone) and with whatever content coding they have. The client asks for none, and reads no packed body
    E   last and once, JSON: ending (ended, left, lost, timed_out), lost (bytes that had no room), masked (how often the
        secret was replaced by as many asterisks)

Kinds to come are skipped by who does not know them. The trap: a deflate stream hides what was written last until it is
flushed, and unpacks to a thousand times its size, so a reader must stop somewhere.
"""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final

import msgspec
from msgspec import Struct

from desktop.core.errors import Problem, StoreError
from desktop.core.recording import Ending, Head, Read, Recording
from desktop.core.text import well_formed

MAGIC: Final = b"ROBOFY-RECORDING "
VERSION: Final = 1
MOST: Final = 80 * 1024 * 1024
"""The most bytes that a recording may unpack to: more than the largest body that is read, and its frames."""
SLACK: Final = 256 * 1024
"""By how much a file may outgrow its limit: what the compressor still holds, and its last block."""
_BLOCK: Final = 64 * 1024
_LEVEL: Final = 1
"""Event streams repeat themselves so much that more effort gains little; deltas of 60 bytes shrink to three or four."""
_PIECE: Final = 4096
"""Packed bytes that are unpacked at once."""
_FIRST_LINE: Final = re.compile(rb"ROBOFY-RECORDING (\d{1,9})\r?\n")
_FRAME: Final = re.compile(rb"(([A-Z]) (\d{1,18}) (\d{1,9}) )([0-9a-f]{8})\n")
_LONGEST_FRAME_LINE: Final = 64


class _First(Struct, frozen=True):
    """The H frame."""

    message_id: str
    asked: float
    at: float
    status: int
    protocol: str = ""
    reason: str = ""
    headers: tuple[tuple[str, str], ...] = ()


class _Last(Struct, frozen=True):
    """The E frame."""

    ending: Ending
    lost: int = 0
    masked: int = 0


class RecordingWriter:
    """Writes one file, over an older one of the same name. Every method raises OSError; `close` it in any case.

    From about `limit` bytes on nothing more is kept, but for the end, which counts what had no room.
    """

    def __init__(self, path: Path, message_id: str, head: Head, limit: int) -> None:
        name = well_formed(message_id)
        first = _First(name, head.asked, head.at, head.status, head.protocol, head.reason, head.headers)
        self._asked = head.asked
        self._limit = limit
        self._lost = 0
        self._packer = zlib.compressobj(_LEVEL)
        self._file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
        self._size = self._file.write(b"%s%d\n" % (MAGIC, VERSION))
        self._pack(self._frame(b"H", head.at, msgspec.json.encode(first)))

    def put(self, reads: list[tuple[bytes, float]]) -> None:
        """Reads with the moments at which they came, in seconds since the epoch."""
        block: list[bytes] = []
        room = _BLOCK
        for chunk, at in reads:
            if self._size >= self._limit:
                self._lost += len(chunk)
                continue
            block.append(self._frame(b"R", at, chunk))
            room -= len(chunk)
            if room <= 0:
                self._pack(b"".join(block))
                block, room = [], _BLOCK
        self._pack(b"".join(block))

    def flush(self) -> None:
        """Give all that was put to the operating system: a death of this program does not cost it any more."""
        self._size += self._file.write(self._packer.flush(zlib.Z_SYNC_FLUSH))
        self._file.flush()

    def finish(self, at: float, ending: Ending, masked: int) -> None:
        self._pack(self._frame(b"E", at, msgspec.json.encode(_Last(ending, self._lost, masked))))
        self._size += self._file.write(self._packer.flush())
        self._file.flush()

    def close(self) -> None:
        self._file.close()

    def abandon(self) -> None:
        """Close after an error; what is on the disk by now stays there."""
        with suppress(OSError):  # closing writes once more, and fails once more
            self._file.close()

    def _frame(self, kind: bytes, at: float, content: bytes) -> bytes:
        after = max(0, round((at - self._asked) * 1_000_000))
        start = b"%s %d %d " % (kind, after, len(content))
        return b"%s%08x\n%s" % (start, zlib.crc32(content, zlib.crc32(start)), content)

    def _pack(self, frames: bytes) -> None:
        self._size += self._file.write(self._packer.compress(frames))


def is_recording(start: bytes) -> bool:
    """Whether a file that starts so is meant to be a recording, of whatever version."""
    return start.startswith(MAGIC)


def read_recording(stream: BinaryIO, name: str, start: bytes = b"") -> Recording:
    """All that can be read of a recording; `name` is for the words of an error, `start` what was read of it already.

    Raises StoreError: recording_newer, recording_unreadable. OSError leaves as it is.
    """
    first_line = start + stream.readline(_LONGEST_FRAME_LINE)
    found = _FIRST_LINE.fullmatch(first_line)
    if found is None:
        raise StoreError(Problem("recording_unreadable", {"file": name}))
    if int(found[1]) > VERSION:
        raise StoreError(Problem("recording_newer", {"file": name, "version": found[1].decode()}))
    reader = _FrameReader()
    try:
        damaged = not all(reader.feed(piece) for piece in _unpacked(stream))
    except zlib.error:
        damaged = True
    if reader.first is None:
        raise StoreError(Problem("recording_unreadable", {"file": name}))
    return reader.recording(reader.first, damaged=damaged)


def _unpacked(stream: BinaryIO) -> Iterator[bytes]:
    """What the rest of the file unpacks to, in pieces; zlib.error when it is damaged from there on, or too much."""
    room = MOST
    for piece in _sound(stream):
        room -= len(piece)
        if room < 0:
            raise zlib.error("it unpacks to more than a recording can be")
        yield piece


def _sound(stream: BinaryIO) -> Iterator[bytes]:
    """Of a piece that holds damage zlib gives nothing, so what stands before that is unpacked byte by byte."""
    unpacker = zlib.decompressobj()
    while packed := stream.read(_PIECE):
        before = unpacker.copy()
        try:
            pieces = list(_pieces(unpacker, packed))
        except zlib.error:
            yield from (piece for at in range(len(packed)) for piece in _pieces(before, packed[at : at + 1]))
        else:
            yield from pieces


def _pieces(unpacker: zlib._Decompress, packed: bytes) -> Iterator[bytes]:
    while packed and not unpacker.eof:
        yield unpacker.decompress(packed, _BLOCK)
        packed = unpacker.unconsumed_tail


class _FrameReader:
    """Takes the unpacked bytes in pieces; False when they make no frames any more."""

    def __init__(self) -> None:
        self.first: _First | None = None
        self._last: _Last | None = None
        self._reads: list[Read] = []
        self._held = bytearray()

    def feed(self, piece: bytes) -> bool:
        self._held += piece
        at = 0
        while found := _FRAME.match(self._held, at):
            end = found.end() + int(found[4])
            if end > len(self._held):
                break
            content = bytes(self._held[found.end() : end])
            is_sound = b"%08x" % zlib.crc32(content, zlib.crc32(found[1])) == found[5]
            if not is_sound or not self._take(found[2], int(found[3]), content):
                return False
            at = end
        else:
            if len(self._held) - at >= _LONGEST_FRAME_LINE:
                return False
        del self._held[:at]
        return True

    def recording(self, first: _First, *, damaged: bool) -> Recording:
        last = self._last
        return Recording(
            first.message_id,
            Head(first.at, first.status, first.headers, first.asked, first.protocol, first.reason),
            tuple(self._reads),
            last.ending if last else None,
            last.lost if last else 0,
            last.masked if last else 0,
            damaged,
        )

    def _take(self, kind: bytes, after: int, content: bytes) -> bool:
        if (self.first is None) is not (kind == b"H"):
            return False
        try:
            if kind == b"H":
                self.first = msgspec.json.decode(content, type=_First)
            elif kind == b"E":
                self._last = msgspec.json.decode(content, type=_Last)
        except msgspec.DecodeError:
            return False
        if kind == b"R":
            self._reads.append(Read(after / 1_000_000, content))
        return True
