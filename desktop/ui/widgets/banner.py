"""One line over the page for what concerns the whole program: a damaged file, a full disk, a keyring that is gone."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from desktop.core.errors import Problem
from desktop.ui.look.icons import icon
from desktop.ui.look.measures import Margins, spaced
from desktop.ui.look.theme import set_role
from desktop.ui.look.tokens import ColorRole, Theme
from desktop.ui.widgets.form import announce, words
from desktop.ui.words import sentence

_ICONS: Final[dict[str, tuple[str, ColorRole]]] = {
    "info": ("info", "text-secondary"),
    "success": ("circle-check", "success"),
    "warning": ("triangle-alert", "warning"),
    "danger": ("circle-alert", "danger"),
}


class Banner(QFrame):
    """Hidden until it has something to say. `action_requested` is the button with words, `closed` the one with a ×."""

    action_requested = Signal()
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = "info"
        self._icon = QLabel()
        self._text = words()
        self._action = QPushButton()
        self._action.setAutoDefault(True)  # so that Enter presses it, too
        self._close = QToolButton()
        self._close.setAccessibleName(self.tr("Close this notice"))
        self._close.setToolTip(self.tr("Close this notice"))
        self._action.clicked.connect(self.action_requested)
        self._close.clicked.connect(self._on_close_clicked)
        sides: Margins = ("space_m", "space_xs", "space_xs", "space_xs")
        layout = spaced(QHBoxLayout(self), theme, "space_s", margins=sides)
        for widget in (self._icon, self._text, self._action, self._close):
            layout.addWidget(widget, 1 if widget is self._text else 0)
        self.set_theme(theme)
        self.hide()

    @property
    def text(self) -> str:
        return self._text.text()

    def show_problem(self, problem: Problem, action_text: str = "") -> None:
        """Beside what it says already: two things can go wrong at one start."""
        said = self.text.split("\n") if not self.isHidden() and self._tone == "danger" else []
        new = sentence(problem)
        self.show_text("\n".join([*(line for line in said if line != new), new]), action_text, tone="danger")

    def show_text(self, text: str, action_text: str = "", *, tone: str = "info") -> None:
        """`tone` is info, success, warning or danger."""
        self._tone = tone
        self._text.setText(text)
        self._action.setText(action_text)
        self._action.setVisible(bool(action_text))
        self.setAccessibleName(text)
        set_role(self, "banner", tone=tone)
        self._draw_icons()
        self.show()
        announce(self)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._close.setIconSize(QSize(theme.sizes.icon, theme.sizes.icon))
        self._draw_icons()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._on_close_clicked()
        else:
            super().keyPressEvent(event)

    def _on_close_clicked(self) -> None:
        self.hide()
        self.closed.emit()

    def _draw_icons(self) -> None:
        name, role = _ICONS[self._tone]
        side = self._theme.sizes.icon
        pixmap = icon(name, self._theme, role, side).pixmap(QSize(side, side), self.devicePixelRatioF())
        self._icon.setPixmap(pixmap)
        self._close.setIcon(icon("x", self._theme, "text-secondary", side))
