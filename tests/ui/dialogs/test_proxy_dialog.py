from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.core.chatbot import Secret
from desktop.ui.dialogs.proxy_dialog import ProxyDialog
from desktop.ui.look.theme import ThemeSwitch


def test_what_socks_has_no_room_for_is_marked_and_the_dialog_stays(qtbot: QtBot, switch: ThemeSwitch) -> None:
    dialog = ProxyDialog("socks5://proxy.example:1080", "", switch.theme)
    submitted: list[tuple[str, Secret]] = []
    dialog.submitted.connect(lambda user, password: submitted.append((user, password)))
    with qtbot.waitActive(dialog):
        dialog.open()
    dialog.save_button.click()
    assert dialog.user.error
    QTest.keyClicks(dialog.user.edit, "jo")
    dialog.password.edit.setText("x" * 256)
    dialog.save_button.click()
    assert "proxy.example:1080 is too long" in dialog.password.error
    assert dialog.isVisible()
    assert submitted == []
    QTest.keyClicks(dialog.password.edit, "\b")
    dialog.save_button.click()
    assert submitted == [("jo", Secret("x" * 255))]
