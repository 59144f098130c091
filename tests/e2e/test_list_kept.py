"""What a person does to a conversation of the list holds: a title, and what is done in the moment of the next question."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from desktop.core.message import Status
from tests.e2e.conftest import Journey, Person
from tests.e2e.test_list import said, titles

Live = Callable[[Journey], None]


def test_where_the_title_of_a_draft_was_taken_back_the_first_question_gives_one(live: Live) -> None:
    async def journey(person: Person) -> None:
        await person.begin_with("Concierge")
        await person.act(person.window.activateWindow)
        await person.until(person.window.isActiveWindow, "the window in front")
        await person.write(person.composer.field, "Hello, ")
        await person.until(lambda: titles(person) == ["New conversation"], "a row")
        await person.trigger("rename")
        edit = QApplication.focusWidget()
        assert isinstance(edit, QLineEdit)
        await person.write(edit, "By hand")
        await person.press(edit, Qt.Key.Key_Return)
        await said(person, "Renamed to “By hand”")
        await person.trigger("undo")
        await person.until(lambda: titles(person) == ["New conversation"], "the title of before")
        await person.ask("instantly")
        await person.reply(Status.COMPLETE)
        assert titles(person) == ["Hello, instantly"]

    async def after(person: Person) -> None:
        await person.until(person.messages, "the conversation")
        assert titles(person) == ["Hello, instantly"]

    live(journey)
    live(after)
