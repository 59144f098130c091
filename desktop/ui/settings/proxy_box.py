"""Which proxy: the system's, one that is typed in, or none; who signs in to it, and what is reached without it.

The trap: a password belongs to one proxy. What is typed here is for the proxy that stands beside it, or for that of
this computer, which the box has to be told, and is handed on with the origin of that proxy when it is kept.
"""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QLineEdit, QPushButton, QRadioButton, QWidget

from desktop.core.chatbot import Secret
from desktop.core.errors import AppError, Problem
from desktop.core.proxy import ProxyChoice, ProxyKind, ProxySettings, manual_proxy, shown_proxy
from desktop.ui.look.measures import spaced
from desktop.ui.look.theme import set_role
from desktop.ui.look.tokens import Theme
from desktop.ui.settings.number_box import NumberBox
from desktop.ui.widgets.form import Field, column, filled, words
from desktop.ui.widgets.sign_in_fields import refuse_unfit
from desktop.ui.words import sentence

_LAST_PORT: Final = 65535


class ProxyBox(QWidget):
    """`changed` carries ProxySettings; `password_submitted` the origin of the proxy and a Secret, or None to forget."""

    changed = Signal(object)
    password_submitted = Signal(str, object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._settings = ProxySettings()
        self._system = self._place_told = ""  # origins of proxies
        self._choices = QButtonGroup(self)
        self.system = self._choice(self.tr("The proxy of this computer"))
        self.manual = self._choice(self.tr("This proxy:"))
        self.none = self._choice(self.tr("No proxy"))
        self.kind = QComboBox()
        self.kind.setAccessibleName(self.tr("Kind of proxy"))
        self.kind.addItem(self.tr("HTTP"), ProxyKind.HTTP)
        self.kind.addItem(self.tr("SOCKS 5"), ProxyKind.SOCKS5)
        self.kind.activated.connect(self._on_changed)
        self.host = Field(self.tr("Address of the proxy"), "", theme)
        self.port = NumberBox(self.tr("Port of the proxy"), "", 1, _LAST_PORT)
        self.port.valueChanged.connect(self._on_changed)
        signs_in = self.tr(
            "Leave it empty when the proxy asks for none. It also signs in to the proxy of this computer."
        )
        self.user = Field(self.tr("User name"), signs_in, theme)
        password = QLineEdit()
        password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password = Field(
            self.tr("Password"), self.tr("Kept in the system keyring, for this proxy."), theme, edit=password
        )
        self.keep_button = QPushButton(self.tr("Keep the password"))
        self.forget_button = QPushButton(self.tr("Forget the password"))
        set_role(self.forget_button, "quiet")
        without = self.tr(
            "Names, addresses or networks, with commas between them, for example intranet.example, 10.0.0.0/8."
        )
        self.exceptions = Field(self.tr("Reached without the proxy"), without, theme)
        self._lay_out(theme)
        for field in (self.host, self.user, self.exceptions):
            field.edit.editingFinished.connect(self._on_changed)
        password.returnPressed.connect(self._on_keep)
        self.keep_button.clicked.connect(self._on_keep)
        self.forget_button.clicked.connect(self._on_forget)
        self._show()

    @property
    def controls(self) -> tuple[QWidget, ...]:
        """What says which proxy is used. Who signs in to it is a matter of its own."""
        choices = (self.system, self.manual, self.none)
        return (*choices, self.kind, self.host.edit, self.port, self.exceptions.edit)

    def show_settings(self, settings: ProxySettings) -> None:
        before, self._settings = self._settings, settings
        chosen = {ProxyChoice.SYSTEM: self.system, ProxyChoice.MANUAL: self.manual, ProxyChoice.NONE: self.none}
        chosen[settings.choice].setChecked(True)
        self.kind.setCurrentIndex(self.kind.findData(settings.kind))
        self.port.show_value(settings.port)
        for field, was, text in (
            (self.host, before.host, settings.host),
            (self.user, before.user, settings.user),
            (self.exceptions, before.exceptions, settings.exceptions),
        ):
            field.follow(was, text)
        if settings != before:
            self._show()

    def show_system_proxy(self, place: str) -> None:
        """The origin of the proxy of this computer, empty when it has none; its password can be kept and forgotten."""
        self._system = place
        self._show()

    def show_password_kept(self, problem: Problem | None) -> None:
        """It is in the keyring; with a problem, why it is only kept until the program ends."""
        self.password.set_text("")
        self.password.set_help(sentence(problem) if problem else self.tr("It is kept in the system keyring."))

    def _lay_out(self, theme: Theme) -> None:
        layout = column(theme, "space_s")
        layout.addWidget(words(self.tr("Proxy"), "title"))
        layout.addWidget(self.system)
        layout.addWidget(
            words(
                self.tr(
                    "From the environment (https_proxy, all_proxy, no_proxy), on macOS and Windows from the system."
                ),
                "secondary",
            )
        )
        layout.addWidget(self.none)
        layout.addWidget(self.manual)
        self._place = QWidget()
        place = column(theme, "space_s")
        row = spaced(QHBoxLayout(), theme, "space_s")
        row.addWidget(self.kind)
        row.addWidget(self.port)
        row.addStretch(1)
        place.addLayout(row)
        place.addWidget(self.host)
        self._place.setLayout(place)
        self._sign_in = QWidget()
        sign_in = column(theme, "space_s")
        sign_in.addWidget(self.user)
        sign_in.addWidget(self.exceptions)
        self._sign_in.setLayout(sign_in)
        self._keeping = QWidget()
        keeping = column(theme, "space_s")
        keeping.addWidget(self.password)
        buttons = spaced(QHBoxLayout(), theme, "space_s")
        for button in (self.keep_button, self.forget_button):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        buttons.addStretch(1)
        keeping.addLayout(buttons)
        self._keeping.setLayout(keeping)
        for part in (self._place, self._sign_in, self._keeping):
            layout.addWidget(part)
        self.setLayout(layout)

    def _choice(self, text: str) -> QRadioButton:
        button = QRadioButton(text)
        self._choices.addButton(button)
        button.clicked.connect(self._on_changed)
        return button

    def _on_changed(self) -> None:
        choice = ProxyChoice.MANUAL if self.manual.isChecked() else ProxyChoice.SYSTEM
        settings = replace(
            self._settings,
            choice=ProxyChoice.NONE if self.none.isChecked() else choice,
            kind=self.kind.currentData(),
            host=self.host.text.strip(),
            port=self.port.value(),
            user=self.user.text.strip(),
            exceptions=self.exceptions.text.strip(),
        )
        if settings != self._settings:
            self._settings = settings
            self._show()
            self.changed.emit(settings)

    def _show(self) -> None:
        is_manual = self._settings.choice is ProxyChoice.MANUAL
        self._place.setVisible(is_manual)
        self._sign_in.setVisible(self._settings.choice is not ProxyChoice.NONE)
        self.host.clear_error()
        place = self._origin() if not is_manual or self._settings.host else ""
        self._keeping.setVisible(bool(self._settings.user) if is_manual else bool(place))
        if place != self._place_told:
            self._place_told = place
            for_it = filled(self.tr("Kept in the system keyring, for %1."), shown_proxy(place))
            self.password.set_help(for_it if place else self.tr("Kept in the system keyring, for this proxy."))

    def _origin(self) -> str:
        """Of the proxy in use; empty without one, and when what is typed in is none: then the field is marked."""
        if self._settings.choice is not ProxyChoice.MANUAL:
            return self._system if self._settings.choice is ProxyChoice.SYSTEM else ""
        try:
            return manual_proxy(self._settings)
        except AppError as error:
            self.host.set_error(sentence(error.problem))
            return ""

    def _on_keep(self) -> None:
        self._on_changed()
        if not self.password.text or not (place := self._origin()):
            return
        if not refuse_unfit(place, self.user, self.password):
            self.password_submitted.emit(place, Secret(self.password.text))

    def keep_what_was_typed(self) -> None:
        """The settings are closed: a password counts then, as everything else that was typed."""
        if not self.password.text:
            return
        self._on_changed()
        if self._keeping.isHidden() or not self._origin():
            self.password.set_text("")
            self.password.set_help(self.tr("The password was not kept: there was no proxy to keep it for."))
        else:
            self._on_keep()

    def _on_forget(self) -> None:
        self.password.set_text("")
        if place := self._origin():
            self.password_submitted.emit(place, None)
            self.password.set_help(self.tr("No password is kept for this proxy."))
