"""A profile of a thousand chatbots in the settings: none waits for all of their fields, and none is lost."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QApplication, QLineEdit

from desktop.core.chatbot import Chatbot, Profile
from desktop.store.paths import Paths
from desktop.store.profiles import load_profiles, save_profiles
from desktop.ui.settings.settings_dialog import SettingsDialog
from tests.e2e.conftest import Journey, Person

Live = Callable[[Journey], None]
BOTS = tuple(Chatbot(f"bot-{number}", f"Bot {number}") for number in range(1000))


def test_a_thousand_chatbots_are_shown_a_few_at_a_time_and_all_are_saved(live: Live, paths: Paths) -> None:
    paths.create()
    save_profiles(paths.profiles, (Profile("p1", "Support", "https://support.invalid", "42", BOTS),))

    async def journey(person: Person) -> None:
        def fields() -> int:
            return len(form.chatbots.findChildren(QLineEdit))

        await person.act(lambda: person.desktop.settings.show("p1"))
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, SettingsDialog)
        form = dialog.chatbots.form
        assert fields() < 100
        await person.until(lambda: fields() == 100, "the first page")
        await person.act(form.chatbots.more_button.click)
        await person.until(lambda: fields() == 200, "the second page")
        await person.write(form.name.edit, "Our ")
        await person.act(form.save_button.click)
        await person.until(lambda: load_profiles(paths.profiles)[0][0].name == "Our Support", "the saved profile")
        await person.click(dialog.close_button)

    live(journey)
    assert load_profiles(paths.profiles)[0][0].chatbots == BOTS
