"""A person whose history is damaged or gone: told what is left, and given it back."""

import sqlite3
from collections.abc import Callable

from PySide6.QtCore import Qt

from desktop.core.message import Status
from desktop.store.backups import Backups
from desktop.store.paths import Paths
from tests.e2e.conftest import Journey, Person
from tests.store.damage import garble_header

Live = Callable[[Journey], None]


async def talk(person: Person) -> None:
    await person.begin_with("Order desk")
    await person.ask("Where is my order 4711? instantly")
    await person.reply(Status.COMPLETE)


async def is_told(person: Person, text: str) -> None:
    page = person.desktop.recovery.page
    await person.until(page.folder_button.isVisible, "what is left")
    assert text in page.accessibleDescription()


def test_a_damaged_history_is_given_back(live: Live, paths: Paths) -> None:
    live(talk)
    garble_header(paths.history)

    async def leave(person: Person) -> None:
        await is_told(person, "1 conversation and 2 messages could be read")
        assert not person.window.chat.isVisible()

    async def restore(person: Person) -> None:
        await is_told(person, "1 conversation")
        assert person.window.focusWidget() is person.desktop.recovery.page.restore_button
        await person.press(person.desktop.recovery.page.restore_button, Qt.Key.Key_Return)
        await person.until(person.messages, "the conversation")
        assert person.messages()[0].text == "Where is my order 4711? instantly"
        assert "1 conversation and 2 messages were restored" in person.window.banner.text
        await person.ask("And now? instantly")
        await person.reply(Status.COMPLETE)

    live(leave)
    live(restore)
    assert len(list(paths.data.glob("history.db.damaged-*"))) >= 1


def test_a_lost_history_comes_back_from_the_backup_of_the_day(live: Live, paths: Paths) -> None:
    live(talk)
    for early in paths.data.glob("history.db.daily-*"):
        early.unlink()  # made while the talk went on

    async def wait(person: Person) -> None:
        await person.until(lambda: Backups(paths.history).exist(), "the backup of today")

    live(wait)
    paths.history.unlink()

    async def restore(person: Person) -> None:
        await is_told(person, "A backup of")
        await person.click(person.desktop.recovery.page.restore_button)
        await person.until(person.messages, "the conversation")

    live(restore)


def test_one_who_wants_to_start_empty_can(live: Live, paths: Paths) -> None:
    paths.create()
    paths.history.write_bytes(b"not a database" * 1000)

    async def journey(person: Person) -> None:
        await is_told(person, "nothing to restore")
        assert not person.desktop.recovery.page.restore_button.isVisible()
        await person.click(person.desktop.recovery.page.empty_button)
        await person.until(person.window.welcome.isVisible, "the welcome page")
        assert "still in its folder" in person.window.banner.text
        await talk(person)

    live(journey)
    (kept,) = paths.data.glob("history.db.damaged-*")
    assert kept.read_bytes() == b"not a database" * 1000
    with sqlite3.connect(paths.history) as history:
        assert history.execute("SELECT count(*) FROM conversations").fetchone() == (1,)
    history.close()
