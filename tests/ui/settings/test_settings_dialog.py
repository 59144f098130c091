"""The settings as one dialog: its pages, its keys, and preferences that go on section by section."""

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPushButton, QScrollArea, QSpinBox, QWidget

from desktop.core.desktop_settings import DesktopSettings, UpdateSettings
from desktop.core.managed import setting_names
from desktop.core.proxy import ProxyChoice, ProxySettings
from desktop.core.settings import (
    AppearanceSettings,
    ChatSettings,
    NetworkSettings,
    RecordingSettings,
    Settings,
    ThemeChoice,
)
from desktop.ui.look.theme import load
from tests.ui.settings.conftest import Desk, enter, press


def test_the_arrow_keys_go_through_the_pages(desk: Desk) -> None:
    dialog = desk.dialog
    shown: list[QWidget] = []
    pages = (dialog.chatbots, dialog.chat, dialog.appearance, dialog.storage)
    for _ in range(dialog.list.count()):
        shown += [page for page in pages if page.isVisible()]
        QTest.keyClick(dialog.list, Qt.Key.Key_Down)
    assert shown == list(pages)


def test_a_new_profile_is_begun_on_its_page(desk: Desk) -> None:
    desk.dialog.list.setCurrentRow(2)
    desk.dialog.begin_new_profile()
    assert desk.form.name.edit.isVisible()
    assert desk.dialog.focusWidget() is desk.form.name.edit


def test_a_choice_goes_on_as_its_section_and_says_nothing_of_others(desk: Desk) -> None:
    told: list[tuple[str, object]] = []
    desk.dialog.section_changed.connect(lambda name, value: told.append((name, value)))
    desk.dialog.show_settings(Settings(network=NetworkSettings(silence=7.0), last_chatbot="p1/bot-1"))
    desk.dialog.list.setCurrentRow(1)
    press(desk.dialog.chat.whole)
    desk.dialog.list.setCurrentRow(2)
    press(desk.dialog.appearance.cards[2])
    desk.dialog.list.setCurrentRow(3)
    desk.dialog.network.silence.setValue(8)
    desk.dialog.list.setCurrentRow(4)
    press(desk.dialog.storage.keep)
    desk.dialog.list.setCurrentRow(5)
    press(desk.dialog.desktop.tray)
    enter(desk.dialog.desktop.feed.edit, "https://updates.example")
    QTest.keyClick(desk.dialog.desktop.feed.edit, Qt.Key.Key_Return)
    assert told == [
        ("chat", ChatSettings(streaming=False)),
        ("appearance", AppearanceSettings(ThemeChoice.DARK)),
        ("network", NetworkSettings(silence=8.0)),
        ("recordings", RecordingSettings(keep=False)),
        ("desktop", DesktopSettings(tray=True)),
        ("updates", UpdateSettings(feed="https://updates.example")),
    ]


def test_escape_closes_from_a_field_and_asks_for_nothing(desk: Desk) -> None:
    enter(desk.form.name.edit, "Renamed")
    QTest.keyClick(desk.form.name.edit, Qt.Key.Key_Escape)
    assert not desk.dialog.isVisible()
    assert desk.submitted == []


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_presses_the_button_that_has_the_focus_and_no_other(desk: Desk, key: Qt.Key) -> None:
    desk.form.connection.button.setFocus()
    QTest.keyClick(desk.form.connection.button, key)
    assert len(desk.tested) == 1
    assert desk.submitted == []
    desk.form.save_button.setFocus()
    QTest.keyClick(desk.form.save_button, key)
    assert len(desk.submitted) == 1
    desk.dialog.close_button.setFocus()
    QTest.keyClick(desk.dialog.close_button, key)
    assert not desk.dialog.isVisible()
    assert (len(desk.tested), len(desk.submitted)) == (1, 1)


def test_enter_in_a_list_neither_saves_nor_closes(desk: Desk) -> None:
    for listed in (desk.dialog.list, desk.dialog.chatbots.list):
        listed.setFocus()
        QTest.keyClick(listed, Qt.Key.Key_Return)
    assert desk.dialog.isVisible()
    assert desk.submitted == []


def test_no_button_is_pressed_by_enter_elsewhere(desk: Desk) -> None:
    assert [button.text() for button in desk.dialog.findChildren(QPushButton) if button.isDefault()] == []


def test_icons_follow_the_theme(desk: Desk) -> None:
    def picture() -> bytes:
        image = desk.dialog.list.item(0).icon().pixmap(16, 16).toImage()
        return bytes(image.constBits())

    light = picture()
    desk.dialog.set_theme(load("dark"))
    assert picture() != light


def test_at_its_smallest_no_page_is_cut_at_its_side(desk: Desk) -> None:
    dialog = desk.dialog
    dialog.resize(dialog.minimumSize())
    for row in range(dialog.list.count()):
        dialog.list.setCurrentRow(row)
        QCoreApplication.sendPostedEvents()  # the new page is laid out
        areas = [area for area in dialog.findChildren(QScrollArea) if area.isVisible()]
        assert areas
        assert [area.accessibleName() for area in areas if area.horizontalScrollBar().maximum() > 0] == []


NOT_CHOSEN = {"desktop.tray_explained", "updates.issued", "updates.checked", "updates.skipped", "updates.started"}
"""What the program notes for itself has no control."""


def test_every_setting_has_controls_that_a_lock_greys_out_for_good(desk: Desk) -> None:
    dialog = desk.dialog
    assert set(dialog.controls) == setting_names() - NOT_CHOSEN
    dialog.lock(setting_names())
    assert dialog.managed.isVisible()
    manual = NetworkSettings(proxy=ProxySettings(ProxyChoice.MANUAL, host="proxy.example", user="jo"), ca_file="a.pem")
    feed = UpdateSettings(feed="https://updates.example")
    dialog.show_settings(Settings(network=manual, desktop=DesktopSettings(notify=True), updates=feed))
    pages = (dialog.chat, dialog.appearance, dialog.network, dialog.storage, dialog.desktop)
    kinds = (QAbstractButton, QComboBox, QLineEdit, QSpinBox)
    shown = [one for page in pages for one in page.findChildren(QWidget) if one.isVisibleTo(page)]
    enabled = {one for one in shown if isinstance(one, kinds) and one.isEnabled()}
    box = dialog.network.proxy
    own = {box.user.edit, box.password.edit, box.keep_button, box.forget_button}
    assert enabled == own | {dialog.desktop.autostart, dialog.desktop.check_button}
    assert {one.toolTip() for controls in dialog.controls.values() for one in controls} == {"Set by your administrator"}


def test_only_what_is_locked_is_greyed_out(desk: Desk) -> None:
    desk.dialog.lock(frozenset({"network.proxy", "updates.started"}))
    proxy = desk.dialog.controls["network.proxy"]
    others = [one for name, found in desk.dialog.controls.items() if name != "network.proxy" for one in found]
    assert not any(one.isEnabled() for one in proxy)
    assert [one for one in others if not one.isEnabled()] == [desk.dialog.desktop.daily], "it has no feed"
