"""What others may get to see after a mishap holds no key: a report with everything in it, and the words of a crash."""

from __future__ import annotations

import signal
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt

from desktop.core.chatbot import Chatbot, Credential, Profile, Secret
from desktop.core.message import Status
from desktop.store.paths import Paths
from desktop.store.profiles import save_profiles
from desktop.ui.dialogs.report_dialog import ReportDialog
from tests.api.asking import DONE, START
from tests.cli.conftest import Program
from tests.e2e.conftest import Journey, Person
from tests.e2e.dialogs import modal
from tests.e2e.test_no_secret_left import MARKER, fail_with_it, files_with, program
from tests.e2e.test_report import save
from tests.fakes.http_server import STREAM_HEAD, FakeServer, Peer

if TYPE_CHECKING:
    from tests.fakes.secret_service import SecretService

__all__ = ["program"]  # a fixture
Live = Callable[[Journey], None]
TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJhdWQiOiIzMSJ9.TokenOfThisTest7731"
pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="signals and a keyring of Linux"),
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
]


def hand_out_and_echo(peer: Peer) -> None:
    """A token at the handshake; then a refusal and an answer that repeat what they were asked with."""
    given = peer.request.headers.get("authorization", "")
    if "handshake" in peer.request.line:
        peer.send_answer("200 OK", b'{"data":{"token":"%s"}}' % TOKEN.encode())
    elif b"refuse" in peer.request.body:
        peer.send_answer("403 Forbidden", b'{"error":{"code":"X","detail":"Not with %s"}}' % given.encode())
    else:
        bad = b'data: {"type":"strange","said":"%s"}\n\ndata: not json %s\n\n' % (given.encode(), given.encode())
        peer.send(STREAM_HEAD + START + bad + DONE)


@pytest.fixture
def echo(paths: Paths) -> Iterator[FakeServer]:
    """With a profile for it that fetches a token, for which a key goes along."""
    with FakeServer(hand_out_and_echo) as server:
        made = Profile("p1", "Echo", server.address, "42", (Chatbot("bot", "Helper"),))
        paths.create()
        save_profiles(paths.profiles, (replace(made, credential=Credential.CLIENT_TOKEN, handshake_path="/handshake"),))
        yield server


async def tick_all(person: Person, dialog: ReportDialog) -> None:
    for row in range(dialog.list.count()):
        if dialog.list.item(row).checkState() is Qt.CheckState.Unchecked:
            dialog.list.setCurrentRow(row)
            await person.press(dialog.list, Qt.Key.Key_Space)
    assert all(dialog.list.item(row).checkState() is Qt.CheckState.Checked for row in range(dialog.list.count()))


def test_a_report_with_everything_in_it_holds_no_key_and_no_token(
    live: Live, echo: FakeServer, secret_service: SecretService, paths: Paths, tmp_path: Path
) -> None:
    saved, unpacked = tmp_path / "report.zip", tmp_path / "unpacked"

    async def journey(person: Person) -> None:
        profile = person.desktop.book.stored[0]
        await person.desktop.book.keep_secret(profile, Secret(MARKER), session_only=True)
        await person.ask("please answer")
        await person.reply(Status.COMPLETE)
        await person.ask("please refuse")
        await person.until(lambda: len(person.replies()) == 2, "a second reply")
        await person.reply(Status.FAILED)
        fail_with_it()
        await person.trigger("report")
        await person.until(lambda: modal(ReportDialog), "the files")
        dialog = modal(ReportDialog)
        assert dialog is not None
        await tick_all(person, dialog)
        await save(person, dialog, saved)
        assert secret_service.labels() == []

    live(journey)
    assert [one.headers["authorization"] for one in echo.requests if "chat" in one.line] == [f"Bearer {TOKEN}"] * 2
    shaken = {one.headers.get("authorization", "") for one in echo.requests if "handshake" in one.line}
    assert shaken - {""} == {f"Bearer {MARKER}"}  # one may have come before there was a key
    with zipfile.ZipFile(saved) as whole:
        whole.extractall(unpacked)
    names = {path.name for path in unpacked.rglob("*")}
    assert {"robofy-desktop.log.txt", "conversation.txt", "answer-1.sse"} <= names
    assert files_with(MARKER, tmp_path) == []
    assert files_with(TOKEN, tmp_path) == []


def test_the_last_words_of_a_crash_hold_no_key(program: Program, own_world: Path, tmp_path: Path) -> None:
    program.environment |= {
        "QT_QPA_PLATFORM": "offscreen",
        "ROBOFY_ADDRESS": "http://127.0.0.1:9",
        "ROBOFY_PROJECT_ID": "42",
        "ROBOFY_CHATBOT_ID": "bot",
        "ROBOFY_API_KEY": MARKER,
    }
    words, history = program.data / "logs" / "last-words.txt", program.data / "history.db"
    paused = threading.Event()
    with program.start() as process:
        while not (words.exists() and history.exists()):
            assert process.poll() is None
            paused.wait(0.05)
        process.send_signal(signal.SIGSEGV)
        said = b"".join(process.communicate(timeout=60))
    assert process.returncode == -signal.SIGSEGV
    assert "Segmentation fault" in words.read_text()
    assert MARKER.encode() not in said
    assert files_with(MARKER, tmp_path, own_world) == []
