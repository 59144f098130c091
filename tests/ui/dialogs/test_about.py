import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.ui.dialogs.about import AboutDialog
from desktop.ui.look.theme import ThemeSwitch
from tests.ui.settings.conftest import everything_said


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Return])
def test_it_tells_version_and_licences_and_goes_for_good(qtbot: QtBot, switch: ThemeSwitch, key: Qt.Key) -> None:
    dialog = AboutDialog("1.2.3", switch.theme)
    gone: list[object] = []
    dialog.destroyed.connect(lambda: gone.append(dialog))
    with qtbot.waitActive(dialog):
        dialog.open()
    said = everything_said(dialog)
    for words in ("Robofy Desktop", "Version 1.2.3", "MIT", "Lucide", "ISC", "LGPL"):
        assert words in said
    QTest.keyClick(dialog, key)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert gone
