"""Asking again and editing keep what was there: one can go back to it, also after a restart."""

import sqlite3
from collections.abc import Callable
from contextlib import closing

from PySide6.QtCore import QRectF, Qt
from PySide6.QtTest import QTest

from desktop.core.branches import path
from desktop.core.message import Role, Status
from desktop.store.history import open_history
from desktop.store.paths import Paths
from tests.e2e.conftest import Journey, Person

Live = Callable[[Journey], None]


async def talk(person: Person, *texts: str) -> list[str]:
    """Questions with their replies in the sandbox; the ids of all."""
    await person.act(person.desktop.controller.begin_in_sandbox)
    for text in texts:
        await person.ask(text)
        await person.reply(Status.COMPLETE)
    return ids(person)


def ids(person: Person) -> list[str]:
    return [message.id for message in person.messages()]


def questions(person: Person) -> list[str]:
    return [message.text for message in person.messages() if message.role is Role.USER]


def version(person: Person, row: int) -> tuple[int, int]:
    current = person.desktop.chat.current
    assert current is not None
    return current.model.version_of(current.model.message_at(row).id)


async def again(person: Person, message_id: str) -> str:
    """Ask again for a reply; the id of the new one."""
    await person.act(lambda: person.window.chat.transcript.retry_requested.emit(message_id))
    await person.until(lambda: message_id not in ids(person), "another version")
    return (await person.reply(Status.COMPLETE)).id


async def click(person: Person, row: int, key: str) -> None:
    """On something in a row of the transcript."""
    view = person.window.chat.transcript
    await person.until(lambda: view.rows.layout(row).target(key) is not None, key)
    await person.act(lambda: view.scrollTo(view.model().index(row, 0)))

    def press() -> None:
        """Where it is by now: what is over the composer comes and goes."""
        target = view.rows.layout(row).target(key)
        assert target is not None
        place = QRectF(target.rects[0]).translated(view.row_rect(row).topLeft()).center().toPoint()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)

    column = person.window.chat.layout()
    assert column is not None
    await person.act(column.activate)
    await person.act(press)


def test_another_reply_is_another_version_and_the_choice_outlives_a_restart(live: Live, paths: Paths) -> None:
    chosen: list[list[str]] = []

    async def journey(person: Person) -> None:
        first = await talk(person, "Hello, instantly", "And then, instantly")
        second = await again(person, first[1])
        assert ids(person) == [first[0], second]
        assert version(person, 1) == (2, 2)
        third = await again(person, second)
        assert version(person, 1) == (3, 3)
        await click(person, 1, "author:before")
        assert ids(person) == [first[0], second]
        await click(person, 1, "author:before")
        assert ids(person) == first, "with all that stood below it"
        await click(person, 1, "author:before")
        assert ids(person) == [first[0], third], "before the first comes the last"
        await click(person, 1, "author:after")
        assert ids(person) == first
        chosen.append(first)

    async def after(person: Person) -> None:
        await person.until(person.messages, "the conversation")
        assert ids(person) == chosen[0]
        assert version(person, 1) == (1, 3)
        await person.ask("Go on, instantly")
        await person.reply(Status.COMPLETE)
        chosen.append(ids(person))
        assert ids(person)[:4] == chosen[0]

    async def later(person: Person) -> None:
        await person.until(person.messages, "the conversation")
        assert ids(person) == chosen[1]

    live(journey)
    live(after)
    live(later)


def test_an_edited_question_is_another_version_and_the_draft_comes_back(live: Live, paths: Paths) -> None:
    async def journey(person: Person) -> None:
        first = await talk(person, "Hello, instantly", "Where is it? instantly")
        await person.write(person.composer.field, "half a thought")
        await person.act(person.window.activateWindow)
        await person.until(person.window.isActiveWindow, "the window in front")
        await person.press(person.composer.field, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
        await person.until(lambda: person.composer.text() == "Where is it? instantly", "the last question")
        assert "still remembers" in person.composer.edit_bar.text
        await person.press(person.composer.field, Qt.Key.Key_Escape)
        await person.until(lambda: person.composer.text() == "half a thought", "the draft")
        await click(person, 2, "author:edit")
        await person.until(lambda: person.composer.is_editing, "the question in the composer")
        await person.act(person.composer.field.selectAll)
        await person.write(person.composer.field, "When, instantly")
        await person.press(person.composer.field, Qt.Key.Key_Return)
        await person.until(lambda: "When, instantly" in questions(person), "the new version")
        await person.reply(Status.COMPLETE)
        assert person.composer.text() == "half a thought"
        assert ids(person)[:2] == first[:2]
        assert version(person, 2) == (2, 2)
        await click(person, 2, "author:before")
        assert ids(person) == first

    live(journey)
    history = open_history(paths.history)
    (conversation,) = history.list_conversations()
    messages = history.load_messages(conversation.id)
    assert len(messages) == 6
    assert [message.text for message in path(messages, conversation.leaf) if message.role is Role.USER] == [
        "Hello, instantly",
        "Where is it? instantly",
    ]
    history.close()


def test_the_first_question_can_be_edited_too(live: Live) -> None:
    async def journey(person: Person) -> None:
        first = await talk(person, "Hello, instantly")
        await person.trigger("edit_last")
        await person.write(person.composer.field, " please")
        await person.press(person.composer.field, Qt.Key.Key_Return)
        await person.until(lambda: questions(person) == ["Hello, instantly please"], "the new version")
        await person.reply(Status.COMPLETE)
        assert version(person, 0) == (2, 2)
        await click(person, 0, "author:before")
        assert ids(person) == first

    live(journey)


def test_what_is_typed_while_editing_is_saved_and_in_the_composer_after_a_restart(live: Live, paths: Paths) -> None:
    def on_disk() -> list[str]:
        with closing(sqlite3.connect(paths.history)) as reader:
            return [text for (text,) in reader.execute("SELECT text FROM drafts")]

    async def before(person: Person) -> None:
        await talk(person, "Hello, instantly")
        await person.write(person.composer.field, "the draft")
        await person.trigger("edit_last")
        await person.write(person.composer.field, ", not kept")
        await person.until(lambda: on_disk() == ["the draft\n\nHello, instantly, not kept"], "both on the disk")
        await person.trigger("stop")
        await person.until(lambda: on_disk() == ["the draft"], "the draft alone on the disk")
        await person.trigger("edit_last")
        await person.write(person.composer.field, ", changed")

    async def after(person: Person) -> None:
        await person.until(lambda: person.composer.text() == "the draft\n\nHello, instantly, changed", "what was typed")
        assert not person.composer.is_editing

    live(before)
    live(after)


def test_what_is_typed_while_editing_stays_with_its_conversation(live: Live) -> None:
    async def journey(person: Person) -> None:
        await talk(person, "Hello, instantly")
        first = person.desktop.chat.current
        assert first is not None
        await person.write(person.composer.field, "the draft")
        await person.trigger("edit_last")
        await person.write(person.composer.field, ", changed")
        await person.trigger("new")
        assert not person.composer.is_editing
        assert person.composer.text() == ""
        await person.write(person.composer.field, "another draft")
        await person.act(lambda: person.desktop.chat.open(first.conversation))
        assert person.composer.text() == "Hello, instantly, changed"
        await person.trigger("stop")
        assert person.composer.text() == "the draft"
        assert first.draft == "the draft"

    live(journey)


def test_keys_go_through_the_versions_and_are_heard(live: Live) -> None:
    async def journey(person: Person) -> None:
        first = await talk(person, "Hello, instantly")
        second = await again(person, first[1])
        view = person.window.chat.transcript
        said: list[str] = []
        view.speech.announced.connect(said.append)
        await person.act(person.window.activateWindow)
        await person.until(person.window.isActiveWindow, "the window in front")
        await person.act(view.setFocus)
        await person.press(view, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
        await person.until(lambda: ids(person) == first, "the version before")
        assert any("Version 1 of 2" in words for words in said)
        await person.press(view, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
        await person.until(lambda: ids(person)[1] == second, "the next version")
        while view.hand.focused_in(second) != "author:before":
            await person.press(view, Qt.Key.Key_Tab)
        await person.press(view, Qt.Key.Key_Return)
        assert ids(person) == first
        assert view.hand.focused_in(first[1]) == "author:before", "the keyboard stays where it was"
        await person.press(view, Qt.Key.Key_Return)
        assert ids(person)[1] == second

    live(journey)


def test_finding_copying_and_selecting_know_only_what_is_shown(live: Live) -> None:
    async def journey(person: Person) -> None:
        await talk(person, "Hello, instantly")
        await person.trigger("edit_last")
        await person.act(person.composer.field.selectAll)
        await person.write(person.composer.field, "Zanzibar, instantly")
        await person.press(person.composer.field, Qt.Key.Key_Return)
        await person.until(lambda: questions(person) == ["Zanzibar, instantly"], "the new version")
        await person.reply(Status.COMPLETE)
        page = person.window.chat
        await person.trigger("find")
        await person.write(page.find_bar.field, "Zanzibar")
        await person.until(lambda: page.transcript.finding.count > 0, "the match")
        await click(person, 0, "author:before")
        await person.until(lambda: page.transcript.finding.count == 0, "no match in the other version")
        await person.act(page.transcript.hand.select_more)
        await person.act(page.transcript.hand.select_more)
        mime = page.transcript.hand.selecting.mime()
        assert mime is not None
        assert "Hello, instantly" in mime.text()
        assert "Zanzibar" not in mime.text()

    live(journey)


def test_deleting_a_message_hides_none_of_what_stands_below_it(live: Live) -> None:
    async def journey(person: Person) -> None:
        first = await talk(person, "Hello, instantly", "And then, instantly")
        second = await again(person, first[3])
        await person.act(lambda: person.window.chat.transcript.delete_requested.emit(first[2]))
        await person.until(lambda: ids(person) == [first[0], first[1], second], "the question gone")
        assert version(person, 2) == (2, 2)
        await click(person, 2, "author:before")
        assert ids(person) == [first[0], first[1], first[3]]
        await person.until(person.window.banner.isVisible, "that it is deleted")
        await person.trigger("undo")
        await person.until(lambda: ids(person) == first, "the question at its place")
        await click(person, 3, "author:after")
        assert ids(person) == [*first[:3], second]

    live(journey)


def test_what_is_above_a_reply_that_is_written_can_be_deleted(live: Live, paths: Paths) -> None:
    kept: list[str] = []

    async def journey(person: Person) -> None:
        first = await talk(person, "Hello, instantly")
        await person.ask("Count to one hundred, slowly")
        await person.until(lambda: len(person.messages()) == 4 and person.messages()[3].text, "the reply")
        await person.act(lambda: person.window.chat.transcript.delete_requested.emit(first[1]))
        assert len(person.messages()) == 3
        await person.act(person.composer.stop_requested.emit)
        await person.reply(Status.STOPPED)
        kept.extend(ids(person))

    async def after(person: Person) -> None:
        await person.until(person.messages, "the conversation")
        assert ids(person) == kept

    live(journey)
    live(after)
    history = open_history(paths.history)
    (conversation,) = history.list_conversations()
    parents = [message.parent_id for message in history.load_messages(conversation.id)]
    history.close()
    assert parents == ["", kept[0], kept[1]]


def test_a_version_can_be_looked_at_while_another_one_is_written(live: Live) -> None:
    async def journey(person: Person) -> None:
        first = await talk(person, "Hello, instantly")
        await person.trigger("edit_last")
        await person.act(person.composer.field.selectAll)
        await person.write(person.composer.field, "Count to one hundred, slowly")
        await person.press(person.composer.field, Qt.Key.Key_Return)
        await person.until(lambda: person.replies()[-1].text, "the reply")
        await click(person, 0, "author:before")
        assert ids(person) == first
        assert person.composer.stop_button.isVisible()
        await person.act(person.composer.stop_requested.emit)
        await person.until(person.composer.stop_button.isHidden, "the end of the turn")
        assert ids(person) == first, "nothing jumps"
        await click(person, 0, "author:after")
        assert person.replies()[-1].status is Status.STOPPED
        assert person.replies()[-1].text

    live(journey)
