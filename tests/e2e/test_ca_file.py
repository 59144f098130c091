"""A file of certificates for one profile is read from a slow disk, while another profile is looked at."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from desktop.core.chatbot import Chatbot, Profile
from desktop.store.paths import Paths
from desktop.store.profiles import save_profiles
from desktop.ui.settings.settings_dialog import SettingsDialog
from tests.api.conftest import authority
from tests.e2e.conftest import Journey, Person
from tests.e2e.dialogs import modal
from tests.fakes.certificates import Authority

__all__ = ["authority"]  # a fixture
Live = Callable[[Journey], None]


@pytest.fixture
def two(paths: Paths) -> None:
    bots = (Chatbot("bot", "Helper"),)
    paths.create()
    save_profiles(
        paths.profiles,
        (
            Profile("p1", "Support", "https://a.example", "1", bots),
            Profile("p2", "Sales", "https://b.example", "2", bots),
        ),
    )


async def first_while_files_wait(person: Person) -> tuple[SettingsDialog, threading.Event]:
    """The settings at the first profile; no file is read before the event is set."""
    release = threading.Event()
    person.desktop._files.call(release.wait)  # noqa: SLF001 - the disk is made to wait
    await person.act(partial(person.desktop.settings.show, "p1"))
    dialog = modal(SettingsDialog)
    assert dialog is not None
    return dialog, release


async def choose(person: Person, dialog: SettingsDialog, file: Path) -> None:
    await person.act(dialog.chatbots.form.trust.file.choose_button.click)
    await person.until(lambda: modal(QFileDialog), "the choice of a file")
    chooser = modal(QFileDialog)
    assert chooser is not None
    await person.act(partial(chooser.fileSelected.emit, str(file)))
    await person.act(chooser.reject)


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize("is_fine", [True, False])
def test_a_file_that_was_chosen_for_one_profile_stays_away_from_the_form_of_another(
    live: Live, authority: Authority, tmp_path: Path, is_fine: bool
) -> None:
    file = authority.file if is_fine else tmp_path / "gone.pem"

    async def journey(person: Person) -> None:
        dialog, release = await first_while_files_wait(person)
        chatbots, trust = dialog.chatbots, dialog.chatbots.form.trust
        await choose(person, dialog, file)
        await person.act(partial(chatbots.list.setCurrentRow, 1))
        release.set()
        await person.until(lambda: not person.desktop.tasks.is_running("ca-file"), "what is in the file")
        assert (trust.ca_file, trust.file.state, chatbots.form.is_dirty()) == ("", "", False)
        await person.act(partial(chatbots.list.setCurrentRow, 0))
        assert trust.ca_file == (str(file) if is_fine else "")
        assert chatbots.form.is_dirty() is is_fine
        await person.act(dialog.reject)

    live(journey)


@pytest.mark.usefixtures("two")
def test_a_file_for_a_profile_that_is_removed_meanwhile_goes_nowhere(live: Live, authority: Authority) -> None:
    async def journey(person: Person) -> None:
        dialog, release = await first_while_files_wait(person)
        await choose(person, dialog, authority.file)
        await person.act(partial(dialog.chatbots.profile_removal_requested.emit, "p1"))
        await person.until(lambda: dialog.chatbots.form.name.text == "Sales", "the profile that is left")
        release.set()
        await person.until(lambda: not person.desktop.tasks.is_running("ca-file"), "what is in the file")
        assert not dialog.chatbots.form.is_dirty()
        await person.act(dialog.reject)

    live(journey)
