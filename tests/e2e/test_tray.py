"""The tray, where there is one and where there is none, and the settings of living on a desktop."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QSystemTrayIcon

from desktop.autostart import autostart
from desktop.core.desktop_settings import DesktopSettings
from desktop.store.history import open_history
from desktop.store.paths import Paths
from desktop.store.settings import load_settings
from desktop.ui.dialogs.tray_dialog import TrayDialog
from desktop.ui.settings.settings_dialog import SettingsDialog
from tests.conftest import Need
from tests.e2e.conftest import PATIENCE, Journey, Person
from tests.e2e.dialogs import modal, window_icon
from tests.e2e.test_every_control import check, settle
from tests.e2e.test_whose import PRODUCTION, STAGING, go_to, profiles, see, stored

__all__ = ["profiles", "window_icon"]  # fixtures
TRAY = "trayer"
Live = Callable[[Journey], None]
pytestmark = pytest.mark.usefixtures("window_icon")


def keep_in_tray(person: Person) -> None:
    person.desktop.settings.change_section(desktop=DesktopSettings(tray=True))


def test_closing_ends_the_program_unless_the_tray_is_wanted(live: Live) -> None:
    async def journey(person: Person) -> None:
        await person.act(person.window.close)
        assert person.desktop.closing.is_set()

    live(journey)


def test_without_a_tray_the_window_is_minimized_and_says_so(live: Live) -> None:
    if QSystemTrayIcon.isSystemTrayAvailable():
        pytest.skip("this screen has a tray")

    async def journey(person: Person) -> None:
        await person.act(lambda: keep_in_tray(person))
        await person.act(person.window.close)
        assert person.window.windowState() & Qt.WindowState.WindowMinimized
        assert "no tray" in person.window.banner.text
        assert not person.desktop.closing.is_set()
        await person.trigger("quit")
        assert person.desktop.closing.is_set()

    live(journey)


@pytest.fixture
def tray(need: Need) -> Iterator[None]:
    """A real tray on this screen."""
    program = shutil.which(TRAY) or ""
    need([] if program and QGuiApplication.platformName() == "xcb" else [TRAY])
    quiet = subprocess.DEVNULL
    with subprocess.Popen([program, "--edge", "bottom"], stdout=quiet, stderr=quiet) as process:
        deadline = time.monotonic() + PATIENCE
        while not QSystemTrayIcon.isSystemTrayAvailable():
            assert process.poll() is None
            assert time.monotonic() < deadline, "the tray never came"
        yield
        process.terminate()


@pytest.mark.usefixtures("tray")
def test_the_first_close_into_the_tray_is_explained_and_the_tray_brings_the_window_back(live: Live) -> None:
    async def journey(person: Person) -> None:
        residence = person.desktop.residence
        await person.act(lambda: keep_in_tray(person))
        await person.until(lambda: residence.tray.icon.geometry().width() > 0, "the icon in the tray")
        await person.act(person.window.close)
        await person.until(lambda: modal(TrayDialog), "the explanation")
        dialog = modal(TrayDialog)
        assert dialog is not None
        await person.click(dialog.close_button)
        await person.until(person.window.isHidden, "the window gone")
        assert not person.desktop.closing.is_set()
        await person.act(residence.tray.menu.actions()[0].trigger)
        await person.until(person.window.isVisible, "the window back")
        await person.act(person.window.close)
        await person.until(person.window.isHidden, "the window gone without another word")
        await person.act(residence.tray.menu.actions()[1].trigger)
        await person.until(person.window.isVisible, "the window for a new conversation")
        await person.act(residence.tray.menu.actions()[-1].trigger)
        assert person.desktop.closing.is_set()

    live(journey)


@pytest.mark.parametrize("on", [True, False])
def test_the_page_of_the_settings_changes_what_it_says(live: Live, paths: Paths, on: bool) -> None:
    async def journey(person: Person) -> None:
        await person.act(lambda: person.desktop.settings.change_section(desktop=DesktopSettings(notify=not on)))
        await person.trigger("settings")
        dialog = modal(SettingsDialog)
        assert dialog is not None
        await person.act(lambda: dialog.list.setCurrentRow(dialog.list.count() - 1))
        await settle(person)
        check(dialog)
        page = dialog.desktop
        await person.press(page.notify, Qt.Key.Key_Space)
        assert page.notify_text.isEnabled() is on
        if on:
            for box in (page.tray, page.autostart, page.detailed, page.notify_text):
                await person.press(box, Qt.Key.Key_Space)
            await person.write(page.feed.edit, " https://downloads.example/feed.json ")
            await person.press(page.feed.edit, Qt.Key.Key_Return)
            await person.press(page.daily, Qt.Key.Key_Space)
            assert autostart().is_on()
            assert not page.until.isHidden()
        await person.press(dialog, Qt.Key.Key_Escape)

    live(journey)
    kept = load_settings(paths.settings)[0]
    assert kept.desktop.notify is on
    assert (kept.desktop.tray, kept.desktop.notify_text, kept.updates.daily) == (on, on, on)
    assert kept.updates.feed == ("https://downloads.example/feed.json" if on else "")
    assert bool(kept.log.detailed_since) is on


def marks(person: Person) -> tuple[QColor, QColor]:
    """The colours of the icon where it shows the profile, and where it shows that something is unread."""
    picture = person.desktop.residence.tray.icon.icon().pixmap(64, 64).toImage()
    return picture.pixelColor(10, 10), picture.pixelColor(48, 48)


@pytest.mark.usefixtures("profiles")
def test_the_icon_wears_the_colour_of_the_profile_in_view_and_tells_it_from_what_is_unread(
    live: Live, paths: Paths
) -> None:
    stored(paths, PRODUCTION.id, "p3", STAGING.id)

    async def journey(person: Person) -> None:
        tray, theme = person.desktop.residence.tray, person.desktop.switch.theme
        red, amber, accent = (theme.color(role) for role in ("profile-red", "profile-amber", "accent"))
        await see(person, "c2")
        assert tray.icon.toolTip() == "Shop test · staging — Robofy Desktop"
        assert marks(person)[0] == amber
        assert marks(person)[1] != accent, "everything is read"
        await go_to(person, "c0")
        assert tray.icon.toolTip() == "Shop · production — Robofy Desktop"
        assert marks(person)[0] == red
        assert marks(person)[1] != accent, "everything is read"
        await person.trigger("unread")
        await go_to(person, "c1")
        await person.until(lambda: marks(person)[1] == accent, "the mark of what is unread")
        assert marks(person)[0] not in (red, amber), "a profile without a label or a colour"
        await go_to(person, "c2")
        assert marks(person) == (amber, accent)

    live(journey)


@pytest.mark.usefixtures("profiles")
def test_the_icon_says_from_the_start_what_is_unread(live: Live, paths: Paths) -> None:
    stored(paths, "p2", "p3")
    history = open_history(paths.history)
    history.shelves.set_unread(("c0",), True)
    history.close()

    async def journey(person: Person) -> None:
        await see(person, "c1")
        accent = person.desktop.switch.theme.color("accent")
        await person.until(lambda: marks(person)[1] == accent, "the mark of what is unread")
        assert person.desktop.residence.tray.icon.toolTip() == "1 unread – Robofy Desktop"

    live(journey)
