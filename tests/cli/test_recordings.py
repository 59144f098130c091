"""`replay` of recordings: with their times, of a kept message, cut short, damaged, or from a newer version."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from desktop.core.conversation import Conversation
from desktop.core.message import Message, Role, Status, Text
from desktop.core.recording import Ending, Head
from desktop.store.history import open_history
from desktop.store.recording_file import MAGIC, RecordingWriter
from desktop.store.recordings import file_name
from tests.cli.conftest import Program

STREAMS = Path(__file__).parent.parent / "streams"
ASKED = 1_700_000_000.0
HEADERS = (("content-type", "text/event-stream"), ("set-cookie", "[redacted]"))


def record(
    path: Path, *chunks: bytes, ending: Ending = Ending.LEFT, status: int = 200, limit: int = 10**9,
    headers: tuple[tuple[str, str], ...] = HEADERS,
) -> bytes:  # fmt: skip
    head = Head(ASKED + 0.25, status, headers, ASKED, "HTTP/1.1", "OK")
    writer = RecordingWriter(path, "m1", head, limit)
    for number, chunk in enumerate(chunks):
        writer.put([(chunk, ASKED + 0.5 + number / 10)])
    writer.finish(ASKED + 9, ending, 1)
    writer.close()
    return path.read_bytes()


def halves(body: bytes) -> tuple[bytes, bytes]:
    return body[: len(body) // 2], body[len(body) // 2 :]


def replayed(program: Program, *arguments: str) -> tuple[int, dict[str, object]]:
    status, said, complained = program.run("replay", "--json", *arguments)
    assert complained == ""
    found = json.loads(said)
    assert isinstance(found, dict)
    return status, found


@pytest.mark.parametrize("name", ["documented", "no-done", "web-page", "bad-lines"])
def test_a_recording_becomes_what_its_body_becomes(program: Program, tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.rec"
    body = (STREAMS / f"{name}.sse").read_bytes()
    record(path, *halves(body), ending=Ending.ENDED)
    expected = json.loads((STREAMS / f"{name}.json").read_text())
    _, found = replayed(program, str(path))
    for member in ("status", "text", "error", "skipped", "session_id"):
        assert found[member] == expected[member], member
    recording = found["recording"]
    assert isinstance(recording, dict)
    half = len(body) // 2
    assert recording["reads"] == [[500.0, 0, half], [600.0, half, len(body) - half]]
    assert recording["headers"] == [list(header) for header in HEADERS]
    told = ("message_id", "asked", "head_after_ms", "status", "ending", "lost", "masked", "damaged")
    assert [recording[member] for member in told] == ["m1", ASKED, 250.0, 200, "ended", 0, 1, False]


def test_the_message_has_the_times_of_the_recording(program: Program, tmp_path: Path) -> None:
    path = tmp_path / "a.rec"
    record(path, *halves((STREAMS / "documented.sse").read_bytes()))
    times = replayed(program, str(path))[1]["times"]
    assert isinstance(times, dict)
    assert times["created"] == ASKED
    assert ASKED + 0.5 <= times["first_text"] <= times["finished"] == ASKED + 0.6


def test_text_tells_when_it_came(program: Program, tmp_path: Path) -> None:
    path = tmp_path / "a.rec"
    record(path, *(b": x\n" for _ in range(30)), *halves((STREAMS / "documented.sse").read_bytes()))
    status, said, _ = program.run("replay", str(path))
    assert status == 0
    lines = said.splitlines()
    assert "response: HTTP/1.1 200 OK, after 0.250 s" in lines
    assert "  set-cookie: [redacted]" in lines
    assert "      0.600 s  4 bytes from 4" in lines
    assert "  and 12 more, the last after 3.600 s; --json lists all" in lines
    assert "end: read to its end, or stopped" in lines
    assert "masked: the key, 1 times" in lines


def test_a_message_is_found_by_its_id(program: Program) -> None:
    folder = program.data / "recordings"
    folder.mkdir()
    record(folder / file_name("../m1"), (STREAMS / "documented.sse").read_bytes())
    assert replayed(program, "--message", "../m1")[0] == 0
    missing = (1, "", "robofy-desktop: There is no recording of that message.\n")
    assert program.run("replay", "--message", "m2") == missing


def test_a_message_is_found_by_the_id_that_the_server_gave_it(program: Program) -> None:
    with closing(open_history(program.data / "history.db")) as history:
        for place, name in enumerate(("c1", "c2")):
            history.save_conversation(Conversation(name, "s", "p", "b", "Helper", "Title", 1.0, 2.0))
            reply = Message(f"m{place}", Role.CHATBOT, Status.COMPLETE, (Text("", "Yes"),), 1.0, server_id='msg-"7')
            history.save_messages(name, (reply,))
        folder = program.data / "recordings"
        folder.mkdir()
        missing = (1, "", "robofy-desktop: There is no recording of that message.\n")
        assert program.run("replay", "--message", 'msg-"7') == missing
        record(folder / file_name("m0"), (STREAMS / "documented.sse").read_bytes())
        assert replayed(program, "--message", 'msg-"7')[0] == 0
        assert program.run("replay", "--message", "msg-") == missing


def test_a_history_that_cannot_be_read_is_told(program: Program) -> None:
    (program.data / "history.db").write_bytes(b"no database" * 100)
    status, said, complained = program.run("replay", "--message", "m1")
    assert (status, said) == (1, "")
    assert complained == "robofy-desktop: The history could not be read or written.\n"


def test_from_standard_input(program: Program, tmp_path: Path) -> None:
    content = record(tmp_path / "a.rec", (STREAMS / "documented.sse").read_bytes())
    status, said, _ = program.run("replay", "-", "--json", stdin=content)
    assert (status, json.loads(said)["status"]) == (0, "complete")


@pytest.mark.parametrize(
    ("status", "headers", "body", "code"),
    [
        (401, (), b'{"message":"Unauthorized","error":{"code":"UNAUTHORIZED","detail":"No."}}', "unauthorized"),
        (429, (("Retry-After", "7"),), b"", "rate_limited_for"),
        (200, (("Content-Encoding", "gzip"),), b"", "unreadable_answer"),
    ],
)
def test_what_was_refused_is_told_as_then(
    program: Program, tmp_path: Path, status: int, headers: tuple[tuple[str, str], ...], body: bytes, code: str
) -> None:
    path = tmp_path / "a.rec"
    record(path, body, status=status, headers=headers)
    exit_status, found = replayed(program, str(path))
    assert (exit_status, found["status"]) == (1, "failed")
    error = found["error"]
    assert isinstance(error, dict)
    assert error["code"] == code


def test_a_lost_connection_is_told_as_then(program: Program, tmp_path: Path) -> None:
    path = tmp_path / "a.rec"
    record(path, b'data: {"type":"start"}\n\n', ending=Ending.LOST)
    status, found = replayed(program, str(path))
    error = found["error"]
    assert isinstance(error, dict)
    assert (status, found["status"], error["code"]) == (3, "interrupted", "connection_lost")


def test_one_that_breaks_off_is_replayed_so_far(program: Program, tmp_path: Path) -> None:
    path = tmp_path / "a.rec"
    path.write_bytes(record(path, (STREAMS / "documented.sse").read_bytes())[:-60])
    status, said, _ = program.run("replay", str(path))
    assert status in {1, 3}
    assert "end: the recording breaks off here: the program ended before the answer did" in said.splitlines()


def test_what_is_missing_is_said(program: Program, tmp_path: Path) -> None:
    path = tmp_path / "a.rec"
    content = record(path, b"data: {}\n\n", b"x" * 500, limit=1)
    path.write_bytes(content[:-2] + b"??")
    said = program.run("replay", str(path))[1].splitlines()
    assert "not recorded: 510 bytes, for which there was no room" in said
    assert "damaged: the file could not be read any further" in said


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (MAGIC + b"2\nanything", "was made by a newer version of Robofy Desktop (format 2)."),
        (MAGIC + b"1\nanything", "is no recording, or it is damaged from its start."),
    ],
)
def test_what_cannot_be_read_is_said(program: Program, tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "a.rec"
    path.write_bytes(content)
    status, said, complained = program.run("replay", str(path))
    assert (status, said) == (1, "")
    assert words in complained
    assert str(path) in complained
