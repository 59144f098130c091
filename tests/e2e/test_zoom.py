"""Larger and smaller with keys, in the settings too, and found again after a restart."""

from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.core.message import Status
from desktop.store.paths import Paths
from desktop.store.settings import load_settings
from desktop.ui.settings.settings_dialog import SettingsDialog
from tests.e2e.conftest import Journey, Person
from tests.e2e.test_every_control import clipped, settle

Live = Callable[[Journey], None]
CTRL = Qt.KeyboardModifier.ControlModifier


def test_the_zoom_is_found_again_after_a_restart_and_goes_back_to_what_it_was(live: Live, paths: Paths) -> None:
    usual: list[float] = []

    async def before(person: Person) -> None:
        await person.act(person.desktop.controller.begin_in_sandbox)
        await person.ask("Hello, instantly")
        await person.reply(Status.COMPLETE)
        usual.append(person.composer.field.font().pointSizeF())
        await person.act(person.window.activateWindow)
        await person.until(person.window.isActiveWindow, "the window in front")
        for _ in range(3):
            await person.press(person.window, Qt.Key.Key_Plus, CTRL)
        await person.until(lambda: load_settings(paths.settings)[0].appearance.zoom == 150, "the zoom on the disk")

    async def after(person: Person) -> None:
        await person.until(person.messages, "the conversation")
        assert person.desktop.switch.theme.zoom == 150
        assert person.composer.field.font().pointSizeF() == pytest.approx(1.5 * usual[0])
        await person.act(person.window.activateWindow)
        await person.until(person.window.isActiveWindow, "the window in front")
        await person.press(person.window, Qt.Key.Key_0, CTRL)
        assert person.composer.field.font().pointSizeF() == pytest.approx(usual[0])
        await person.until(lambda: load_settings(paths.settings)[0].appearance.zoom == 100, "the zoom on the disk")

    live(before)
    live(after)


def test_the_settings_offer_it_and_grow_with_it_while_they_are_open(live: Live) -> None:
    async def journey(person: Person) -> None:
        await person.trigger("settings")
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, SettingsDialog)
        await person.act(lambda: dialog.list.setCurrentRow(2))
        box = dialog.appearance.zoom
        assert box.currentText() == "100 %"
        narrow = dialog.appearance.cards[0].minimumSizeHint().width()
        await person.act(box.setFocus)
        await person.press(box, Qt.Key.Key_Down)
        await person.until(lambda: person.desktop.switch.theme.zoom == 110, "the zoom")
        assert dialog.appearance.cards[0].minimumSizeHint().width() > narrow
        await person.press(box, Qt.Key.Key_Home)
        await person.until(lambda: person.desktop.switch.theme.zoom == 50, "the smallest")
        await person.act(dialog.reject)
        await person.trigger("zoom_reset")
        await person.trigger("settings")
        assert box.currentText() == "100 %"
        await person.act(dialog.reject)

    live(journey)


@pytest.mark.parametrize("percent", [50, 150, 200])
def test_no_words_are_cut_off_in_the_window_and_its_dialogs(live: Live, percent: int) -> None:
    async def journey(person: Person) -> None:
        await person.act(lambda: person.desktop.switch.set_zoom(percent))
        await settle(person)
        assert clipped(person.window) == []
        await person.act(person.desktop.controller.begin_in_sandbox)
        await settle(person)
        assert clipped(person.window) == []
        await person.ask("Hello, instantly")
        await person.reply(Status.COMPLETE)
        await person.act(lambda: person.window.resize(person.window.minimumSize()))
        await settle(person)
        assert clipped(person.window) == []
        await person.act(lambda: person.desktop.settings.show("new"))
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, SettingsDialog)
        for row in range(3):
            await person.act(partial(dialog.list.setCurrentRow, row))
            await settle(person)
            assert clipped(dialog) == []
        await person.act(dialog.reject)
        for command in ("keys", "about"):
            await person.trigger(command)
            await settle(person)
            small = QApplication.activeModalWidget()
            assert small is not None
            assert clipped(small) == []
            await person.act(small.close)
        await person.act(lambda: person.window.chat.transcript.details_requested.emit(person.replies()[-1].id))
        await settle(person)
        details = QApplication.activeModalWidget()
        assert details is not None
        assert clipped(details) == []
        await person.act(details.close)
        await person.act(lambda: person.desktop.switch.set_zoom(100))  # the font is the whole process's

    live(journey)
