"""One line over the page for what concerns the whole program: a damaged file, a full disk, a keyring that is gone.

The trap: many speak here and know nothing of each other. What a person has yet to do something about, a problem or
what can be taken back, is replaced by what became of their own doing, but not by news that nobody asked for.
"""

from __future__ import annotations

from typing import Final, NamedTuple

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


class _Notice(NamedTuple):
    text: str
    tone: str
    action: str = ""

    @property
    def is_open(self) -> bool:
        """Whether somebody has yet to do something about it."""
        return self.tone == "danger" or bool(self.action)


class Banner(QFrame):
    """Hidden until it has something to say. `action_requested` is the button with words, `closed` the one with a ×."""

    action_requested = Signal()
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notices: tuple[_Notice, ...] = ()  # the first one gives the tone and the button
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

    def show_problem(self, problem: Problem) -> None:
        """Beside the problems it tells already: two things can go wrong at one start."""
        new = _Notice(sentence(problem), "danger")
        said = [one for one in self._seen if one != new] if self._tone == "danger" else []
        problems = [one for one in said if one.tone == "danger"]
        self._tell(*problems, new, *(one for one in said if one not in problems))

    def show_text(self, text: str, action_text: str = "", *, tone: str = "info") -> None:
        """What became of something that a person did. `tone` is info, success, warning or danger."""
        self._tell(_Notice(text, tone, action_text))

    def show_news(self, text: str, *, tone: str = "info") -> None:
        """What nobody asked for: below a problem that was not closed yet, or what can be taken back."""
        said = [one for one in self._seen if one.text != text]
        self._tell(*(said if said and said[0].is_open else ()), _Notice(text, tone))

    def take_back(self, text: str) -> None:
        """These words hold no longer; what is said beside them does."""
        left = [one for one in self._seen if one.text != text]
        if not left:
            self.hide()
        elif len(left) < len(self._notices):
            self._show(*left)

    @property
    def _seen(self) -> tuple[_Notice, ...]:
        return () if self.isHidden() else self._notices

    @property
    def _tone(self) -> str:
        return self._notices[0].tone if self._notices else "info"

    def _tell(self, *notices: _Notice) -> None:
        self._show(*notices)
        announce(self)

    def _show(self, *notices: _Notice) -> None:
        self._notices = notices
        self._text.setText("\n".join(one.text for one in notices))
        self._action.setText(notices[0].action)
        self._action.setVisible(bool(notices[0].action))
        self.setAccessibleName(self.text)
        set_role(self, "banner", tone=self._tone)
        self._draw_icons()
        self.show()

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
