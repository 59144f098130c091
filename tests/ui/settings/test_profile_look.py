"""Label, colour and credential in the form; fields that are checked when they are left; profiles that are not yours."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget

from desktop.core.chatbot import ENVIRONMENT_PROFILE, Chatbot, Credential, Profile
from desktop.core.errors import SENTENCES, Problem
from desktop.core.secret_place import PlaceKind, SecretPlace
from desktop.core.settings import Settings
from desktop.ui.look.theme import ThemeSwitch
from tests.ui.settings.conftest import KEPT, SANDBOX, SUPPORT, Desk, chatbot_edits, enter, press

FLEET = Profile("fleet", "Fleet", "https://fleet.example", "44", (Chatbot("bot-3", "Ann"),), managed=True)
HERE = Profile(ENVIRONMENT_PROFILE, "Here", "https://here.example", "45", (Chatbot("bot-4", "Bo"),))


def leave(edit: QLineEdit) -> None:
    QTest.keyClick(edit, Qt.Key.Key_Tab)


def choose_colour(desk: Desk, name: str) -> None:
    colour = desk.form.look.colour
    colour.setCurrentText(name)
    colour.activated.emit(colour.currentIndex())


def test_the_colour_that_comes_with_a_label_is_said(desk: Desk) -> None:
    colour = desk.form.look.colour
    assert colour.currentText() == "None"
    enter(desk.form.look.label.edit, "Production")
    assert (colour.currentText(), desk.form.look.chip.property("tone")) == ("Red, by its label", "red")
    assert not colour.itemIcon(0).isNull()
    desk.save()
    assert desk.submitted[-1][0].colour == ""
    choose_colour(desk, "Green")
    assert (colour.itemText(0), desk.form.look.chip.property("tone")) == ("Red, by its label", "green")
    enter(desk.form.look.label.edit, "test")
    assert colour.itemText(0) == "None"
    assert colour.itemIcon(0).isNull()


def test_label_and_colour_are_saved_and_seen_at_once(desk: Desk) -> None:
    enter(desk.form.look.label.edit, " Staging  2 ")
    choose_colour(desk, "Violet")
    chip = desk.form.look.chip
    assert chip.isVisible()
    assert (chip.text(), chip.property("tone")) == ("Staging 2", "violet")
    desk.save()
    ((saved, _),) = desk.submitted
    assert saved == replace(SUPPORT, label="Staging 2", colour="violet")


def test_production_is_red_unless_another_colour_is_chosen(desk: Desk) -> None:
    enter(desk.form.look.label.edit, "production")
    assert desk.form.look.chip.property("tone") == "red"
    choose_colour(desk, "Green")
    assert desk.form.look.chip.property("tone") == "green"


def test_a_path_is_asked_for_only_with_a_client_token(desk: Desk) -> None:
    box = desk.form.credential
    assert not box.path.isVisible()
    press(box.client_token)
    assert box.path.isVisible()
    assert box.path.text == ""
    enter(box.path.edit, "//evil.example/x")
    desk.save()
    assert box.path.error == SENTENCES["handshake_path_invalid"]
    assert desk.dialog.focusWidget() is box.path.edit
    enter(box.path.edit, " /v1/hello ")
    desk.save()
    ((saved, _),) = desk.submitted
    assert (saved.credential, saved.handshake_path) == (Credential.CLIENT_TOKEN, "/v1/hello")


def test_the_path_goes_with_the_client_token(desk: Desk) -> None:
    box = desk.form.credential
    press(box.client_token)
    enter(box.path.edit, "/v1/hello")
    press(box.api_key)
    desk.save()
    ((saved, _),) = desk.submitted
    assert (saved.credential, saved.handshake_path) == (Credential.API_KEY, "")


@pytest.mark.parametrize(
    ("field", "typed", "code"),
    [
        ("address", "http://agents.example", "address_insecure"),
        ("address", "https://me:word@agents.example", "address_userinfo"),
        ("address", "two words", "address_invalid"),
        ("project", "shop", "project_not_number"),
        ("project", "4 2", "id_invalid"),
    ],
)
def test_a_field_is_checked_when_it_is_left(desk: Desk, field: str, typed: str, code: str) -> None:
    part = getattr(desk.form, field)
    enter(part.edit, typed)
    assert part.error == ""
    leave(part.edit)
    assert part.error == SENTENCES[code]
    assert desk.dialog.focusWidget() is not part.edit, "nobody is held there"
    assert desk.submitted == []


def test_the_ids_of_chatbots_are_checked_when_they_are_left(desk: Desk) -> None:
    _, edit = chatbot_edits(desk.form)[0]
    enter(edit, "bot 1")
    leave(edit)
    assert desk.form.chatbots.error == SENTENCES["id_invalid"]
    assert desk.dialog.focusWidget() is not edit


def test_what_was_not_typed_yet_is_not_complained_of(desk: Desk) -> None:
    desk.begin_new()
    for edit in (desk.form.project.edit, chatbot_edits(desk.form)[0][1], desk.form.secret.field.edit):
        edit.setFocus()
        leave(edit)
    assert (desk.form.project.error, desk.form.chatbots.error, desk.form.secret.field.error) == ("", "", "")


def test_tab_goes_through_the_form_from_top_to_bottom(desk: Desk) -> None:
    desk.begin_new()
    form = desk.form
    form.name.setFocus()
    seen: list[QWidget] = []
    while (at := QApplication.focusWidget()) is not None and at not in seen and form.isAncestorOf(at):
        seen.append(at)
        QTest.keyClick(at, Qt.Key.Key_Tab)
    tops = [widget.mapTo(form, QPoint(0, 0)).y() for widget in seen]
    assert tops == sorted(tops)
    fields = [form.name.edit, form.address.edit, form.project.edit, form.secret.field.edit, form.look.label.edit]
    assert [widget for widget in seen if widget in fields] == fields
    assert form.save_button in seen


# ── duplicates ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_duplicate_is_a_new_profile_whose_key_is_asked_for(desk: Desk) -> None:
    enter(desk.form.look.label.edit, "staging")
    press(desk.form.duplicate_button)
    assert desk.dialog.chatbots.list.currentItem().text() == "Support (2)"
    assert desk.form.secret.field.isVisible()
    assert desk.dialog.focusWidget() is desk.form.secret.field.edit
    desk.save()
    ((saved, secret),) = desk.submitted
    assert saved.id not in (SUPPORT.id, "")
    assert saved == replace(SUPPORT, id=saved.id, name="Support (2)", label="staging")
    assert secret is None
    desk.choose("Support")
    assert desk.form.look.label.text == "staging", "what was typed for the first one is still there"


def test_a_new_profile_and_a_duplicate_stand_side_by_side(desk: Desk) -> None:
    desk.begin_new()
    desk.choose("Sales")
    press(desk.form.duplicate_button)
    names = [desk.dialog.chatbots.list.item(row).text() for row in range(desk.dialog.chatbots.list.count())]
    assert names == ["Support", "Sales", "Sandbox", "New profile", "Sales (2)"]
    desk.begin_new()
    assert desk.dialog.chatbots.list.count() == len(names)


# ── those that are not yours ──────────────────────────────────────────────────────────────────────────────────────


def test_a_managed_profile_takes_a_key_and_nothing_else(desk: Desk) -> None:
    desk.dialog.show_profiles((FLEET, SUPPORT), "fleet")
    form = desk.form
    assert desk.dialog.chatbots.list.item(0).text() == "Fleet (managed)"
    assert form.name.edit.isReadOnly()
    assert form.address.edit.isReadOnly()
    assert not any(edit.isEnabled() for edit in chatbot_edits(form)[0])
    assert not form.chatbots.add_button.isEnabled()
    assert not form.look.colour.isEnabled()
    assert not form.remove_button.isVisible()
    enter(form.secret.field.edit, "key-1")
    desk.save()
    ((saved, secret),) = desk.submitted
    assert saved == FLEET
    assert secret is not None
    desk.choose("Support")
    assert not form.name.edit.isReadOnly()
    assert all(edit.isEnabled() for edit in chatbot_edits(form)[0])
    assert form.chatbots.add_button.isEnabled()


def test_a_profile_of_the_environment_is_explained(desk: Desk) -> None:
    desk.dialog.show_profiles((SUPPORT, SANDBOX, HERE), "")
    desk.choose("Here")
    assert any("ROBOFY_API_KEY" in text for text in in_sight(desk.dialog.chatbots))
    assert not desk.form.isVisible()


def test_locked_settings_are_seen_and_cannot_be_changed(desk: Desk) -> None:
    assert not desk.dialog.managed.isVisibleTo(desk.dialog)
    desk.dialog.show_settings(Settings())
    desk.dialog.lock(frozenset({"chat.streaming", "appearance.zoom"}))
    assert desk.dialog.managed.isVisibleTo(desk.dialog)
    locked: tuple[QWidget, ...] = (desk.dialog.chat.stream, desk.dialog.chat.whole, desk.dialog.appearance.zoom)
    assert [control.isEnabled() for control in locked] == [False] * 3
    assert {control.accessibleDescription() for control in locked} == {"Set by your administrator"}
    assert desk.dialog.chat.enter.isEnabled()


# ── keys and files ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_key_of_this_session_can_be_moved_into_the_keyring(desk: Desk) -> None:
    asked: list[str] = []
    desk.dialog.chatbots.secret_keeping_requested.connect(asked.append)
    box = desk.form.secret
    assert not box.keep_button.isVisible()
    locked = Problem("keyring_locked", retryable=True)
    desk.dialog.show_secret(SUPPORT.id, SecretPlace(PlaceKind.SESSION, hint="…WXYZ", problem=locked))
    press(box.keep_button)
    assert asked == [SUPPORT.id]
    desk.dialog.show_secret(SUPPORT.id, KEPT)
    assert not box.keep_button.isVisible()


def test_a_key_that_can_live_for_a_session_only_is_not_offered_the_keyring(desk: Desk) -> None:
    only = SecretPlace(PlaceKind.SESSION, hint="…WXYZ", problem=Problem("session_only"))
    desk.dialog.show_secret(SUPPORT.id, only)
    assert not desk.form.secret.keep_button.isVisible()


def test_a_file_is_asked_for_or_dropped(desk: Desk) -> None:
    wanted: list[str] = []
    page = desk.dialog.chatbots
    page.import_requested.connect(wanted.append)
    press(page.import_button)
    drop(page, "file:///some/p.json")
    drop(page, "https://agents.example/p.json")
    drop(page, "file:///a", "file:///b")
    assert wanted == ["", "/some/p.json"]


def drop(page: QWidget, *urls: str) -> None:
    data = QMimeData()
    data.setUrls([QUrl(url) for url in urls])
    button, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    for kind in (QDragEnterEvent, QDropEvent):
        event = kind(QPoint(5, 5), Qt.DropAction.CopyAction, data, button, keys)
        QApplication.sendEvent(page, event)


def test_what_kept_a_file_out_stands_beside_the_button_until_the_next_one(desk: Desk) -> None:
    page = desk.dialog.chatbots
    page.show_trouble(Problem("profiles_foreign", {"file": "p.json"}))
    words = "p.json holds no profiles of Robofy Desktop. No profile was imported."
    assert words in in_sight(page)
    press(page.import_button)
    assert words not in in_sight(page)


def in_sight(root: QWidget) -> list[str]:
    return [label.text() for label in root.findChildren(QLabel) if label.isVisible()]


def test_colours_follow_the_theme(desk: Desk, switch: ThemeSwitch) -> None:
    before = desk.form.look.colour.itemIcon(1).cacheKey()
    switch.set_choice("dark")
    desk.dialog.set_theme(switch.theme)
    assert desk.form.look.colour.itemIcon(1).cacheKey() != before
