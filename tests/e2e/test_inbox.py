"""The inbox in the real program: read, refreshed, copied, saved and exported, and nothing kept that nobody saved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from desktop.core.chatbot import SANDBOX_PROFILE, Chatbot, Credential, Profile, Secret
from desktop.core.export.forms import ExportForm
from desktop.core.message import Message, Notice, Status
from desktop.sandbox.bots import WRITER
from desktop.store.paths import Paths
from desktop.ui.dialogs.whole_text import WholeTextDialog
from desktop.ui.inbox.page import InboxPage
from desktop.ui.inbox.panel import InboxPanel
from tests.e2e.conftest import Journey, Person
from tests.e2e.test_every_control import check, direction, settle
from tests.e2e.test_transfer import choose_file, dialog_of
from tests.fakes.http_server import FakeServer, Peer

Live = Callable[[Journey], None]
__all__ = ["direction"]  # a fixture
SECRET_WORDS = ("Leipzig this morning", "visitor1@example.com", "Great, thank you!", "קבלה")
"""Words that visitors of the sandbox wrote, or were told."""


def panel_of(person: Person) -> InboxPanel:
    panel = person.window.sidebar.findChild(InboxPanel)
    assert panel is not None
    return panel


def page_of(person: Person) -> InboxPage:
    page = person.window.page
    assert isinstance(page, InboxPage)
    return page


async def open_inbox(person: Person, chatbot: str) -> None:
    await person.act(person.desktop.controller.begin_in_sandbox)
    if chatbot != "Concierge":
        await person.begin_with(chatbot)
    await person.trigger("inbox")
    await person.until(lambda: page_of(person).isVisible(), "the page of the inbox")


async def sessions(person: Person) -> None:
    await person.until(lambda: panel_of(person).list.model().rowCount(), "the sessions")


async def read_first(person: Person) -> tuple[Message, ...]:
    await sessions(person)
    await person.press(panel_of(person).list, Qt.Key.Key_Down)
    if not panel_of(person).list.currentIndex().isValid():
        await person.press(panel_of(person).list, Qt.Key.Key_Down)
    await person.until(lambda: said(person), "the messages")
    return said(person)


def said(person: Person) -> tuple[Message, ...]:
    model = page_of(person).transcript.messages
    return model.messages() if model is not None else ()


def on_disk(paths: Paths) -> bytes:
    files = [path for folder in (paths.data, paths.config, paths.log) for path in folder.rglob("*") if path.is_file()]
    if paths.log.is_file():
        files.append(paths.log)
    return b"".join(path.read_bytes() for path in files)


def test_a_session_is_read_and_leaves_nothing_behind(live: Live, paths: Paths) -> None:
    async def journey(person: Person) -> None:
        await open_inbox(person, "Order desk")
        messages = await read_first(person)
        assert [one.author for one in messages] == ["Anna", "tool", "", "Anna"]
        page, panel = page_of(person), panel_of(person)
        assert page.bar.text == "Read only: what visitors said to Order desk"
        assert page.bar.notes == "Left as a lead: name: Anna, email: visitor1@example.com"
        assert page.composer.isHidden()
        assert panel.list.model().rowCount() == 12
        await person.click(panel.more_button)
        await person.until(lambda: panel.list.model().rowCount() == 24, "the second page")
        await person.press(panel.list, Qt.Key.Key_Return)
        assert person.window.focusWidget() is page.transcript
        await person.press(page.transcript, Qt.Key.Key_Delete)
        await person.write(page.transcript, "x")
        assert len(said(person)) == 4
        assert page.composer.field.toPlainText() == ""
        await settle(person)
        check(person.window)
        await person.trigger("inbox")
        await person.until(lambda: person.window.page is person.window.chat, "one's own conversation")
        assert page.transcript.messages is not None
        assert page.transcript.messages.rowCount() == 0

    live(journey)
    kept = on_disk(paths)
    assert kept
    assert [words for words in SECRET_WORDS if words.encode() in kept] == []


@pytest.mark.usefixtures("direction")
def test_every_control_has_a_name_a_key_and_room(live: Live) -> None:
    async def journey(person: Person) -> None:
        await open_inbox(person, "Order desk")
        await read_first(person)
        await settle(person)
        check(person.window)
        await person.act(lambda: person.window.resize(500, 600))
        await settle(person)
        check(person.window)
        await person.click(page_of(person).header.sidebar_button)
        await settle(person)
        check(person.window)
        await person.press(panel_of(person).list, Qt.Key.Key_Return)
        await person.until(person.window.sidebar.isHidden, "the list out of the way")

    live(journey)


def test_a_refresh_keeps_what_is_chosen(live: Live) -> None:
    async def journey(person: Person) -> None:
        await open_inbox(person, "Writer")
        first = await read_first(person)
        panel, page = panel_of(person), page_of(person)
        chosen = panel.list.currentIndex().row()
        assert first[0].author.startswith("Anna · 20")
        assert first[0].author.endswith("(time zone not known)")
        assert "time zone" in panel.note.text()
        await person.trigger("refresh")
        await person.until(panel.refresh_button.isEnabled, "the end of the refresh")
        await person.until(page.bar.refresh_button.isEnabled, "the end of the refresh of the session")
        assert panel.list.currentIndex().row() == chosen
        assert len(said(person)) == len(first)

    live(journey)


def test_a_copy_is_gone_on_in_with_a_session_of_its_own(live: Live, paths: Paths) -> None:
    async def journey(person: Person) -> None:
        await open_inbox(person, "Order desk")
        await read_first(person)
        session_id = panel_of(person).list.model().index(0, 0).data(Qt.ItemDataRole.UserRole + 1).id
        await person.click(page_of(person).bar.continue_button)
        await person.until(lambda: person.window.page is person.window.chat, "the copy")
        await person.until(lambda: len(person.messages()) == 6, "its messages, what was left as a lead, and a word")
        shown = person.desktop.chat.current
        assert shown is not None
        assert shown.conversation.session_id != session_id
        assert shown.conversation.title == "Inbox: Anna"
        notice = person.messages()[-1].parts[0]
        assert isinstance(notice, Notice)
        assert "does not know the messages above" in notice.text
        assert person.window.actions_by_id["stop"].isEnabled()
        await person.ask("Where is my order 4711?")
        assert (await person.reply(Status.COMPLETE)).tool_calls

    live(journey)
    assert b"Leipzig this morning" in on_disk(paths)


def test_a_session_is_saved_with_a_tag(live: Live) -> None:
    async def journey(person: Person) -> None:
        await open_inbox(person, "Order desk")
        messages = await read_first(person)
        bar = page_of(person).bar
        await person.click(bar.save_button)
        await person.until(person.window.banner.isVisible, "that it was saved")
        assert not bar.save_button.isEnabled()
        assert bar.save_button.text() == "Saved"
        await person.trigger("inbox")
        model = person.window.sidebar.list.model()
        await person.until(lambda: model.rowCount() == 1, "it in the list")
        (kept,) = await person.desktop.archive.list_conversations()
        assert (kept.title, kept.tags, kept.profile_id) == ("Inbox: Anna", ("inbox",), SANDBOX_PROFILE)
        stored = await person.desktop.archive.load_messages(kept.id)
        assert [(one.text, one.author, one.role) for one in stored[1:]] == [
            (one.text, one.author, one.role) for one in messages
        ]

    live(journey)


def test_a_session_is_exported_and_nothing_else_is_kept(live: Live, paths: Paths, tmp_path: Path) -> None:
    path = tmp_path / "session.md"

    async def journey(person: Person) -> None:
        from desktop.ui.dialogs.export_dialog import ExportDialog

        await open_inbox(person, "Order desk")
        await read_first(person)
        await person.click(page_of(person).bar.export_button)
        dialog = await dialog_of(person, ExportDialog)
        await person.act(lambda: dialog.choose(ExportForm.MARKDOWN))
        await person.press(dialog, Qt.Key.Key_Return)
        await choose_file(person, path)
        await person.until(lambda: person.window.banner.text == "Exported as session.md", "that it was exported")

    live(journey)
    text = path.read_text("utf-8")
    assert "Your order **4711** left Leipzig this morning" in text
    assert "Anna" in text
    assert b"Leipzig this morning" not in on_disk(paths)


def test_what_is_not_known_can_be_copied_without_words_of_anybody(live: Live) -> None:
    async def journey(person: Person) -> None:
        await open_inbox(person, "Trouble")
        notice = panel_of(person).notice
        await person.until(notice.copy_button.isVisible, "what came")
        assert "no list that this program knows" in notice.text
        await person.click(notice.copy_button)
        copied = QGuiApplication.clipboard().text()
        assert '"visitor": "text (4)"' in copied
        assert "Anna" not in copied
        await settle(person)
        check(person.window)

    live(journey)


def test_leads_that_may_not_be_read_are_told_in_the_details(live: Live) -> None:
    async def journey(person: Person) -> None:
        await open_inbox(person, "Concierge")
        await read_first(person)
        page = page_of(person)
        assert page.bar.notes == ""
        await person.click(page.bar.details_button)
        dialog = await dialog_of(person, WholeTextDialog)
        await person.until(lambda: "leads" in dialog.editor.toPlainText(), "the details")
        assert "This key may not read leads, so none are shown." in dialog.editor.toPlainText()
        await person.act(dialog.close)

    live(journey)


@pytest.mark.parametrize(
    ("status", "words", "mends"),
    [
        ("403 Forbidden", "This key may not read the inbox", True),
        ("401 Unauthorized", "did not accept this key", False),
        ("500 Oops", "a problem of its own", False),
    ],
)
def test_a_refusal_says_why_and_what_to_do(live: Live, status: str, words: str, *, mends: bool) -> None:
    async def journey(person: Person) -> None:
        await shop(person, server.address)
        notice = panel_of(person).notice
        await person.until(lambda: words in notice.text, words)
        assert notice.settings_button.isVisible() is mends
        assert status[:3] in notice.detail
        asked = len(server.requests)
        await person.click(notice.retry_button)
        await person.until(lambda: len(server.requests) > asked, "another try")

    with FakeServer(lambda peer: refuse(peer, status)) as server:
        live(journey)


def refuse(peer: Peer, status: str) -> None:
    peer.send_answer(status, b'{"message":"No","error":{"code":"NO","detail":"Not this one."}}')


async def shop(person: Person, address: str, credential: Credential = Credential.API_KEY) -> None:
    profile = Profile("shop", "Shop", address, "31", (Chatbot("bot", "Helper"),), credential=credential)
    person.desktop.book.add_built_in(profile, Secret("rb-live-0123456789"))
    await person.act(lambda: person.desktop.controller.begin_with("shop", "bot"))
    await person.trigger("inbox")


def test_nobody_there_and_an_inbox_with_nothing_in_it(live: Live) -> None:
    async def journey(person: Person) -> None:
        await shop(person, address)
        notice = panel_of(person).notice
        await person.until(lambda: "did not accept the connection" in notice.text, "that nobody is there")
        await person.trigger("inbox")
        with FakeServer(lambda peer: peer.send_answer("200 OK", b'{"sessions":[]}')) as server:
            await shop(person, server.address)
            await person.until(lambda: "No visitor has written" in notice.text, "that nothing is there")
            assert not notice.retry_button.isVisible()

    with FakeServer(lambda peer: peer.send_answer("200 OK", b"")) as gone:
        address = gone.address
    live(journey)


def test_a_client_token_cannot_read_the_inbox(live: Live) -> None:
    async def journey(person: Person) -> None:
        await shop(person, "http://127.0.0.1:1", Credential.CLIENT_TOKEN)
        notice = panel_of(person).notice
        await person.until(lambda: "A client token can chat and nothing else" in notice.text, "why not")
        assert not notice.retry_button.isVisible()
        await person.click(notice.settings_button)
        await person.until(lambda: QApplication.activeModalWidget() is not None, "the settings")
        dialog = QApplication.activeModalWidget()
        assert dialog is not None
        await person.act(dialog.close)

    live(journey)


def test_another_chatbot_is_chosen_and_a_session_found_in(live: Live) -> None:
    async def journey(person: Person) -> None:
        await open_inbox(person, "Order desk")
        await sessions(person)
        panel = panel_of(person)
        await person.click(panel.chatbot_button)
        await person.until(lambda: QApplication.activePopupWidget() is not None, "the list of chatbots")
        menu = QApplication.activePopupWidget()
        assert menu is not None
        action = next(action for action in menu.actions() if action.text() == WRITER.name)
        await person.act(action.trigger)
        await person.act(menu.close)
        await person.until(lambda: panel.list.model().rowCount() == 30, "all sessions of the other")
        assert "Writer" in panel.chatbot_button.text()
        await read_first(person)
        await person.trigger("find")
        await person.write(page_of(person).find_bar.field, "leipzig")
        await person.until(lambda: page_of(person).transcript.finding.count, "what was looked for")
        await person.trigger("new")
        await person.until(lambda: person.window.page is person.window.chat, "a new conversation")
        assert person.window.sidebar.list.isVisible()

    live(journey)
