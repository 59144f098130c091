"""The warning about a server that nobody verifies is about the server that is asked: in the inbox it is the inbox's."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu

from desktop.core.chatbot import Chatbot, Profile, Secret
from desktop.store.paths import Paths
from desktop.store.profiles import save_profiles
from desktop.ui.settings.settings_dialog import SettingsDialog
from tests.e2e.conftest import Journey, Person
from tests.e2e.test_inbox import panel_of
from tests.fakes.http_server import FakeServer

Live = Callable[[Journey], None]


@pytest.fixture
def profiles(paths: Paths) -> Iterator[tuple[Profile, Profile]]:
    """One whose server is verified, and one where that was switched off."""
    with FakeServer(lambda peer: peer.send_answer("200 OK", b'{"sessions":[]}')) as server:
        safe = Profile("safe", "Safe", server.address, "1", (Chatbot("bot", "Helper"),))
        bare = Profile("bare", "Bare", server.address, "2", (Chatbot("bot", "Tester"),), verify=False)
        paths.create()
        save_profiles(paths.profiles, (safe, bare))
        yield safe, bare


async def begin_with(person: Person, profile: Profile, other: Profile) -> None:
    for one in (profile, other):
        await person.desktop.book.keep_secret(one, Secret("rb-live-0123456789"))
    await person.act(lambda: person.desktop.controller.begin_with(profile.id, "bot"))


async def switch_inbox(person: Person, chatbot: str) -> None:
    await person.click(panel_of(person).chatbot_button)
    await person.until(lambda: QApplication.activePopupWidget() is not None, "the list of chatbots")
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    found = next(action for action in menu.findChildren(QAction) if action.text() == chatbot)
    await person.act(found.trigger)
    await person.act(menu.close)


def test_the_inbox_of_an_unverified_server_carries_the_warning(live: Live, profiles: tuple[Profile, Profile]) -> None:
    safe, bare = profiles

    async def journey(person: Person) -> None:
        await begin_with(person, safe, bare)
        warning = person.window.warning
        await person.trigger("inbox")
        assert warning.isHidden()
        await switch_inbox(person, "Tester")
        await person.until(warning.isVisible, "the warning")
        assert "Bare" in warning.text
        await person.click(warning.button)
        await person.until(lambda: isinstance(QApplication.activeModalWidget(), SettingsDialog), "the settings")
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, SettingsDialog)
        assert dialog.chatbots.form.trust.anybody.isChecked()
        await person.click(dialog.close_button)
        await person.trigger("inbox")
        assert warning.isHidden()

    live(journey)


def test_the_inbox_of_a_verified_server_has_no_warning_of_the_conversation_behind(
    live: Live, profiles: tuple[Profile, Profile]
) -> None:
    safe, bare = profiles

    async def journey(person: Person) -> None:
        await begin_with(person, bare, safe)
        warning = person.window.warning
        await person.until(warning.isVisible, "the warning")
        await person.trigger("inbox")
        assert warning.isVisible()
        await switch_inbox(person, "Helper")
        assert warning.isHidden()
        await person.trigger("inbox")
        assert warning.isVisible()

    live(journey)
