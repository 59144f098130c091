"""The lines of a list stand one below the other, also when somebody asked for their places too early."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QDialog, QListWidget, QVBoxLayout
from pytestqt.qtbot import QtBot

from desktop.core.report import text_file
from desktop.core.settings import Settings
from desktop.ui.dialogs.report_dialog import ReportDialog
from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.settings.settings_dialog import SettingsDialog
from desktop.ui.widgets.word_list import WordList


def check_lines(lines: QListWidget) -> None:
    places = [lines.visualItemRect(lines.item(row)) for row in range(lines.count())]
    assert len(places) > 1
    height = lines.sizeHintForRow(0)
    assert [(place.top() - places[0].top(), place.height()) for place in places] == [
        (row * height, height) for row in range(len(places))
    ]


def show(qtbot: QtBot, dialog: QDialog) -> None:
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.open()


@pytest.mark.usefixtures("switch")
def test_lines_that_were_laid_out_too_early_are_laid_out_again(qtbot: QtBot) -> None:
    dialog, lines = QDialog(), WordList()
    QVBoxLayout(dialog).addWidget(lines)
    lines.addItems(["one", "two", "three"])
    early = lines.visualItemRect(lines.item(1)).top()
    show(qtbot, dialog)
    check_lines(lines)
    assert lines.visualItemRect(lines.item(1)).top() > early


def test_the_pages_of_the_settings(qtbot: QtBot, switch: ThemeSwitch) -> None:
    dialog = SettingsDialog(switch.theme)
    dialog.show_settings(Settings())
    assert dialog.list.visualItemRect(dialog.list.item(0)).isValid()  # as a screen reader asks
    show(qtbot, dialog)
    check_lines(dialog.list)


def test_the_files_of_a_report(qtbot: QtBot, switch: ThemeSwitch) -> None:
    files = [text_file(name, "words") for name in ("versions.txt", "system.txt", "settings.json")]
    dialog = ReportDialog(files, switch.theme)
    show(qtbot, dialog)
    check_lines(dialog.list)
