"""The question for a key: nothing is sent or lost unless the answer is a key."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.core.chatbot import Profile, Secret
from desktop.core.errors import SENTENCES, Problem
from desktop.core.secret_place import PlaceKind, SecretPlace
from desktop.ui.dialogs.secret_dialog import SecretDialog
from desktop.ui.theme import ThemeSwitch
from tests.ui.dialogs.conftest import KEY, NONE_YET, SUPPORT, enter, everything_said, paste, press

Given = list[tuple[str, Secret]]


def ask(qtbot: QtBot, switch: ThemeSwitch, place: SecretPlace = NONE_YET, profile: Profile = SUPPORT) -> SecretDialog:
    dialog = SecretDialog(profile, place, switch.theme)
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.open()
    return dialog


@pytest.fixture
def dialog(qtbot: QtBot, switch: ThemeSwitch) -> SecretDialog:
    return ask(qtbot, switch)


@pytest.fixture
def given(dialog: SecretDialog) -> Given:
    keys: Given = []
    dialog.secret_submitted.connect(lambda profile_id, secret: keys.append((profile_id, secret)))
    return keys


def test_enter_in_the_field_gives_the_key_once_and_forgets_it(dialog: SecretDialog, given: Given) -> None:
    enter(dialog.field.edit, f" Bearer {KEY} ")
    assert KEY not in dialog.field.edit.displayText()
    QTest.keyClick(dialog.field.edit, Qt.Key.Key_Return)
    assert given == [(SUPPORT.id, Secret(KEY))]
    assert not dialog.isVisible()
    assert KEY not in everything_said(dialog)


def test_the_button_gives_the_key_too(dialog: SecretDialog, given: Given) -> None:
    enter(dialog.field.edit, KEY)
    press(dialog.save_button)
    assert given == [(SUPPORT.id, Secret(KEY))]


@pytest.mark.parametrize(
    ("pasted", "code"), [("", "secret_missing"), ("Bearer ", "secret_missing"), ("two words", "secret_invalid")]
)
def test_what_is_no_key_is_named_and_kept(dialog: SecretDialog, given: Given, pasted: str, code: str) -> None:
    paste(dialog.field.edit, pasted)
    QTest.keyClick(dialog.field.edit, Qt.Key.Key_Return)
    assert dialog.field.error == SENTENCES[code]
    assert dialog.field.text == pasted
    assert dialog.isVisible()
    assert given == []


def test_escape_gives_nothing(dialog: SecretDialog, given: Given) -> None:
    enter(dialog.field.edit, KEY)
    QTest.keyClick(dialog.field.edit, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert given == []


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_not_now_means_not_now_also_for_the_enter_key(dialog: SecretDialog, given: Given, key: Qt.Key) -> None:
    enter(dialog.field.edit, KEY)
    dialog.later_button.setFocus()
    QTest.keyClick(dialog.later_button, key)
    assert not dialog.isVisible()
    assert given == []


def test_the_key_that_was_not_given_is_forgotten(dialog: SecretDialog) -> None:
    enter(dialog.field.edit, KEY)
    dialog.reject()
    assert KEY not in everything_said(dialog)


def test_it_says_who_asks_where_it_goes_and_where_it_stays(qtbot: QtBot, switch: ThemeSwitch) -> None:
    said = everything_said(ask(qtbot, switch))
    assert "Support needs a valid key" in said
    assert SUPPORT.address in said
    assert "The key will be kept in the Test keyring." in said
    nowhere = SecretPlace(PlaceKind.NONE, problem=Problem("keyring_locked"))
    assert SENTENCES["keyring_locked"] in everything_said(ask(qtbot, switch, nowhere))


def test_the_field_has_the_focus_and_the_dialog_room_for_a_sentence_more(dialog: SecretDialog) -> None:
    assert dialog.focusWidget() is dialog.field.edit
    before = dialog.height()
    QTest.keyClick(dialog.field.edit, Qt.Key.Key_Return)
    assert dialog.height() > before
