"""Questions that are sent while a reply is written wait in sight, go one after the other, and are never lost."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.core.message import Message, Role, Status, Text, empty_reply, question
from desktop.store.history import open_history
from desktop.store.paths import Paths
from desktop.ui.conversation.queue_strip import QueueStrip
from desktop.ui.transcript.hand.menu import message_menu
from tests.e2e.conftest import Journey, Person

Live = Callable[[Journey], None]
SLOW = "Write 2,000 words, slowly"


def strip(person: Person) -> QueueStrip:
    return person.window.chat.queue


def questions(person: Person) -> list[str]:
    return [message.text for message in person.messages() if message.role is Role.USER]


async def begin_slowly(person: Person, text: str = SLOW) -> None:
    await person.begin_with("Writer")
    await person.ask(text)
    await person.until(lambda: person.replies() and person.replies()[-1].text, "the reply")


async def put_in_queue(person: Person, *texts: str) -> None:
    for text in texts:
        before = strip(person).texts()
        await person.ask(text)
        await person.until(lambda before=before, text=text: strip(person).texts() == [*before, text], text)  # type: ignore[misc]  # mypy cannot infer the default of a lambda
        assert person.composer.text() == ""


async def press_in_queue(person: Person, text: str, wish: str) -> None:
    current = person.desktop.chat.current
    assert current is not None
    (found,) = (row for row in strip(person).rows if row.accessibleName() == text)
    await person.click(found.buttons[wish])


def test_three_questions_go_one_after_the_other(live: Live, paths: Paths) -> None:
    async def journey(person: Person) -> None:
        await begin_slowly(person, "Write 60 words, slowly")
        assert person.composer.send_button.text() == "Queue"
        await put_in_queue(person, "one, instantly", "two, instantly", "three, instantly")
        assert strip(person).isVisible()
        assert person.composer.stop_button.isVisible()
        assert not strip(person).go_on_button.isVisible()
        asked = ["Write 60 words, slowly", "one, instantly", "two, instantly", "three, instantly"]
        await person.until(lambda: questions(person) == asked, "all of them")
        await person.reply(Status.COMPLETE)
        assert [message.status for message in person.replies()] == [Status.COMPLETE] * 4
        roles = [message.role for message in person.messages()]
        assert roles == [Role.USER, Role.CHATBOT] * 4
        assert strip(person).isHidden()

    live(journey)
    assert on_disk(paths) == ()


def on_disk(paths: Paths) -> tuple[str, ...]:
    history = open_history(paths.history)
    (conversation,) = history.list_conversations()
    waiting = history.queue.load(conversation.id)
    history.close()
    return tuple(one.text for one in waiting)


def test_a_queue_is_edited_moved_and_emptied(live: Live, paths: Paths) -> None:
    async def journey(person: Person) -> None:
        await begin_slowly(person)
        await put_in_queue(person, "one", "two", "three")
        await person.write(person.composer.field, "a draft")
        await press_in_queue(person, "two", "edit")
        assert person.composer.text() == "two"
        assert "two (being edited)" in strip(person).texts()
        await person.write(person.composer.field, " and a half")
        await person.press(person.composer.field, Qt.Key.Key_Return)
        await person.until(lambda: strip(person).texts() == ["one", "two and a half", "three"], "the change")
        assert person.composer.text() == "a draft"
        await press_in_queue(person, "three", "up")
        await press_in_queue(person, "one", "remove")
        await person.until(lambda: strip(person).texts() == ["three", "two and a half"], "order and removal")
        await person.trigger("stop")
        await person.reply(Status.STOPPED)
        assert "You stopped" in strip(person).sentence
        assert questions(person) == [SLOW]

    live(journey)
    assert on_disk(paths) == ("three", "two and a half")


def test_an_error_pauses_until_somebody_says_go_on(live: Live) -> None:
    async def journey(person: Person) -> None:
        await person.begin_with("Trouble")
        await person.ask("slow first word")
        await person.until(person.replies, "the reply under way")
        await put_in_queue(person, "500", "Hello, instantly", "Bye, instantly")
        await person.until(lambda: len(person.replies()) == 2, "the second one")
        await person.reply(Status.FAILED)
        assert "was not answered" in strip(person).sentence
        assert strip(person).texts() == ["Hello, instantly", "Bye, instantly"]
        await press_in_queue(person, "Bye, instantly", "send")
        await person.reply(Status.COMPLETE)
        assert questions(person)[-1] == "Bye, instantly"
        assert strip(person).texts() == ["Hello, instantly"], "a pause lasts"
        await person.click(strip(person).go_on_button)
        await person.until(lambda: questions(person)[-1] == "Hello, instantly", "the last one")
        await person.reply(Status.COMPLETE)
        assert strip(person).isHidden()

    live(journey)


def test_a_queue_goes_on_in_its_own_conversation_while_another_one_is_shown(live: Live) -> None:
    async def journey(person: Person) -> None:
        await begin_slowly(person, "Write 60 words, slowly")
        first = person.desktop.chat.current
        assert first is not None
        await put_in_queue(person, "one, instantly", "two, instantly")
        await person.begin_with("Concierge")
        assert strip(person).isHidden()
        await person.ask("Hello, instantly")
        await person.reply(Status.COMPLETE)
        second = person.desktop.chat.current
        assert second is not None
        await person.until(lambda: first.model.rowCount() == 6 and not first.streaming, "the others")
        assert second.model.rowCount() == 2
        assert [message.status for message in first.model.messages()[1::2]] == [Status.COMPLETE] * 3

    live(journey)


def test_a_question_that_cannot_be_saved_is_in_the_composer_again(live: Live, paths: Paths) -> None:
    async def journey(person: Person) -> None:
        await begin_slowly(person)
        with closing(sqlite3.connect(paths.history, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await person.ask("one")
            await person.until(lambda: person.composer.text() == "one", "the text in the composer")
            other.execute("ROLLBACK")
        assert strip(person).isHidden()
        assert "in use" in person.window.banner.text
        await person.ask(" now")
        await person.until(lambda: strip(person).texts() == ["one now"], "the question in the queue")
        await person.trigger("stop")
        await person.reply(Status.STOPPED)

    live(journey)
    assert on_disk(paths) == ("one now",)


def test_a_question_that_is_being_edited_is_not_asked(live: Live) -> None:
    async def journey(person: Person) -> None:
        await begin_slowly(person, "Write 60 words, slowly")
        await put_in_queue(person, "one, instantly")
        await press_in_queue(person, "one, instantly", "edit")
        await person.reply(Status.COMPLETE)
        assert len(questions(person)) == 1
        await person.write(person.composer.field, " please")
        await person.press(person.composer.field, Qt.Key.Key_Return)
        await person.until(lambda: questions(person)[-1] == "one, instantly please", "the question")
        await person.reply(Status.COMPLETE)

    live(journey)


@pytest.mark.skipif(sys.platform == "win32", reason="a kill of POSIX")
def test_a_queue_outlives_a_kill_and_waits_for_somebody(live: Live, paths: Paths, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.e2e.killed", str(tmp_path)]
    killed = subprocess.run(command, env=os.environ, check=False, timeout=60, capture_output=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr

    async def after(person: Person) -> None:
        await person.until(lambda: strip(person).texts() == ["one", "two", "three"], "the queue")
        assert "The program ended" in strip(person).sentence
        assert person.replies()[-1].status is Status.INTERRUPTED
        await press_in_queue(person, "two", "remove")
        await press_in_queue(person, "three", "remove")
        await person.click(strip(person).go_on_button)
        await person.until(lambda: questions(person) == [SLOW, "one"], "the first of them")
        await person.until(lambda: strip(person).isHidden(), "an empty queue")
        await person.trigger("stop")
        await person.reply(Status.STOPPED)

    live(after)
    assert on_disk(paths) == ()


def test_restarting_begins_a_new_conversation_in_a_new_session(live: Live) -> None:
    async def journey(person: Person) -> None:
        await person.begin_with("Writer")
        await person.ask("Hello, instantly")
        await person.reply(Status.COMPLETE)
        before = person.desktop.chat.current
        await person.trigger("restart")
        after = person.desktop.chat.current
        assert before is not None
        assert after is not None
        assert after.conversation.session_id != before.conversation.session_id
        assert after.conversation.chatbot_id == before.conversation.chatbot_id
        assert after.model.rowCount() == 0
        assert person.window.sidebar.list.model().rowCount() == 1

    live(journey)


async def restart_from(person: Person, row: int) -> None:
    asked = person.messages()[row].id
    await person.act(lambda: person.window.chat.transcript.restart_requested.emit(asked))


async def ask_three(person: Person, *texts: str) -> None:
    for text in texts:
        await person.ask(text)
        await person.reply(Status.COMPLETE)


def test_restart_from_here_asks_the_questions_so_far_again(live: Live) -> None:
    async def journey(person: Person) -> None:
        await person.begin_with("Writer")
        await ask_three(person, "Write 40 words", "Write 11 words", "Write 12 words")
        old = person.desktop.chat.current
        marks: list[str] = []
        await restart_from(person, 2)
        header = person.window.chat.header
        await person.until(lambda: header.mark, "the mark")
        while header.mark:
            marks.append(header.mark)
            await person.act(lambda: None)
        assert list(dict.fromkeys(marks)) == ["Asking again: 1 of 2", "Asking again: 2 of 2"]
        await person.reply(Status.COMPLETE)
        assert questions(person) == ["Write 40 words", "Write 11 words"]
        new = person.desktop.chat.current
        assert old is not None
        assert new is not None
        assert new.conversation.session_id != old.conversation.session_id
        assert new.conversation.title == "Write 40 words"
        assert old.model.rowCount() == 6

    live(journey)


async def open_with_a_colleague(person: Person) -> None:
    """Two questions, and below the reply to each a word of somebody else, as a copy from the inbox has them."""
    await person.begin_with("Writer")
    current = person.desktop.chat.current
    assert current is not None
    copy = replace(current.conversation, id="copy", session_id="copied")
    words = Text(text="Internal: the customer is on the watch list", done=True)
    messages: list[Message] = []
    for number, text in enumerate(("Hello, instantly", "And now, instantly")):
        asked = replace(question(f"q{number}", text, 1.0), status=Status.SENT)
        reply = replace(
            empty_reply(f"a{number}", 2.0, asked.id), parent_id=None, status=Status.COMPLETE, parts=(words,)
        )
        said = Message(f"c{number}", Role.USER, Status.SENT, (words,), 3.0, question_id=asked.id, author="Colleague")
        messages += [asked, reply, said]
    await person.desktop.archive.save_whole(copy, tuple(messages))
    await person.act(lambda: person.desktop.chat.open(copy))
    await person.until(lambda: len(person.messages()) == 6, "the copy")


def test_the_words_of_a_colleague_are_no_question_of_the_user(live: Live) -> None:
    async def journey(person: Person) -> None:
        await open_with_a_colleague(person)
        view = person.window.chat.transcript
        edited = [row for row in range(6) if view.rows.layout(row).target("author:edit") is not None]
        assert edited == [0, 3]
        for message_id, is_offered in (("q0", True), ("c0", False)):
            menu = message_menu(view, message_id, has_selection=False)
            offered = {action.text() for action in menu.actions()} & {"Edit", "Restart from here"}
            assert bool(offered) is is_offered
            menu.deleteLater()
        await person.act(lambda: view.edit_requested.emit("c1"))
        assert not person.composer.is_editing
        await person.trigger("edit_last")
        await person.until(lambda: person.composer.text() == "And now, instantly", "the last question")
        await person.press(person.composer.field, Qt.Key.Key_Escape)
        await restart_from(person, 5)
        await person.until(lambda: len(person.messages()) == 4, "the questions in a new conversation")
        await person.reply(Status.COMPLETE)
        assert questions(person) == ["Hello, instantly", "And now, instantly"]

    live(journey)


def test_stop_ends_the_asking_again(live: Live, paths: Paths) -> None:
    async def journey(person: Person) -> None:
        await person.begin_with("Writer")
        await ask_three(person, "Write 80 words", "Write 4 words", "Write 5 words")
        await restart_from(person, 4)
        await person.until(lambda: len(strip(person).texts()) == 2, "two that wait")
        await person.trigger("stop")
        await person.reply(Status.STOPPED)
        assert strip(person).isHidden()
        assert person.window.chat.header.mark == ""

    live(journey)


def test_an_error_pauses_the_asking_again_and_it_goes_on_or_stops(live: Live) -> None:
    async def journey(person: Person) -> None:
        await person.begin_with("Trouble")
        for text in ("Hello, instantly", "500", "Bye, instantly", "And so on, instantly"):
            await person.ask(text)
            await person.until(lambda text=text: questions(person)[-1] == text, text)  # type: ignore[misc]  # mypy cannot infer the default of a lambda
            await person.until(person.composer.stop_button.isHidden, "the end of the turn")
        await restart_from(person, 6)
        await person.until(strip(person).go_on_button.isVisible, "the pause")
        assert person.window.chat.header.mark == "Asking again, paused: 2 of 4"
        await person.click(strip(person).stop_button)
        await person.until(strip(person).isHidden, "the end of it")
        assert questions(person) == ["Hello, instantly", "500"]
        assert QApplication.focusWidget() is person.composer.field or not person.window.isActiveWindow()

    live(journey)
