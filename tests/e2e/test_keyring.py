"""The window and a real keyring: kept over a restart, locked away, and hanging."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from desktop.core.chatbot import Chatbot, Profile
from desktop.core.errors import SENTENCES
from desktop.core.message import Status
from desktop.sandbox.server import Sandbox
from desktop.store.paths import Paths
from desktop.store.profiles import save_profiles
from desktop.ui.settings.settings_dialog import SettingsDialog
from tests.e2e.conftest import Journey, Person

if TYPE_CHECKING:
    from tests.fakes.secret_service import SecretService

Live = Callable[[Journey], None]
# The keyring library leaves its D-Bus socket to the garbage collector when a call fails.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")


@pytest.fixture
def profile(paths: Paths, server: Sandbox) -> Profile:
    bots = tuple(Chatbot(bot.id, bot.name) for bot in server.chatbots)
    made = Profile("p1", "Support", server.address, server.project_id, bots)
    paths.create()
    save_profiles(paths.profiles, (made,))
    return made


@pytest.mark.usefixtures("profile")
def test_a_key_is_asked_for_once_and_found_after_a_restart(
    live: Live, server: Sandbox, secret_service: SecretService
) -> None:
    async def first(person: Person) -> None:
        await person.ask("Hello, instantly")
        await person.give_key(server.secret)
        await person.reply(Status.COMPLETE)
        assert len(secret_service.labels()) == 1

    async def second(person: Person) -> None:
        await person.until(person.messages, "the conversation")
        await person.ask("Hello again, instantly")
        await person.until(lambda: len(person.replies()) == 2, "a second reply")
        await person.reply(Status.COMPLETE)
        assert person.window.chat.secret_request.isHidden()

    live(first)
    live(second)


@pytest.mark.usefixtures("profile")
def test_a_keyring_that_hangs_blocks_nothing_and_a_typed_key_is_used(
    live: Live, server: Sandbox, secret_service: SecretService
) -> None:
    async def journey(person: Person) -> None:
        secret_service.pause()
        await person.ask("Hello, instantly")
        failed = await person.reply(Status.FAILED)
        assert failed.problem is not None
        assert failed.problem.code == "keyring_timeout"
        assert person.messages()[0].status is Status.NOT_SENT
        await person.give_key(server.secret)
        reply = await person.reply(Status.COMPLETE)
        assert reply.text
        assert len(person.messages()) == 2

    try:
        live(journey)
    finally:
        secret_service.resume()


STATES: dict[str, tuple[Callable[[SecretService], None], str]] = {
    "absent": (lambda service: service.kill(), "keyring_missing"),
    "locked": (lambda service: service.lock(), "keyring_locked"),
    "denied": (lambda service: service.deny(), "keyring_refused"),
    "hung": (lambda service: service.pause(), "keyring_timeout"),
}


@pytest.mark.parametrize("state", STATES)
def test_where_the_keyring_is_of_no_use_a_key_is_kept_until_the_end_and_that_is_said(
    live: Live, profile: Profile, server: Sandbox, secret_service: SecretService, state: str
) -> None:
    spoil, code = STATES[state]

    async def journey(person: Person) -> None:
        spoil(secret_service)
        await person.ask("Hello, instantly")
        box = await person.asked_for_key()
        assert box.field.edit.accessibleDescription() == SENTENCES[code]
        assert "until you quit" in SENTENCES[code]
        await person.give_key(server.secret)
        await person.reply(Status.COMPLETE)
        banner = person.window.banner
        await person.until(lambda: SENTENCES[code] in banner.text, "what became of the key")
        await person.act(lambda: person.desktop.settings.show(profile.id))
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, SettingsDialog)
        labels = dialog.chatbots.form.secret.findChildren(QLabel)
        await person.until(lambda: any("is kept until you quit" in one.text() for one in labels), "where the key is")
        assert any(one.text() == SENTENCES[code] for one in labels if one.isVisible())
        await person.act(dialog.reject)

    try:
        live(journey)
    finally:
        secret_service.resume()


def test_a_key_is_kept_out_of_a_keyring_that_works(
    live: Live, profile: Profile, server: Sandbox, secret_service: SecretService
) -> None:
    async def first(person: Person) -> None:
        await person.ask("Hello, instantly")
        box = await person.asked_for_key()
        await person.press(box.session_box, Qt.Key.Key_Space)
        assert box.field.edit.accessibleDescription() == "The key will be kept until you quit."
        await person.give_key(server.secret)
        await person.reply(Status.COMPLETE)
        assert secret_service.labels() == []
        assert not person.window.banner.isVisible()

    async def second(person: Person) -> None:
        await person.until(person.messages, "the conversation")
        await person.ask("Hello again, instantly")
        await person.asked_for_key()
        assert secret_service.labels() == []

    live(first)
    live(second)
