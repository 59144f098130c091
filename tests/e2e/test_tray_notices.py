"""Notifications where the tray shows them: on Windows, on macOS, and on Linux without a service for them."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from PySide6.QtGui import QGuiApplication

from desktop.core.desktop_settings import DesktopSettings
from desktop.core.message import Message, Status
from desktop.residence import Residence
from tests.e2e.conftest import Journey, Person
from tests.e2e.dialogs import window_icon

__all__ = ["window_icon"]  # a fixture
Live = Callable[[Journey], None]
pytestmark = pytest.mark.usefixtures("window_icon")


async def tell_of_the_reply(person: Person, monkeypatch: pytest.MonkeyPatch) -> str:
    """The id of the conversation that the notification at the icon is about; nobody looks at the window."""
    desktop = person.desktop
    assert desktop.chat.current is not None
    conversation, reply = desktop.chat.current.conversation, person.replies()[-1]
    await person.act(person.window.hide)
    await person.until(lambda: QGuiApplication.focusWindow() is None, "nobody who looks")
    with monkeypatch.context() as system:
        system.setattr(sys, "platform", "win32")
        desktop.residence.notices.on_reply_ended(conversation, reply)
    return conversation.id


def shown(person: Person) -> str:
    current = person.desktop.chat.current
    return current.conversation.id if current is not None else ""


def test_a_click_on_a_notification_at_the_tray_opens_its_conversation(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def journey(person: Person) -> None:
        icon = person.desktop.residence.tray.icon
        await person.begin_with("Concierge")
        await person.ask("Hello, instantly")
        await person.reply(Status.COMPLETE)
        told = await tell_of_the_reply(person, monkeypatch)
        assert icon.isVisible()
        await person.act(person.desktop.controller.begin)
        assert shown(person) != told
        await person.act(icon.messageClicked.emit)
        await person.until(lambda: shown(person) == told, "the conversation that it was about")
        await person.until(person.window.isVisible, "the window")
        assert not icon.isVisible(), "nobody wanted a tray"

    live(journey)


@pytest.mark.parametrize("wanted", [True, False])
def test_who_comes_back_without_a_click_finds_the_icon_as_it_was(
    live: Live, monkeypatch: pytest.MonkeyPatch, wanted: bool
) -> None:
    async def journey(person: Person) -> None:
        icon = person.desktop.residence.tray.icon
        await person.act(lambda: person.desktop.settings.change_section(desktop=DesktopSettings(tray=wanted)))
        await person.begin_with("Concierge")
        await person.ask("Hello, instantly")
        await person.reply(Status.COMPLETE)
        await tell_of_the_reply(person, monkeypatch)
        assert icon.isVisible()
        await person.act(person.window.come_forward)
        await person.until(lambda: QGuiApplication.focusWindow() is not None, "somebody who looks")
        assert icon.isVisible() is wanted

    live(journey)


def test_an_answer_that_ends_while_the_program_ends_is_told_to_nobody(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    close = Residence.close

    def close_too_early(residence: Residence) -> None:
        close(residence)
        chat = residence._desktop.chat  # noqa: SLF001 - an answer cannot be made to end just then
        assert chat.current is not None
        chat.reply_ended.emit(chat.current.conversation, answered[0])

    monkeypatch.setattr(Residence, "_post", lambda _self, _key, title, _text: told.append(title))
    monkeypatch.setattr(Residence, "close", close_too_early)
    answered: list[Message] = []

    async def journey(person: Person) -> None:
        await person.begin_with("Concierge")
        await person.ask("Hello, instantly")
        answered.append(await person.reply(Status.COMPLETE))
        await person.act(person.window.hide)
        await person.until(lambda: QGuiApplication.focusWindow() is None, "nobody who looks")
        told.clear()

    live(journey)
    assert told == []
