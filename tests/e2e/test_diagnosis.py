"""*Diagnose connection* where a token is fetched first, and where the keyring does not answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from desktop.core.chatbot import Chatbot, Credential, Profile
from desktop.sandbox.handshake import PATH
from desktop.sandbox.server import Sandbox
from desktop.store.paths import Paths
from desktop.store.profiles import save_profiles
from desktop.ui.settings.diagnosis_dialog import DiagnosisDialog
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


async def looked_at(person: Person) -> list[str]:
    """What each step said; the report is in the clipboard then."""
    await person.trigger("diagnose")
    await person.until(lambda: isinstance(QApplication.activeModalWidget(), DiagnosisDialog), "the dialog")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, DiagnosisDialog)
    await person.until(lambda: dialog.report, "the report")
    await person.click(dialog.copy_button)
    said = dialog.said
    await person.click(dialog.close_button)
    return said


@pytest.mark.usefixtures("secret_service")
def test_a_token_is_fetched_without_any_key(live: Live, paths: Paths, profile: Profile) -> None:
    save_profiles(paths.profiles, (replace(profile, credential=Credential.CLIENT_TOKEN, handshake_path=PATH),))

    async def journey(person: Person) -> None:
        said = await looked_at(person)
        assert said[2:5] == [
            "The server gave a token.",
            "The server answered with status 200.",
            "The token was accepted.",
        ]
        copied = QGuiApplication.clipboard().text()
        assert copied.count("\nok ") == len(said) == 6
        assert "eyJ" not in copied  # how every token of the sandbox begins

    live(journey)


@pytest.mark.usefixtures("profile")
def test_a_keyring_that_hangs_is_the_reason_that_is_told(live: Live, secret_service: SecretService) -> None:
    async def journey(person: Person) -> None:
        secret_service.pause()
        said = await looked_at(person)
        assert said[-1].startswith("The system keyring does not answer.")

    try:
        live(journey)
    finally:
        secret_service.resume()
