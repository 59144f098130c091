"""From the socket to the file: the client and the recorder together, with a server that gives the key away."""

from __future__ import annotations

import asyncio
import zlib
from pathlib import Path

import pytest
from msgspec.structs import replace

from desktop.api.robofy import Robofy
from desktop.core.errors import ServerError
from desktop.core.recording import Ending
from desktop.core.settings import RecordingSettings
from desktop.store.recorder import Recorder
from desktop.store.recording_file import read_recording
from desktop.store.recordings import file_name
from tests.api.asking import DONE, KEY, PATIENT, START, batches_of, request
from tests.fakes.http_server import FakeServer, Peer

WAIT = 20.0


def test_the_key_is_nowhere_in_the_file_even_if_the_server_sends_it_back(tmp_path: Path) -> None:
    echo = b'data: {"type":"text-delta","id":"0","delta":"' + KEY.encode() + b'"}\n\n'

    def script(peer: Peer) -> None:
        head = f"HTTP/1.1 200 OK {KEY}\r\nx-echo: Bearer {KEY}\r\nx-auth-token: abc\r\nset-cookie: k={KEY}\r\n"
        peer.send(head.encode() + b"content-type: text/event-stream\r\nconnection: close\r\n\r\n" + START)
        for byte in echo:
            peer.send(bytes([byte]))
        peer.send(DONE)

    recorder = Recorder(tmp_path, RecordingSettings)
    with FakeServer(script) as server:
        asked = replace(request(server.address), reply_id="m1")
        asyncio.run(batches_of(Robofy(PATIENT, recorder.observe), asked))
    assert recorder.close(WAIT)
    (path,) = tmp_path.iterdir()
    assert path.name == file_name("m1")
    packed = path.read_bytes()
    unpacked = zlib.decompress(packed[packed.index(b"\n") + 1 :])
    assert KEY.encode() not in packed + unpacked
    assert b"abc" not in unpacked
    assert b"Authorization" not in unpacked
    with path.open("rb") as stream:
        found = read_recording(stream, path.name)
    assert found.body == (START + echo + DONE).replace(KEY.encode(), b"*" * len(KEY))
    assert (found.ending, found.masked) == (Ending.LEFT, 1)
    assert found.head.asked <= found.head.at


def test_a_refusal_is_recorded_too(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path, RecordingSettings)
    body = b'{"message":"Unauthorized"}'
    with FakeServer(lambda peer: peer.send_answer("401 Unauthorized", body)) as server:
        asked = replace(request(server.address), reply_id="m1")
        with pytest.raises(ServerError):
            asyncio.run(batches_of(Robofy(PATIENT, recorder.observe), asked))
    assert recorder.close(WAIT)
    with (tmp_path / file_name("m1")).open("rb") as stream:
        found = read_recording(stream, "m1")
    assert (found.head.status, found.head.reason, found.body) == (401, "Unauthorized", body)
