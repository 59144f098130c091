"""Replies are recorded a second behind, never with the secret, and never at the cost of the reply."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.core.chatbot import Profile, Secret
from desktop.core.recording import Ending, Head, NoTape, Read
from desktop.core.request import ChatRequest
from desktop.core.settings import RecordingSettings
from desktop.store import recorder as recorder_module
from desktop.store.recorder import Recorder
from desktop.store.recording_file import read_recording
from desktop.store.recordings import file_name

WAIT = 20.0
KEY = "rb-live-0123456789"
HEAD = Head(100.25, 200, (), 100.0)


def request(reply_id: str = "m1") -> ChatRequest:
    return ChatRequest(Profile("p", "Shop"), "bot", Secret(KEY), "s", "Hello", reply_id=reply_id)


class Studio:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings = RecordingSettings()
        self.recorder = Recorder(folder, lambda: self.settings)

    def body(self, message_id: str = "m1") -> bytes:
        """What is on the disk once all that was put is written."""
        return self.recorder.call(self.recorder.files.content, message_id, plain=True).result(WAIT)


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    studio = Studio(tmp_path / "recordings")
    yield studio
    assert studio.recorder.close(WAIT)


def test_all_that_came_is_kept_with_its_end(studio: Studio) -> None:
    tape = studio.recorder.observe(request(), HEAD)
    tape.put(b"one ", 100.5)
    tape.put(b"two", 101.5)
    assert studio.body() == b"one two"
    tape.put(b" three", 102.5)
    tape.close(103.0, Ending.LOST)
    assert studio.body() == b"one two three"
    with (studio.folder / file_name("m1")).open("rb") as stream:
        found = read_recording(stream, "m1")
    assert (found.ending, found.masked, found.damaged) == (Ending.LOST, 0, False)
    assert found.reads == (Read(0.5, b"one "), Read(1.5, b"two"), Read(2.5, b" three"))
    assert studio.recorder.call(studio.recorder.files.usage).result(WAIT).count == 1


def test_reads_of_one_moment_are_one(studio: Studio) -> None:
    tape = studio.recorder.observe(request(), HEAD)
    for number in range(5000):
        tape.put(b"x", 101.0 + number / 1_000_000)
    tape.close(103.0, Ending.LEFT)
    assert studio.body() == b"x" * 5000
    with (studio.folder / file_name("m1")).open("rb") as stream:
        assert len(read_recording(stream, "m1").reads) <= 6


def test_the_secret_is_not_in_it_however_it_comes(studio: Studio) -> None:
    tape = studio.recorder.observe(request(), HEAD)
    for number, byte in enumerate(f"echo {KEY}, and {KEY[:9]}".encode()):
        tape.put(bytes([byte]), 101.0 + number)
        if number == 12:
            assert KEY[:5].encode() not in studio.body()
    tape.close(900.0, Ending.ENDED)
    assert studio.body() == b"echo " + b"*" * len(KEY) + b", and " + KEY[:9].encode()
    with (studio.folder / file_name("m1")).open("rb") as stream:
        assert read_recording(stream, "m1").masked == 1


def test_what_comes_is_written_without_being_asked_for(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorder_module, "BEHIND", 0.01)
    tape = studio.recorder.observe(request(), HEAD)
    tape.put(b"one", 101.0)
    patience = threading.Event()
    path = studio.folder / file_name("m1")
    for _ in range(2000):
        if path.exists() and path.stat().st_size > 100:
            break
        patience.wait(0.01)
    with path.open("rb") as stream:
        assert read_recording(stream, "m1").body == b"one"
    tape.close(102.0, Ending.ENDED)


def test_many_replies_at_once_are_kept_apart(studio: Studio) -> None:
    tapes = {str(number): studio.recorder.observe(request(str(number)), HEAD) for number in range(8)}
    for turn in range(50):
        for name, tape in tapes.items():
            tape.put(f"{name}:{turn} ".encode(), 101.0 + turn)
    for tape in tapes.values():
        tape.close(200.0, Ending.ENDED)
    for name in tapes:
        assert studio.body(name) == "".join(f"{name}:{turn} " for turn in range(50)).encode()


def test_what_is_no_reply_or_not_wanted_is_not_recorded(studio: Studio) -> None:
    assert isinstance(studio.recorder.observe(request(""), HEAD), NoTape)
    studio.settings = RecordingSettings(keep=False)
    tape = studio.recorder.observe(request(), HEAD)
    tape.put(b"x", 101.0)
    tape.close(102.0, Ending.ENDED)
    assert studio.recorder.call(studio.recorder.files.usage).result(WAIT).count == 0


def test_after_the_end_nothing_is_recorded_and_nothing_breaks(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path, RecordingSettings)
    tape = recorder.observe(request(), HEAD)
    tape.put(b"x", 101.0)
    assert recorder.close(WAIT)
    assert recorder.close(WAIT)
    tape.put(b"y", 102.0)
    tape.close(103.0, Ending.LEFT)
    assert isinstance(recorder.observe(request(), HEAD), NoTape)
    with (tmp_path / file_name("m1")).open("rb") as stream:
        assert read_recording(stream, "m1").body == b"x"


def test_a_folder_that_may_not_be_written_costs_the_recording_alone(powerless_folder: Path) -> None:
    powerless_folder.chmod(0o500)
    recorder = Recorder(powerless_folder / "recordings", RecordingSettings)
    tape = recorder.observe(request(), HEAD)
    tape.put(b"x", 101.0)
    assert recorder.call(recorder.files.size_of, "m1").result(WAIT) == 0
    tape.put(b"y", 102.0)
    tape.close(103.0, Ending.ENDED)
    assert recorder.call(recorder.files.size_of, "m1").result(WAIT) == 0
    powerless_folder.chmod(0o700)
    later = recorder.observe(request("m2"), HEAD)
    later.close(103.0, Ending.ENDED)
    assert recorder.call(recorder.files.size_of, "m2").result(WAIT) > 0
    assert recorder.close(WAIT)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a disk that is full")  # noqa: PTH110 - no path of ours
def test_a_disk_that_fills_up_costs_the_recording_alone(tmp_path: Path) -> None:
    (tmp_path / file_name("m1")).symlink_to("/dev/full")
    recorder = Recorder(tmp_path, RecordingSettings)
    tape = recorder.observe(request(), HEAD)
    for number in range(3):
        tape.put(b"x" * 1000, 101.0 + number)
        recorder.call(int).result(WAIT)
    tape.close(105.0, Ending.ENDED)
    assert recorder.close(WAIT)


_RECORDS = """
import sys
from pathlib import Path
from desktop.core.settings import RecordingSettings
from desktop.store import recorder
from tests.store.test_recorder import HEAD, request
recorder.BEHIND = 0.02
studio = recorder.Recorder(Path(sys.argv[1]), RecordingSettings)
tape = studio.observe(request(), HEAD)
for number in range(10**9):
    tape.put(b"data: %d\\n\\n" % number, 101.0 + number)
    if number % 100 == 0:
        studio.call(int).result()
        print(number, flush=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
def test_what_was_written_survives_the_death_of_the_program(tmp_path: Path) -> None:
    for kill in range(4):
        with subprocess.Popen(
            [sys.executable, "-c", _RECORDS, str(tmp_path)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        ) as writer:
            assert writer.stdout is not None
            for _ in range(20 + 7 * kill):
                acknowledged = int(writer.stdout.readline())
            writer.send_signal(signal.SIGKILL)
            acknowledged = max([acknowledged, *map(int, writer.stdout.read().split("\n")[:-1])])
        with (tmp_path / file_name("m1")).open("rb") as stream:
            found = read_recording(stream, "m1")
        assert (found.ending, found.damaged) == (None, False)
        lines = found.body.split(b"\n\n")[:-1]
        assert lines == [b"data: %d" % number for number in range(len(lines))]
        assert len(lines) > acknowledged
