"""The key in the form: never shown again, asked for again when the address is another one's."""

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from desktop.core.chatbot import Secret
from desktop.core.errors import SENTENCES, Problem
from desktop.core.secret_place import PlaceKind, SecretPlace
from tests.ui.settings.conftest import KEPT, KEY, SALES, SUPPORT, Desk, enter, press, settle

AGAIN = "A key belongs to one address. Paste the key for the new address."
SESSION = SecretPlace(PlaceKind.SESSION, hint="…WXYZ", problem=Problem("keyring_missing"))


def field_is_open(desk: Desk) -> bool:
    settle()
    return desk.form.secret.field.isVisible()


def help_of(desk: Desk) -> str:
    return desk.form.secret.field.edit.accessibleDescription()


@pytest.mark.parametrize("place", [KEPT, SESSION], ids=["keyring", "session"])
def test_a_kept_key_shows_where_it_is_and_can_be_replaced_or_removed(desk: Desk, place: SecretPlace) -> None:
    desk.dialog.show_secret(SUPPORT.id, place)
    assert not field_is_open(desk)
    box = desk.form.secret
    assert box.replace_button.isVisible()
    assert box.remove_button.isVisible()
    press(box.replace_button)
    assert field_is_open(desk)
    assert desk.dialog.focusWidget() is box.field.edit
    assert not box.replace_button.isVisible()


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (SecretPlace(PlaceKind.NONE, "KWallet"), "The key will be kept in the KWallet."),
        (SecretPlace(PlaceKind.NONE, problem=Problem("keyring_missing")), SENTENCES["keyring_missing"]),
        (SecretPlace(PlaceKind.WAITING, problem=Problem("keyring_timeout")), SENTENCES["keyring_timeout"]),
        (SecretPlace(PlaceKind.WAITING), ""),
    ],
)
def test_without_a_key_the_field_is_open_and_says_where_it_would_go(desk: Desk, place: SecretPlace, words: str) -> None:
    desk.dialog.show_secret(SUPPORT.id, place)
    assert field_is_open(desk)
    assert help_of(desk) == words


def test_the_field_hides_what_is_typed(desk: Desk) -> None:
    edit = desk.form.secret.field.edit
    enter(edit, KEY)
    assert edit.echoMode() is QLineEdit.EchoMode.Password
    assert KEY not in edit.displayText()


@pytest.mark.parametrize(
    "address", ["https://other.example", "https://support.example:8443", "http://localhost", "half an address"]
)
def test_another_origin_asks_for_the_key_again(desk: Desk, address: str) -> None:
    enter(desk.form.address.edit, address)
    assert field_is_open(desk)
    assert help_of(desk).startswith(AGAIN)
    assert "Test keyring" in help_of(desk)


@pytest.mark.parametrize(
    "address",
    [
        "https://support.example/other/path",
        "support.example",
        "https://SUPPORT.example:443/",
        " https://support.example",
    ],
)
def test_another_path_at_the_same_origin_does_not(desk: Desk, address: str) -> None:
    enter(desk.form.address.edit, address)
    assert not field_is_open(desk)
    assert AGAIN not in help_of(desk)


def test_back_at_the_old_origin_the_kept_key_is_good_again(desk: Desk) -> None:
    enter(desk.form.address.edit, "https://other.example")
    enter(desk.form.address.edit, SUPPORT.address)
    assert not field_is_open(desk)


def test_a_new_profile_is_not_told_that_its_key_belongs_elsewhere(desk: Desk) -> None:
    desk.begin_new()
    enter(desk.form.address.edit, "https://other.example")
    assert field_is_open(desk)
    assert AGAIN not in help_of(desk)


def test_the_question_for_another_origin_is_not_asked_of_the_next_profile(desk: Desk) -> None:
    desk.dialog.show_secret(SALES.id, KEPT)
    enter(desk.form.address.edit, "https://other.example")
    desk.choose("Sales")
    assert not field_is_open(desk)
    desk.choose("Support")
    assert field_is_open(desk)
    assert help_of(desk).startswith(AGAIN)


def test_news_of_the_keyring_does_not_close_a_field_that_was_opened(desk: Desk) -> None:
    press(desk.form.secret.replace_button)
    desk.dialog.show_secret(SUPPORT.id, KEPT)
    assert field_is_open(desk)
    enter(desk.form.secret.field.edit, KEY)
    desk.dialog.show_secret(SUPPORT.id, KEPT)
    desk.save()
    assert desk.submitted[-1][1] == Secret(KEY)


def test_a_field_left_empty_changes_no_key(desk: Desk) -> None:
    press(desk.form.secret.replace_button)
    enter(desk.form.secret.field.edit, "   ")
    desk.save()
    assert desk.submitted == [(SUPPORT, None)]


CHOSEN = SecretPlace(PlaceKind.SESSION, hint="…WXYZ", problem=Problem("session_chosen"))


def test_a_key_can_be_kept_out_of_the_keyring(qtbot: QtBot, desk: Desk) -> None:
    box = desk.form.secret
    press(box.replace_button)
    assert box.session_box.isVisible()
    press(box.session_box)
    assert help_of(desk) == "The key will be kept until you quit."
    enter(box.field.edit, KEY)
    desk.choose("Sales")
    assert not box.session_box.isChecked()
    desk.choose("Support")  # what was typed and chosen is still there
    assert box.session_box.isChecked()
    with qtbot.waitSignal(desk.dialog.profile_submitted) as submitted:
        desk.save()
    assert submitted.args == [SUPPORT, Secret(KEY), True]


def test_news_of_the_keyring_does_not_undo_the_choice(desk: Desk) -> None:
    box = desk.form.secret
    press(box.replace_button)
    press(box.session_box)
    desk.dialog.show_secret(SUPPORT.id, KEPT)
    assert box.session_box.isChecked()
    desk.dialog.show_secret(SUPPORT.id, SecretPlace(PlaceKind.NONE, problem=Problem("keyring_missing")))
    assert not box.session_box.isVisible()
    assert not box.session_only


def test_a_key_that_was_kept_out_says_so_and_can_be_kept_after_all(desk: Desk) -> None:
    desk.dialog.show_secret(SUPPORT.id, CHOSEN)
    box = desk.form.secret
    assert not box.session_box.isVisible()
    assert box.keep_button.isVisible()
    press(box.replace_button)
    assert box.session_box.isChecked()
