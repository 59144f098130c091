"""Asks who signs in to a proxy that wants to know. The message that waits for it is not lost."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from desktop.core.chatbot import Secret
from desktop.core.proxy import shown_proxy
from desktop.ui.dialogs.fitted import FittedDialog
from desktop.ui.look.theme import set_role
from desktop.ui.look.tokens import Theme
from desktop.ui.widgets.form import Field, answers, column, filled, words
from desktop.ui.widgets.sign_in_fields import refuse_unfit


class ProxyDialog(FittedDialog):
    """`place` is the origin of the proxy. `submitted` carries a user name and the Secret; rejecting changes nothing."""

    submitted = Signal(str, object)

    def __init__(self, place: str, user: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("The proxy asks who you are"), theme, parent)
        self._place = place
        asks = filled(self.tr("%1 asks for a user name and a password"), shown_proxy(place))
        heading = words(asks, "title")
        why = words(self.tr("Your message is kept, and sent again then. The password is kept in the system keyring."))
        edit = QLineEdit()
        edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.user = Field(self.tr("User name"), "", theme)
        self.password = Field(self.tr("Password"), "", theme, edit=edit)
        self.user.set_text(user)
        self.later_button = QPushButton(self.tr("Not now"))
        self.later_button.clicked.connect(self.reject)
        self.save_button = QPushButton(self.tr("Save and send again"))
        set_role(self.save_button, "primary")
        self.save_button.setDefault(True)
        self.save_button.clicked.connect(self._on_save)
        buttons = answers(theme, self.later_button, self.save_button)
        layout = column(theme, "space_m", margins="space_xl")
        for widget in (heading, why, self.user, self.password):
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addLayout(buttons)
        self.setLayout(layout)
        self.fit()
        (self.password if user else self.user).setFocus()

    def done(self, result: int) -> None:
        self._forget()
        super().done(result)

    def _forget(self) -> None:
        """A dialog lives on for a moment after it was closed."""
        self.password.set_text("")

    def _on_save(self) -> None:
        user, password = self.user.text.strip(), self.password.text
        if not user:
            self.user.set_error(self.tr("The user name is missing."))
            self.fit()
            return
        if refuse_unfit(self._place, self.user, self.password):
            self.fit()
            return
        self.accept()
        self.submitted.emit(user, Secret(password))
