"""Where one is: the keyboard after going somewhere, what is in view after a start, and what is said and undone."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QWidget

from desktop.core.conversation import Conversation, Listing, Shelf
from desktop.core.message import Status, question
from desktop.sandbox.bots import CONCIERGE, ORDER_DESK
from desktop.store.history import open_history
from desktop.store.paths import Paths
from tests.e2e.conftest import Journey, Person
from tests.e2e.test_list import the_list, titles
from tests.e2e.test_switcher import palette_of

Live = Callable[[Journey], None]
CONTROL = Qt.KeyboardModifier.ControlModifier


def stored(paths: Paths, count: int, profile_id: str = "sandbox") -> None:
    """So many conversations of the sandbox, `c0` the oldest."""
    paths.create()
    history = open_history(paths.history)
    for number in range(count):
        made = Conversation(f"c{number}", "s", profile_id, CONCIERGE.id, CONCIERGE.name, f"Title {number}")
        history.save_conversation(made)
        history.save_messages(made.id, (question(f"q{number}", "Hello", 1.0 + number),))
    history.close()


def shown(person: Person) -> str:
    current = person.desktop.chat.current
    return current.conversation.title if current else ""


async def see(person: Person, title: str) -> None:
    await person.until(lambda: shown(person) == title, f"“{title}” in view")


def focused() -> QWidget:
    """What has the keyboard."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


async def switch_to(person: Person, text: str) -> None:
    """With the keys, from wherever the keyboard is."""
    await person.press(focused(), Qt.Key.Key_K, CONTROL)
    palette = palette_of(person)
    await person.until(palette.field.hasFocus, "the switcher")
    await person.write(palette.field, text)
    await person.until(lambda: palette.entry is not None and text in palette.entry.title, text)
    await person.press(palette.field, Qt.Key.Key_Return)
    await person.until(palette.isHidden, "the end of the switcher")


def test_after_the_switcher_words_go_into_the_composer_also_from_the_list(live: Live, paths: Paths) -> None:
    stored(paths, 3)

    async def journey(person: Person) -> None:
        listed = await the_list(person, 3)
        await switch_to(person, ORDER_DESK.name)
        await person.write(focused(), "Where is it?")
        assert person.composer.text() == "Where is it?"
        for place in (listed, person.window.chat.transcript):
            await person.act(place.setFocus)
            for title in ("Title 1", "Title 0"):
                await switch_to(person, title)
                await see(person, title)
                await person.write(focused(), "Hm")
                assert person.composer.text() == "Hm"
                await person.act(person.composer.clear)

    live(journey)


def test_a_new_conversation_that_was_asked_for_in_the_list_can_be_written_to(live: Live, paths: Paths) -> None:
    stored(paths, 2)

    async def journey(person: Person) -> None:
        listed = await the_list(person, 2)
        await person.press(listed, Qt.Key.Key_N, CONTROL)
        await person.until(lambda: shown(person) == "", "a new conversation")
        await person.write(focused(), "Hello")
        assert person.composer.text() == "Hello"

    live(journey)


def test_deleting_the_last_one_leaves_the_keyboard_in_the_list(live: Live, paths: Paths) -> None:
    stored(paths, 1)

    async def journey(person: Person) -> None:
        listed = await the_list(person, 1)
        await person.press(listed, Qt.Key.Key_Delete)
        await person.until(lambda: titles(person) == [] and shown(person) == "", "a new conversation")
        assert listed.hasFocus() or not listed.isVisible()

    live(journey)


def test_after_the_switcher_a_conversation_without_chatbot_says_what_can_be_done(live: Live, paths: Paths) -> None:
    stored(paths, 2, "gone")

    async def journey(person: Person) -> None:
        await the_list(person, 2)
        await switch_to(person, "Title 0")
        await person.until(lambda: shown(person) == "Title 0", "the older one")
        await person.until(person.window.chat.gone.choose_button.hasFocus, "the way to go on")

    live(journey)


def test_a_start_opens_what_was_in_view_at_the_end(live: Live, paths: Paths) -> None:
    stored(paths, 4)

    async def leave_at(person: Person, title: str) -> None:
        listed = await the_list(person, 4)
        await person.act(lambda: listed.go_to(titles(person).index(title)))
        await person.until(lambda: shown(person) == title, title)

    live(partial(leave_at, title="Title 1"))
    live(partial(see, title="Title 1"))
    history = open_history(paths.history)
    history.shelves.set_archived(("c1",), True)
    history.close()
    live(partial(see, title="Title 1"))
    history = open_history(paths.history)
    history.shelves.move_to_trash(("c1",))
    history.close()
    live(partial(see, title="Title 3"))
    history = open_history(paths.history)
    history.shelves.delete_for_ever(("c1", "c3"))
    history.close()
    live(partial(see, title="Title 2"))


def test_a_new_conversation_is_what_was_in_view_once_something_was_written(live: Live, paths: Paths) -> None:
    stored(paths, 2)

    async def before(person: Person) -> None:
        listed = await the_list(person, 2)
        await person.act(lambda: listed.go_to(1))
        await person.until(lambda: shown(person) == "Title 0", "the older one")
        await person.trigger("new")
        await person.write(person.composer.field, "Hello")
        await person.until(lambda: len(titles(person)) == 3, "the new one")
        await person.act(lambda: listed.go_to(2))
        await person.until(lambda: shown(person) == "Title 0", "the older one again")
        await person.act(lambda: listed.go_to(0))
        await person.until(lambda: person.composer.text() == "Hello", "the new one again")

    async def after(person: Person) -> None:
        await person.until(lambda: person.composer.text() == "Hello", "the draft")

    live(before)
    live(after)


def test_a_program_that_was_killed_opens_it_again(live: Live, paths: Paths, tmp_path: Path) -> None:
    folder = tmp_path / "killed"
    stored(Paths(folder / "data", folder / "config", folder / "log"), 3)
    run = [sys.executable, "-m", "tests.e2e.killed_in_view", str(folder)]
    ended = subprocess.run(run, check=False, timeout=120, capture_output=True, text=True)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    kept = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
    assert kept.value("conversation") == "c1"
    paths.create()
    (paths.config / "window.ini").write_bytes((folder / "window.ini").read_bytes())
    stored(paths, 3)

    async def journey(person: Person) -> None:
        await person.until(lambda: shown(person) == "Title 1", "the one that was in view")

    live(journey)


def notice(person: Person) -> str:
    """What the banner says, while it is there."""
    banner = person.window.banner
    return "" if banner.isHidden() else banner.text


async def told(person: Person, words: str) -> None:
    await person.until(lambda: notice(person) == words, words or "no notice any more")


async def show(person: Person, listing: Listing, listed: list[str]) -> None:
    await person.act(lambda: person.window.sidebar.filter.listing_chosen.emit(listing))
    await person.until(lambda: titles(person) == listed, f"{listed}")


def test_what_is_taken_out_of_the_archive_stays_in_view(live: Live, paths: Paths) -> None:
    stored(paths, 1)

    async def journey(person: Person) -> None:
        listed = await the_list(person, 1)
        await person.trigger("archive")
        await told(person, "“Title 0” archived")
        await show(person, Listing(Shelf.ARCHIVE), ["Title 0"])
        await person.act(lambda: listed.go_to(0))
        await person.until(lambda: shown(person) == "Title 0", "it in view")
        await person.act(listed.setFocus)
        await person.trigger("archive")
        await told(person, "“Title 0” is back in the list")
        assert titles(person) == []
        await show(person, Listing(), ["Title 0"])
        assert shown(person) == "Title 0"
        assert listed.selected_rows() == [range(1)]
        await person.trigger("undo")
        await person.until(lambda: titles(person) == [], "it in the archive again")
        assert notice(person) == ""

    live(journey)


def test_a_notice_names_the_conversation_and_goes_when_it_came_back_otherwise(live: Live, paths: Paths) -> None:
    stored(paths, 4)

    async def journey(person: Person) -> None:
        listed = await the_list(person, 4)
        await person.press(listed, Qt.Key.Key_Delete)
        await told(person, "“Title 3” moved to the trash.")
        await show(person, Listing(Shelf.TRASH), ["Title 3"])
        await person.act(lambda: listed.go_to(0))
        await person.trigger("restore")
        await told(person, "")
        await show(person, Listing(), ["Title 3", "Title 2", "Title 1", "Title 0"])
        await person.trigger("undo")
        assert titles(person) == ["Title 3", "Title 2", "Title 1", "Title 0"]
        await person.act(listed.selectAll)
        await person.press(listed, Qt.Key.Key_Delete)
        await told(person, "4 conversations moved to the trash.")
        await show(person, Listing(Shelf.TRASH), ["Title 0", "Title 1", "Title 2", "Title 3"])
        await person.act(lambda: listed.go_to(0))
        await person.trigger("restore")
        await person.until(lambda: len(titles(person)) == 3, "three in the trash")
        assert notice(person) == "4 conversations moved to the trash.", "there are three to be taken back"
        await person.act(listed.selectAll)
        await person.trigger("restore")
        await told(person, "")

    live(journey)


def test_a_notice_of_the_archive_goes_when_its_conversation_goes_on(live: Live) -> None:
    async def journey(person: Person) -> None:
        await person.act(person.desktop.controller.begin_in_sandbox)
        question = "What can you do for somebody who writes long titles? instantly"
        await person.ask(question)
        await person.reply(Status.COMPLETE)
        await person.trigger("archive")
        await person.until(lambda: notice(person).startswith("“What can you do"), "what was archived")
        assert notice(person).endswith("…” archived")
        assert len(notice(person)) < len(question)
        await show(person, Listing(Shelf.ARCHIVE), [question[:59].rstrip() + "…"])
        await person.act(lambda: person.window.sidebar.list.go_to(0))
        await person.until(lambda: len(person.messages()) == 2, "it in view")
        await person.ask("And again, instantly")
        await told(person, "")

    live(journey)
