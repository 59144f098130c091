"""The list of conversations as a person uses it: kept, found again, thrown away and taken back."""

import time
from collections.abc import Callable
from contextlib import closing
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu

from desktop.core.conversation import Conversation, Listing, Shelf
from desktop.core.message import Status, question
from desktop.store.history import open_history
from desktop.store.paths import Paths
from desktop.ui.dialogs.deletion_dialog import DeletionDialog
from desktop.ui.dialogs.tags_dialog import TagsDialog
from desktop.ui.sidebar.conversation_list import ConversationList
from desktop.ui.sidebar.conversation_model import ConversationModel
from tests.e2e.conftest import Journey, Person

Live = Callable[[Journey], None]
SHIFT = Qt.KeyboardModifier.ShiftModifier


def stored(paths: Paths, count: int) -> None:
    """So many conversations with a message each: `c0` is the oldest."""
    paths.create()
    history = open_history(paths.history)
    now = time.time()
    for number in range(count):
        at = now - (count - number) * 60
        history.save_conversation(Conversation(f"c{number}", "s", "p", "b", "Bot", f"Title {number}", at, at))
        history.save_messages(f"c{number}", (question(f"q{number}", "Hello", at),))
    history.close()


def titles(person: Person) -> list[str]:
    model = person.window.sidebar.list.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def shown(person: Person) -> str:
    current = person.desktop.chat.current
    return current.conversation.title if current else ""


async def the_list(person: Person, count: int) -> ConversationList:
    """The list, once it was read, with the keyboard in it."""
    await person.act(person.window.activateWindow)
    await person.until(person.window.isActiveWindow, "the window in front")
    listed = person.window.sidebar.list
    await person.until(lambda: listed.model().rowCount() == count, f"{count} conversations")
    await person.until(lambda: shown(person) == titles(person)[0], "the newest conversation")
    await person.act(listed.setFocus)
    return listed


async def rows(person: Person, count: int) -> None:
    await person.until(lambda: len(titles(person)) == count, f"{count} conversations")


async def in_view(person: Person, title: str) -> None:
    await person.until(lambda: shown(person) == title, f"“{title}” in view")


async def said(person: Person, words: str) -> None:
    await person.until(lambda: words in person.window.banner.text and person.window.banner.isVisible(), words)


async def show(person: Person, listing: Listing, titles_: list[str]) -> None:
    await person.act(lambda: person.window.sidebar.filter.listing_chosen.emit(listing))
    await person.until(lambda: titles(person) == titles_, f"the {listing.shelf} with {titles_}")


def test_several_go_to_the_trash_and_come_back_with_the_one_in_view(live: Live, paths: Paths) -> None:
    stored(paths, 6)

    async def journey(person: Person) -> None:
        listed = await the_list(person, 6)
        await person.press(listed, Qt.Key.Key_Down)
        await person.until(lambda: shown(person) == "Title 4", "the second one")
        await person.press(listed, Qt.Key.Key_Down, SHIFT)
        await person.press(listed, Qt.Key.Key_Delete)
        await said(person, "2 conversations moved to the trash.")
        assert titles(person) == ["Title 5", "Title 2", "Title 1", "Title 0"]
        await person.until(lambda: shown(person) == "Title 2", "the next one")
        await person.trigger("undo")
        await person.until(lambda: len(titles(person)) == 6, "all of them again")
        await person.until(lambda: shown(person) == "Title 4", "the one that was in view")
        assert person.window.banner.isHidden()

    live(journey)


def test_what_is_in_the_trash_is_restored_or_deleted_for_ever(live: Live, paths: Paths) -> None:
    stored(paths, 4)

    async def journey(person: Person) -> None:
        listed = await the_list(person, 4)
        for left in (3, 2):
            await person.press(listed, Qt.Key.Key_Delete)
            await rows(person, left)
            await person.until(lambda: shown(person) == titles(person)[0], "the next one in view")
        await show(person, Listing(Shelf.TRASH), ["Title 2", "Title 3"])
        assert person.window.sidebar.filter.note.text() == "Deleted after 30 days"
        await person.act(lambda: listed.go_to(0))
        await person.until(lambda: shown(person) == "Title 2", "what is in the trash")
        await person.trigger("restore")
        await person.until(lambda: titles(person) == ["Title 3"], "one in the trash")
        await person.act(lambda: listed.go_to(0))
        await person.press(listed, Qt.Key.Key_Delete)
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, DeletionDialog)
        await person.act(dialog.delete_button.click)
        await person.until(lambda: titles(person) == [], "an empty trash")
        await show(person, Listing(), ["Title 2", "Title 1", "Title 0"])

    live(journey)
    history = open_history(paths.history)
    assert history.find_conversation("c3") is None
    assert history.load_messages("c3") == ()
    history.close()


def test_a_title_that_was_typed_outlives_the_reply_that_was_on_its_way(live: Live, paths: Paths) -> None:
    async def journey(person: Person) -> None:
        await person.act(person.desktop.controller.begin_in_sandbox)
        await person.act(person.window.activateWindow)
        await person.until(person.window.isActiveWindow, "the window in front")
        await person.ask("One, please, quickly")
        await person.until(lambda: len(titles(person)) == 1, "a row")
        await person.trigger("rename")
        edit = QApplication.focusWidget()
        assert isinstance(edit, QLineEdit)
        await person.write(edit, "By hand")
        await person.press(edit, Qt.Key.Key_Return)
        await person.until(lambda: titles(person) == ["By hand"], "the new title")
        await person.until(lambda: person.window.banner.text == "Renamed to “By hand”", "what was done")
        await person.reply(Status.COMPLETE)
        await person.ask("Hello, instantly")
        await person.reply(Status.COMPLETE)
        assert titles(person) == ["By hand"]
        assert shown(person) == "By hand"

    live(journey)
    history = open_history(paths.history)
    assert [one.title for one in history.list_conversations()] == ["By hand"]
    history.close()


def test_archive_pin_and_tags_and_what_is_left_of_the_list(live: Live, paths: Paths) -> None:
    stored(paths, 4)

    async def journey(person: Person) -> None:
        listed = await the_list(person, 4)
        await person.act(lambda: listed.go_to(3))
        await person.trigger("pin")
        await person.until(lambda: titles(person)[0] == "Title 0", "the pinned one on top")
        await person.act(lambda: listed.go_to(1))
        await person.until(lambda: shown(person) == "Title 3", "the newest one")
        await person.trigger("archive")
        await said(person, " archived")
        assert titles(person) == ["Title 0", "Title 2", "Title 1"]
        await person.trigger("undo")
        await person.until(lambda: len(titles(person)) == 4, "all of them again")
        await person.trigger("archive")
        await person.until(lambda: len(titles(person)) == 3, "three of them")
        await person.act(listed.selectAll)
        await person.trigger("tags")
        await person.until(lambda: isinstance(QApplication.activeModalWidget(), TagsDialog), "the tags")
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, TagsDialog)
        await person.write(dialog.field.edit, "vip")
        await person.act(dialog.save_button.click)
        await person.act(person.window.activateWindow)
        await show(person, Listing(tag="vip"), ["Title 0", "Title 2", "Title 1"])
        assert person.window.sidebar.filter.note.text() == "#vip"
        await show(person, Listing(Shelf.ARCHIVE), ["Title 3"])
        await show(person, Listing(Shelf.ARCHIVE, tag="vip"), [])
        assert person.window.sidebar.back_button.isVisible()
        await person.click(person.window.sidebar.back_button)
        await person.until(lambda: titles(person) == ["Title 3"], "the archive")

    live(journey)


def test_three_replies_at_once_each_end_where_they_were_asked_for(live: Live) -> None:
    async def journey(person: Person) -> None:
        await person.act(person.desktop.controller.begin_in_sandbox)
        asked = ["One, please, quickly", "Two, please, quickly", "Three, please, quickly"]
        for number, text in enumerate(asked):
            if number:
                await person.trigger("new")
            await person.ask(text)
            await in_view(person, text)
        assert titles(person) == list(reversed(asked))
        for command in ("next", "next", "previous", "previous"):
            await person.trigger(command)
            await person.until(lambda: not person.desktop.chat.is_loading, "the conversation")
        model = person.window.sidebar.list.model()
        assert isinstance(model, ConversationModel)
        await person.until(lambda: not model.is_any_streaming(), "the end of all replies")
        for row, text in enumerate(reversed(asked)):
            await person.act(partial(person.window.sidebar.list.go_to, row))
            await in_view(person, text)
            assert [message.text for message in person.messages()][:1] == [text]
            assert person.messages()[1].status is Status.COMPLETE
            assert len(person.messages()) == 2

    live(journey)


def test_ctrl_z_in_the_message_field_takes_a_deletion_back_when_there_is_nothing_typed(live: Live) -> None:
    async def journey(person: Person) -> None:
        await person.act(person.desktop.controller.begin_in_sandbox)
        await person.ask("Hello, instantly")
        await person.reply(Status.COMPLETE)
        await person.trigger("trash")
        await said(person, "moved to the trash")
        await person.act(person.window.activateWindow)
        await person.until(person.window.isActiveWindow, "the window in front")
        field = person.composer.field
        await person.act(field.setFocus)
        await person.write(field, "ab")
        await person.press(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert field.toPlainText() == ""
        assert "Hello, instantly" not in titles(person)
        await person.press(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        await person.until(lambda: "Hello, instantly" in titles(person), "the conversation again")

    live(journey)


def test_the_menu_of_the_trash_opens_by_the_keyboard_alone(live: Live, paths: Paths) -> None:
    stored(paths, 3)

    async def journey(person: Person) -> None:
        await person.until(lambda: shown(person) == "Title 2", "the newest")
        await person.trigger("trash")
        await person.until(lambda: len(titles(person)) == 2, "one less")
        await person.act(partial(person.window.sidebar.filter.listing_chosen.emit, Listing(Shelf.TRASH)))
        await person.until(lambda: titles(person) == ["Title 2"], "the trash")
        list_, places = person.window.sidebar.list, list[object]()
        list_.menu_requested.connect(places.append)
        at = list_.rect().center()
        event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, at, list_.mapToGlobal(at))
        await person.act(partial(QApplication.sendEvent, list_.viewport(), event))
        assert places
        assert list_.selected_rows()
        popup = QApplication.activePopupWidget()
        assert isinstance(popup, QMenu)
        assert [action.text() for action in popup.actions()][-1] == "Delete for ever…"
        await person.act(popup.close)

    live(journey)


def test_the_last_answer_is_copied_in_every_form(live: Live) -> None:
    async def journey(person: Person) -> None:
        await person.act(person.desktop.controller.begin_in_sandbox)
        await person.ask("Show me Markdown of every kind")
        await person.reply(Status.COMPLETE)
        await person.trigger("copy_answer")
        copied = QApplication.clipboard().mimeData()
        assert "<table" in copied.html()
        assert "**bold**" in bytes(copied.data("text/markdown").data()).decode()
        assert "**bold**" not in copied.text()

    live(journey)


def test_a_conversation_goes_to_the_trash_while_its_reply_is_written(live: Live) -> None:
    async def journey(person: Person) -> None:
        await person.act(person.desktop.controller.begin_in_sandbox)
        await person.ask("Hello, instantly")
        await person.reply(Status.COMPLETE)
        await person.trigger("new")
        await person.ask("Tell me a long story, slowly")
        await person.until(lambda: len(titles(person)) == 2, "both")
        await person.trigger("trash")
        await said(person, "The answer was stopped.")
        await person.until(lambda: shown(person) == "Hello, instantly", "the other one")
        assert person.messages()[1].status is Status.COMPLETE
        await person.trigger("undo")
        await person.until(lambda: shown(person) == "Tell me a long story, slowly", "the one that was in view")
        assert person.messages()[1].status is Status.STOPPED

    live(journey)


def test_a_reply_that_nobody_saw_is_unread_until_it_is_seen(live: Live, paths: Paths) -> None:
    async def before(person: Person) -> None:
        await person.act(person.window.activateWindow)
        await person.act(person.desktop.controller.begin_in_sandbox)
        await person.ask("One, please, quickly")
        await person.trigger("new")
        filter_ = person.window.sidebar.filter
        await person.until(filter_.unread_button.isVisible, "the mark")
        assert filter_.unread_button.text() == "1 unread"
        assert person.window.windowTitle() == "1 unread – Robofy Desktop"

    async def after(person: Person) -> None:
        await person.act(person.window.activateWindow)
        await person.until(person.window.isActiveWindow, "the window in front")
        filter_ = person.window.sidebar.filter
        await person.until(lambda: shown(person) == "One, please, quickly", "it is the newest one")
        await person.until(filter_.unread_button.isHidden, "no mark any more")
        assert person.window.windowTitle() == "Robofy Desktop"

    def unread() -> int:
        with closing(open_history(paths.history)) as history:
            return history.shelves.count_unread()

    live(before)
    assert unread() == 1
    live(after)
    assert unread() == 0


def test_the_keys_go_on_from_a_conversation_that_is_far_down(live: Live, paths: Paths) -> None:
    stored(paths, 450)

    async def journey(person: Person) -> None:
        listed = await the_list(person, 450)
        await person.act(lambda: listed.verticalScrollBar().setValue(listed.verticalScrollBar().maximum()))
        model = listed.model()
        await person.until(lambda: model.index(449, 0).data() == "Title 0", "the oldest row")
        await person.act(lambda: listed.go_to(440))
        await person.until(lambda: shown(person) == "Title 9", "the one far down")
        go_on = person.window.chat.gone.choose_button  # their chatbot is not set up here
        await person.act(go_on.setFocus)
        await person.trigger("next")
        await person.until(lambda: shown(person) == "Title 8", "the one below")
        assert go_on.hasFocus()
        await person.act(listed.selectAll)
        await person.act(listed.setFocus)
        await person.press(listed, Qt.Key.Key_Delete)
        await said(person, "450 conversations moved to the trash.")
        await person.until(lambda: titles(person) == [], "an empty list")
        await person.trigger("undo")
        await person.until(lambda: len(titles(person)) == 450, "all of them again")

    live(journey)


def test_a_conversation_in_the_archive_that_goes_on_is_back_in_the_list(live: Live) -> None:
    async def journey(person: Person) -> None:
        await person.act(person.desktop.controller.begin_in_sandbox)
        await person.ask("Hello, instantly")
        await person.reply(Status.COMPLETE)
        await person.trigger("archive")
        await said(person, " archived")
        await rows(person, 0)
        await show(person, Listing(Shelf.ARCHIVE), ["Hello, instantly"])
        await person.act(lambda: person.window.sidebar.list.go_to(0))
        await in_view(person, "Hello, instantly")
        await person.ask("And again, instantly")
        await person.reply(Status.COMPLETE)
        await rows(person, 0)
        await show(person, Listing(), ["Hello, instantly"])

    live(journey)
