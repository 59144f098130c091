"""Asks for a key in the conversation, below the message that was refused: everything else goes on around it.

The trap: what is kept here is a secret that somebody is typing. It is cleared when the box goes, or is about another
profile, or another address of the same one. So is the choice to keep it only until the program ends.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.core.chatbot import Profile, clean_secret
from desktop.core.errors import ProfileError
from desktop.core.secret_place import PlaceKind, SecretPlace
from desktop.ui.look.measures import spaced
from desktop.ui.look.theme import ThemeSwitch, set_role
from desktop.ui.settings.places import may_choose, outlook, was_chosen
from desktop.ui.widgets.form import Field, announce, filled, words
from desktop.ui.words import sentence

_NOBODY: Final = ("", "")


class SecretRequest(QFrame):
    """`submitted` carries the profile's id, the Secret, whether the messages that wait are to be sent with it, and
    whether it is to be kept out of the keyring.
    """

    submitted = Signal(str, object, bool, bool)
    dismissed = Signal(str)

    def __init__(self, switch: ThemeSwitch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = switch.theme
        set_role(self, "card")
        self._whose = _NOBODY
        self._place = SecretPlace(PlaceKind.WAITING)
        self._title = words(role="title")
        self._why = words(role="secondary")
        edit = QLineEdit()
        edit.setEchoMode(QLineEdit.EchoMode.Password)
        edit.returnPressed.connect(self._on_return)
        self.field = Field(self.tr("Key"), "", theme, edit=edit)
        self.session_box = QCheckBox(self.tr("Keep it only until I quit"))
        self.session_box.toggled.connect(self._show_outlook)
        self.later_button = QPushButton(self.tr("Not now"))
        set_role(self.later_button, "quiet")
        self.keep_button = QPushButton(self.tr("Only save"))
        self.send_button = QPushButton(self.tr("Save and send again"))
        set_role(self.send_button, "primary")
        self.later_button.clicked.connect(self._dismiss)
        self.keep_button.clicked.connect(lambda: self._submit(send=False))
        self.send_button.clicked.connect(lambda: self._submit(send=True))
        buttons = spaced(QHBoxLayout(), theme, "space_s")
        buttons.addStretch(1)
        for button in (self.later_button, self.keep_button, self.send_button):
            button.setAutoDefault(True)  # so that Enter presses it, too
            buttons.addWidget(button)
        column = spaced(QVBoxLayout(self), theme, "space_s", margins="space_m")
        for widget in (self._title, self._why, self.field, self.session_box):
            column.addWidget(widget)
        column.addLayout(buttons)
        self.hide()

    @property
    def profile_id(self) -> str:
        """Whose key is asked for, empty when none is."""
        return self._whose[0]

    def ask(self, profile: Profile, place: SecretPlace, waiting: int) -> None:
        """Ask for the key of a profile, for which so many messages wait."""
        self._place = place
        whose = (profile.id, profile.address)
        is_new = self.isHidden() or whose != self._whose
        if whose != self._whose:
            self.field.set_text("")
            self.field.clear_error()
            self.session_box.setChecked(was_chosen(place))
        self._whose = whose
        self.session_box.setVisible(may_choose(place))
        self._title.setText(self.tr("%1 needs a valid key").replace("%1", profile.name))
        self._why.setText(filled(self._reason(waiting), profile.address))
        self._show_outlook()
        self.keep_button.setText(self.tr("Only save") if waiting else self.tr("Save"))
        self.send_button.setText(
            self.tr("Save and send again") if waiting < 2 else self.tr("Save and send all %n messages", "", waiting)
        )
        self.send_button.setVisible(waiting > 0)
        self.setAccessibleName(self._title.text())
        self.show()
        if is_new:  # once, also behind another page
            announce(self)

    def close_request(self) -> None:
        """Nobody is asked any more, and what was typed is forgotten."""
        self._whose = _NOBODY
        self.field.set_text("")
        self.field.clear_error()
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._dismiss()
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):  # these pressed a button or the field
            super().keyPressEvent(event)

    def _reason(self, waiting: int) -> str:
        if waiting == 0:
            return self.tr("Paste the key for %1.")
        if waiting == 1:
            return self.tr("Your message is kept and was not sent. Paste the key for %1.")
        return self.tr("Your messages are kept and were not sent. Paste the key for %1.")

    def _submit(self, *, send: bool) -> None:
        try:
            secret = clean_secret(self.field.text)
        except ProfileError as error:
            self.field.set_error(sentence(error.problem))
            return
        profile_id, session_only = self.profile_id, self.session_box.isChecked() and may_choose(self._place)
        self.close_request()
        self.submitted.emit(profile_id, secret, send, session_only)

    def _show_outlook(self) -> None:
        self.field.set_help(outlook(self._place, session_only=self.session_box.isChecked()))

    def _on_return(self) -> None:
        self._submit(send=not self.send_button.isHidden())

    def _dismiss(self) -> None:
        profile_id = self.profile_id
        self.close_request()
        self.dismissed.emit(profile_id)
