"""The storage page: what is in force is shown, a number counts when it is typed to its end, deleting asks first."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop.core.recording import RecordingUsage
from desktop.core.settings import RecordingSettings
from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.settings.storage_page import StoragePage
from tests.ui.settings.conftest import button_called, press


class Page:
    def __init__(self, widget: StoragePage) -> None:
        self.widget = widget
        self.told: list[RecordingSettings] = []
        self.deletions = 0
        widget.changed.connect(self.told.append)
        widget.deletion_requested.connect(self._on_deletion)

    def _on_deletion(self) -> None:
        self.deletions += 1


@pytest.fixture
def page(qtbot: QtBot, switch: ThemeSwitch) -> Page:
    widget = StoragePage(switch.theme)
    qtbot.addWidget(widget)
    with qtbot.waitActive(widget):
        widget.show()
        widget.activateWindow()
    return Page(widget)


def test_what_is_in_force_is_shown_and_not_told(page: Page) -> None:
    page.widget.show_settings(RecordingSettings(keep=False, megabytes=77, days=5))
    assert not page.widget.keep.isChecked()
    assert (page.widget.megabytes.value(), page.widget.days.value()) == (77, 5)
    assert page.told == []


def test_a_choice_is_told_with_the_others(page: Page) -> None:
    page.widget.show_settings(RecordingSettings(megabytes=77))
    press(page.widget.keep)
    assert page.told == [RecordingSettings(keep=False, megabytes=77)]


def test_a_number_on_its_way_deletes_nothing(page: Page) -> None:
    page.widget.show_settings(RecordingSettings())
    page.widget.megabytes.setFocus()
    page.widget.megabytes.selectAll()
    QTest.keyClicks(page.widget.megabytes, "250")
    assert page.told == []
    QTest.keyClick(page.widget.megabytes, Qt.Key.Key_Tab)
    assert page.told == [RecordingSettings(megabytes=250)]


def test_the_wheel_turns_only_the_number_that_was_gone_to(page: Page) -> None:
    def turn() -> None:
        event = QWheelEvent(
            QPointF(5, 5), QPointF(5, 5), QPoint(0, 0), QPoint(0, -120), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(page.widget.days, event)

    page.widget.show_settings(RecordingSettings())
    page.widget.keep.setFocus()
    turn()
    assert page.told == []
    page.widget.days.setFocus()
    turn()
    assert page.told == [RecordingSettings(days=29)]


def test_what_is_used_is_told_in_words(page: Page) -> None:
    said = [label.text() for label in page.widget.findChildren(QLabel)]
    assert "Recordings: 0, 0 bytes on the disk" in said
    assert not page.widget.delete_button.isEnabled()
    page.widget.show_usage(RecordingUsage(12, 3_400_000))
    said = [label.text() for label in page.widget.findChildren(QLabel)]
    assert "Recordings: 12, 3.4 MB on the disk" in said


def test_deleting_all_asks_first(page: Page) -> None:
    page.widget.show_usage(RecordingUsage(12, 3_400_000))
    press(page.widget.delete_button)
    assert page.deletions == 0
    press(button_called(page.widget, "Keep"))
    assert (page.deletions, page.widget.question.isVisible()) == (0, False)
    press(page.widget.delete_button)
    assert page.widget.focusWidget() is page.widget.question.delete_button
    QTest.keyClick(page.widget.question.delete_button, Qt.Key.Key_Space)
    assert (page.deletions, page.widget.question.isVisible()) == (1, False)
