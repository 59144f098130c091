"""What must not happen to a person: text in the wrong conversation, a lost draft, a program that does not end."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from desktop.core.chatbot import Chatbot, Profile
from desktop.core.message import Status
from desktop.sandbox.server import Sandbox
from desktop.store.paths import Paths
from desktop.store.profiles import save_profiles
from tests.e2e.conftest import Journey, Person

Live = Callable[[Journey], None]


def test_a_conversation_that_loads_late_does_not_take_the_page_away(live: Live) -> None:
    async def before(person: Person) -> None:
        await person.begin_with("Order desk")
        await person.ask("Where is my order 4711? instantly")
        await person.reply(Status.COMPLETE)
        await person.begin_with("Concierge")
        await person.ask("Hello, instantly")
        await person.reply(Status.COMPLETE)

    async def after(person: Person) -> None:
        await person.until(person.messages, "the newest conversation")
        hold = threading.Event()
        person.desktop.disk.call(hold.wait)
        await person.trigger("next")  # the other one is on its way from the disk
        await person.begin_with("Writer")
        await person.write(person.composer.field, "for the Writer")
        hold.set()
        await person.until(lambda: not person.desktop.chat.is_loading, "the late load")
        assert "Writer" in person.composer.send_button.text()
        assert person.composer.text() == "for the Writer"

    live(before)
    live(after)


def test_a_draft_in_a_new_conversation_is_listed_and_there_after_a_restart(live: Live) -> None:
    async def before(person: Person) -> None:
        await person.begin_with("Concierge")
        await person.write(person.composer.field, "half a thought")
        await person.begin_with("Writer")
        rows = person.window.sidebar.list.model()
        assert rows.rowCount() == 1, "the draft is listed, the empty conversation is not"

    async def after(person: Person) -> None:
        await person.until(lambda: person.composer.text() == "half a thought", "the draft")
        await person.act(person.composer.clear)
        await person.begin_with("Writer")
        await person.until(lambda: person.window.sidebar.list.model().rowCount() == 0, "no trace of it")

    async def later(person: Person) -> None:
        assert person.window.welcome.isVisible()

    live(before)
    live(after)
    live(later)


def test_a_draft_with_which_a_conversation_begins_outlives_an_end_before_the_disk_has_answered(live: Live) -> None:
    async def before(person: Person) -> None:
        await person.begin_with("Concierge")
        release = threading.Event()
        person.desktop.disk.call(release.wait)
        await person.write(person.composer.field, "half a thought")
        asyncio.get_running_loop().call_later(0.2, release.set)  # when the program is at its end

    async def after(person: Person) -> None:
        await person.until(lambda: person.composer.text() == "half a thought", "the draft")

    live(before)
    live(after)


def test_a_draft_is_saved_while_the_typing_goes_on(live: Live, paths: Paths) -> None:
    async def journey(person: Person) -> None:
        await person.begin_with("Writer")
        saved: list[str] = []
        while not saved and len(person.composer.text()) < 2000:
            await person.write(person.composer.field, "x")
            reader = sqlite3.connect(paths.history)
            saved += [text for (text,) in reader.execute("SELECT text FROM drafts")]
            reader.close()
        assert saved, "it waited for a pause"

    live(journey)


def test_enter_and_escape_at_once_lose_nothing(live: Live) -> None:
    async def journey(person: Person) -> None:
        await person.begin_with("Writer")
        await person.write(person.composer.field, "Write 2,000 words, slowly")

        def burst() -> None:
            person.composer.field.send_pressed.emit()
            person.window.actions_by_id["stop"].trigger()

        await person.act(burst)
        await person.reply(Status.STOPPED)
        assert person.messages()[0].text == "Write 2,000 words, slowly"
        assert not person.desktop.chat.current or not person.desktop.chat.current.streaming

    async def after(person: Person) -> None:
        await person.until(person.messages, "the conversation")
        assert person.replies()[-1].status is Status.STOPPED

    live(journey)
    live(after)


def test_a_history_of_a_newer_version_is_left_alone_and_said_so(live: Live, paths: Paths) -> None:
    paths.create()
    with sqlite3.connect(paths.history) as newer:
        newer.execute("PRAGMA user_version = 999")
    newer.close()
    before = paths.history.read_bytes()

    async def journey(person: Person) -> None:
        await person.until(person.window.trouble.isVisible, "the page that says it")
        assert not person.window.chat.isVisible()

    live(journey)
    assert paths.history.read_bytes() == before


def test_two_bad_files_are_both_named_beside_a_damaged_history(live: Live, paths: Paths) -> None:
    paths.create()
    paths.settings.write_text("{", "utf-8")
    paths.profiles.write_text("]", "utf-8")
    paths.history.write_bytes(b"not a database" * 1000)

    async def journey(person: Person) -> None:
        await person.until(person.window.banner.isVisible, "the banner")
        for name in ("settings.json", "profiles.json"):
            assert name in person.window.banner.text
        assert person.desktop.recovery.page.isVisible()

    live(journey)
    kept = [path.name for path in (*paths.config.iterdir(), *paths.data.iterdir())]
    assert len([name for name in kept if "bad" in name or "damaged" in name]) >= 3, kept


def test_a_key_typed_for_one_address_is_not_sent_to_another(live: Live, paths: Paths, server: Sandbox) -> None:
    bots = tuple(Chatbot(bot.id, bot.name) for bot in server.chatbots)
    profile = Profile("p1", "Support", server.address, server.project_id, bots)
    paths.create()
    save_profiles(paths.profiles, (profile,))

    async def journey(person: Person) -> None:
        await person.ask("Hello")
        box = await person.asked_for_key()
        with Sandbox.start() as other:
            moved = Profile("p1", "Support", other.address, other.project_id, bots)
            await person.desktop.book.put(moved)
            await person.write(box.field.edit, "rk_for_the_first_address_01234567")
            await person.press(box.field.edit, Qt.Key.Key_Return)
            await person.until(box.isHidden, "the end of the question")
            assert await person.desktop.book.secret(moved) is None
            assert person.messages()[0].status is Status.NOT_SENT

    live(journey)


def test_a_disk_that_hangs_does_not_hold_the_end(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.app._LAST_SAVES", 0.2)
    hold = threading.Event()

    async def journey(person: Person) -> None:
        await person.begin_with("Writer")
        await person.write(person.composer.field, "a draft that has to be saved")
        person.desktop.disk.call(hold.wait)

    try:
        live(journey)
    finally:
        hold.set()


def test_words_typed_last_are_kept_while_a_folder_hangs(live: Live, paths: Paths, tmp_path: Path) -> None:
    released = threading.Event()

    def are_kept() -> bool:
        return any(b"a thought" in path.read_bytes() for path in paths.data.glob("history.db*"))

    def hang_until_they_are() -> None:
        while not are_kept() and not released.wait(0.01):
            pass

    async def before(person: Person) -> None:
        await person.begin_with("Concierge")
        person.desktop._files.call(hang_until_they_are)  # noqa: SLF001 - a drive that does not answer
        transcript = person.window.chat.transcript
        await person.act(lambda: transcript.save_requested.emit("code.py", "x = 1"))
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        await person.act(lambda: dialog.fileSelected.emit(str(tmp_path / "mine.py")))
        await person.act(dialog.reject)
        await person.write(person.composer.field, "a thought")

    async def after(person: Person) -> None:
        await person.until(lambda: person.composer.text() == "a thought", "the draft")

    try:
        live(before)
    finally:
        released.set()
    assert (tmp_path / "mine.py").exists()
    live(after)


def test_a_draft_that_is_refused_does_not_keep_another_from_the_disk(live: Live, paths: Paths) -> None:
    async def journey(person: Person) -> None:
        await person.begin_with("Writer")
        await person.write(person.composer.field, "refused")
        await person.until(lambda: drafts(paths) == ["refused"], "the first draft on the disk")
        with sqlite3.connect(paths.history) as history:
            history.execute(
                "CREATE TRIGGER refusal BEFORE INSERT ON drafts WHEN new.text = 'refused'"
                " BEGIN SELECT RAISE (ABORT, 'no'); END"
            )
        history.close()
        await person.begin_with("Concierge")
        await person.write(person.composer.field, "the last words")

    live(journey)
    assert drafts(paths) == ["refused", "the last words"]


def drafts(paths: Paths) -> list[str]:
    with sqlite3.connect(paths.history) as history:
        found = [text for (text,) in history.execute("SELECT text FROM drafts ORDER BY rowid")]
    history.close()
    return found
