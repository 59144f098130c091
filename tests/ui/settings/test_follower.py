"""What has the focus and what was just said is in view, however small the window is."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from desktop.core.connection_result import ConnectionResult
from desktop.core.errors import Problem
from tests.ui.settings.conftest import SUPPORT, Desk, button_called, press

REFUSED = ConnectionResult(False, "Helper", 0.2, problem=Problem("unauthorized"), field="secret")
ANSWERED = ConnectionResult(True, "Helper", 1.23, excerpt="Hello there")


def area_of(desk: Desk) -> QScrollArea:
    return next(area for area in desk.dialog.findChildren(QScrollArea) if area.isAncestorOf(desk.form))


def make_small(desk: Desk) -> QScrollArea:
    desk.dialog.resize(desk.dialog.width(), desk.dialog.minimumHeight())
    area = area_of(desk)
    assert area.verticalScrollBar().maximum() > 0
    return area


def is_in_view(desk: Desk, widget: QWidget) -> bool:
    viewport = area_of(desk).viewport()
    place = QRect(widget.mapTo(viewport, QPoint(0, 0)), widget.size())
    return widget.isVisible() and viewport.rect().contains(place)


def test_the_result_of_a_test_is_in_view(desk: Desk, qtbot: QtBot) -> None:
    bar = make_small(desk).verticalScrollBar()
    for result in (None, ANSWERED, REFUSED):
        bar.setValue(0)
        desk.dialog.show_test(SUPPORT.id, result)
        qtbot.waitUntil(lambda: is_in_view(desk, desk.form.connection))


def test_the_key_of_a_duplicate_is_in_view_and_stays_there_while_it_is_typed(desk: Desk, qtbot: QtBot) -> None:
    bar = make_small(desk).verticalScrollBar()
    press(desk.form.duplicate_button)
    edit = desk.form.secret.field.edit
    assert desk.dialog.focusWidget() is edit
    qtbot.waitUntil(lambda: is_in_view(desk, edit))
    bar.setValue(0)
    assert not is_in_view(desk, edit)
    QTest.keyClicks(edit, "k")
    qtbot.waitUntil(lambda: is_in_view(desk, desk.form.secret.field))


def test_a_field_that_is_wrong_is_in_view_with_what_is_wrong(desk: Desk, qtbot: QtBot) -> None:
    bar = make_small(desk).verticalScrollBar()
    desk.form.address.edit.clear()
    bar.setValue(bar.maximum())
    press(desk.form.save_button)
    qtbot.waitUntil(lambda: is_in_view(desk, desk.form.address))
    bar.setValue(bar.maximum())
    desk.dialog.show_problem(SUPPORT.id, "project_id", "Wrong.")
    qtbot.waitUntil(lambda: is_in_view(desk, desk.form.project))


def test_a_question_below_the_edge_comes_into_view(desk: Desk, qtbot: QtBot) -> None:
    make_small(desk)
    press(desk.form.remove_button)
    keep = button_called(desk.form, "Keep")
    qtbot.waitUntil(lambda: is_in_view(desk, keep))
