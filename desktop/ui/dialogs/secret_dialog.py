"""Asks for a key when the one in use was refused or there is none. The message that waits for it is not lost."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from desktop.core.chatbot import Profile, clean_secret
from desktop.core.errors import ProfileError
from desktop.core.secret_place import SecretPlace
from desktop.ui.dialogs.places import outlook
from desktop.ui.form import Field, column, fit, words
from desktop.ui.measures import spaced
from desktop.ui.theme import Theme, set_role
from desktop.ui.words import sentence


class SecretDialog(QDialog):
    """`secret_submitted` carries the profile's id and the Secret; rejecting it leaves everything as it is."""

    secret_submitted = Signal(str, object)

    def __init__(self, profile: Profile, place: SecretPlace, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._profile_id = profile.id
        self.setWindowTitle(self.tr("A key is needed"))
        heading = words(self.tr("%1 needs a valid key").replace("%1", profile.name), "title")
        why = words(
            self.tr("Your message is kept. Paste the key for %1 and it is sent again.").replace("%1", profile.address)
        )
        edit = QLineEdit()
        edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.field = Field(self.tr("Key"), outlook(place), theme, edit=edit)
        self.later_button = QPushButton(self.tr("Not now"))
        self.later_button.clicked.connect(self.reject)
        self.save_button = QPushButton(self.tr("Save and send again"))
        set_role(self.save_button, "primary")
        self.save_button.setDefault(True)
        self.save_button.clicked.connect(self._on_save)
        buttons = spaced(QHBoxLayout(), theme, "space_s")
        buttons.addStretch(1)
        buttons.addWidget(self.later_button)
        buttons.addWidget(self.save_button)
        layout = column(theme, "space_m", margins="space_xl")
        for widget in (heading, why, self.field):
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addLayout(buttons)
        self.setLayout(layout)
        fit(self, theme.sizes.column * 3 // 5)
        self.field.setFocus()

    def done(self, result: int) -> None:
        self.field.set_text("")  # a dialog lives on for a moment after it was closed
        super().done(result)

    def _on_save(self) -> None:
        try:
            secret = clean_secret(self.field.text)
        except ProfileError as error:
            self.field.set_error(sentence(error.problem))
            fit(self, self.width())
            return
        self.accept()
        self.secret_submitted.emit(self._profile_id, secret)
