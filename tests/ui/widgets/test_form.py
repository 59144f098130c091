"""The parts of forms: plain words, a field with its help and error, pages that scroll, dialogs that fit."""

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.widgets.form import Field, column, filled, fit, line, scrolled, selectable, words

LONG = "The ID is on the page of the chatbot in the dashboard, and the name is your choice. " * 6


@pytest.fixture
def field(qtbot: QtBot, switch: ThemeSwitch) -> Field:
    made = Field("Project ID", "A number.", switch.theme)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def shown(root: QWidget) -> list[str]:
    QCoreApplication.sendPostedEvents()
    return [label.text() for label in root.findChildren(QLabel) if label.isVisible()]


def test_words_are_no_markup(qtbot: QtBot) -> None:
    label = words("<b>bold</b>", "secondary")
    qtbot.addWidget(label)
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert label.property("role") == "secondary"


def test_wrapped_words_keep_no_page_wide(qtbot: QtBot) -> None:
    label, whole = words(LONG), words(LONG, wraps=False)
    qtbot.addWidget(label)
    qtbot.addWidget(whole)
    assert label.minimumWidth() == 1
    assert label.heightForWidth(200) > label.heightForWidth(800)
    assert whole.minimumSizeHint().width() > 800


def test_selectable_words_can_be_selected(qtbot: QtBot) -> None:
    label = selectable(words("ses-1"))
    qtbot.addWidget(label)
    assert label.textInteractionFlags() == Qt.TextInteractionFlag.TextSelectableByMouse


@pytest.mark.parametrize(
    ("template", "values", "text"),
    [
        ("%1 answered in %2", ("Helper", "1 s"), "Helper answered in 1 s"),
        ("In %2, %1 answered", ("Helper", "1 s"), "In 1 s, Helper answered"),
        ("%1 and %2", ("%2", "%1"), "%2 and %1"),
        ("%1 %1", ("\\1",), "\\1 \\1"),
        ("100 %", (), "100 %"),
    ],
)
def test_places_are_filled_in_one_go(template: str, values: tuple[str, ...], text: str) -> None:
    assert filled(template, *values) == text


def test_a_line_knows_its_direction(qtbot: QtBot) -> None:
    made = line("vertical")
    qtbot.addWidget(made)
    assert (made.property("role"), made.property("orientation")) == ("line", "vertical")


def test_a_field_shows_its_label_and_help_and_tells_them(field: Field) -> None:
    assert shown(field) == ["Project ID", "A number."]
    assert field.edit.accessibleName() == "Project ID"
    assert field.edit.accessibleDescription() == "A number."
    label = next(label for label in field.findChildren(QLabel) if label.text() == "Project ID")
    assert label.buddy() is field.edit


def test_an_error_stands_at_the_field_until_something_is_typed(field: Field) -> None:
    field.set_error("It is missing.")
    assert shown(field) == ["Project ID", "It is missing.", "A number."]
    assert field.error == "It is missing."
    assert field.edit.accessibleDescription() == "It is missing. A number."
    assert field.edit.property("invalid") == "true"
    QTest.keyClicks(field.edit, "4")
    assert shown(field) == ["Project ID", "A number."]
    assert field.edit.accessibleDescription() == "A number."
    assert field.edit.property("invalid") == "false"
    assert field.text == "4"


def test_an_error_is_seen_in_the_frame_of_the_field(field: Field, switch: ThemeSwitch) -> None:
    field.edit.clearFocus()
    before = field.edit.grab().toImage()
    field.set_error("It is missing.")
    QCoreApplication.sendPostedEvents()
    image = field.edit.grab().toImage()
    danger = switch.theme.color("danger").name()
    assert danger in {image.pixelColor(x, image.height() // 2).name() for x in range(3)}
    field.clear_error()
    assert field.edit.grab().toImage() == before


def test_help_can_change_and_go(field: Field) -> None:
    field.set_help("Another help.")
    assert shown(field) == ["Project ID", "Another help."]
    field.set_help("")
    assert shown(field) == ["Project ID"]
    assert field.edit.accessibleDescription() == ""
    field.set_error("It is missing.")
    assert shown(field) == ["Project ID", "It is missing."]


def test_a_text_that_was_put_in_shows_its_beginning_and_cannot_be_undone(field: Field) -> None:
    QTest.keyClicks(field.edit, "typed before")
    field.set_text("another " * 40)
    assert field.edit.cursorPosition() == 0
    field.edit.undo()
    assert field.text == "another " * 40


def test_the_same_text_again_leaves_the_cursor_alone(field: Field) -> None:
    QTest.keyClicks(field.edit, "4711")
    field.set_text("4711")
    assert field.edit.cursorPosition() == 4


def test_the_focus_of_a_field_is_its_line(field: Field) -> None:
    field.setFocus()
    assert field.window().focusWidget() is field.edit


def test_a_field_may_bring_a_line_of_its_own(qtbot: QtBot, switch: ThemeSwitch) -> None:
    edit = QLineEdit()
    made = Field("Key", "", switch.theme, edit=edit)
    qtbot.addWidget(made)
    assert made.edit is edit
    assert made.isAncestorOf(edit)


def test_a_small_window_scrolls_its_page_and_cuts_nothing(qtbot: QtBot, switch: ThemeSwitch) -> None:
    page = QWidget()
    layout = column(switch.theme, "space_s", margins="space_s")
    for _ in range(10):
        layout.addWidget(words(LONG))
    page.setLayout(layout)
    area = scrolled(page, "Profile")
    qtbot.addWidget(area)
    area.resize(300, 200)
    with qtbot.waitExposed(area):
        area.show()
    assert area.accessibleName() == "Profile"
    assert page.width() == area.viewport().width()
    assert area.verticalScrollBar().maximum() > 0
    assert all(label.height() >= label.heightForWidth(label.width()) for label in page.findChildren(QLabel))


def test_a_page_that_fits_does_not_scroll_also_after_more_was_said(qtbot: QtBot, switch: ThemeSwitch) -> None:
    page = QWidget()
    layout = column(switch.theme, "space_s", margins="space_s")
    label = words(LONG)
    layout.addWidget(label)
    page.setLayout(layout)
    area = scrolled(page, "Profile")
    qtbot.addWidget(area)
    area.resize(600, label.heightForWidth(500) + 60)
    with qtbot.waitExposed(area):
        area.show()
    assert area.verticalScrollBar().maximum() == 0
    label.setText(LONG * 30)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)
    assert label.height() >= label.heightForWidth(label.width())


@pytest.mark.parametrize("width", [300, 600])
def test_a_dialog_is_as_high_as_its_words_need_at_its_width(qtbot: QtBot, switch: ThemeSwitch, width: int) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    layout = column(switch.theme, "space_s", margins="space_l")
    label = words(LONG)
    layout.addWidget(label)
    dialog.setLayout(layout)
    fit(dialog, width)
    with qtbot.waitActive(dialog):
        dialog.open()
    assert dialog.width() == width
    assert label.height() == label.heightForWidth(label.width())


def test_a_field_tells_a_screen_reader_what_it_is(field: Field) -> None:
    spoken = QAccessible.queryAccessibleInterface(field.edit)
    assert spoken.role() is QAccessible.Role.EditableText
    assert spoken.text(QAccessible.Text.Name) == "Project ID"
    assert spoken.text(QAccessible.Text.Description) == "A number."
