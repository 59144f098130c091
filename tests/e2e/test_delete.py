"""Deleting a message: gone from the view and from the disk, and back at its place when the person wants it back."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QMenu, QPushButton

from desktop.core.errors import SENTENCES, Problem
from desktop.core.message import Message, Status
from desktop.core.release import Release
from desktop.store.history import open_history
from desktop.store.paths import Paths
from tests.e2e.conftest import Journey, Person

Live = Callable[[Journey], None]
SENTENCE = "Message deleted. The chatbot may still remember it."


async def talk(person: Person) -> tuple[str, ...]:
    """Two questions with their replies; the ids of the four."""
    await person.act(person.desktop.controller.begin_in_sandbox)
    for text in ("Hello, instantly", "And again, instantly"):
        await person.ask(text)
        await person.reply(Status.COMPLETE)
    assert len(person.messages()) == 4
    return ids(person)


def ids(person: Person) -> tuple[str, ...]:
    return tuple(message.id for message in person.messages())


def on_disk(paths: Paths) -> tuple[str, ...]:
    """The ids of the messages, as the next start would find them."""
    history = open_history(paths.history)
    try:
        (conversation,) = history.list_conversations()
        return tuple(message.id for message in history.load_messages(conversation.id))
    finally:
        history.close()


async def ask_to_delete(person: Person, message_id: str) -> None:
    await person.act(lambda: person.window.chat.transcript.delete_requested.emit(message_id))


async def deleted(person: Person) -> None:
    await person.until(lambda: person.window.banner.text == SENTENCE and person.window.banner.isVisible(), SENTENCE)


def undo_button(person: Person) -> QPushButton:
    (button,) = (one for one in person.window.banner.findChildren(QPushButton) if one.text() == "Undo")
    return button


def test_a_deleted_message_comes_back_at_its_place_by_the_button(live: Live, paths: Paths) -> None:
    said: list[tuple[str, ...]] = []

    async def journey(person: Person) -> None:
        whole = await talk(person)
        said.append(whole)
        await ask_to_delete(person, whole[1])
        await deleted(person)
        assert ids(person) == (whole[0], whole[2], whole[3])
        await person.click(undo_button(person))
        await person.until(lambda: ids(person) == whole, "the message at its place")
        assert person.window.banner.isHidden()

    async def after(person: Person) -> None:
        await person.until(person.messages, "the conversation")
        assert ids(person) == said[0]

    live(journey)
    assert on_disk(paths) == said[0]
    live(after)


def test_after_a_restart_it_is_gone_for_good(live: Live, paths: Paths) -> None:
    said: list[tuple[str, ...]] = []

    async def journey(person: Person) -> None:
        said.append(await talk(person))
        await ask_to_delete(person, said[0][2])
        await deleted(person)

    async def after(person: Person) -> None:
        await person.until(person.messages, "the conversation")
        assert ids(person) == (said[0][0], said[0][1], said[0][3])
        await person.trigger("undo")
        assert len(ids(person)) == 3

    live(journey)
    assert on_disk(paths) == (said[0][0], said[0][1], said[0][3])
    live(after)


def test_all_by_keyboard_one_after_the_other_and_back_in_turn(live: Live) -> None:
    async def journey(person: Person) -> None:
        whole = await talk(person)
        view = person.window.chat.transcript
        await person.act(person.window.activateWindow)
        await person.until(person.window.isActiveWindow, "the window in front")
        await person.act(view.setFocus)
        await person.press(view, Qt.Key.Key_Delete)
        await deleted(person)
        assert ids(person) == whole[:3]
        await ask_to_delete(person, whole[0])
        await person.until(lambda: ids(person) == whole[1:3], "one less")
        await person.press(view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        await person.until(lambda: ids(person) == whole[:3], "the first one back")
        await person.press(view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        await person.until(lambda: ids(person) == whole, "all of them")

    live(journey)


def test_what_is_being_written_cannot_be_deleted(live: Live) -> None:
    async def journey(person: Person) -> None:
        await person.act(person.desktop.controller.begin_in_sandbox)
        await person.ask("Count to one hundred, slowly")
        await person.until(lambda: len(person.messages()) == 2, "the reply")
        before = ids(person)
        for message_id in before:
            await ask_to_delete(person, message_id)
        assert ids(person) == before
        await person.act(person.composer.stop_requested.emit)
        await person.reply(Status.STOPPED)
        await ask_to_delete(person, before[1])
        await deleted(person)
        assert ids(person) == before[:1]

    live(journey)


def test_the_last_message_of_a_conversation_can_be_put_back_after_a_look_elsewhere(live: Live) -> None:
    async def journey(person: Person) -> None:
        whole = await talk(person)
        first = person.desktop.chat.current
        assert first is not None
        for message_id in whole:
            await ask_to_delete(person, message_id)
        assert person.window.chat.starters.isVisible()
        await person.trigger("new")
        for _ in whole:
            await person.trigger("undo")
        await person.until(lambda: first.model.rowCount() == 4, "all of them")
        await person.act(lambda: person.desktop.chat.open(first.conversation))
        assert ids(person) == whole

    live(journey)


def test_a_reply_whose_question_is_gone_asks_no_other_one(live: Live) -> None:
    async def journey(person: Person) -> None:
        whole = await talk(person)
        await ask_to_delete(person, whole[2])
        await deleted(person)
        await person.act(lambda: person.window.chat.transcript.retry_requested.emit(whole[3]))
        assert len(person.messages()) == 3
        await person.act(lambda: person.window.chat.transcript.retry_requested.emit(whole[1]))
        await person.until(lambda: ids(person)[-1] not in whole, "the first question, asked again")
        await person.reply(Status.COMPLETE)
        assert ids(person)[:-1] == (whole[0],)
        current = person.desktop.chat.current
        assert current is not None
        assert current.model.version_of(ids(person)[-1]) == (2, 2)

    live(journey)


def menu_of(person: Person) -> QMenu:
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def test_the_menu_of_a_message_names_what_can_be_done_and_the_keys_for_it(live: Live) -> None:
    async def journey(person: Person) -> None:
        whole = await talk(person)
        view = person.window.chat.transcript
        await person.act(view.setFocus)
        by_keyboard = QContextMenuEvent.Reason.Keyboard
        place = view.viewport().rect().center()
        event = QContextMenuEvent(by_keyboard, place, view.mapToGlobal(place))
        await person.act(partial(QApplication.sendEvent, view, event))
        await person.until(lambda: QApplication.activePopupWidget() is not None, "the menu")
        menu = menu_of(person)
        keys = {
            action.text(): action.shortcut().toString(QKeySequence.SequenceFormat.PortableText)
            for action in menu.actions()
            if not action.isSeparator()
        }
        assert keys == {
            "Copy as Markdown": "Ctrl+C",
            "Copy as plain text": "",
            "Copy for mails and documents": "",
            "Ask again": "Ctrl+Shift+R",
            "Ask this with another chatbot…": "",
            "Details": "Alt+Return",
            "Delete": "Del",
        }
        await person.act(next(action for action in menu.actions() if action.text() == "Delete").trigger)
        await person.act(menu.close)
        await deleted(person)
        assert ids(person) == whole[:3]

    live(journey)


def test_asking_again_and_details_have_keys(live: Live) -> None:
    async def journey(person: Person) -> None:
        whole = await talk(person)
        view = person.window.chat.transcript
        await person.act(person.window.activateWindow)
        await person.until(person.window.isActiveWindow, "the window in front")
        await person.act(view.setFocus)
        await person.press(view, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
        dialog = QApplication.activeModalWidget()
        assert dialog is not None
        assert "Message details" in dialog.windowTitle()
        await person.act(dialog.close)
        await person.act(person.window.activateWindow)
        await person.until(person.window.isActiveWindow, "the window in front again")
        await person.act(view.setFocus)
        keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        await person.press(view, Qt.Key.Key_R, keys)
        await person.until(lambda: ids(person)[-1] not in whole, "another reply")
        answer: Message = await person.reply(Status.COMPLETE)
        assert answer.question_id == whole[2]

    live(journey)


def test_a_disk_that_refuses_changes_nothing_and_says_so(live: Live, paths: Paths) -> None:
    async def journey(person: Person) -> None:
        whole = await talk(person)
        banner = person.window.banner
        with closing(sqlite3.connect(paths.history, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await ask_to_delete(person, whole[1])
            assert ids(person) == (whole[0], whole[2], whole[3])
            await person.until(lambda: ids(person) == whole, "the message again")
            assert "in use" in banner.text
            other.execute("ROLLBACK")
            await ask_to_delete(person, whole[1])
            await deleted(person)
            await person.desktop.turns.ended(f"delete:{whole[1]}")
            other.execute("BEGIN IMMEDIATE")
            await person.trigger("undo")
            await person.until(lambda: "in use" in banner.text, "the refusal")
            assert ids(person) == (whole[0], whole[2], whole[3])
            other.execute("ROLLBACK")
        await person.trigger("undo")
        await person.until(lambda: ids(person) == whole, "the message at its place")

    live(journey)


async def news(person: Person) -> list[str]:
    """All that is told without anybody having asked for it; what the banner said more after each."""
    release = Release("99.0.0", "https://example.com/r")
    told: list[str] = []
    for happens in (
        partial(person.desktop.residence.updates.release_found.emit, release),
        person.desktop.book.on_asking,
        partial(person.desktop.sending.waiting.show_day, 4500),
    ):
        await person.act(happens)
        told.append(person.window.banner.text.split("\n")[-1])
    assert len(set(told)) == len(told)
    return told


def test_news_leave_the_way_back_and_stay_when_it_was_taken(live: Live) -> None:
    async def journey(person: Person) -> None:
        whole = await talk(person)
        await ask_to_delete(person, whole[1])
        await deleted(person)
        told = await news(person)
        assert person.window.banner.text.split("\n") == [SENTENCE, *told]
        await person.click(undo_button(person))
        await person.until(lambda: ids(person) == whole, "the message at its place")
        assert person.window.banner.text.split("\n") == told
        assert not person.window.banner.findChildren(QPushButton)[0].isVisible()

    live(journey)


def test_news_leave_a_problem_that_nobody_closed(live: Live) -> None:
    async def journey(person: Person) -> None:
        await talk(person)
        await person.act(lambda: person.desktop.controller.show_problem(Problem("disk_full")))
        told = await news(person)
        assert person.window.banner.text.split("\n") == [SENTENCES["disk_full"], *told]
        assert person.window.banner.property("tone") == "danger"
        await person.trigger("stop")
        assert person.window.banner.isHidden()

    live(journey)
