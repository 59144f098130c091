"""What a command does to the history while the window is open is seen there, and nothing of it is written over."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from PySide6.QtCore import Qt

from desktop.core.message import Status, question
from desktop.store.database import open_database
from desktop.store.history import History
from desktop.store.paths import Paths
from tests.cli.conftest import Program
from tests.e2e.beside import paths, program
from tests.e2e.conftest import Journey, Person
from tests.e2e.test_list import stored, the_list, titles

__all__ = ["paths", "program"]  # fixtures
Live = Callable[[Journey], None]


async def command(person: Person, program: Program, *arguments: str) -> None:
    with program.start("conversations", *arguments) as process:
        assert process.stdin is not None
        process.stdin.close()
        await person.until(lambda: process.poll() is not None, "the end of the command")
    assert process.returncode == 0


def test_what_a_command_imports_is_listed_and_shown(live: Live, paths: Paths, program: Program, tmp_path: Path) -> None:
    stored(paths, 1)
    file = tmp_path / "file.json"

    async def journey(person: Person) -> None:
        await the_list(person, 1)
        await person.until(person.messages, "the conversation")
        await person.write(person.composer.field, "a draft")
        await command(person, program, "export", "-o", str(file))
        whole = json.loads(file.read_text())
        (known,) = whole["conversations"]
        other = known | {"id": "other", "title": "Another one"}
        more = {"id": "more", "role": "user", "status": "sent", "parts": [{"kind": "text", "text": "And more"}]}
        newer = known | {"title": "Newer title", "updated": 4e9, "messages": [*known["messages"], more]}
        file.write_text(json.dumps(whole | {"conversations": [newer, other]}))
        await command(person, program, "import", "--newer", str(file))
        await person.until(lambda: sorted(titles(person)) == ["Another one", "Newer title"], "both in the list")
        await person.until(lambda: person.messages()[-1].text == "And more", "the new message in view")
        current = person.desktop.chat.current
        assert current is not None
        assert current.conversation.title == "Newer title"
        assert person.composer.text() == "a draft"

    live(journey)


def test_what_a_command_does_elsewhere_leaves_the_conversation_in_view_alone(
    live: Live, paths: Paths, program: Program, tmp_path: Path
) -> None:
    stored(paths, 1)
    file = tmp_path / "file.json"

    async def journey(person: Person) -> None:
        await person.act(person.desktop.controller.begin_in_sandbox)
        await person.ask("Hello, instantly")
        await person.reply(Status.COMPLETE)
        current = person.desktop.chat.current
        await command(person, program, "export", "c0", "-o", str(file))
        whole = json.loads(file.read_text())
        whole["conversations"][0] |= {"id": "other", "title": "Another one"}
        file.write_text(json.dumps(whole))
        await command(person, program, "import", str(file))
        await person.until(lambda: "Another one" in titles(person), "the new one in the list")
        await person.until(lambda: not person.desktop.chat.is_loading, "the end of reading")
        assert person.desktop.chat.current is current

    live(journey)


def change_title(paths: Paths, conversation_id: str, title: str) -> None:
    """As another program does."""
    with closing(sqlite3.connect(paths.history)) as other, other:
        other.execute("UPDATE conversations SET title = ? WHERE id = ?", (title, conversation_id))


def test_what_comes_into_an_empty_conversation_stays_when_that_is_left(live: Live, paths: Paths) -> None:
    async def journey(person: Person) -> None:
        await person.act(person.desktop.controller.begin_in_sandbox)
        await person.write(person.composer.field, "x")
        current = person.desktop.chat.current
        assert current is not None
        await person.until(lambda: not current.draft_waits and current.stored, "the draft on the disk")
        with closing(open_database(paths.history)) as database:
            History(database).save_messages(current.conversation.id, (question("q", "Theirs", time.time()),))
            await person.act(person.composer.clear)
            await person.act(person.desktop.controller.begin_in_sandbox)
            await person.desktop.turns.ended(f"draft:{current.conversation.id}")
        (message,) = await person.desktop.archive.load_messages(current.conversation.id)
        assert message.text == "Theirs"

    live(journey)


def test_what_is_searched_and_typed_meanwhile_stays(live: Live, paths: Paths) -> None:
    stored(paths, 1)

    async def journey(person: Person) -> None:
        await the_list(person, 1)
        await person.until(person.messages, "the conversation")
        await person.write(person.composer.field, "a draft")
        await person.trigger("search")
        await person.write(person.window.search.field, "hel")
        change_title(paths, "c0", "Theirs")
        await person.until(lambda: titles(person) == ["Theirs"], "the title in the list")
        current = person.desktop.chat.current
        assert current is not None
        await person.until(lambda: current.conversation.title == "Theirs", "the title of the conversation in view")
        assert person.window.search.isVisible()
        assert person.window.focusWidget() is person.window.search.field
        await person.press(person.window.search.field, Qt.Key.Key_Escape)
        assert person.composer.text() == "a draft"

    live(journey)


def test_an_edit_that_is_under_way_elsewhere_does_not_come_into_the_draft(live: Live, paths: Paths) -> None:
    async def journey(person: Person) -> None:
        await person.act(person.desktop.controller.begin_in_sandbox)
        await person.ask("Hello, instantly")
        await person.reply(Status.COMPLETE)
        first = person.desktop.chat.current
        assert first is not None
        await person.write(person.composer.field, "the draft")
        await person.trigger("edit_last")
        await person.write(person.composer.field, ", changed")
        await person.until(lambda: not first.draft_waits, "the draft and the edit on the disk")
        await person.trigger("new")
        change_title(paths, first.conversation.id, "Theirs")
        await person.until(lambda: "Theirs" in titles(person), "the title in the list")
        await person.act(lambda: person.desktop.chat.open(first.conversation))
        await person.until(lambda: person.composer.text() == "Hello, instantly, changed", "what is being edited")
        await person.trigger("stop")
        assert person.composer.text() == "the draft"

    live(journey)
