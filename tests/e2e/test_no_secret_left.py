"""After a whole journey, the key is in the memory of the keyring and nowhere else: in no file, no log, no argument."""

from __future__ import annotations

import base64
import logging
import os
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog

from desktop.chat.transfer import Export, Transfer
from desktop.core.export.forms import ExportForm
from desktop.core.message import Status
from desktop.core.progress import Progress
from desktop.sandbox.bots import BOTS
from desktop.sandbox.server import Sandbox
from desktop.store.paths import Paths
from desktop.store.recordings import ENDING
from desktop.store.thread import DaemonThread
from desktop.store.transfer_files import TransferFiles
from desktop.ui.settings.settings_dialog import SettingsDialog
from tests.cli.conftest import Program
from tests.e2e.conftest import Journey, Person
from tests.ui.settings.conftest import chatbot_edits

if TYPE_CHECKING:
    from tests.fakes.secret_service import SecretService

Live = Callable[[Journey], None]
MARKER = "rf_live_Zq7MarkerOfThisTest90"
pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc"),
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
]


def spellings(secret: str) -> list[bytes]:
    """The key as a file may hold it."""
    plain = secret.encode()
    encoded = [base64.b64encode(b"x" * shift + plain)[4:-4] for shift in range(3)]
    return [plain, secret.encode("utf-16-le"), secret.encode("utf-16-be"), plain.hex().encode(), plain[::-1], *encoded]


def files_with(secret: str, *folders: Path) -> list[str]:
    wanted = spellings(secret)
    files = [(folder, file) for folder in folders for file in folder.rglob("*") if file.is_file()]
    return [str(file.relative_to(folder)) for folder, file in files if any(one in file.read_bytes() for one in wanted)]


def arguments_with(secret: str) -> list[str]:
    """The processes of this computer in whose arguments it stands."""
    found = []
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if secret.encode() in process.read_bytes():
                found.append(process.parent.name)
        except OSError:  # it has ended, or is somebody else's
            continue
    return found


@pytest.fixture
def program(tmp_path: Path, secret_service: SecretService) -> Program:
    made = Program(tmp_path / "data")
    made.data.mkdir()
    made.environment["DBUS_SESSION_BUS_ADDRESS"] = secret_service.address
    return made


@pytest.fixture
def server() -> Iterator[Sandbox]:
    """A server whose key is the marker."""
    with Sandbox.start(secret=MARKER) as sandbox:
        yield sandbox


def test_a_file_that_held_the_key_would_be_found(tmp_path: Path) -> None:
    for number, spelling in enumerate(spellings(MARKER)):
        (tmp_path / str(number)).write_bytes(b"before " + spelling + b" after")
    assert len(files_with(MARKER, tmp_path)) == len(spellings(MARKER))
    assert str(os.getpid()) in arguments_with(Path("/proc/self/cmdline").read_bytes().split(b"\0")[0].decode())


async def connect(person: Person, dialog: SettingsDialog, server: Sandbox, secret_service: SecretService) -> None:
    """A profile, typed by hand, tested and saved."""
    form = dialog.chatbots.form
    await person.write(form.name.edit, "Marked")
    await person.act(form.address.edit.clear)
    await person.write(form.address.edit, server.address)
    await person.write(form.project.edit, server.project_id)
    await person.write(chatbot_edits(form)[0][1], next(bot.id for bot in BOTS if bot.name == "Trouble"))
    await person.write(form.secret.field.edit, f"Bearer {MARKER}")
    await person.act(form.connection.button.click)
    await person.until(lambda: "answered in" in form.connection.answer, "the test of the connection")
    await person.act(form.save_button.click)
    await person.until(lambda: person.desktop.book.stored, "the profile")
    await person.until(secret_service.labels, "the key in the keyring")


async def export_all(person: Person, folder: Path) -> None:
    files = DaemonThread("exports")
    transfer = Transfer(person.desktop.archive, files, TransferFiles(folder, folder / "history.db"))
    for form in (ExportForm.JSON, ExportForm.HTML, ExportForm.MARKDOWN):
        await transfer.export(Export(folder / f"conversations.{form}", form), Progress())
    files.close(5)


async def export_profiles(person: Person, dialog: SettingsDialog, file: Path) -> None:
    await person.act(dialog.chatbots.export_button.click)
    chooser = QApplication.activeModalWidget()
    assert isinstance(chooser, QFileDialog)
    await person.act(partial(chooser.fileSelected.emit, str(file)))
    await person.act(chooser.close)
    await person.until(file.exists, "the exported profiles")


def fail_with_it() -> None:
    """As a bug would that puts the key into what it complains of."""
    try:
        raise ValueError(f"refused: {MARKER}")
    except ValueError:
        logging.getLogger("desktop.app").warning("a server said %s", MARKER, exc_info=True)


def test_the_window_leaves_no_key_behind(
    live: Live, server: Sandbox, secret_service: SecretService, paths: Paths, tmp_path: Path, own_world: Path
) -> None:
    running: list[str] = []

    async def journey(person: Person) -> None:
        await person.act(partial(person.desktop.settings.show, "new"))
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, SettingsDialog)
        await connect(person, dialog, server, secret_service)
        await export_profiles(person, dialog, tmp_path / "exported.json")
        await person.act(dialog.close)
        await person.ask("unknown events and bad lines")
        await person.reply(Status.COMPLETE)
        await person.ask("401")
        await person.until(lambda: len(person.replies()) == 2, "a second reply")
        await person.reply(Status.FAILED)
        box = await person.asked_for_key()
        await person.click(box.later_button)
        running.extend(arguments_with(MARKER))
        fail_with_it()
        await export_all(person, tmp_path)

    live(journey)
    assert running == []
    assert files_with(MARKER, tmp_path, own_world) == []
    written = {file.name for file in tmp_path.rglob("*") if file.is_file()}
    assert {"profiles.json", "exported.json", "history.db", "robofy-desktop.log", "conversations.json"} <= written
    assert [name for name in written if name.endswith(ENDING)], "recordings were made"
    assert "[redacted]" in "".join(file.read_text() for file in paths.log.glob("*.log"))


def test_the_commands_leave_no_key_behind(tmp_path: Path, own_world: Path, server: Sandbox, program: Program) -> None:
    seen: list[str] = []
    ended = threading.Event()

    def watch() -> None:
        while not ended.is_set():
            seen.extend(arguments_with(MARKER))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        chatbot = next(bot.id for bot in BOTS if bot.name == "Concierge")
        where = ("--address", server.address, "--project", server.project_id, "--chatbot", chatbot, "--key-stdin")
        said = [program.run("profiles", "add", "Marked", *where, stdin=MARKER.encode())]
        said += [program.run("profiles", "test", "Marked", "--json"), program.run("ask", "Hello, instantly", "--json")]
        program.environment["ROBOFY_API_KEY"] = MARKER
        said += [program.run("profiles", "list", "--json"), program.run("profiles", "remove", "Marked")]
    finally:
        ended.set()
        watcher.join()
    assert [status for status, _, _ in said] == [0] * 5
    assert [text for _, *texts in said for text in texts if MARKER in text] == []
    assert seen == []
    assert files_with(MARKER, tmp_path, own_world) == []
