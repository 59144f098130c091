"""What the key of a profile is, and where a client token is fetched."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from desktop.core.chatbot import Credential, Profile
from desktop.ui.look.tokens import Theme
from desktop.ui.widgets.form import Field, column, words


class CredentialBox(QWidget):
    """The path is asked for only where a client token may be fetched; a token can be pasted without one."""

    changed = Signal()
    submitted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.api_key = QRadioButton(self.tr("API key: yours alone, for everything"))
        self.client_token = QRadioButton(self.tr("Client token: for conversations only, and for a short time"))
        self._group = QButtonGroup(self)
        self.path = Field(
            self.tr("Path of the handshake"),
            self.tr(
                "Where a new token is fetched, for example /v1/a/b. It is not publicly documented, so there is no "
                "default: ask whoever runs the server, or leave it empty and paste a token as the key."
            ),
            theme,
        )
        layout = column(theme, "space_xs")
        layout.addWidget(words(self.tr("Sign in with"), wraps=False))
        for button in (self.api_key, self.client_token):
            self._group.addButton(button)
            button.clicked.connect(self._on_clicked)
            layout.addWidget(button)
        layout.addWidget(self.path)
        self.setLayout(layout)
        self.path.edit.textEdited.connect(self.changed)
        self.path.edit.returnPressed.connect(self.submitted)
        self.show_profile(Profile("", ""))

    def show_profile(self, profile: Profile) -> None:
        (self.client_token if profile.credential is Credential.CLIENT_TOKEN else self.api_key).setChecked(True)
        self.path.set_text(profile.handshake_path)
        self._show_path()

    def typed(self) -> tuple[Credential, str]:
        """The kind and the path; no path for an API key, whatever was typed before."""
        if self.client_token.isChecked():
            return Credential.CLIENT_TOKEN, self.path.text
        return Credential.API_KEY, ""

    def set_enabled(self, *, enabled: bool) -> None:
        self.api_key.setEnabled(enabled)
        self.client_token.setEnabled(enabled)
        self.path.edit.setReadOnly(not enabled)

    def _on_clicked(self) -> None:
        self._show_path()
        self.changed.emit()

    def _show_path(self) -> None:
        self.path.setVisible(self.client_token.isChecked())
