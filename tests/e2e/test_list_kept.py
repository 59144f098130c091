"""What a person gives a conversation stays with it: its title, its tags, a pin, also when it goes on just then."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from desktop.core.conversation import Conversation, Listing, Shelf
from desktop.core.message import Status
from desktop.ui.dialogs.tags_dialog import TagsDialog
from desktop.ui.sidebar.conversation_model import ConversationModel
from tests.e2e.conftest import Journey, Person
from tests.e2e.dialogs import modal
from tests.e2e.test_list import said, show, titles
from tests.e2e.test_put_away import told

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


async def ask_behind(person: Person, monkeypatch: pytest.MonkeyPatch, method: str) -> ConversationModel:
    """Have the next question go in the moment in which the disk has done this, as when a queue goes on just then."""
    await person.begin_with("Concierge")
    await person.ask("One, instantly")
    await person.reply(Status.COMPLETE)
    shelves = person.desktop.archive.shelves
    change = getattr(shelves, method)

    async def change_and_ask(*args: object) -> None:
        await change(*args)
        assert person.desktop.chat.submit("Two, instantly")

    monkeypatch.setattr(shelves, method, change_and_ask)
    model = person.window.sidebar.list.model()
    assert isinstance(model, ConversationModel)
    return model


async def only_row(person: Person, model: ConversationModel) -> Conversation:
    """After the reply to the second question, once the list says what the disk says."""
    await person.until(lambda: len(person.messages()) == 4, "the second question")
    await person.reply(Status.COMPLETE)
    for name in ("check", "listing"):  # the one may begin the other
        await person.desktop.tasks.ended(name)
    (row,) = (model.conversation_at(at) for at in range(model.rowCount()))
    assert row is not None
    return row


def test_a_pin_is_seen_when_a_question_goes_at_the_same_time(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    async def journey(person: Person) -> None:
        model = await ask_behind(person, monkeypatch, "set_pinned")
        await person.trigger("pin")
        assert (await only_row(person, model)).pinned

    live(journey)


def test_tags_are_seen_when_a_question_goes_at_the_same_time(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    async def journey(person: Person) -> None:
        model = await ask_behind(person, monkeypatch, "change_tags")
        dialog = await tags_dialog(person)
        await person.write(dialog.field.edit, "vip")
        await person.act(dialog.save_button.click)
        assert (await only_row(person, model)).tags == ("vip",)

    live(journey)
