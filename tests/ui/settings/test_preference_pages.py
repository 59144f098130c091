"""Preferences: what is in force is checked, and a choice is told once, with everything else as it was."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.core.settings import AppearanceSettings, ChatSettings, SendKey, ThemeChoice
from desktop.ui.look.theme import ThemeSwitch, load
from desktop.ui.settings.preference_pages import AppearancePreferences, ChatPreferences
from tests.ui.settings.conftest import press


@pytest.fixture
def chat(qtbot: QtBot, switch: ThemeSwitch) -> ChatPreferences:
    page = ChatPreferences(switch.theme)
    qtbot.addWidget(page)
    with qtbot.waitActive(page):  # the arrow keys go where the focus of the whole program is
        page.show()
        page.activateWindow()
    return page


@pytest.fixture
def appearance(qtbot: QtBot, switch: ThemeSwitch) -> AppearancePreferences:
    page = AppearancePreferences(switch.theme)
    qtbot.addWidget(page)
    with qtbot.waitActive(page):  # the arrow keys go where the focus of the whole program is
        page.show()
        page.activateWindow()
    return page


@pytest.mark.parametrize("streaming", [True, False])
@pytest.mark.parametrize("key", list(SendKey))
def test_what_is_in_force_is_checked(chat: ChatPreferences, streaming: bool, key: SendKey) -> None:
    told: list[ChatSettings] = []
    chat.changed.connect(told.append)
    chat.show_settings(ChatSettings(streaming, key))
    checked = (chat.stream, chat.whole, chat.enter, chat.ctrl_enter)
    enter = key is SendKey.ENTER
    assert [button.isChecked() for button in checked] == [streaming, not streaming, enter, not enter]
    assert told == []


def test_a_choice_is_told_once_and_keeps_the_other(chat: ChatPreferences) -> None:
    told: list[ChatSettings] = []
    chat.changed.connect(told.append)
    chat.show_settings(ChatSettings())
    press(chat.ctrl_enter)
    press(chat.whole)
    press(chat.whole)
    assert told == [ChatSettings(send_key=SendKey.CTRL_ENTER), ChatSettings(False, SendKey.CTRL_ENTER)]


def test_fair_use_is_kept_to_unless_it_is_turned_off(chat: ChatPreferences) -> None:
    told: list[ChatSettings] = []
    chat.changed.connect(told.append)
    chat.show_settings(ChatSettings())
    assert chat.fair_use.isChecked()
    assert "30 messages a minute" in chat.fair_use.text()
    press(chat.fair_use)
    assert told == [ChatSettings(fair_use=False)]
    chat.show_settings(ChatSettings(fair_use=False))
    assert not chat.fair_use.isChecked()


def test_the_arrow_keys_choose_too(chat: ChatPreferences) -> None:
    told: list[ChatSettings] = []
    chat.changed.connect(told.append)
    chat.show_settings(ChatSettings())
    chat.stream.setFocus()
    QTest.keyClick(chat.stream, Qt.Key.Key_Down)
    assert told == [ChatSettings(streaming=False)]


@pytest.mark.parametrize("choice", list(ThemeChoice))
def test_the_theme_in_force_is_checked(appearance: AppearancePreferences, choice: ThemeChoice) -> None:
    told: list[AppearanceSettings] = []
    appearance.changed.connect(told.append)
    appearance.show_settings(AppearanceSettings(choice))
    assert [card.choice for card in appearance.cards if card.isChecked()] == [choice]
    assert told == []


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_a_theme_is_chosen_by_keyboard_and_told_once(appearance: AppearancePreferences, key: Qt.Key) -> None:
    told: list[AppearanceSettings] = []
    appearance.changed.connect(told.append)
    appearance.show_settings(AppearanceSettings())
    dark = next(card for card in appearance.cards if card.choice is ThemeChoice.DARK)
    dark.setFocus()
    QTest.keyClick(dark, key)
    QTest.keyClick(dark, key)
    assert told == [AppearanceSettings(ThemeChoice.DARK)]
    assert [card.choice for card in appearance.cards if card.isChecked()] == [ThemeChoice.DARK]


def test_the_arrow_keys_choose_a_theme_too(appearance: AppearancePreferences) -> None:
    told: list[AppearanceSettings] = []
    appearance.changed.connect(told.append)
    appearance.show_settings(AppearanceSettings())
    appearance.cards[0].setFocus()
    QTest.keyClick(appearance.cards[0], Qt.Key.Key_Right)
    assert told == [AppearanceSettings(ThemeChoice.LIGHT)]


def test_every_card_pictures_its_theme(appearance: AppearancePreferences) -> None:
    """The picture of a theme shows its own ground, whatever theme is in force."""
    dark = next(card for card in appearance.cards if card.choice is ThemeChoice.DARK)
    system = next(card for card in appearance.cards if card.choice is ThemeChoice.SYSTEM)
    sizes = dark.theme.sizes
    top = sizes.space_l + dark.picture_height() - sizes.space_xs
    grounds = [card.grab().toImage() for card in (dark, system)]
    inset = sizes.space_l + sizes.radius_card
    assert grounds[0].pixelColor(inset, top) == load("dark").color("window")
    assert grounds[1].pixelColor(inset, top) == load("light").color("window")
    assert grounds[1].pixelColor(system.width() - inset, top) == load("dark").color("window")
