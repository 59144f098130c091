"""What a person does to a conversation of the list holds: a title, and what is done in the moment of the next question."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from desktop.core.conversation import Listing, Shelf
from desktop.core.message import Status
from desktop.ui.dialogs.tags_dialog import TagsDialog
from desktop.ui.sidebar.controller import SidebarController
from tests.e2e.conftest import Journey, Person
from tests.e2e.dialogs import modal
from tests.e2e.test_list import said, show, titles

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


async def tags_dialog(person: Person) -> TagsDialog:
    await person.trigger("tags")
    await person.until(lambda: modal(TagsDialog), "the tags")
    dialog = modal(TagsDialog)
    assert dialog is not None
    return dialog


def told(person: Person) -> list[str]:
    """What is said from here on of things that cannot be undone."""
    sidebar = person.window.findChild(SidebarController)
    assert sidebar is not None
    words: list[str] = []
    sidebar.shelving.told.connect(words.append)
    return words


def test_a_tag_that_is_put_on_while_the_list_shows_something_else_stays_on(live: Live) -> None:
    async def journey(person: Person) -> None:
        await person.begin_with("Concierge")
        await person.ask("Hello, instantly")
        await person.reply(Status.COMPLETE)
        await show(person, Listing(Shelf.ARCHIVE), [])
        words, dialog = told(person), await tags_dialog(person)
        await person.write(dialog.field.edit, "vip")
        await person.act(dialog.save_button.click)
        await person.until(lambda: words == ["Tags saved"], "the tag on the disk")
        await show(person, Listing(tag="vip"), ["Hello, instantly"])
        await person.ask("And again, instantly")
        await person.reply(Status.COMPLETE)
        assert titles(person) == ["Hello, instantly"], "what goes on loses no tag"
        dialog = await tags_dialog(person)
        assert [tag for tag, box in dialog.boxes.items() if box.isChecked()] == ["vip"]
        await person.act(dialog.reject)

    live(journey)
