"""Errors outside a conversation: what the server said, when it was asked, and all of it to be handed on."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from desktop.ui.words import exact_time
from tests.e2e.conftest import Journey, Person
from tests.e2e.test_discovery import find, open_form
from tests.e2e.test_every_control import check, settle
from tests.e2e.test_inbox import panel_of, shop
from tests.fakes.http_server import FakeServer, Peer

Live = Callable[[Journey], None]
KEY = "rb-live-0123456789"
BODY = f'{{"message":"No","error":{{"code":"DOWN","detail":"Down for now, {KEY}"}}}}'.encode()
TOLD = "503 · DOWN · Down for now"


@pytest.fixture
def address() -> Iterator[str]:
    """A server that is down, and says so."""

    def refuse(peer: Peer) -> None:
        peer.send_answer("503 Service Unavailable", BODY, "content-type: application/json", "X-Request-Id: req-77")

    with FakeServer(refuse) as server:
        yield server.address


def check_copied(button: QPushButton, shown: str) -> None:
    assert button.text() == "Copied"
    copied = QGuiApplication.clipboard().text()
    lines = dict(line.split(": ", 1) for line in copied.splitlines())
    assert lines["What happened"] == shown
    assert lines["HTTP status"] == "503"
    assert lines["Error code"] == "DOWN"
    assert lines["Request ID"] == "req-77"
    assert lines["Asked"]
    assert exact_time(0.0) != lines["Asked"]
    assert "Down for now" in lines["The server said"]
    assert KEY not in copied


def test_in_the_inbox(live: Live, address: str) -> None:
    async def journey(person: Person) -> None:
        await shop(person, address)
        notice = panel_of(person).notice
        await person.until(notice.copy_button.isVisible, "that there is more to tell")
        assert notice.detail.startswith(TOLD)
        await settle(person)
        check(person.window)
        await person.click(notice.copy_button)
        check_copied(notice.copy_button, notice.text)

    live(journey)


def test_when_a_connection_is_tested(live: Live, address: str) -> None:
    async def journey(person: Person) -> None:
        settings = await open_form(person, address, "31", KEY)
        form = settings.chatbots.form
        await person.write(form.chatbots._rows[0].id, "bot")  # noqa: SLF001 - rows have no names
        await person.act(form.connection.button.click)
        await person.until(form.connection.copy_button.isVisible, "that there is more to tell")
        assert form.connection.detail.startswith(TOLD)
        await settle(person)
        check(settings)
        await person.act(form.connection.copy_button.click)
        check_copied(form.connection.copy_button, form.connection.answer)
        await person.act(form.connection.clear)
        assert form.connection.detail == ""
        assert not form.connection.copy_button.isVisible()
        await person.act(settings.reject)

    live(journey)


def test_what_is_copied_of_a_test_is_what_it_says(live: Live) -> None:
    async def journey(person: Person) -> None:
        settings = await open_form(person, server.address, "31", KEY)
        form = settings.chatbots.form
        await person.write(form.chatbots._rows[0].id, "bot")  # noqa: SLF001 - rows have no names
        await person.act(form.connection.button.click)
        await person.until(form.connection.copy_button.isVisible, "that there is more to tell")
        await person.act(form.connection.copy_button.click)
        copied = QGuiApplication.clipboard().text()
        assert copied.splitlines()[:2] == [f"What happened: {form.connection.answer}", "Error: conflict"]
        await person.act(settings.reject)

    with FakeServer(lambda peer: peer.send_answer("409 Conflict", b"{}", "content-type: application/json")) as server:
        live(journey)


def test_when_chatbots_are_looked_for(live: Live, address: str) -> None:
    async def journey(person: Person) -> None:
        settings = await open_form(person, address, "31", KEY)
        dialog = await find(person, settings)
        await person.until(dialog.copy_button.isVisible, "that there is more to tell")
        assert dialog.came.text().startswith(f"The server said: {TOLD}")
        await settle(person)
        check(dialog)
        await person.click(dialog.copy_button)
        check_copied(dialog.copy_button, dialog.state.text())
        await person.click(dialog.retry_button)
        await person.until(dialog.copy_button.isVisible, "the same again")
        assert dialog.copy_button.text() == "Copy details"
        await person.act(dialog.reject)
        await person.act(settings.reject)

    live(journey)
