"""Tags of several conversations: ticked, half-ticked, typed; and what is asked before conversations are deleted."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.core.conversation import Conversation
from desktop.ui.dialogs.deletion_dialog import DeletionDialog
from desktop.ui.dialogs.tags_dialog import TagsDialog
from desktop.ui.look.theme import ThemeSwitch

ONE = Conversation("1", "", "p", "b", "Bot", "Lamp", tags=("both", "some"))
TWO = Conversation("2", "", "p", "b", "Bot", "Chair", tags=("both",))
Saved = list[tuple[tuple[str, ...], tuple[str, ...]]]


@pytest.fixture
def saved() -> Saved:
    return []


@pytest.fixture
def dialog(qtbot: QtBot, switch: ThemeSwitch, saved: Saved) -> TagsDialog:
    made = TagsDialog((ONE, TWO), ("both", "Other"), switch.theme)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.open()
    made.tags_changed.connect(lambda added, removed: saved.append((added, removed)))
    return made


def test_each_tag_shows_how_many_have_it(dialog: TagsDialog) -> None:
    states = {tag: box.checkState() for tag, box in dialog.boxes.items()}
    assert states == {
        "both": Qt.CheckState.Checked,
        "some": Qt.CheckState.PartiallyChecked,
        "Other": Qt.CheckState.Unchecked,
    }


def test_what_was_changed_is_saved_and_nothing_else(dialog: TagsDialog, saved: Saved) -> None:
    dialog.boxes["both"].click()
    dialog.boxes["Other"].click()
    dialog.save_button.click()
    assert saved == [(("Other",), ("both",))]


def test_what_is_typed_is_spelled_as_it_was_before(dialog: TagsDialog, saved: Saved) -> None:
    QTest.keyClicks(dialog.field.edit, " new one ,, OTHER,other")
    QTest.keyClick(dialog.field.edit, Qt.Key.Key_Return)
    assert saved == [(("new one", "Other"), ())]


def test_without_a_change_nothing_is_saved(dialog: TagsDialog, saved: Saved) -> None:
    dialog.save_button.click()
    assert saved == []
    assert not dialog.isVisible()


@pytest.mark.parametrize(("count", "title", "asked"), [(1, "Lamp", "“Lamp”"), (3, "", "3 conversations")])
def test_deleting_for_ever_says_what_goes_and_keeps_it_at_enter(
    qtbot: QtBot, switch: ThemeSwitch, count: int, title: str, asked: str
) -> None:
    dialog = DeletionDialog(count, title, switch.theme)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.open()
    assert any(asked in label.text() for label in dialog.findChildren(QLabel))
    done: list[str] = []
    dialog.accepted.connect(lambda: done.append("deleted"))
    dialog.rejected.connect(lambda: done.append("kept"))
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    dialog.open()
    dialog.delete_button.click()
    assert done == ["kept", "deleted"]
