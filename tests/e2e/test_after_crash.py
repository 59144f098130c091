"""The start after a crash: what waits for the way on, what does not, and where else one can go from there."""

from __future__ import annotations

from functools import partial
from typing import Final, Protocol

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.core.message import Status
from desktop.core.running import End, LastRun
from desktop.store.backups import Backups
from desktop.store.paths import Paths
from desktop.ui.dialogs.report_dialog import ReportDialog
from desktop.ui.inbox.page import InboxPage
from desktop.ui.search.page import SearchPage
from desktop.ui.trouble.crash_page import CrashPage
from tests.e2e.conftest import Journey, Person
from tests.e2e.dialogs import modal

CRASHED: Final = LastRun(End.CRASHED, "0.0.9", 1_700_000_000.0, "Fatal Python error: Aborted")


class Live(Protocol):
    def __call__(self, journey: Journey, last: LastRun | None = None) -> None: ...


async def talk(person: Person) -> None:
    await person.begin_with("Concierge")
    await person.ask("Hello, instantly")
    await person.reply(Status.COMPLETE)


def shown(person: Person) -> QWidget:
    page = person.window.pages.currentWidget()
    assert page is not None
    return page


async def crash_page(person: Person) -> CrashPage:
    await person.until(lambda: isinstance(shown(person), CrashPage), "the page after a crash")
    page = shown(person)
    assert isinstance(page, CrashPage)
    return page


async def nothing_opens(person: Person) -> None:
    """The disk has answered whatever was asked before, and nothing came of it."""
    for _ in range(3):
        await person.desktop.archive.count_conversations()
        await person.act(lambda: None)
    assert person.desktop.chat.current is None
    assert not person.desktop.chat.is_loading


def listed(person: Person) -> int:
    return person.window.sidebar.list.model().rowCount()


@pytest.mark.parametrize(("command_id", "kind"), [("search", SearchPage), ("inbox", InboxPage)])
def test_who_goes_elsewhere_stays_there_and_no_conversation_is_opened(
    live: Live, command_id: str, kind: type[QWidget]
) -> None:
    async def journey(person: Person) -> None:
        await crash_page(person)
        await person.trigger(command_id)
        await person.until(lambda: isinstance(shown(person), kind), "what was asked for")
        await person.until(partial(listed, person), "the conversations in the list")
        await nothing_opens(person)
        assert isinstance(shown(person), kind)
        await person.trigger("search")
        await person.until(lambda: isinstance(shown(person), SearchPage), "the search")
        await nothing_opens(person)

    live(talk)
    live(journey, CRASHED)


def test_back_from_the_search_the_way_on_leads_to_the_conversation(live: Live) -> None:
    async def journey(person: Person) -> None:
        page = await crash_page(person)
        await person.trigger("search")
        await person.press(person.window.search.field, Qt.Key.Key_Escape)
        assert shown(person) is page
        await person.click(page.go_on_button)
        await person.until(person.messages, "the conversation")
        assert person.messages()[0].text == "Hello, instantly"
        assert shown(person) is person.window.chat
        await person.until(lambda: not person.window.findChildren(CrashPage), "the end of the page")

    live(talk)
    live(journey, CRASHED)


def test_a_new_conversation_needs_no_way_on(live: Live) -> None:
    async def journey(person: Person) -> None:
        await crash_page(person)
        await person.trigger("new")
        await person.until(lambda: shown(person) is person.window.chat, "a conversation")
        assert not person.messages()
        await person.until(lambda: not person.window.findChildren(CrashPage), "the end of the page")
        await person.ask("Hello, instantly")
        await person.reply(Status.COMPLETE)
        await person.until(lambda: listed(person) == 2, "both in the list")

    live(talk)
    live(journey, CRASHED)


def test_what_is_no_conversation_begins_beside_the_page(live: Live, paths: Paths) -> None:
    async def journey(person: Person) -> None:
        desktop = person.desktop
        assert desktop.started.is_set()
        await person.until(lambda: Backups(paths.history).exist(), "the backup of the day")
        await person.until(partial(desktop.tasks.is_running, "index"), "the index")
        assert isinstance(shown(person), CrashPage)
        await nothing_opens(person)

    live(talk)
    for early in paths.data.glob("history.db.daily-*"):
        early.unlink()
    live(journey, CRASHED)


def test_what_was_saved_late_opens_nothing_either(live: Live) -> None:
    async def journey(person: Person) -> None:
        await crash_page(person)
        await person.act(lambda: person.desktop.tasks.start("restore", person.desktop.controller.restore))
        await person.until(lambda: not person.desktop.tasks.is_running("restore"), "the list anew")
        await nothing_opens(person)
        assert isinstance(shown(person), CrashPage)

    live(talk)
    live(journey, CRASHED)


def test_a_history_that_does_not_open_is_said_after_the_crash(live: Live, paths: Paths) -> None:
    async def journey(person: Person) -> None:
        page = await crash_page(person)
        await person.until(lambda: person.desktop.controller.is_refused, "that the history does not open")
        for command_id in ("search", "inbox", "new"):
            await person.trigger(command_id)
        assert shown(person) is page
        await person.click(page.go_on_button)
        await person.until(person.window.trouble.isVisible, "the page that says it")
        assert not person.window.actions_by_id["next_unread"].isEnabled()
        paths.history.rmdir()
        aside.rename(paths.history)
        await person.act(person.window.trouble.retry_requested.emit)
        await person.until(lambda: shown(person) is person.window.chat, "a conversation")
        await person.until(partial(listed, person), "the list")
        assert not person.messages(), "it crashed twice, so it goes on with a new one"
        assert person.window.actions_by_id["next_unread"].isEnabled()

    live(talk)
    aside = paths.data / "aside.db"
    paths.history.rename(aside)
    paths.history.mkdir()
    live(journey, LastRun(End.CRASHED, "0.0.9", 1.0, again=True))


async def report(person: Person, page: CrashPage) -> ReportDialog:
    await person.click(page.report_button)
    await person.until(lambda: modal(ReportDialog), "the report")
    dialog = modal(ReportDialog)
    assert dialog is not None
    return dialog


def test_a_report_from_the_page_offers_the_conversation_that_was_in_view(live: Live) -> None:
    async def two_versions(person: Person) -> None:
        await talk(person)
        before = person.messages()[0]
        await person.act(lambda: person.desktop.chat.edit(before.id, "Hello once more, instantly"))
        await person.until(lambda: person.messages()[0].id != before.id, "the other version")
        await person.reply(Status.COMPLETE)
        await person.act(lambda: person.desktop.chat.show_version(person.messages()[0].id, -1))
        await person.until(lambda: person.messages()[0].id == before.id, "the first version")

    async def journey(person: Person) -> None:
        dialog = await report(person, await crash_page(person))
        rows = {dialog.list.item(row).text().split(" ")[0]: row for row in range(dialog.list.count())}
        assert {"crash.txt", "conversation.txt", "recordings/answer-1.sse"} <= rows.keys()
        assert "recordings/answer-2.sse" not in rows, "of the branch in view alone"
        assert not [file.name for file in dialog.chosen if file.private]
        await person.act(lambda: dialog.list.setCurrentRow(rows["conversation.txt"]))
        text = dialog.preview.toPlainText()
        assert "Hello, instantly" in text
        assert "once more" not in text
        await person.press(dialog, Qt.Key.Key_Escape)
        await nothing_opens(person)

    live(two_versions)
    live(journey, CRASHED)


def test_a_history_that_does_not_open_keeps_nobody_from_reporting(live: Live, paths: Paths) -> None:
    async def journey(person: Person) -> None:
        dialog = await report(person, await crash_page(person))
        names = [dialog.list.item(row).text() for row in range(dialog.list.count())]
        assert "crash.txt" in names
        assert not [name for name in names if "conversation" in name]
        await person.press(dialog, Qt.Key.Key_Escape)

    live(talk)
    paths.history.rename(paths.data / "aside.db")
    paths.history.mkdir()
    live(journey, CRASHED)


@pytest.mark.parametrize("command_id", ["next", "previous", "next_unread"])
def test_no_key_opens_a_conversation_that_nobody_named(live: Live, command_id: str) -> None:
    async def leave_unread(person: Person) -> None:
        await talk(person)
        current = person.desktop.chat.current
        assert current is not None
        await person.begin_with("Writer")
        await person.desktop.archive.shelves.set_unread([current.conversation.id], True)

    async def journey(person: Person) -> None:
        page = await crash_page(person)
        await person.until(partial(listed, person), "the list")
        await person.trigger(command_id)
        await nothing_opens(person)
        assert shown(person) is page
        await person.trigger("new")
        await person.until(lambda: shown(person) is person.window.chat, "a new conversation")
        await person.trigger(command_id)
        await person.until(person.messages, "the conversation, now that it is asked for from another")

    live(leave_unread)
    live(journey, CRASHED)
