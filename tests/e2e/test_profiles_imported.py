"""Profiles that come from a file: everybody who shows something of a profile hears of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop.core.chatbot import Chatbot, Profile
from desktop.core.profile_file import export_profiles
from desktop.ui.dialogs.profiles_import_dialog import ProfilesImportDialog
from desktop.ui.settings.settings_dialog import SettingsDialog
from tests.e2e.conftest import Journey, Person
from tests.e2e.test_profiles import profile, remove_shown, settings

__all__ = ["profile"]  # a fixture
Live = Callable[[Journey], None]
pytestmark = pytest.mark.usefixtures("secret_service")


async def bring_in(person: Person, dialog: SettingsDialog, file: Path) -> None:
    await person.act(partial(dialog.chatbots.import_requested.emit, str(file)))
    await person.until(lambda: isinstance(QApplication.activeModalWidget(), ProfilesImportDialog), "the preview")
    preview = QApplication.activeModalWidget()
    assert isinstance(preview, ProfilesImportDialog)
    await person.click(preview.import_button)


def in_view(person: Person) -> str:
    """The id of the profile whose conversation it is; empty for none."""
    current = person.desktop.chat.current
    return current.conversation.profile_id if current else ""


def test_a_conversation_goes_on_when_its_profile_comes_back(live: Live, profile: Profile, tmp_path: Path) -> None:
    file = tmp_path / "out.json"
    file.write_bytes(export_profiles((profile,)))

    async def journey(person: Person) -> None:
        gone, chip = person.window.chat.gone, person.window.chat.header.chip
        dialog = await settings(person, "p1")
        await remove_shown(person, dialog)
        await person.until(lambda: gone.isVisibleTo(person.window), "why it cannot go on")
        await bring_in(person, dialog, file)
        await person.until(lambda: not gone.isVisibleTo(person.window), "a conversation that can go on")
        await person.act(dialog.close)
        assert person.desktop.book.find("p1") is not None
        assert person.composer.isVisible()
        assert (chip.text(), chip.isVisible()) == ("production", True)
        assert person.window.windowTitle() == "Support · production — Robofy Desktop"

    live(journey)


def test_the_first_profile_of_all_begins_a_conversation(live: Live, tmp_path: Path) -> None:
    file = tmp_path / "out.json"
    bots = (Chatbot("b1", "Concierge"),)
    file.write_bytes(export_profiles((Profile("p1", "Support", "http://127.0.0.1:1", "1", bots),)))

    async def journey(person: Person) -> None:
        dialog = await settings(person)
        assert in_view(person) == ""
        await bring_in(person, dialog, file)
        await person.until(lambda: in_view(person) == "p1", "a conversation")
        await person.act(dialog.close)

    live(journey)
