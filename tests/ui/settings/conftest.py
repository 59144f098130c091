"""What tests of the dialogs share: the settings as they stand open, hands that type, and eyes that read everything."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.core.chatbot import SANDBOX_PROFILE, Chatbot, Profile, Secret
from desktop.core.secret_place import PlaceKind, SecretPlace
from desktop.core.settings import Settings
from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.settings.profile_form import ProfileForm
from desktop.ui.settings.settings_dialog import SettingsDialog

KEY = "rk_live_0123456789abcdefWXYZ"
SUPPORT = Profile("p1", "Support", "https://support.example", "42", (Chatbot("bot-1", "Helper"),))
SALES = Profile("p2", "Sales", "https://sales.example", "43", (Chatbot("bot-2", "Seller"),))
SANDBOX = Profile(SANDBOX_PROFILE, "Sandbox", "http://127.0.0.1:1", "1", (Chatbot("concierge", "Concierge"),))
KEPT = SecretPlace(PlaceKind.KEYRING, "Test keyring", "…WXYZ")
NONE_YET = SecretPlace(PlaceKind.NONE, "Test keyring")


class Desk:
    """The settings dialog, and what it asked for in the order it came."""

    def __init__(self, dialog: SettingsDialog) -> None:
        self.dialog = dialog
        self.submitted: list[tuple[Profile, Secret | None]] = []
        self.tested: list[tuple[Profile, Secret | None]] = []
        self.removed: list[str] = []
        self.keys_removed: list[str] = []
        self.cancelled = 0
        dialog.profile_submitted.connect(lambda profile, secret: self.submitted.append((profile, secret)))
        dialog.test_requested.connect(lambda profile, secret: self.tested.append((profile, secret)))
        dialog.profile_removal_requested.connect(self.removed.append)
        dialog.secret_removal_requested.connect(self.keys_removed.append)
        dialog.test_cancel_requested.connect(self._on_cancel)

    @property
    def form(self) -> ProfileForm:
        return self.dialog.chatbots.form

    def choose(self, name: str) -> None:
        """Go to a profile in the list, with the arrow keys."""
        profiles = self.dialog.chatbots.list
        names = [profiles.item(row).text() for row in range(profiles.count())]
        QTest.keyClick(profiles, Qt.Key.Key_Home)
        for _ in range(names.index(name)):
            QTest.keyClick(profiles, Qt.Key.Key_Down)

    def begin_new(self) -> None:
        press(self.dialog.chatbots.add_button)

    def save(self) -> None:
        press(self.form.save_button)

    def fill(self, *, project: str = "42", chatbot: str = "bot-1", key: str = KEY) -> None:
        """Everything that a new profile needs but its name."""
        enter(self.form.project.edit, project)
        enter(chatbot_edits(self.form)[0][1], chatbot)
        enter(self.form.secret.field.edit, key)

    def _on_cancel(self) -> None:
        self.cancelled += 1


@pytest.fixture
def desk(qtbot: QtBot, switch: ThemeSwitch) -> Iterator[Desk]:
    """Two profiles and the sandbox, the first one in view with a key in the keyring."""
    dialog = SettingsDialog(switch.theme)
    qtbot.addWidget(dialog)
    dialog.show_settings(Settings())
    dialog.show_profiles((SUPPORT, SALES, SANDBOX), "")
    dialog.show_secret(SUPPORT.id, KEPT)
    dialog.show_secret(SALES.id, NONE_YET)
    dialog.show_secret("", NONE_YET)
    with qtbot.waitActive(dialog):
        dialog.open()
    yield Desk(dialog)
    QGuiApplication.clipboard().clear()


def settle() -> None:
    """Let Qt show and lay out what was just added: it does so by posted events."""
    QCoreApplication.sendPostedEvents()


def enter(edit: QLineEdit, text: str) -> None:
    """Replace what stands in a field, key by key."""
    edit.setFocus()
    edit.selectAll()
    QTest.keyClick(edit, Qt.Key.Key_Delete)
    QTest.keyClicks(edit, text)


def paste(edit: QLineEdit, text: str) -> None:
    """Replace what stands in a field, with what no keyboard has."""
    QGuiApplication.clipboard().setText(text)
    edit.setFocus()
    edit.selectAll()
    QTest.keyClick(edit, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def press(button: QAbstractButton) -> None:
    """With the space bar, as a button is pressed by keyboard; only one that can be seen."""
    settle()
    assert button.isVisible(), f"{button.text()} is not in sight"
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)


def chatbot_edits(form: ProfileForm) -> list[tuple[QLineEdit, QLineEdit]]:
    """Name and id of each chatbot in sight."""
    settle()
    edits = [edit for edit in form.chatbots.findChildren(QLineEdit) if edit.isVisible()]
    names = [edit for edit in edits if edit.accessibleName() == "Name of the chatbot"]
    ids = [edit for edit in edits if edit.accessibleName() == "Chatbot ID"]
    return list(zip(names, ids, strict=True))


def button_called(root: QWidget, name: str) -> QAbstractButton:
    """The one button in sight with these words."""
    settle()
    (found,) = [
        button
        for button in root.findChildren(QAbstractButton)
        if button.isVisible() and name in (button.text(), button.accessibleName())
    ]
    return found


def everything_said(root: QWidget) -> str:
    """What every widget shows, holds or tells a screen reader, also those out of sight."""
    said = []
    for widget in (root, *root.findChildren(QWidget)):
        for reader in ("text", "toPlainText", "placeholderText", "title"):
            read = getattr(widget, reader, None)
            said.append(str(read() if callable(read) else read))
        said += [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip(), widget.whatsThis()]
        said += [widget.statusTip(), widget.windowTitle(), widget.objectName()]
    return "\n".join(said)
