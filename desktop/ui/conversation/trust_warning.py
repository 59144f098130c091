"""The line that stays over a conversation whose server nobody verifies; it cannot be closed, only mended."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from desktop.ui.look.icons import icon
from desktop.ui.look.measures import Margins, spaced
from desktop.ui.look.theme import set_role
from desktop.ui.look.tokens import Theme
from desktop.ui.widgets.form import announce, filled, words


class TrustWarning(QFrame):
    """Hidden until `show_profile` names one. `settings_requested` wants its page."""

    settings_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = QLabel()
        self._text = words()
        self.button = QPushButton(self.tr("Change it…"))
        self.button.setAutoDefault(True)
        self.button.clicked.connect(self.settings_requested)
        sides: Margins = ("space_m", "space_xs", "space_xs", "space_xs")
        layout = spaced(QHBoxLayout(self), theme, "space_s", margins=sides)
        layout.addWidget(self._icon)
        layout.addWidget(self._text, 1)
        layout.addWidget(self.button)
        set_role(self, "banner", tone="danger")
        self.set_theme(theme)
        self.hide()

    @property
    def text(self) -> str:
        return self._text.text()

    def show_profile(self, name: str) -> None:
        """Empty when the server in view is verified."""
        said = self.tr("The server of %1 is NOT verified: anybody in between can read your messages and the key.")
        text = filled(said, name) if name else ""
        if text == self.text:
            return
        self._text.setText(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))
        if text:
            announce(self)

    def set_theme(self, theme: Theme) -> None:
        side = theme.sizes.icon
        pixmap = icon("triangle-alert", theme, "danger", side).pixmap(QSize(side, side), self.devicePixelRatioF())
        self._icon.setPixmap(pixmap)
