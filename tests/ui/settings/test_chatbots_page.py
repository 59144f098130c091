"""The page of profiles: nothing typed is lost, no key is seen where it has no business, answers find their profile."""

from msgspec.structs import replace
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton

from desktop.core.chatbot import Profile, Secret
from desktop.core.connection_result import ConnectionResult
from desktop.core.errors import SENTENCES, Problem
from tests.ui.settings.conftest import (
    KEPT,
    KEY,
    NONE_YET,
    SALES,
    SANDBOX,
    SUPPORT,
    Desk,
    button_called,
    chatbot_edits,
    enter,
    everything_said,
    press,
    settle,
)

REFUSED = ConnectionResult(False, "Helper", 0.2, problem=Problem("unauthorized"), field="secret")
ANSWERED = ConnectionResult(True, "Helper", 1.23, excerpt="Hello there")


def saved(desk: Desk) -> Profile:
    """Answer the last wish to save as its hearer does."""
    profile, secret = desk.submitted[-1]
    others = [other for other in (SUPPORT, SALES) if other.id != profile.id]
    desk.dialog.show_saved((profile, *others, SANDBOX), profile.id)
    desk.dialog.show_secret(profile.id, KEPT if secret else NONE_YET)
    return profile


def names(desk: Desk) -> list[str]:
    profiles = desk.dialog.chatbots.list
    return [profiles.item(row).text() for row in range(profiles.count())]


def in_sight(desk: Desk, name: str) -> bool:
    settle()
    return any(button.text() == name and button.isVisible() for button in desk.dialog.findChildren(QPushButton))


def test_a_draft_waits_while_other_profiles_are_looked_at(desk: Desk) -> None:
    enter(desk.form.name.edit, "Renamed")
    enter(desk.form.address.edit, "half an address")
    enter(chatbot_edits(desk.form)[0][1], "bot-9")
    enter(desk.form.secret.field.edit, KEY)
    for other in ("Sales", "Sandbox"):
        desk.choose(other)
        assert KEY not in everything_said(desk.dialog)
    desk.choose("Support")
    assert desk.form.name.text == "Renamed"
    assert desk.form.address.text == "half an address"
    assert chatbot_edits(desk.form)[0][1].text() == "bot-9"
    assert desk.form.secret.field.text == KEY
    assert "Not saved yet" in everything_said(desk.form)


def test_a_draft_waits_while_a_profile_is_added_and_while_the_dialog_is_closed(desk: Desk) -> None:
    enter(desk.form.name.edit, "Renamed")
    desk.begin_new()
    assert desk.form.name.text == ""
    enter(desk.form.name.edit, "Brand new")
    desk.dialog.reject()
    desk.dialog.show_profiles((SUPPORT, SALES, SANDBOX), "")
    desk.dialog.open()
    assert desk.form.name.text == "Brand new"
    desk.choose("Support")
    assert desk.form.name.text == "Renamed"
    desk.begin_new()
    assert desk.form.name.text == "Brand new"
    assert names(desk) == ["Support", "Sales", "Sandbox", "New profile"]


def test_a_key_that_was_typed_alone_is_a_draft_too(desk: Desk) -> None:
    desk.choose("Sales")
    enter(desk.form.secret.field.edit, KEY)
    desk.dialog.show_profiles((SUPPORT, SALES, SANDBOX), "")
    assert desk.form.secret.field.text == KEY
    desk.choose("Support")
    desk.dialog.show_profiles((SUPPORT, SALES, SANDBOX), SUPPORT.id)
    desk.choose("Sales")
    assert desk.form.secret.field.text == KEY


def test_saving_ends_the_draft_and_leaves_the_others(desk: Desk) -> None:
    enter(desk.form.name.edit, "Renamed")
    desk.choose("Sales")
    enter(desk.form.name.edit, "More sales")
    desk.save()
    saved(desk)
    assert not desk.form.is_dirty()
    assert names(desk)[0] == "More sales"
    desk.choose("Support")
    assert desk.form.name.text == "Renamed"
    desk.choose("More sales")
    assert not desk.form.is_dirty()


def test_after_saving_the_key_stands_nowhere(desk: Desk) -> None:
    desk.begin_new()
    desk.fill()
    enter(desk.form.name.edit, "Third")
    desk.save()
    assert desk.submitted[0][1] == Secret(KEY)
    saved(desk)
    assert KEY not in everything_said(desk.dialog)
    assert "…WXYZ" in everything_said(desk.dialog)
    for name in names(desk):
        desk.choose(name)
        assert KEY not in everything_said(desk.dialog)
    edit = desk.form.secret.field.edit
    edit.setEchoMode(QLineEdit.EchoMode.Normal)
    edit.undo()
    assert edit.text() == ""


def test_what_is_typed_while_a_save_is_under_way_stays_without_the_key(desk: Desk) -> None:
    desk.choose("Sales")
    enter(desk.form.secret.field.edit, KEY)
    desk.save()
    enter(desk.form.name.edit, "Typed meanwhile")
    saved(desk)
    assert desk.form.name.text == "Typed meanwhile"
    assert desk.form.is_dirty()
    assert KEY not in everything_said(desk.dialog)


def test_a_save_that_failed_keeps_what_was_typed(desk: Desk) -> None:
    enter(desk.form.name.edit, "Renamed")
    desk.save()
    desk.dialog.show_problem(SUPPORT.id, "", SENTENCES["disk_full"])
    assert desk.form.connection.answer == SENTENCES["disk_full"]
    desk.dialog.show_profiles((SUPPORT, SALES, SANDBOX), SUPPORT.id)
    assert desk.form.name.text == "Renamed"


def test_a_removed_profile_leaves_nothing_behind(desk: Desk) -> None:
    enter(desk.form.secret.field.edit, KEY)
    desk.dialog.show_profiles((SANDBOX,), "")
    assert names(desk) == ["Sandbox"]
    assert KEY not in everything_said(desk.dialog)
    desk.dialog.show_profiles((SUPPORT, SANDBOX), SUPPORT.id)
    assert not desk.form.is_dirty()


def test_the_end_of_a_removal_leaves_alone_what_is_typed_for_another_profile(desk: Desk) -> None:
    desk.choose("Sales")
    enter(desk.form.name.edit, "Sles")
    desk.form.name.edit.setCursorPosition(1)
    desk.dialog.show_saved((SALES, SANDBOX), SUPPORT.id)
    QTest.keyClicks(desk.form.name.edit, "a")
    assert desk.form.name.text == "Sales"
    desk.dialog.show_saved((SANDBOX,), SALES.id)
    assert (names(desk), desk.dialog.chatbots.list.currentRow()) == (["Sandbox"], 0)


def test_removal_is_asked_in_the_form_and_done_once(desk: Desk) -> None:
    press(desk.form.remove_button)
    assert desk.removed == []
    assert desk.dialog.focusWidget() is button_called(desk.form, "Remove")
    press(button_called(desk.form, "Keep"))
    assert not in_sight(desk, "Remove")
    assert desk.removed == []
    press(desk.form.remove_button)
    press(button_called(desk.form, "Remove"))
    assert desk.removed == [SUPPORT.id]
    assert not in_sight(desk, "Remove")


def test_the_question_of_removal_does_not_follow_to_another_profile(desk: Desk) -> None:
    press(desk.form.remove_button)
    desk.choose("Sales")
    assert not in_sight(desk, "Remove")
    press(desk.form.remove_button)
    press(button_called(desk.form, "Remove"))
    assert desk.removed == [SALES.id]


def test_a_profile_that_was_never_saved_cannot_be_removed(desk: Desk) -> None:
    desk.begin_new()
    assert not in_sight(desk, "Remove profile…")


def test_the_sandbox_has_nothing_to_change(desk: Desk) -> None:
    desk.choose("Sandbox")
    settle()
    page = desk.dialog.chatbots
    assert not [edit for edit in page.findChildren(QLineEdit) if edit.isVisible()]
    assert not in_sight(desk, "Save")
    assert "no key" in everything_said(page)


def test_a_kept_key_is_removed_from_the_profile_in_view(desk: Desk) -> None:
    press(desk.form.secret.remove_button)
    assert desk.keys_removed == [SUPPORT.id]


def test_a_running_test_can_be_cancelled(desk: Desk) -> None:
    press(button_called(desk.form, "Test connection"))
    assert desk.tested == [(SUPPORT, None)]
    desk.dialog.show_test(SUPPORT.id, None)
    assert desk.form.connection.answer == "Asking…"
    press(button_called(desk.form, "Cancel the test"))
    assert desk.cancelled == 1
    assert desk.form.connection.answer == ""
    assert in_sight(desk, "Test connection")
    assert len(desk.tested) == 1


def test_a_good_answer_says_who_and_how_fast(desk: Desk) -> None:
    desk.dialog.show_test(SUPPORT.id, None)
    desk.dialog.show_test(SUPPORT.id, ANSWERED)
    assert desk.form.connection.answer == "Helper answered in 1.2 s: “Hello there”"
    assert in_sight(desk, "Test connection")


def test_an_answer_with_a_place_holder_in_it_is_shown_as_it_came(desk: Desk) -> None:
    desk.dialog.show_test(SUPPORT.id, replace(ANSWERED, chatbot_name="%2 off", excerpt="%1"))
    assert desk.form.connection.answer == "%2 off answered in 1.2 s: “%1”"


def test_a_bad_answer_is_named_at_the_field_that_has_to_change(desk: Desk) -> None:
    desk.dialog.show_test(SUPPORT.id, REFUSED)
    refused = "The chatbot did not accept this key. Check it, or paste another one."
    assert desk.form.connection.answer == refused
    assert desk.form.secret.field.error == refused
    assert desk.form.secret.field.isVisible()
    assert "new address" not in desk.form.secret.field.edit.accessibleDescription()


def test_a_test_sends_the_key_that_was_typed(desk: Desk) -> None:
    desk.choose("Sales")
    enter(desk.form.secret.field.edit, KEY)
    press(button_called(desk.form, "Test connection"))
    assert desk.tested == [(SALES, Secret(KEY))]
    assert desk.submitted == []


def test_no_test_of_what_is_not_right(desk: Desk) -> None:
    enter(desk.form.project.edit, "")
    press(button_called(desk.form, "Test connection"))
    assert desk.tested == []
    assert desk.form.project.error == SENTENCES["project_missing"]


def test_an_answer_for_a_profile_out_of_view_goes_nowhere(desk: Desk) -> None:
    desk.dialog.show_test(SUPPORT.id, None)
    desk.choose("Sales")
    before = everything_said(desk.dialog)
    desk.dialog.show_test(SUPPORT.id, REFUSED)
    desk.dialog.show_test(SUPPORT.id, None)
    desk.dialog.show_problem(SUPPORT.id, "address", "Not found.")
    assert everything_said(desk.dialog) == before
    desk.choose("Support")
    assert in_sight(desk, "Test connection")


def test_places_are_those_of_the_profile_in_view(desk: Desk) -> None:
    desk.choose("Sales")
    desk.dialog.show_secret(SUPPORT.id, replace(KEPT, hint="…1111"))
    assert not desk.form.secret.replace_button.isVisible()
    desk.choose("Support")
    assert "…1111" in everything_said(desk.form)
    desk.begin_new()
    assert "…1111" not in everything_said(desk.form)
    desk.dialog.show_secret("", replace(NONE_YET, name="Other keyring"))
    assert "The key will be kept in the Other keyring." in desk.form.secret.field.edit.accessibleDescription()


# ── another program ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_another_program_adds_comes_and_what_is_edited_stays_as_it_is(desk: Desk) -> None:
    edit = desk.form.name.edit
    enter(edit, "Supp")
    enter(desk.form.secret.field.edit, KEY)
    edit.setFocus()
    edit.setCursorPosition(2)
    added = replace(SALES, id="p3", name="Added")
    desk.dialog.chatbots.take_over((SUPPORT, SALES, added, SANDBOX))
    assert names(desk) == ["Support", "Sales", "Added", "Sandbox"]
    assert desk.dialog.chatbots.list.currentRow() == 0
    assert (edit.text(), edit.cursorPosition()) == ("Supp", 2)
    assert desk.form.secret.field.text == KEY
    assert desk.dialog.focusWidget() is edit
    desk.save()
    assert desk.submitted == [(replace(SUPPORT, name="Supp"), Secret(KEY))]


def test_what_is_edited_outlives_its_profile(desk: Desk) -> None:
    enter(desk.form.name.edit, "Still here")
    desk.choose("Sales")
    enter(desk.form.secret.field.edit, KEY)
    desk.dialog.chatbots.take_over((SANDBOX,))
    assert names(desk) == ["Sandbox", "Still here", "Sales"]
    assert desk.form.secret.field.text == KEY
    assert not desk.form.remove_button.isVisible()
    desk.save()
    desk.choose("Still here")
    desk.save()
    assert desk.submitted == [(SALES, Secret(KEY)), (replace(SUPPORT, name="Still here"), None)]


def test_a_profile_in_view_that_nobody_edits_is_shown_as_it_is_now(desk: Desk) -> None:
    desk.dialog.chatbots.take_over((replace(SUPPORT, name="Renamed"), SALES, SANDBOX))
    assert desk.form.name.text == "Renamed"
    desk.dialog.chatbots.take_over((SALES, SANDBOX))
    assert desk.form.name.text == "Sales"
    desk.dialog.chatbots.take_over(())
    assert names(desk) == []


def test_a_draft_goes_on_where_its_profile_was_changed_elsewhere(desk: Desk) -> None:
    enter(desk.form.project.edit, "77")
    desk.dialog.chatbots.take_over((replace(SUPPORT, name="Renamed"), SALES, SANDBOX))
    assert desk.form.project.text == "77"
    desk.choose("Sales")
    desk.choose("Renamed")
    assert desk.form.project.text == "77"
