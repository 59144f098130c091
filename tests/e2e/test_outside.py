"""What comes from outside: links, files, a second start, and what a crash left for the next one."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from desktop.core.chatbot import Chatbot, Profile
from desktop.core.deep_link import conversation_link
from desktop.core.message import Status
from desktop.store.paths import Paths
from desktop.store.profiles import save_profiles
from desktop.ui.dialogs.import_dialog import ImportDialog
from desktop.ui.dialogs.progress_dialog import ProgressDialog
from tests.e2e.conftest import PATIENCE, Journey, Person
from tests.e2e.dialogs import modal

Live = Callable[[Journey], None]


def test_a_link_begins_a_conversation_and_sends_nothing(live: Live) -> None:
    async def journey(person: Person) -> None:
        follow = person.desktop.residence.on_started_again
        await person.act(lambda: follow(["robofy-chat:new?chatbot=order%20desk&text=Where%20is%204711%3F"]))
        await person.until(lambda: person.composer.text() == "Where is 4711?", "the text of the link")
        assert "Order desk" in person.composer.send_button.text()
        assert person.messages() == ()

    live(journey)


def test_a_link_to_a_chatbot_that_is_not_there_says_so(live: Live) -> None:
    async def journey(person: Person) -> None:
        await person.begin_with("Concierge")
        await person.write(person.composer.field, "Half a thought")
        await person.act(lambda: person.desktop.residence.on_started_again(["robofy-chat:new?chatbot=Nobody&text=x"]))
        await person.until(lambda: "Nobody" in person.window.banner.text, "the sentence")
        assert person.composer.text() == "Half a thought"
        await person.act(lambda: person.desktop.residence.on_started_again(["robofy-chat:delete"]))
        await person.until(lambda: "not one that" in person.window.banner.text, "the sentence about the other link")

    live(journey)


@pytest.mark.parametrize("wanted", ["b", "helper"])
def test_a_link_to_a_chatbot_of_two_profiles_opens_neither_unless_one_is_in_use(
    live: Live, paths: Paths, wanted: str
) -> None:
    paths.create()
    live_shop = Profile("p1", "Production", "https://a.example", "1", (Chatbot("b", "Helper"), Chatbot("c", "Other")))
    save_profiles(paths.profiles, (live_shop, replace(live_shop, id="p2", name="Staging")))

    async def journey(person: Person) -> None:
        desktop = person.desktop
        await person.act(desktop.controller.begin_in_sandbox)
        await person.act(lambda: desktop.residence.on_started_again([f"robofy-chat:new?chatbot={wanted}&text=x"]))
        await person.until(
            lambda: "Helper (Production), Helper (Staging)" in person.window.banner.text, "which ones it may be"
        )
        assert person.composer.text() == ""
        await person.act(lambda: desktop.controller.begin_with("p2", "c"))
        await person.act(lambda: desktop.residence.on_started_again([f"robofy-chat:new?chatbot={wanted}&text=x"]))
        await person.until(lambda: person.composer.text() == "x", "the text of the link")
        assert desktop.chat.current is not None
        begun = desktop.chat.current.conversation
        assert (begun.profile_id, begun.chatbot_id) == ("p2", "b")

    live(journey)


def test_a_link_leads_back_to_its_conversation(live: Live) -> None:
    async def journey(person: Person) -> None:
        await person.begin_with("Concierge")
        await person.ask("Hello")
        await person.reply(Status.COMPLETE)
        assert person.desktop.chat.current is not None
        first = person.desktop.chat.current.conversation.id
        await person.begin_with("Writer")
        await person.act(lambda: person.desktop.residence.on_started_again([conversation_link(first)]))
        await person.until(
            lambda: person.desktop.chat.current and person.desktop.chat.current.conversation.id == first, "the first"
        )
        gone = conversation_link("0" * 8)
        await person.act(lambda: person.desktop.residence.on_started_again([gone]))
        await person.until(lambda: "not on this computer" in person.window.banner.text, "the sentence")

    live(journey)


def test_a_file_that_was_opened_is_offered_for_import(live: Live, tmp_path: Path) -> None:
    file = tmp_path / "talks of mine.json"
    file.write_text("{}", encoding="utf-8")

    async def journey(person: Person) -> None:
        await person.act(lambda: person.desktop.residence.on_started_again(["--style", file.as_uri()]))
        await person.until(lambda: "talks of mine.json" in person.window.banner.text, "what is wrong with the file")
        assert modal(ImportDialog) is None

    live(journey)


def test_files_that_are_opened_at_once_are_offered_one_after_the_other(live: Live, tmp_path: Path) -> None:
    files = [exported(tmp_path / name) for name in ("first.json", "second.json")]

    async def journey(person: Person) -> None:
        person.desktop.started.clear()  # as when they are opened while the program starts
        for file in files:
            await person.act(partial(person.desktop.residence.on_started_again, [str(file)]))
        person.desktop.started.set()
        for file in files:
            preview = await offered(person, file)
            await person.press(preview, Qt.Key.Key_Escape)

    live(journey)


def test_a_file_that_is_opened_during_an_import_waits_for_its_end(live: Live, tmp_path: Path) -> None:
    first, second = exported(tmp_path / "first.json", "1"), exported(tmp_path / "second.json", "2")
    release = threading.Event()

    async def journey(person: Person) -> None:
        residence, archive = person.desktop.residence, person.desktop.archive
        await person.act(partial(residence.on_started_again, [str(first)]))
        preview = await offered(person, first)
        person.desktop.disk.call(release.wait)
        await person.click(preview.import_button)
        await person.until(lambda: modal(ProgressDialog), "that the import is on its way")
        await person.act(partial(residence.on_started_again, [str(second)]))
        await person.act(lambda: None)
        release.set()
        preview = await offered(person, second)
        assert [one.id for one in await archive.list_conversations()] == ["1"]
        await person.click(preview.import_button)
        await person.until(lambda: person.window.sidebar.list.model().rowCount() == 2, "both in the list")

    try:
        live(journey)
    finally:
        release.set()


def exported(path: Path, *ids: str) -> Path:
    text = ("session_id", "profile_id", "chatbot_id", "chatbot_name", "title")
    talks = [{"id": one, **dict.fromkeys(text, one), "created": 1.0, "updated": 1.0} for one in ids]
    path.write_text(json.dumps({"format": "robofy-conversations", "version": 1, "conversations": talks}))
    return path


async def offered(person: Person, file: Path) -> ImportDialog:
    def is_there() -> bool:
        found = modal(ImportDialog)
        return found is not None and any(file.name in label.text() for label in found.findChildren(QLabel))

    await person.until(is_there, f"what {file.name} would bring")
    found = modal(ImportDialog)
    assert found is not None
    return found


def start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "ROBOFY_DATA_DIR": str(folder)}
    return subprocess.Popen([sys.executable, "-m", "desktop", *arguments], env=environment, text=True)


def until(process: subprocess.Popen[str], condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.05)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signals to crash by")
def test_a_crash_of_the_real_program_is_known_at_the_next_start(tmp_path: Path) -> None:
    first = start(tmp_path)
    until(first, (tmp_path / "history.db-shm").exists)
    first.send_signal(signal.SIGSEGV)
    assert first.wait(PATIENCE) == -signal.SIGSEGV
    assert "Segmentation fault" in (tmp_path / "logs" / "last-words.txt").read_text()
    second = start(tmp_path, "--hidden")
    log = tmp_path / "logs" / "robofy-desktop.log"
    until(second, lambda: log.exists() and "crashed" in log.read_text())
    second.terminate()
    assert second.wait(PATIENCE) == 0
    assert not (tmp_path / "running.json").exists()


def test_a_second_start_hands_its_link_over(tmp_path: Path) -> None:
    first = start(tmp_path)
    until(first, (tmp_path / "history.db-shm").exists)
    second = start(tmp_path, "robofy-chat:new?chatbot=Nobody%20of%20this%20name")
    assert second.wait(PATIENCE) == 0
    third = start(tmp_path, "robofy-chat:new?chatbot=concierge&text=Half%20a%20thought")
    assert third.wait(PATIENCE) == 0
    until(first, lambda: b"Half a thought" in history(tmp_path))
    first.terminate()
    assert first.wait(PATIENCE) == 0


def history(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("history.db*") if path.is_file())


def test_links_that_macos_hands_over_are_followed_from_the_start_on(tmp_path: Path) -> None:
    environment = {**os.environ, "ROBOFY_DATA_DIR": str(tmp_path)}
    links = [f"robofy-chat:new?chatbot=concierge&text=Half%20a%20text%20{number}" for number in range(2)]
    command = [sys.executable, "-m", "tests.e2e.opening", *links]
    with subprocess.Popen(command, env=environment, text=True, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "all followed\n"
        process.terminate()
        assert process.wait(PATIENCE) == 0


def test_a_file_that_macos_hands_over_comes_as_its_path() -> None:
    script = """
import sys
from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QFileOpenEvent
from desktop.ui.residence.application import Application
app = Application([])
app.opened.connect(lambda words: sys.stdout.write(f"{words}\\n"))
app.tell_opened()
QCoreApplication.sendEvent(app, QFileOpenEvent(QUrl.fromLocalFile("/a b/talks.robofy-conversations")))
"""
    run = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True, timeout=PATIENCE)
    assert run.stdout == "['/a b/talks.robofy-conversations']\n"
