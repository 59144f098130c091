"""The form of a profile: each wrong value is named at its field and kept, right ones are handed out exactly."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from desktop.core.chatbot import DEFAULT_ADDRESS, Chatbot, Profile, Secret
from desktop.core.errors import SENTENCES, fill
from desktop.ui.settings.profile_form import FormDraft, ProfileForm
from tests.ui.settings.conftest import KEY, SUPPORT, Desk, chatbot_edits, enter, paste, press, settle


def is_marked(edit: QLineEdit) -> bool:
    return str(edit.property("invalid")) == "true"


def marked(form: ProfileForm) -> list[str]:
    """The fields in sight that are marked as wrong, by their accessible names."""
    return [edit.accessibleName() for edit in form.findChildren(QLineEdit) if is_marked(edit) and edit.isVisible()]


def remove_buttons(form: ProfileForm) -> list[QToolButton]:
    settle()
    buttons = form.chatbots.findChildren(QToolButton)
    return [button for button in buttons if button.accessibleName() == "Remove this chatbot" and button.isVisible()]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("support example", "address_invalid"),
        ("https://support.example/a b", "address_invalid"),
        ("https://me:secret@support.example", "address_userinfo"),
        ("http://support.example", "address_insecure"),
        ("ftp://support.example", "address_invalid"),
        ("", "address_invalid"),
        ("https://support.example/?key=1", "address_invalid"),
    ],
)
def test_an_address_that_is_none_is_named_at_its_field_and_kept(desk: Desk, typed: str, code: str) -> None:
    enter(desk.form.address.edit, typed)
    desk.save()
    assert desk.form.address.error == SENTENCES[code]
    assert desk.form.address.text == typed
    assert marked(desk.form) == ["Address"]
    assert desk.dialog.focusWidget() is desk.form.address.edit
    assert desk.submitted == []


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("support.example", "https://support.example"),
        ("  https://support.example/api/  ", "https://support.example/api"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("localhost:8443", "https://localhost:8443"),
    ],
)
def test_an_address_is_completed_as_a_person_means_it(desk: Desk, typed: str, address: str) -> None:
    enter(desk.form.address.edit, typed)
    desk.save()
    assert desk.submitted[0][0].address == address


@pytest.mark.parametrize(
    ("typed", "code"),
    [("", "project_missing"), ("   ", "project_missing"), ("''", "project_missing"), ("4 2", "id_invalid")],
)
def test_a_project_id_that_is_none_is_named_at_its_field_and_kept(desk: Desk, typed: str, code: str) -> None:
    enter(desk.form.project.edit, typed)
    desk.save()
    assert desk.form.project.error == SENTENCES[code]
    assert desk.form.project.text == typed
    assert marked(desk.form) == ["Project ID"]
    assert desk.dialog.focusWidget() is desk.form.project.edit
    assert desk.submitted == []


@pytest.mark.parametrize("pasted", ["4\n2", "4\t2", "4\x002", "4\u20282", "4\u202e2"])
def test_an_id_with_what_cannot_be_seen_is_refused(desk: Desk, pasted: str) -> None:
    paste(desk.form.project.edit, pasted)
    before = desk.form.project.text
    desk.save()
    assert desk.form.project.error == SENTENCES["id_invalid"]
    assert desk.form.project.text == before
    assert desk.submitted == []


@pytest.mark.parametrize(("typed", "code"), [("", "chatbot_missing"), ("bot 1", "id_invalid")])
def test_a_chatbot_id_that_is_none_is_named_below_the_chatbots_and_kept(desk: Desk, typed: str, code: str) -> None:
    edit = chatbot_edits(desk.form)[0][1]
    enter(edit, typed)
    desk.save()
    assert desk.form.chatbots.error == SENTENCES[code]
    assert edit.text() == typed
    assert marked(desk.form) == ["Chatbot ID"]
    assert desk.dialog.focusWidget() is edit
    assert desk.submitted == []


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("rk live 0123", "rk live 0123"),
        ("Bearer", "Bearer"),
        ("“rk_live”", "“rk_live”"),
        ("rk_\x07live", "rk_\x07live"),
        ("k" * 100_000, "k" * 32_767),  # as much as a field of one line takes
    ],
    ids=["space", "bearer alone", "typographic quotes", "control character", "100 kB"],
)
def test_a_key_that_is_none_is_named_at_its_field_and_kept(desk: Desk, pasted: str, kept: str) -> None:
    press(desk.form.secret.replace_button)
    paste(desk.form.secret.field.edit, pasted)
    desk.save()
    too_long = fill(SENTENCES["secret_too_long"], {"length": "8192"})
    known = (SENTENCES["secret_invalid"], "The key is missing. Paste it.", too_long)
    assert desk.form.secret.field.error in known
    assert desk.form.secret.field.text == kept
    assert marked(desk.form) == ["Key"]
    assert desk.dialog.focusWidget() is desk.form.secret.field.edit
    assert pasted not in desk.form.secret.field.error
    assert desk.submitted == []


@pytest.mark.parametrize(
    "pasted", [KEY, f"  {KEY}\n", f"Bearer {KEY}", f"authorization: bearer {KEY}", f'"{KEY}"', f"`{KEY}`"]
)
def test_a_key_comes_without_what_was_copied_along(desk: Desk, pasted: str) -> None:
    press(desk.form.secret.replace_button)
    paste(desk.form.secret.field.edit, pasted)
    desk.save()
    assert desk.submitted == [(SUPPORT, Secret(KEY))]


def test_quotes_around_ids_are_not_part_of_them(desk: Desk) -> None:
    enter(desk.form.project.edit, '"77"')
    enter(chatbot_edits(desk.form)[0][1], "'bot-7'")
    desk.save()
    profile, secret = desk.submitted[0]
    assert (profile.project_id, profile.chatbots[0].id, secret) == ("77", "bot-7", None)


def test_typing_takes_the_error_away(desk: Desk) -> None:
    enter(desk.form.project.edit, "")
    desk.save()
    QTest.keyClicks(desk.form.project.edit, "4")
    assert desk.form.project.error == ""
    assert marked(desk.form) == []


def test_what_is_right_at_the_next_try_is_no_longer_marked(desk: Desk) -> None:
    desk.dialog.show_problem(SUPPORT.id, "address", "This host was not found.")
    desk.dialog.show_problem(SUPPORT.id, "chatbot_id", "No such chatbot.")
    assert marked(desk.form) == ["Address", "Chatbot ID"]
    desk.save()
    assert marked(desk.form) == []
    assert len(desk.submitted) == 1


def test_a_new_profile_is_handed_out_as_it_was_typed(desk: Desk) -> None:
    desk.begin_new()
    assert desk.dialog.focusWidget() is desk.form.name.edit
    enter(desk.form.name.edit, "  My bots ")
    desk.fill(project=" 99 ", chatbot="bot-9")
    enter(chatbot_edits(desk.form)[0][0], "Nine")
    desk.save()
    profile, secret = desk.submitted[0]
    assert profile == Profile(profile.id, "My bots", DEFAULT_ADDRESS, "99", (Chatbot("bot-9", "Nine"),))
    assert profile.id not in ("", SUPPORT.id)
    assert secret == Secret(KEY)


def test_a_profile_without_a_name_takes_that_of_its_chatbot(desk: Desk) -> None:
    desk.begin_new()
    desk.fill()
    enter(chatbot_edits(desk.form)[0][0], "Nine")
    desk.save()
    assert desk.submitted[0][0].name == "Nine"


def test_a_name_is_one_line(desk: Desk) -> None:
    paste(desk.form.name.edit, "Sup\nport\u2028desk")
    paste(chatbot_edits(desk.form)[0][0], "Hel\tper")
    desk.save()
    assert desk.submitted[0][0].name == "Sup port desk"
    assert desk.submitted[0][0].chatbots[0].name == "Hel per"


def test_chatbots_are_added_and_removed_by_keyboard(desk: Desk) -> None:
    press(desk.form.chatbots.add_button)
    second = chatbot_edits(desk.form)[1]
    assert desk.dialog.focusWidget() is second[0]
    enter(second[0], "Second")
    enter(second[1], "bot-2")
    press(desk.form.chatbots.add_button)  # left empty: it is no chatbot
    desk.save()
    assert list(desk.submitted[-1][0].chatbots) == [Chatbot("bot-1", "Helper"), Chatbot("bot-2", "Second")]
    press(remove_buttons(desk.form)[0])
    desk.save()
    assert list(desk.submitted[-1][0].chatbots) == [Chatbot("bot-2", "Second")]


def test_the_last_chatbot_cannot_be_removed(desk: Desk) -> None:
    assert remove_buttons(desk.form) == []
    press(desk.form.chatbots.add_button)
    assert len(remove_buttons(desk.form)) == 2


def test_only_empty_chatbots_are_no_chatbot(desk: Desk) -> None:
    desk.begin_new()
    desk.fill(chatbot="")
    press(desk.form.chatbots.add_button)
    desk.save()
    assert desk.form.chatbots.error == SENTENCES["chatbot_missing"]
    assert desk.submitted == []


def test_removing_the_chatbot_that_was_wrong_takes_its_error_away(desk: Desk) -> None:
    press(desk.form.chatbots.add_button)
    enter(chatbot_edits(desk.form)[1][1], "not an id")
    desk.save()
    assert desk.form.chatbots.error
    press(remove_buttons(desk.form)[1])
    assert desk.form.chatbots.error == ""


def test_what_the_form_does_not_show_of_a_chatbot_is_kept(desk: Desk) -> None:
    told = Chatbot("bot-1", "Helper", "Helps with orders.", ("Where is my order?",))
    desk.dialog.show_profiles((Profile("p3", "Told", "https://told.example", "1", (told,)),), "p3")
    assert not desk.form.is_dirty()
    enter(chatbot_edits(desk.form)[0][0], "Renamed")
    desk.save()
    (saved,) = desk.submitted[0][0].chatbots
    assert saved == Chatbot("bot-1", "Renamed", "Helps with orders.", ("Where is my order?",))


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_in_any_field_saves_once(desk: Desk, key: Qt.Key) -> None:
    form = desk.form
    press(form.secret.replace_button)
    enter(form.secret.field.edit, KEY)
    name, bot = chatbot_edits(form)[0]
    edits = [form.name.edit, form.address.edit, form.project.edit, name, bot, form.secret.field.edit]
    for times, edit in enumerate(edits, start=1):
        QTest.keyClick(edit, key)
        assert len(desk.submitted) == times, edit.accessibleName()
    assert desk.dialog.isVisible()


def test_a_draft_does_not_print_its_key() -> None:
    assert KEY not in repr(FormDraft(SUPPORT, KEY))


@pytest.mark.parametrize("is_new", [False, True])
def test_tab_goes_through_the_fields_as_they_stand(desk: Desk, is_new: bool) -> None:
    if is_new:
        desk.begin_new()
    press(desk.form.chatbots.add_button)
    desk.form.credential.client_token.click()
    settle()
    form = desk.form
    passed: list[QWidget] = []
    at: QWidget | None = form.name.edit
    while at is not None and at not in passed:
        if form.isAncestorOf(at) and at.isVisible() and at.focusPolicy() & Qt.FocusPolicy.TabFocus:
            passed.append(at)
        at = at.nextInFocusChain()
    assert len(passed) > 12
    assert {form.save_button, *(edit for row in chatbot_edits(form) for edit in row)} <= set(passed)
    assert sorted(passed, key=lambda one: _place(form, one)) == passed


def _place(form: ProfileForm, widget: QWidget) -> tuple[int, int]:
    """The line that a widget stands in, roughly, and how far from its begin."""
    middle = widget.mapTo(form, widget.rect().center())
    return middle.y() // 10, middle.x()
