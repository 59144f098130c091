"""Searching all conversations as a person does: type, go there, and come back to where one was."""

import time
from collections.abc import Callable
from contextlib import closing
from functools import partial

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.core.conversation import Conversation
from desktop.core.message import Message, Reasoning, Role, Status, Text, ToolCall, ToolState, question
from desktop.store.history import History, open_history
from desktop.store.paths import Paths
from tests.e2e.conftest import Journey, Person

Live = Callable[[Journey], None]
LONG, SHORT = 10_000, 400
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def answer(key: str, *parts: Text | ToolCall | Reasoning, at: float) -> Message:
    return Message(key, Role.CHATBOT, Status.COMPLETE, parts, at)


def fill(history: History, lines: int) -> None:
    """Five conversations: the newest is about nothing, one is in the archive, one in the trash, one very long."""
    now = time.time()
    for at, name in enumerate(("long", "tool", "archive", "trash", "last")):
        chatbot = "order" if name == "tool" else "guide"
        one = Conversation(name, "s", "p", chatbot, chatbot.title(), f"About {name}", now, now - 100 + at)
        history.save_conversation(one)
    history.save_messages("long", tuple(question(f"l{at}", f"Line {at}", now - 9e6) for at in range(lines)))
    history.save_messages("long", (question("needle", "A needle in\nthe haystack", now - 8e6),))
    history.save_messages("long", tuple(question(f"m{at}", f"More {at}", now - 7e6) for at in range(50)))
    call = ToolCall(
        "t", "find_parcel", state=ToolState.OUTPUT_AVAILABLE, input={"id": 1}, output={"depot": ["Leipzig", "Halle"]}
    )
    history.save_messages("tool", (question("tq", "Where is it?", now),))
    thought = Reasoning("r", "Perhaps the parcel is in Zwickau")
    history.save_messages("tool", (answer("ta", thought, call, Text("", "On its way"), at=now),))
    for name in ("archive", "trash"):
        history.save_messages(name, (question(f"{name}-q", f"The {name} has a secret garden", now),))
    history.save_messages("last", (question("last-q", "Nothing", now), question("last-r", "Still nothing", now)))
    history.shelves.set_archived(("archive",), True)
    history.shelves.move_to_trash(("trash",))
    history.shelves.change_tags(("archive",), ("vip",))


@pytest.fixture
def filled(paths: Paths, request: pytest.FixtureRequest) -> Paths:
    paths.create()
    history = open_history(paths.history)
    fill(history, getattr(request, "param", SHORT))
    while history.search_index.advance():
        pass
    history.close()
    return paths


def titles(person: Person) -> list[str]:
    model = person.window.search.results.found
    hits = [model.hit_at(row) for row in range(model.rowCount())]
    return [hit.conversation.title for hit in hits if hit is not None]


def selected(person: Person) -> str:
    mime = person.window.chat.transcript.hand.selecting.mime()
    return mime.text() if mime is not None else ""


async def ready(person: Person) -> None:
    await person.until(lambda: person.desktop.chat.current is not None, "the newest conversation")
    await person.act(person.window.activateWindow)
    await person.until(person.window.isActiveWindow, "the window in front")


async def look_for(person: Person, text: str, found: list[str]) -> None:
    page = person.window.search
    await person.press(person.window.chat.composer.field, Qt.Key.Key_F, CONTROL | SHIFT)
    await person.until(page.field.hasFocus, "the keyboard in the field")
    await person.act(page.field.clear)
    await person.write(page.field, text)
    await person.until(
        lambda: titles(person) == found and page.results.isVisible() is bool(found), f"{found} for {text}"
    )


async def arrive(person: Person, title: str, message_id: str, words: str) -> None:
    """The conversation in view, the words selected and in sight."""
    transcript = person.window.chat.transcript
    await person.until(transcript.isVisible, "the transcript")
    current = person.desktop.chat.current
    assert current is not None
    assert current.conversation.title == title
    await person.until(lambda: selected(person) == words, f"“{words}” selected")
    row = current.model.row_of(message_id)
    assert row in transcript.rows_in_sight()
    assert transcript.hasFocus()


@pytest.mark.parametrize("filled", [LONG], indirect=True)
@pytest.mark.usefixtures("filled")
def test_what_is_typed_is_found_gone_to_and_come_back_from(live: Live) -> None:
    async def journey(person: Person) -> None:
        await ready(person)
        page, chat = person.window.search, person.window.chat
        await person.write(chat.composer.field, "a draft")
        await look_for(person, "needle", ["About long"])
        assert page.status.text() == "1 found"
        await person.press(page.field, Qt.Key.Key_Return)
        await arrive(person, "About long", "needle", "needle")
        assert chat.find_bar.field.text() == "needle"
        await person.until(lambda: chat.find_bar.status.accessibleName() == "1 of 1", "the count")
        await person.press(chat.transcript, Qt.Key.Key_Escape)
        await person.until(chat.find_bar.isHidden, "the bar to close")
        value = chat.transcript.verticalScrollBar().value()
        await person.press(chat.transcript, Qt.Key.Key_F, CONTROL | SHIFT)
        await person.until(page.field.hasFocus, "the search again")
        assert (page.field.text(), titles(person)) == ("needle", ["About long"])
        await person.press(page.field, Qt.Key.Key_Escape)
        await person.until(chat.transcript.hasFocus, "the transcript, as it was")
        assert chat.transcript.verticalScrollBar().value() == value
        await person.act(lambda: person.window.sidebar.list.go_to(0))
        await person.until(lambda: chat.composer.field.toPlainText() == "a draft", "the draft, as it was")

    live(journey)


@pytest.mark.usefixtures("filled")
def test_what_tools_and_thoughts_hide_is_opened(live: Live) -> None:
    async def journey(person: Person) -> None:
        await ready(person)
        for words in ("Halle", "Zwickau"):
            await look_for(person, words.lower(), ["About tool"])
            await person.press(person.window.search.field, Qt.Key.Key_Return)
            await arrive(person, "About tool", "ta", words)
        await look_for(person, "leipzig where", [])

    live(journey)


@pytest.fixture
def branched(filled: Paths) -> Paths:
    """Two answers to one question, and another question below the first of them."""
    now = time.time()
    rows = (
        question("fq", "Which colour?", now, ""),
        replace(answer("f1", Text("", "Amber, says the first answer"), at=now), parent_id="fq"),
        question("f1q", "A lighter amber?", now, "f1"),
        replace(answer("f2", Text("", "Violet, says the second answer"), at=now), parent_id="fq"),
    )
    history = open_history(filled.history)
    history.save_conversation(Conversation("fork", "s", "p", "guide", "Guide", "About forks", now, now - 500))
    history.save_messages("fork", rows)
    history.close()
    return filled


def test_a_hit_in_another_version_brings_that_into_view(live: Live, branched: Paths) -> None:
    def leaf(person: Person) -> str | None:
        return person.desktop.chat.current.conversation.leaf if person.desktop.chat.current else None

    def ids(person: Person) -> list[str]:
        return [message.id for message in person.messages()]

    async def journey(person: Person) -> None:
        await ready(person)
        field = person.window.search.field
        await look_for(person, "first answer", ["About forks"])
        await person.press(field, Qt.Key.Key_Return)
        await arrive(person, "About forks", "f1", "first answer")
        assert ids(person) == ["fq", "f1", "f1q"]
        await look_for(person, "colour", ["About forks"])
        await person.press(field, Qt.Key.Key_Return)
        await arrive(person, "About forks", "fq", "colour")
        assert ids(person) == ["fq", "f1", "f1q"]  # it is in both
        await person.until(lambda: leaf(person) == "f1q", "the version to be kept")
        await look_for(person, "violet", ["About forks"])
        await person.press(field, Qt.Key.Key_Return)
        await arrive(person, "About forks", "f2", "Violet")
        assert ids(person) == ["fq", "f2"]
        await person.until(lambda: leaf(person) == "", "the newest one to be kept")

    live(journey)
    with closing(open_history(branched.history)) as history:
        assert history.branches.find_leaf("fork") == ""


@pytest.mark.usefixtures("filled")
def test_the_archive_is_searched_and_the_trash_is_not(live: Live) -> None:
    async def journey(person: Person) -> None:
        await ready(person)
        page = person.window.search
        await look_for(person, "garden secret", ["About archive"])
        model = page.results.found
        spoken = model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
        assert spoken.startswith("About archive, You, to Guide, in the archive, ")
        assert spoken.endswith(": The archive has a secret garden")
        await person.act(lambda: page.results.clicked.emit(model.index(0)))
        await arrive(person, "About archive", "archive-q", "secret")

    live(journey)


@pytest.mark.usefixtures("filled")
def test_filters_narrow_and_are_taken_away_one_by_one(live: Live) -> None:
    async def journey(person: Person) -> None:
        await ready(person)
        page = person.window.search
        filters = page.filters
        await look_for(person, "zwickau", ["About tool"])
        await person.act(page.field.clear)
        await person.until(page.state.isVisible, "the hint")
        await person.click(filters.tool_button)
        await person.until(lambda: titles(person) == ["About tool"], "what has a tool")
        await person.click(filters.tag_button)
        await person.until(lambda: QApplication.activePopupWidget() is not None, "the tags")
        menu = QApplication.activePopupWidget()
        assert menu is not None
        await person.act(next(action for action in menu.actions() if action.text() == "#vip").trigger)
        await person.act(menu.close)
        await person.until(page.clear_button.isVisible, "that there is nothing")
        assert page.state.text() == ("Nothing found.\nSearched only: With a tool · #vip. The trash is never searched.")
        await person.click(filters.chips[3])
        await person.until(lambda: titles(person) == ["About archive"], "what has the tag")
        await person.click(filters.clear_button)
        await person.until(lambda: page.state.isVisible() and not filters.clear_button.isVisible(), "the hint")

    live(journey)


@pytest.mark.usefixtures("filled")
def test_a_hit_that_is_gone_meanwhile_is_told(live: Live) -> None:
    async def journey(person: Person) -> None:
        await ready(person)
        page, archive = person.window.search, person.desktop.archive
        await look_for(person, "needle", ["About long"])
        await archive.shelves.move_to_trash(("long",))
        await person.press(page.field, Qt.Key.Key_Return)
        await person.until(lambda: "is in the trash" in page.status.text(), "where it is")
        await archive.shelves.delete_for_ever(("long",))
        await person.press(page.field, Qt.Key.Key_Return)
        await person.until(lambda: "was deleted" in page.status.text(), "that it is gone")
        await look_for(person, "leipzig", ["About tool"])
        await archive.delete_message("tool", "ta")
        await person.press(page.field, Qt.Key.Key_Return)
        await person.until(lambda: "was deleted" in person.window.banner.text, "that the message is gone")

    live(journey)


@pytest.mark.usefixtures("filled")
def test_more_is_read_while_going_down(live: Live) -> None:
    async def journey(person: Person) -> None:
        await ready(person)
        page = person.window.search
        await look_for(person, "haystack", ["About long"])
        await person.act(page.field.clear)
        await person.write(page.field, "line")
        count = page.results.found.rowCount
        await person.until(lambda: 40 <= count() < 200, "the first ones")
        assert page.status.text() == f"{count()} or more found"
        steps = 0
        while (before := count()) < SHORT:
            await person.act(partial(page.results.step, before))
            await person.until(lambda: count() > before, "more of them")
            steps += 1
        assert steps > 1, "all of them came at once"
        assert page.field.hasFocus()

    live(journey)


@pytest.mark.usefixtures("filled")
def test_the_disk_may_refuse_and_come_back(live: Live) -> None:
    async def journey(person: Person) -> None:
        await ready(person)
        page, file = person.window.search, person.desktop.search._file  # noqa: SLF001 - the disk is taken away
        path = file._path  # type: ignore[attr-defined] # noqa: SLF001 - as above
        file._path = path.with_name("gone.db")  # type: ignore[attr-defined] # noqa: SLF001 - as above
        await look_for(person, "needle", [])
        await person.until(lambda: "cannot be written" in page.state.text(), "a sentence")
        file._path = path  # type: ignore[attr-defined] # noqa: SLF001 - as above
        await person.press(page.field, Qt.Key.Key_Escape)
        await person.press(person.window.chat.composer.field, Qt.Key.Key_F, CONTROL | SHIFT)
        await person.until(lambda: titles(person) == ["About long"], "the results after all")

    live(journey)


@pytest.mark.usefixtures("filled")
def test_the_page_gives_way_to_what_is_asked_for(live: Live) -> None:
    async def journey(person: Person) -> None:
        await ready(person)
        page, window = person.window.search, person.window
        go_on = window.chat.gone.choose_button  # their chatbot is not set up here
        for leave in (
            window.actions_by_id["composer"].trigger,
            lambda: window.sidebar.list.clicked.emit(window.sidebar.list.currentIndex()),
            window.actions_by_id["stop"].trigger,
            page.close_button.click,
        ):
            await person.click(window.sidebar.search_button)
            await person.until(page.field.hasFocus, "the search")
            await person.act(leave)
            await person.until(lambda: window.chat.isVisible() and go_on.hasFocus(), "the conversation")
        await person.trigger("search")
        await person.act(window.sidebar.list.setFocus)
        await person.trigger("find")
        await person.until(page.field.hasFocus, "the field again")
        await person.trigger("pane")
        await person.until(page.results.hasFocus, "the results") if page.results.isVisible() else None
        await person.act(lambda: window.sidebar.list.go_to(1))
        await person.until(window.chat.isVisible, "the other conversation")

    live(journey)


def test_from_the_welcome_page_and_back(live: Live) -> None:
    async def journey(person: Person) -> None:
        window = person.window
        await person.trigger("search")
        await person.until(window.search.isVisible, "the search")
        await person.write(window.search.field, "anything")
        await person.until(lambda: "Nothing found" in window.search.state.text(), "that there is nothing")
        await person.press(window.search.field, Qt.Key.Key_Escape)
        await person.until(window.welcome.isVisible, "the welcome page")

    live(journey)


@pytest.mark.usefixtures("filled")
def test_the_way_back_stands_in_the_bar(live: Live) -> None:
    async def journey(person: Person) -> None:
        await ready(person)
        page, bar = person.window.search, person.window.chat.find_bar
        await look_for(person, "leipzig", ["About tool"])
        await person.act(page.field.clear)
        await person.write(page.field, "line")
        await person.until(lambda: page.results.found.rowCount() >= 40, "many")
        await person.act(partial(page.results.step, 39))
        await person.until(lambda: page.results.found.rowCount() > 40, "more of them")
        await person.act(partial(page.results.step, -9))
        await person.press(page.field, Qt.Key.Key_Return)
        await person.click(bar.back_button)
        await person.until(page.isVisible, "the results")
        assert page.results.currentIndex().row() == 30
        assert page.results.found.rowCount() > 40

    live(journey)
