"""What the files of a report hold, and what they do not."""

import getpass
import json
import socket
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop import problem_report
from desktop.core.desktop_settings import UpdateSettings
from desktop.core.message import Message, Role, Status, Text
from desktop.core.part import Part
from desktop.core.proxy import ProxyChoice, ProxySettings
from desktop.core.running import End, LastRun
from desktop.core.settings import NetworkSettings, Settings
from tests.cli.conftest import Program, program
from tests.cli.test_recordings import STREAMS, halves, record, replayed

__all__ = ["program"]  # a fixture

KEY = "rk_live_0123456789abcdefWXYZ"


@pytest.mark.usefixtures("qapp")
def test_the_files_of_a_report(tmp_path: Path) -> None:
    log = tmp_path / "robofy-desktop.log"
    log.write_text(f"INFO desktop.app asked with Bearer {KEY} by some.body@mail.example\n")
    detailed = tmp_path / "robofy-desktop.log.1"
    detailed.write_text("2026 DEBUG desktop.residence reply: private words\n")
    settings = Settings(last_chatbot="p1/secret-bot", updates=UpdateSettings(feed="https://inside.example", key="RWx"))
    facts = problem_report.system_facts()
    last = LastRun(End.CRASHED, "1", 1.0, f"Fatal in {Path.home()}/code.py")
    logs = [log, detailed, tmp_path / "gone"]
    files = problem_report.report_files([Part("Qt", "6.11")], facts, settings, logs, last)
    by_name = {file.name: file for file in files}
    assert list(by_name) == [
        "versions.txt",
        "system.txt",
        "settings.json",
        "crash.txt",
        "log/robofy-desktop.log.txt",
        "log/robofy-desktop.log.1.txt",
    ]
    assert by_name["versions.txt"].text == "Qt 6.11\n"
    assert "Platform plugin" in by_name["system.txt"].text
    assert by_name["crash.txt"].text == "Fatal in ~/code.py\n"
    everything = " ".join(file.text for file in files)
    for private in (KEY, "some.body", "secret-bot", "inside.example", "RWx"):
        assert private not in everything
    assert [file.name for file in files if file.private] == ["log/robofy-desktop.log.1.txt"]


def test_settings_name_neither_the_network_nor_who_uses_it() -> None:
    own = ("proxy.intra.example", "j.doe-4711", "secret-project.example", "/srv/intra/own.pem")
    proxy = ProxySettings(ProxyChoice.MANUAL, host=own[0], port=8080, user=own[1], exceptions=own[2])
    text = problem_report.settings_text(Settings(network=NetworkSettings(proxy=proxy, ca_file=own[3], connect=7.5)))
    assert not [one for one in own if one in text]
    told = json.loads(text)["network"]
    assert (told["connect"], told["ca_file"]) == (7.5, "[set]")
    assert told["proxy"] == {
        "choice": "manual",
        "kind": "http",
        "host": "[set]",
        "port": 8080,
        "user": "[set]",
        "exceptions": "[set]",
    }
    untouched = json.loads(problem_report.settings_text(Settings()))["network"]
    assert (untouched["ca_file"], untouched["proxy"]["host"]) == ("", "")


def test_messages_and_recordings_are_private() -> None:
    reply = Message("m1", Role.CHATBOT, Status.COMPLETE, (Text("t", "Your card"),))
    file = problem_report.messages_file([reply])
    assert file.private
    assert "Your card" in file.text


def test_a_recording_is_a_text_without_keys_that_replay_reads(program: Program, tmp_path: Path) -> None:
    body = (STREAMS / "documented.sse").read_bytes()
    private = f'data: {{"api_key":"{KEY}"}}\n\ndata: some.body@mail.example\n\n'.encode()
    whole = record(tmp_path / "a.rec", private, *halves(body))
    file = problem_report.recording_file(1, whole)
    assert (file.name, file.private) == ("recordings/answer-1.sse", True)
    text = file.content.decode()
    assert file.text == text
    assert KEY not in text
    assert "some.body" not in text
    assert text.startswith(": HTTP/1.1 200 OK\n: content-type: text/event-stream\n")
    assert "\n: 0.500 s\ndata:" in text
    assert text.endswith("\n: left\n")
    path = tmp_path / "answer-1.sse"
    path.write_bytes(file.content)
    _, found = replayed(program, str(path))
    assert found["text"] == json.loads((STREAMS / "documented.json").read_text())["text"]


def test_a_key_that_comes_in_pieces_stands_in_no_recording(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "somebody")
    asked = ['{"api_key": ["ab', 'cd", "second', '5678"], "q": 1}']
    answer = ["the key rk-", "live-01234", "56789ab, of anna.", "smith@exam", "ple.com and some", "body"]
    events = [
        {"type": "start", "messageId": "m1"},
        {"type": "tool-input-start", "toolCallId": "c1", "toolName": "find"},
        *({"type": "tool-input-delta", "toolCallId": "c1", "inputTextDelta": delta} for delta in asked),
        {"type": "text-start", "id": "0"},
        *({"type": "text-delta", "id": "0", "delta": delta} for delta in answer),
        {"type": "text-end", "id": "0"},
        {"type": "finish"},
    ]
    chunks = [f"data: {json.dumps(event)}\n\n".encode() for event in events]
    file = problem_report.recording_file(1, record(tmp_path / "a.rec", *chunks, b"data: [DONE]\n\n"))
    for private in ("live", "01234", "56789", "anna", "smith", "ple.com", "body", "second", "5678"):
        assert private not in file.text, private
    times = [line for line in file.text.splitlines() if line.endswith("00 s")]
    assert times == [f": {0.5 + number / 10:.3f} s" for number in range(len(events) + 1)]
    path = tmp_path / "answer-1.sse"
    path.write_bytes(file.content)
    status, found = replayed(program, str(path))
    assert (status, found["text"]) == (0, "the key [redacted], of [address] and [redacted]")
    assert found["skipped"] == {"count": 0, "events": []}
    assert isinstance(parts := found["parts"], list)
    assert parts[0]["input_text"] == '{"api_key": "[redacted]", "q": 1}'


def test_a_recording_that_breaks_off_says_so(tmp_path: Path) -> None:
    whole = record(tmp_path / "a.rec", b"data: {", limit=1)
    assert problem_report.recording_file(1, whole).text.endswith("\n: left; 7 bytes had no room\n")
    cut = problem_report.recording_file(1, whole[: len(whole) - 8])
    assert cut.text.endswith("\n: the recording breaks off here\n")


def test_names_of_this_computer_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "desk-7.office.example")
    monkeypatch.setattr(getpass, "getuser", lambda: "somebody")
    assert problem_report.own_names() == ["desk-7.office.example", "desk-7", "somebody"]


def test_the_application_tells_its_screens(qapp: QApplication) -> None:
    assert problem_report.system_facts().count("Screen (") == len(qapp.screens())
