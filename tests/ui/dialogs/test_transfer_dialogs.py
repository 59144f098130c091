"""What is exported in which form, what an import would bring, and how far long work came."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QRadioButton
from pytestqt.qtbot import QtBot

from desktop.core.export.forms import ExportForm
from desktop.core.merging import Comparison
from desktop.core.progress import Progress
from desktop.ui.dialogs.export_dialog import ExportDialog, form_name
from desktop.ui.dialogs.import_dialog import ImportDialog
from desktop.ui.dialogs.progress_dialog import ProgressDialog
from desktop.ui.look.theme import ThemeSwitch
from tests.ui.settings.conftest import button_called, everything_said, press

SCOPES = [("This conversation: A & B", ("c1",)), ("All conversations", ())]


@pytest.mark.parametrize("scope", range(2))
@pytest.mark.parametrize("form", ExportForm)
def test_what_is_chosen_by_keyboard_is_exported(
    qtbot: QtBot, switch: ThemeSwitch, form: ExportForm, scope: int
) -> None:
    dialog = ExportDialog(SCOPES, switch.theme)
    wanted: list[tuple[tuple[str, ...], ExportForm]] = []
    dialog.export_requested.connect(lambda ids, form: wanted.append((ids, form)))
    with qtbot.waitActive(dialog):
        dialog.open()
    for _ in range(scope):
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Down)
    button_called(dialog, form_name(form)).setFocus()
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Space)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert wanted == [(SCOPES[scope][1], form)]
    assert not dialog.isVisible()


def test_each_form_has_a_sentence_also_for_screen_readers(qtbot: QtBot, switch: ThemeSwitch) -> None:
    dialog = ExportDialog(SCOPES, switch.theme)
    qtbot.addWidget(dialog)
    buttons = dialog.findChildren(QRadioButton)
    assert len([button for button in buttons if button.accessibleDescription()]) == len(ExportForm)
    dialog.choose(ExportForm.JSON)
    assert dialog.form is ExportForm.JSON
    assert "imported again" in everything_said(dialog)


def test_leaving_exports_nothing(qtbot: QtBot, switch: ThemeSwitch) -> None:
    dialog = ExportDialog(SCOPES, switch.theme)
    wanted: list[object] = []
    dialog.export_requested.connect(lambda ids, _form: wanted.append(ids))
    with qtbot.waitActive(dialog):
        dialog.open()
    press(dialog.cancel_button)
    assert (wanted, dialog.isVisible()) == ([], False)


def preview(qtbot: QtBot, switch: ThemeSwitch, found: Comparison) -> tuple[ImportDialog, list[bool]]:
    dialog = ImportDialog("<b>x</b>.json", found, switch.theme)
    wanted: list[bool] = []
    dialog.import_requested.connect(wanted.append)
    with qtbot.waitActive(dialog):
        dialog.open()
    return dialog, wanted


def test_an_import_shows_what_it_would_bring(qtbot: QtBot, switch: ThemeSwitch) -> None:
    found = Comparison(new=120, unchanged=4, grown=2, new_messages=5, different=3, different_messages=7)
    dialog, wanted = preview(qtbot, switch, found)
    said = [label.text() for label in dialog.findChildren(QLabel)]
    assert {"120", "4", "2 (5 messages)", "3 (7 messages)", "Import <b>x</b>.json"} <= set(said)
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in dialog.findChildren(QLabel))
    press(dialog.newer)
    press(dialog.import_button)
    assert wanted == [True]


@pytest.mark.parametrize("found", [Comparison(unchanged=3), Comparison()])
def test_nothing_new_cannot_be_imported(qtbot: QtBot, switch: ThemeSwitch, found: Comparison) -> None:
    dialog, wanted = preview(qtbot, switch, found)
    assert not dialog.import_button.isEnabled()
    assert "nothing new" in everything_said(dialog)
    assert not dialog.newer.isVisible()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert (wanted, dialog.isVisible()) == ([], False)


def test_what_differs_alone_is_imported_only_when_it_is_wanted(qtbot: QtBot, switch: ThemeSwitch) -> None:
    dialog, wanted = preview(qtbot, switch, Comparison(different=1, different_messages=0))
    assert not dialog.import_button.isEnabled()
    press(dialog.newer)
    press(dialog.import_button)
    assert wanted == [True]


def test_long_work_shows_itself_and_can_be_ended_once(qtbot: QtBot, switch: ThemeSwitch) -> None:
    progress = Progress()
    dialog = ProgressDialog("Exporting", "%1 of %2 conversations", progress, switch.theme)
    ends: list[bool] = []
    dialog.cancel_requested.connect(lambda: ends.append(True))
    assert not dialog.isVisible()
    assert dialog.bar.maximum() == 0
    qtbot.waitUntil(dialog.isVisible)
    progress.total = 400
    progress.report(100)
    qtbot.waitUntil(lambda: dialog.bar.value() == 250)
    assert dialog.state.text() == "100 of 400 conversations"
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    dialog.close()
    assert (ends, dialog.isVisible()) == ([True], True)
    dialog.finish()
    assert not dialog.isVisible()


def test_quick_work_is_done_without_a_dialog(qtbot: QtBot, switch: ThemeSwitch) -> None:
    dialog = ProgressDialog("Exporting", "", Progress(), switch.theme)
    with qtbot.waitSignal(dialog.destroyed):
        dialog.finish()
