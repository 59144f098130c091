"""The window is used before the disk has answered for the first time."""

from __future__ import annotations

import asyncio
import threading

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from desktop.app import build
from desktop.core.chatbot import Chatbot, Profile
from desktop.store.paths import Paths
from desktop.store.profiles import load_profiles, save_profiles
from desktop.ui import loop
from desktop.ui.main_window import MainWindow
from desktop.ui.settings.settings_dialog import SettingsDialog
from tests.e2e.conftest import Person
from tests.e2e.dialogs import modal


def test_a_profile_that_is_added_before_the_others_are_read_joins_them(qapp: QApplication, paths: Paths) -> None:
    qapp.setQuitOnLastWindowClosed(False)
    paths.create()
    save_profiles(paths.profiles, (Profile("p1", "Support", "https://a.example", "1", (Chatbot("bot", "Helper"),)),))
    release = threading.Event()

    async def main() -> int:
        window = MainWindow(QSettings(str(paths.config / "window.ini"), QSettings.Format.IniFormat))
        desktop = build(qapp, paths, window, asyncio.Event())
        desktop.disk.call(release.wait)
        person = Person(desktop)
        await person.act(lambda: desktop.settings.show("new"))
        dialog = modal(SettingsDialog)
        assert dialog is not None
        chatbots, form = dialog.chatbots, dialog.chatbots.form
        await person.write(form.name.edit, "Added")
        await person.write(form.project.edit, "2")
        await person.write(form.chatbots._rows[0].id, "bot")  # noqa: SLF001 - rows have no names
        await person.act(form.save_button.click)
        release.set()
        await person.until(desktop.started.is_set, "the start")
        listed = ["Support", "Added"]
        await person.until(
            lambda: [chatbots.list.item(row).text() for row in range(chatbots.list.count())][:2] == listed, "both"
        )
        await person.act(dialog.reject)
        await desktop.aclose()
        return 0

    try:
        assert loop.run(qapp, main) == 0
    finally:
        release.set()
    assert [one.name for one in load_profiles(paths.profiles)[0]] == ["Support", "Added"]
